/** Implements the attributes `byline`, `source` and `notes`: author, source and notes on the data. Loaded on demand. */
import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { readsViz } from '../../charts/query-tables.ts';
import type { ChartController } from '../../controllers/chart/chart.ts';
import { extraWords } from '../../locale/summary.ts';
import type { Locale } from '../../locale/types.ts';
import {
  type Attribution,
  resolveAttribution,
  type Metadata,
  resolveMetadata,
} from '../../pipeline/attribution.ts';
import { hidesVizTexts } from '../../pipeline/view-model.ts';
import type { VizExtra, VizHost, VizView } from './viz-host.ts';
import { styles } from './viz-source.styles.ts';

export { resolveAttribution };

/** Renders the line that names the source. */
export function sourceTemplate(
  { text, link }: Attribution,
  locale: Pick<Locale, 'messages'>,
): TemplateResult {
  const name = html`<bdi>${text}</bdi>`;
  return html`<span part="source" class="source" dir="auto" title=${text}
    >${extraWords(locale).source}:
    ${link ? html`<a href=${link.href} target=${link.target} rel=${link.rel}>${name}</a>` : name}</span
  >`;
}

/** Makes texts that scroll a tab stop, so that a keyboard can scroll them. */
function followScrolling(entries: readonly ResizeObserverEntry[]): void {
  for (const { target } of entries) {
    if (target.scrollHeight > target.clientHeight + 1) target.setAttribute('tabindex', '0');
    else target.removeAttribute('tabindex');
  }
}

class VizSource implements ReactiveController, VizExtra {
  readonly #observer = new ResizeObserver(followScrolling);
  #observed = new WeakSet<Element>();
  readonly #viz: VizHost;
  readonly #chart: ChartController;

  constructor(viz: VizHost, chart: ChartController) {
    this.#viz = viz;
    this.#chart = chart;
    viz.shadowRoot!.adoptedStyleSheets.push(styles.styleSheet!);
    viz.addController(this);
  }

  hostUpdated(): void {
    for (const text of this.#viz.shadowRoot!.querySelectorAll('.notes, .notices')) {
      if (this.#observed.has(text)) continue;
      this.#observed.add(text);
      this.#observer.observe(text);
    }
  }

  hostDisconnected(): void {
    // Observes them again when the element is inserted again.
    this.#observer.disconnect();
    this.#observed = new WeakSet();
  }

  metadata(): Metadata {
    return this.#metadata(false);
  }

  notices({ viewModel }: VizView): TemplateResult | typeof nothing {
    const { byline, attribution } = this.#metadata();
    if (!viewModel.loaded) return nothing;
    return html`${byline ? html`<span part="byline" class="source" dir="auto">${byline}</span>` : nothing}${
      attribution ? sourceTemplate(attribution, viewModel.locale) : nothing
    }`;
  }

  footer({ viewModel }: VizView): TemplateResult | typeof nothing {
    const { notes } = this.#metadata();
    return viewModel.loaded && notes
      ? html`<p part="notes" class="notes" dir="auto" title=${notes}>${notes}</p>`
      : nothing;
  }

  /** Returns the element's source and notes, or else those of the viz unless the surrounding dashboard shows them. */
  #metadata(dashboardShowsSource = this.#chart.settings?.dashboardNotices?.hasSource): Metadata {
    const { settings, viz } = this.#chart;
    const hiddenName = settings && hidesVizTexts(settings) ? viz?.name : null;
    const isFromViz = readsViz(settings?.request.sql);
    const published =
      viz && isFromViz && !dashboardShowsSource ? { ...viz, hiddenName: hiddenName ?? null } : null;
    return resolveMetadata(this.#viz, published, this.#viz.localName);
  }
}

export const attach = (viz: VizHost, chart: ChartController): VizExtra => new VizSource(viz, chart);
