// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../src/components/viz/viz-element.ts';
import type { PublicClient } from '../../src/public-client/types.ts';
import { addChart, BAR, chart, drawn, failed, inside, marks, paths, textOf } from '../support/charts.ts';
import { closeInPeace, closePages, once, openPage, until, type Page } from '../support/page.ts';

/** Waits for the message for readers. It appears when the language has loaded, which can be after the error. */
const showsText = (viz: VibedasherViz, text: string): Promise<boolean> =>
  until(() => textOf(viz, '.message').includes(text), `it says "${text}"`);

const sumOf = (viz: VibedasherViz): number =>
  viz.data!.rows.reduce((sum, row) => sum + Number(row.at(-1)), 0);

describe('a chart of a published viz', () => {
  let page: Page;

  beforeEach(async () => {
    page = await openPage('empty.html');
  });
  afterEach(() => closeInPeace(page));

  it('is found by its slug alone', async () => {
    const viz = addChart(page, { attributes: { account: '' } });
    await drawn(viz);
    expect(viz.viz?.account).to.equal('civic-data');
    expect(paths(page).some((url) => url.endsWith('/v1/public/viz/slug/bird-strikes'))).to.equal(true);
    expect(marks(viz, 'rect')).to.have.length(10);
  });

  it('runs its query again when an attribute or a script changes a parameter', async () => {
    const viz = addChart(page, {
      attributes: {
        account: 'northwind-labs',
        slug: 'health-and-families',
        sql: 'SELECT region, sum(population) AS people FROM gapminder WHERE year(year) = {{year}} GROUP BY 1',
        'param-year': '1955',
      },
    });
    await drawn(viz);
    const then = sumOf(viz);

    let changed = once(viz, 'vibedasher-data');
    viz.setAttribute('param-year', '1980');
    await changed;
    const meanwhile = sumOf(viz);
    expect(meanwhile).to.be.greaterThan(then);

    changed = once(viz, 'vibedasher-data');
    viz.setParams({ year: 2005 });
    await changed;
    expect(sumOf(viz)).to.be.greaterThan(meanwhile);
    expect(viz.status).to.equal('ready');
  });

  it('sends parameters with any characters as values', async () => {
    const viz = addChart(page, {
      attributes: { 'param-name': `x' OR '1'='1`, sql: `SELECT '{{name}}' AS dimension, 1 AS value` },
    });
    await drawn(viz);
    expect(viz.data?.rows).to.deep.equal([[`x' OR '1'='1`, 1]]);
  });

  it('polls a slow query until it is done', async () => {
    const viz = addChart(page, {
      attributes: { account: 'northwind-labs', slug: 'nightly-report' },
    });
    await until(() => textOf(viz, '.announcer[role=status]').startsWith('Loading'), 'the announcement');
    await drawn(viz);
    expect(viz.data?.rows).to.have.length(8);
    const polls = paths(page).filter((url) => /\/sql\/(status\/batch|[^/]+)$/.test(url));
    expect(polls.length).to.be.greaterThan(2);
    expect(paths(page).filter((url) => /\/sql\/[^/]+\/result$/.test(url))).to.have.length(1);
  });

  it('is not found while the viz is a draft', async () => {
    const viz = addChart(page, { attributes: { slug: 'draft-budget' } });
    const error = await failed(viz);
    expect(error.kind).to.equal('not-found');
    expect(error.retryable).to.equal(false);
    await showsText(viz, 'could not be found');
    expect(inside(viz).querySelector('button')).to.equal(null);
  });

  it('shows the error of its query', async () => {
    const viz = addChart(page, { attributes: { slug: 'broken-query' } });
    const error = await failed(viz);
    expect(error.kind).to.equal('query');
    expect(error.message).to.contain('ridership');
    expect(error.requestId).to.be.a('string').and.have.length.greaterThan(3);
    await showsText(viz, 'could not be computed');
  });

  it('names the missing parameter of its query', async () => {
    const viz = addChart(page, { attributes: { sql: 'SELECT 1 AS value WHERE {{missing}} > 1' } });
    const error = await failed(viz);
    expect(error.kind).to.equal('query');
    expect(error.message).to.contain('missing');
  });

  it('shows a notice if rows are cut off', async () => {
    const viz = addChart(page, {
      attributes: {
        account: 'northwind-labs',
        slug: 'flights',
        chart: 'total',
        mark: 'table',
        sql: 'SELECT delay FROM flights',
      },
    });
    await drawn(viz);
    expect(viz.data?.truncated).to.equal(true);
    expect(textOf(viz, '[part=status]')).to.contain('Only the first 100,000 rows are shown');
  });

  it('shows a message if there are no rows', async () => {
    const viz = addChart(page, { attributes: { slug: 'summer-snow', 'param-month': '7' } });
    await drawn(viz);
    expect(viz.status).to.equal('empty');
    // July is the default of the viz, so the message names no choice.
    expect(textOf(viz, '.message')).to.equal('No data to display.');
    expect(scriptsOf(page).some(isEngine)).to.equal(false);
  });

  it('runs no engine for a number or a table', async () => {
    const numbers = addChart(page, {
      attributes: { account: 'northwind-labs', slug: 'column-sets', chart: 'number' },
    });
    await drawn(numbers);
    expect(textOf(numbers, '.number b')).to.match(/^\d/);
    const table = addChart(page, {
      attributes: { account: 'northwind-labs', slug: 'column-sets', chart: 'table' },
    });
    await drawn(table);
    expect(inside(table).querySelectorAll('tbody tr').length).to.be.greaterThan(1);
    expect(scriptsOf(page).filter(isEngine)).to.deep.equal([]);

    await drawn(addChart(page, {}));
    expect(scriptsOf(page).filter(isEngine)).not.to.deep.equal([]);
  });

  it('fetches no engine if its mark is a number or a table', async () => {
    const attributes = { account: 'northwind-labs', slug: 'column-sets', chart: 'number' };
    await drawn(addChart(page, { attributes: { ...attributes, mark: 'number', source: 'Northwind' } }));
    await drawn(addChart(page, { attributes: { ...attributes, mark: 'table' } }));
    expect(paths(page).some((url) => url.includes('/chunks/view-'))).to.equal(true);
    expect(paths(page).filter(isEngine)).to.deep.equal([]);
  });

  it('fetches the engine before the spec arrives', async () => {
    const client = { getViz: () => new Promise(() => {}) } as unknown as PublicClient;
    const viz = addChart(page, { properties: { client } });
    await until(() => paths(page).filter(isEngine).length === 2, 'the engine is there');
    expect(viz.viz).to.equal(null);
    expect(scriptsOf(page).filter(isEngine)).to.deep.equal([]);
  });
});

