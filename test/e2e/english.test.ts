// @engines all
import { expect } from 'chai';
import { addChart, drawn, marks } from '../support/charts.ts';
import { closeInPeace, openPage, type Page } from '../support/page.ts';

const SALES = `SELECT * FROM (VALUES
  (DATE '2026-01-05', 'North', 'Shop', 1280.5), (DATE '2026-01-06', 'North', 'Phone', 43000),
  (DATE '2026-02-05', 'South', 'Shop', 55), (DATE '2026-02-06', 'South', 'Phone', 310.25)
) AS sales(day, region, kind, amount)`;

const day = { field: 'day', type: 'temporal' };
const region = { field: 'region', type: 'nominal' };
const color = { field: 'kind', type: 'nominal' };
const amount = { field: 'amount', type: 'quantitative' };

const KINDS = {
  bars: { mark: { type: 'bar', tooltip: true }, encoding: { x: region, y: amount } },
  'lines over time': { mark: { type: 'line', tooltip: true }, encoding: { x: day, y: amount, color } },
  points: { mark: { type: 'point', tooltip: true }, encoding: { x: amount, y: amount, color } },
  'stacked bars': { mark: { type: 'bar', tooltip: true }, encoding: { y: region, x: amount, color } },
};

/** Records the uses of Intl, and of methods that depend on it, until the first chart of the page is drawn. */
function watchIntl({ window, document }: Page): readonly string[] {
  const uses: string[] = [];
  let isDrawn = false;
  document.addEventListener('vibedasher-load', () => (isDrawn = true), { once: true });
  const note = (use: string): void => {
    if (!isDrawn) uses.push(use);
  };
  const methods = [
    [window.String.prototype, 'localeCompare'],
    ...[window.Number, window.BigInt, window.Date].map((each) => [each.prototype, 'toLocaleString'] as const),
    [window.Date.prototype, 'toLocaleDateString'],
    [window.Date.prototype, 'toLocaleTimeString'],
  ] as const;
  for (const [prototype, name] of methods) {
    const original = Reflect.get(prototype, name) as (...args: unknown[]) => unknown;
    Reflect.set(prototype, name, function (this: unknown, ...args: unknown[]) {
      note(name);
      return original.apply(this, args);
    });
  }
  const proxied = new Proxy(window.Intl, {
    get(intl, name) {
      note(`Intl.${String(name)}`);
      return Reflect.get(intl, name) as unknown;
    },
  });
  Object.defineProperty(window, 'Intl', { value: proxied });
  return uses;
}

describe('the first picture of a chart', () => {
  let page: Page;

  beforeEach(async () => {
    page = await openPage('empty.html');
  });
  afterEach(() => closeInPeace(page));

  for (const [kind, spec] of Object.entries(KINDS)) {
    it(`does not use Intl in English: ${kind}`, async () => {
      const uses = watchIntl(page);
      await drawn(addChart(page, { attributes: { sql: SALES }, spec }));
      expect(uses).to.deep.equal([]);
    });
  }

  it('uses Intl in another language', async () => {
    const uses = watchIntl(page);
    const viz = addChart(page, { attributes: { sql: SALES, lang: 'de' }, spec: KINDS.bars });
    await drawn(viz);
    expect(marks(viz, 'rect')).to.have.length(4);
    expect(uses).to.include('Intl.NumberFormat');
  });
});
