/** An element around vega-embed, as the author of a page would write it. */
import { decode } from '@msgpack/msgpack';
import { html, LitElement } from 'lit';
import embed from 'vega-embed';
import { loadChart } from './load-chart.ts';

class NaiveChart extends LitElement {
  static override properties = { apiBase: { attribute: 'api-base' }, account: {}, slug: {} };

  declare apiBase: string;
  declare account: string;
  declare slug: string;

  protected override render(): unknown {
    return html`<div></div>`;
  }

  protected override async firstUpdated(): Promise<void> {
    const place = this.renderRoot.querySelector('div') as HTMLElement;
    await embed(place, (await loadChart(this.apiBase, this.account, this.slug, decode)) as never);
  }
}

customElements.define('naive-chart', NaiveChart);