describe('a chart whose code is still loading', () => {
  afterEach(closePages);

  /** Delays the script that draws charts until the returned function is called. */
  function holdView({ document: { head } }: Page): () => void {
    const held: Element[] = [];
    head.append = (element: Element): void => {
      if (element.matches('script[src*="/chunks/view-"]')) held.push(element);
      else head.appendChild(element);
    };
    return () => held.forEach((node) => head.appendChild(node));
  }

  /** Lets the first request for a script fail. Returns whether it has failed. */
  function failOnce({ document: { head } }: Page, name: string): () => boolean {
    let hasFailed = false;
    head.append = (element: Element): void => {
      const fails = !hasFailed && element.matches(`script[src*="/chunks/${name}-"]`);
      hasFailed ||= fails;
      if (fails) element.dispatchEvent(new Event('error'));
      else head.appendChild(element);
    };
    return () => hasFailed;
  }

  /** A client and its calls, in order. */
  interface Asked {
    readonly client: PublicClient;
    readonly calls: readonly string[];
  }

  function clientOf(getViz: () => Promise<unknown>): Asked {
    const calls: string[] = [];
    const table = {
      columns: [
        { name: 'region', type: 'string' },
        { name: 'amount', type: 'number' },
      ],
    };
    const client = {
      getViz: () => {
        calls.push('viz');
        return getViz();
      },
      queryViz: async (_: unknown, { sql }: { readonly sql: string }) => {
        calls.push(sql);
        return { ...table, rows: [['North', 28]], truncated: false };
      },
    };
    return { client: client as unknown as PublicClient, calls };
  }

  const VIZ = {
    name: 'Sales',
    slug: 'sales',
    account: 'acme',
    files: new Map([
      ['charts/main.sql', 'SELECT 1'],
      ['charts/main.vl.json', JSON.stringify(BAR)],
    ]),
    dataState: { canQuery: true },
    freshness: { status: 'unknown' },
  };

  it('fetches its viz and its rows meanwhile, each only once', async () => {
    const page = await openPage('empty.html');
    const release = holdView(page);
    const { client, calls } = clientOf(async () => VIZ);
    const viz = addChart(page, { properties: { client } });
    await until(() => calls.length === 2, 'both are asked for');
    expect(viz.viz).to.equal(null);
    release();
    expect(marks(await drawn(viz), 'rect')).to.have.length(1);
    expect(viz.viz?.name).to.equal('Sales');
    expect(calls).to.deep.equal(['viz', 'SELECT 1']);
  });

  it('reports an error that occurs meanwhile, without another request', async () => {
    const page = await openPage('empty.html');
    const release = holdView(page);
    const { client, calls } = clientOf(() => Promise.reject(new Error('There is no such viz')));
    const viz = addChart(page, { properties: { client } });
    await until(() => calls.length === 1, 'the viz is asked for');
    release();
    expect((await failed(viz)).message).to.equal('There is no such viz');
    expect(calls).to.deep.equal(['viz']);
  });

  it('is drawn if a listener to the error refreshes it', async () => {
    const page = await openPage('empty.html');
    failOnce(page, 'view');
    const { client } = clientOf(async () => VIZ);
    let refreshed: Promise<void> | null = null;
    page.document.addEventListener('vibedasher-error', ({ target }) => {
      refreshed = (target as VibedasherViz).refresh();
    });
    const viz = addChart(page, { properties: { client } });
    expect((await failed(viz)).kind).to.equal('network');
    await refreshed;
    expect(marks(await drawn(viz), 'rect')).to.have.length(1);
  });

  it('replaces a prerendered picture if only the code for that picture fails', async () => {
    const page = await openPage('empty.html');
    const hasFailed = failOnce(page, 'viz-picture');
    const { client } = clientOf(async () => VIZ);
    const viz = page.document.createElement('vibedasher-viz');
    const picture = page.document.createElement('figure');
    picture.dataset['vibedasher'] = '';
    viz.append(picture);
    Object.assign(viz, { account: 'acme', slug: 'sales', loading: 'eager', client });
    page.document.body.append(viz);
    expect(marks(await drawn(viz), 'rect')).to.have.length(1);
    expect(hasFailed()).to.equal(true);
    // The page reports unhandled rejections in order.
    void viz.toBlob('none' as 'text/csv');
    await until(() => page.record.errors.length > 0, 'an unhandled rejection');
    expect(page.record.errors.join()).to.match(/^VibedasherError: .*none/);
  });

  it('uses the attributes that are set when the code has loaded', async () => {
    const page = await openPage('empty.html');
    const release = holdView(page);
    const { client, calls } = clientOf(async () => VIZ);
    const viz = addChart(page, { attributes: { sql: 'SELECT 2' }, spec: BAR, properties: { client } });
    await until(() => calls.includes('SELECT 2'), 'the first query');
    viz.sql = 'SELECT 3';
    await until(() => calls.includes('SELECT 3'), 'the second query');
    release();
    await drawn(viz);
    expect(calls).to.deep.equal(['viz', 'SELECT 2', 'viz', 'SELECT 3']);
  });
});

