// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../src/components/viz/viz-element.ts';
import { addChart, drawn, paths, type Tag } from '../support/charts.ts';
import { closeInPeace, environment, openPage, until, type Page } from '../support/page.ts';

/** Returns a query that no other chart sends. Its chart needs no engine, because the tests count requests. */
const number = (value: number): string => `SELECT ${value} AS value, ${performance.now()} AS dimension`;

describe('twenty charts of one viz that load at the same time', () => {
  let page: Page;

  beforeEach(async () => {
    page = await openPage('empty.html');
  });
  afterEach(() => closeInPeace(page));

  /**
   * Counts the requests: `query`, `batch` and others by the last part of the path, `rows` for the address of rows, `blob` for
   * files from the storage, `viz` for a viz.
   */
  async function counts(): Promise<Record<string, number>> {
    const { api, storage } = await environment();
    const routes = paths(page).flatMap((path) => {
      if (path.startsWith(storage!)) return ['blob'];
      if (!path.startsWith(api!)) return [];
      if (path.endsWith('/status/batch')) return ['status'];
      if (path.includes('/rows/')) return ['rows'];
      const last = path.split('/').at(-1)!;
      return [['query', 'batch', 'result'].includes(last) ? last : 'viz'];
    });
    const count: Record<string, number> = { viz: 0, rows: 0, query: 0, batch: 0, blob: 0 };
    for (const route of routes) count[route] = (count[route] ?? 0) + 1;
    return count;
  }

  async function draw(tags: readonly Tag['attributes'][]): Promise<void> {
    const elements = tags.map((attributes) => addChart(page, { attributes: { ...attributes! } }));
    await Promise.all(elements.map(drawn));
  }

  it('send one request for the viz, one batch and one request per result with queries of the page', async () => {
    const queries = Array.from({ length: 12 }, (_, index) => number(index));
    await draw(Array.from({ length: 20 }, (_, index) => ({ sql: queries[index % 12]!, mark: 'table' })));
    const { viz, query, batch, blob } = await counts();
    expect({ viz, query, batch, blob }).to.deep.equal({ viz: 1, query: 0, batch: 1, blob: 12 });
  });

  it('send one request for the viz and one for each chart with queries of the viz', async () => {
    const ids = ['category', 'date', 'number', 'parts', 'series', 'table', 'favorable', 'comparison'];
    await draw(
      Array.from({ length: 20 }, (_, index) => ({
        account: 'northwind-labs',
        slug: 'column-sets',
        chart: ids[index % ids.length]!,
        mark: 'table',
      })),
    );
    expect(await counts()).to.deep.equal({ viz: 1, rows: ids.length, query: 0, batch: 0, blob: 0 });
  });

  it('send one batch for the queries that use a changed parameter of their dashboard', async () => {
    const dashboard = page.document.createElement('vibedasher-dashboard');
    for (const [name, value] of Object.entries({ account: 'civic-data', slug: 'bird-strikes' })) {
      dashboard.setAttribute(name, value);
    }
    page.document.body.append(dashboard);
    const elements = Array.from({ length: 20 }, (_, index) => {
      const element = page.document.createElement('vibedasher-viz');
      const sql = `SELECT '{{${index % 4 === 0 ? 'ours' : 'theirs'}}}' AS dimension, ${index} AS value`;
      for (const [name, value] of Object.entries({ sql, mark: 'table', loading: 'eager' })) {
        element.setAttribute(name, value);
      }
      return element;
    });
    dashboard.setAttribute('params', JSON.stringify({ ours: `${performance.now()}`, theirs: 'same' }));
    dashboard.append(...elements);
    await page.window.customElements.whenDefined('vibedasher-dashboard');
    await Promise.all(elements.map(drawn));
    const before = await counts();
    const firstCell = (element: VibedasherViz): unknown => element.data?.rows[0]?.[0];
    // Not cached by the server, which would answer the batch with the rows.
    const ours = `new ${crypto.randomUUID()}`;
    dashboard.setParams({ ours });
    await until(() => elements.filter((each) => firstCell(each) === ours).length === 5, 'five other charts');
    await until(() => elements.every(({ status }) => status === 'ready'), 'all charts at rest');
    const after = await counts();
    const more = Object.keys(before).map((route) => [route, after[route]! - before[route]!]);
    expect(Object.fromEntries(more)).to.deep.include({ viz: 0, query: 0, batch: 1, blob: 5 });
  });

  it('connect to the storage when the response with the viz names it', async () => {
    await draw([
      { sql: number(1), mark: 'table' },
      { sql: number(2), mark: 'table' },
    ]);
    const { storage } = await environment();
    const links = [...page.document.head.querySelectorAll<HTMLLinkElement>('link[rel=preconnect]')];
    expect(links.map(({ href, crossOrigin }) => [new URL(href).origin, crossOrigin])).to.deep.equal([
      [new URL(storage!).origin, 'anonymous'],
    ]);
  });
});
