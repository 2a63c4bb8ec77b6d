// @engines all
import { expect } from 'chai';
import type { PublicClient, PublicClientOptions } from '../../src/public-client/types.ts';
import { addChart, BAR, drawn, failed, inside, marks, textOf } from '../support/charts.ts';
import { closePages, environment, until, type Page } from '../support/page.ts';
import { addSpec, expectUntouched, openWatched } from '../support/watched.ts';

const EVIL = `<img src=x onerror="alert(1)"><script>alert(2)</script><b>bold</b>`;
/** The text within a JSON string. */
const text = JSON.stringify(EVIL).slice(1, -1);
const quoted = `'${EVIL.replaceAll("'", "''")}'`;

/** Elements that charts do not use. */
const INJECTED = 'img, script, dd b, td b, text b, p b, link, base, meta, object, embed, foreignObject';

/** Creates a client with the page's copy of the library. The client receives changed responses. */
async function clientWith(page: Page, change: (body: string) => string): Promise<PublicClient> {
  const { createPublicClient } = await libraryOf(page);
  const { api } = await environment();
  return createPublicClient({
    apiBase: api!,
    fetch: async (input, init) => {
      const response = await page.window.fetch(input, init);
      const type = response.headers.get('content-type') ?? '';
      if (!type.includes('json')) return response;
      const { status, headers } = response;
      return new page.window.Response(change(await response.text()), { status, headers });
    },
  });
}

interface Library {
  createPublicClient(options: PublicClientOptions): PublicClient;
}

const libraryOf = (page: Page): Promise<Library> =>
  until(() => (page.window as unknown as { __library?: Library }).__library, 'the library is on the page');