const isEngine = (url: string): boolean => /\/chunks\/(engine|compile|vega-)/.test(url);

/** Returns the URLs of the page's script elements. */
const scriptsOf = (page: Page): string[] => [...page.document.scripts].map(({ src }) => src);

describe('a page with its own query and chart', () => {
  afterEach(closePages);

  it('draws its chart with the rows of its query', async () => {
    const page = await openPage('own.html');
    const viz = await drawn(chart(page));
    expect(viz.data?.columns.map(({ name }) => name)).to.deep.equal(['region', 'people']);
    expect(marks(viz, 'rect')).to.have.length(viz.data!.rows.length);
    expect(textOf(viz, 'figcaption')).to.contain('People by region').and.contain('Sixty-two countries');
    expect(page.record.violations).to.deep.equal([]);
    expect(page.record.errors).to.deep.equal([]);
  });

  it('loads again when a child script is removed', async () => {
    const page = await openPage('own.html');
    const viz = await drawn(chart(page));
    const changed = once(viz, 'vibedasher-load');
    viz.querySelector('script[type="application/vnd.vegalite+json"]')!.remove();
    await changed;
    expect(textOf(viz, 'figcaption')).not.to.contain('People by region');
    expect(viz.status).to.equal('ready');
    expect(page.record.violations).to.deep.equal([]);
  });
});
