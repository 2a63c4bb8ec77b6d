// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { createPublicClient } from '../../../src/public-client/index.ts';
import { until } from '../../support/page.ts';
import { enter, inputOf } from '../control/harness.ts';
import { place, recordConsole } from '../viz/harness.ts';
import { cellOf, MAIN, salesApi, YEARS } from './harness.ts';

const CONTROL = '<vibedasher-control param="region"></vibedasher-control>';
const NATIVE = '<select name="year"><option>2024</option><option>2001</option></select>';
const dashboardTag = (content: string): string =>
  `<vibedasher-dashboard account="acme" slug="sales">${content}</vibedasher-dashboard>`;

/** Parses HTML text as the parser of a page does. */
function parse(html: string) {
  const api = salesApi();
  const box = place();
  box.innerHTML = html;
  const dashboard = box.querySelector('vibedasher-dashboard')!;
  dashboard.client = createPublicClient({ apiBase: api.base, fetch: api.fetch, maxRetries: 0 });
  const chart = (id: string): VibedasherViz => box.querySelector<VibedasherViz>(`#${id}`)!;
  return { box, dashboard, chart };
}

/** Chooses another region, and another year if there is a native control for it. */
async function drive({ box, chart }: ReturnType<typeof parse>): Promise<void> {
  await chart('main').ready;
  const control = box.querySelector('vibedasher-control')!;
  await until(() => inputOf(control).value === 'EU', 'the default');
  enter(control, 'US');
  await until(() => cellOf(chart('main')) === 'region US', 'the region');
  const select = box.querySelector('select');
  if (!select) return;
  select.value = '2001';
  select.dispatchEvent(new Event('change', { bubbles: true }));
  await until(() => cellOf(chart('years')) === 'year 2001', 'the year');
}

describe('<vibedasher-dashboard> in a page with tables', () => {
  const messages = recordConsole();

  it('works in a cell, with controls and charts in nested cells', async () => {
    const inner = `<table><tr><td>${CONTROL}</td><td>${NATIVE}</td></tr><tr><td>${MAIN}</td><td>${YEARS}</td></tr></table>`;
    const page = parse(`<table><tr><td>Before</td><td>${dashboardTag(inner)}</td></tr></table>`);
    expect(page.dashboard.closest('td')).to.not.equal(null);
    await drive(page);
    expect(page.dashboard.values).to.deep.equal({ region: 'US', year: 2001 });
    const cell = page.dashboard.closest('td')!.getBoundingClientRect();
    expect(page.dashboard.getBoundingClientRect().right).to.be.at.most(cell.right + 1);
    expect(messages).to.deep.equal([]);
  });

  it('works if the parser has moved it before the table', async () => {
    const page = parse(`<table>${dashboardTag(CONTROL + MAIN)}<tr><td>Cell</td></tr></table>`);
    expect(page.dashboard.nextElementSibling?.localName).to.equal('table');
    await drive(page);
    expect(page.box.querySelector('td')!.textContent).to.equal('Cell');
    expect(messages).to.deep.equal([]);
  });

  it('keeps content that the parser has moved out of a table inside it', async () => {
    const page = parse(
      dashboardTag(`<table><tr>${CONTROL}${YEARS}<td>${MAIN}</td></tr><form>${NATIVE}</form></table>`),
    );
    expect(page.box.querySelector('table vibedasher-control, table #years, table select')).to.equal(null);
    await drive(page);
    expect(messages).to.deep.equal([]);
  });

  it('warns if the parser has moved it, but not its content, before a table', async () => {
    const page = parse(`<table>${dashboardTag(`<tr><td>${CONTROL}${MAIN}</td></tr>`)}</table>`);
    expect(page.dashboard.childElementCount).to.equal(0);
    // Without charts inside, the dashboard draws those of its viz.
    await until(
      () => page.dashboard.shadowRoot!.querySelectorAll('vibedasher-viz').length === 2,
      'its charts',
    );
    await until(() => page.chart('main').status === 'error', 'the error');
    expect(page.chart('main').error!.kind).to.equal('config');
    expect(messages.join('\n'))
      .to.include('<vibedasher-control param="region">: it must be inside a <vibedasher-dashboard>')
      .and.to.include('slug');
  });
});