describe('promise 4 (no markup from data): a chart', () => {
  let page: Page;

  beforeEach(async () => {
    page = await openWatched();
  });
  // The main check of every test.
  afterEach('no element or handler comes from data', async () => {
    for (const viz of page.document.querySelectorAll('vibedasher-viz')) {
      const injected = [...inside(viz).querySelectorAll(INJECTED)].map(({ outerHTML }) => outerHTML);
      expect(injected.join('\n')).to.equal('');
      for (const element of inside(viz).querySelectorAll('*')) {
        const handlers = element.getAttributeNames().filter((name) => name.startsWith('on'));
        expect(handlers, element.outerHTML).to.deep.equal([]);
      }
    }
    expect(page.document.querySelector('img, body script')).to.equal(null);
    await expectUntouched(page);
    closePages();
  });

  /** Adds a chart of the viz with column sets. */
  const addTable = (sql: string, mark?: string) => {
    const place = { account: 'northwind-labs', slug: 'column-sets', chart: 'table' };
    return addChart(page, { attributes: { ...place, sql, ...(mark && { mark }) } });
  };

  it('shows title and subtitle as text in the caption', async () => {
    const viz = await drawn(addSpec(page, { ...BAR, title: { text: EVIL, subtitle: EVIL } }));
    expect(textOf(viz, '.title')).to.equal(EVIL);
    expect(textOf(viz, '.description')).to.equal(EVIL);
  });

  for (const renderer of ['svg', 'canvas']) {
    it(`draws titles, labels and legends as text (${renderer})`, async () => {
      const encoding = { ...BAR.encoding, color: { field: 'region', type: 'nominal', title: EVIL } };
      const spec = { ...BAR, title: EVIL, description: EVIL, encoding };
      const sql = `SELECT ${quoted} AS region, 1 AS amount UNION ALL SELECT 'North', 2`;
      const viz = await drawn(addSpec(page, spec, { caption: 'none', sql, renderer }));
      expect(textOf(viz, '#description')).to.equal(EVIL);
      expect(inside(viz).querySelector('.chart')?.ariaLabel).to.equal(EVIL);
      if (renderer === 'svg') expect(textOf(viz, 'svg')).to.contain('<img src=x');
    });
  }

  it('shows cells and column names as text in the table', async () => {
    const sql = `SELECT ${quoted} AS "${EVIL.replaceAll('"', '""')}", 1 AS amount, 'x' AS more`;
    const viz = await drawn(addTable(sql, 'table'));
    expect(textOf(viz, 'th')).to.equal(EVIL);
    expect(textOf(viz, 'td')).to.equal(EVIL);
  });

  it('shows the label of a number as text', async () => {
    const sql = `SELECT 42 AS "${EVIL.replaceAll('"', '""')}"`;
    const viz = await drawn(addTable(sql));
    expect(textOf(viz, '.number')).to.contain('42').and.contain('<img src=x');
  });

  it('shows derived charts as text', async () => {
    for (const mark of ['bar', 'line', 'arc', 'point']) {
      const sql = `SELECT ${quoted} AS dimension, 1 AS value UNION ALL SELECT 'b', 2`;
      expect((await drawn(addTable(sql, mark))).status).to.equal('ready');
    }
  });

  it('shows tooltips as text, for pointer and keyboard', async () => {
    const tooltip = { expr: `{title: datum.region, '<b>name</b>': datum.region}` };
    const sql = `SELECT ${quoted} AS region, 1 AS amount`;
    const viz = await drawn(addSpec(page, { ...BAR, mark: { type: 'bar', tooltip } }, { sql }));
    const bar = marks(viz, 'rect')[0]!;
    const { left, top } = bar.getBoundingClientRect();
    const at = { bubbles: true, composed: true, clientX: left + 5, clientY: top + 5 };
    bar.dispatchEvent(new page.window.PointerEvent('pointermove', at));
    bar.dispatchEvent(new page.window.MouseEvent('mousemove', at));
    await viz.updateComplete;
    expect(textOf(viz, '.tooltip strong')).to.equal(EVIL);
    expect(textOf(viz, '.tooltip dt')).to.equal('<b>name</b>');
    expect(textOf(viz, '.tooltip dd')).to.equal(EVIL);

    const picture = inside(viz).querySelector<HTMLElement>('[role=application]')!;
    picture.dispatchEvent(new page.window.KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    await viz.updateComplete;
    expect(textOf(viz, '.tooltip')).to.contain(EVIL);
    expect(textOf(viz, '.announcer[role=status]')).to.contain(EVIL);
  });

  it('shows texts of the API as text', async () => {
    const client = await clientWith(page, (body) =>
      body
        .replaceAll('Birds against aircraft', text)
        .replaceAll(/"description":"[^"]*"/g, `"description":"${text}"`)
        .replaceAll(/"charts\/main\.vl\.json":"(?:[^"\\]|\\.)*"/g, '"x":""'),
    );
    const viz = await drawn(addChart(page, { properties: { client } }));
    expect(viz.viz?.name).to.equal(EVIL);
    expect(textOf(viz, '.title')).to.equal(EVIL);
    expect(textOf(viz, '.description')).to.equal(EVIL);
  });

  it('shows the reason for missing data as text', async () => {
    const client = await clientWith(page, (body) => body.replaceAll('The survey has been', text));
    const viz = addChart(page, { attributes: { slug: 'withdrawn-survey' }, properties: { client } });
    await failed(viz);
    await until(() => textOf(viz, '.message').includes('<img src=x'), 'the reason is given');
  });

  it('shows parameters as text', async () => {
    const attributes = { slug: 'summer-snow', 'param-month': '7', 'param-city': EVIL };
    const sql = `SELECT date, precipitation FROM weather WHERE location = '{{city}}' AND month(date) = {{month}}`;
    const viz = await drawn(addChart(page, { attributes: { ...attributes, sql } }));
    expect(viz.status).to.equal('empty');
    await until(() => textOf(viz, '.message').includes(EVIL), 'the message shows the choice');
  });

  it('shows errors as text', async () => {
    const sql = `SELECT ${quoted}::INTEGER AS value`;
    const error = await failed(addChart(page, { attributes: { sql } }));
    expect(error.kind).to.equal('query');
    expect(error.message).to.contain('<img src=x');
    const spec = await failed(addSpec(page, { ...BAR, data: { url: EVIL } }));
    expect(spec.message).to.contain('<img src=x');
    await failed(addChart(page, { attributes: { slug: EVIL } }));
    await failed(addChart(page, { attributes: { timezone: EVIL } }));
  });

  it('shows the name of an unavailable viz as text', async () => {
    const client = await clientWith(page, (body) => body.replaceAll('City dashboard', text));
    const viz = addChart(page, { attributes: { slug: 'city-dashboard' }, properties: { client } });
    expect((await failed(viz)).kind).to.equal('unsupported');
    await until(() => textOf(viz, '.message').includes('<img src=x'), 'its name is shown');
    const link = inside(viz).querySelector<HTMLAnchorElement>('.message a')!;
    expect(link.href).to.equal('https://cloud.vibedasher.com/v/city-dashboard');
    expect(link.rel).to.equal('noopener noreferrer');
    expect(link.target).to.equal('_blank');
  });
});
