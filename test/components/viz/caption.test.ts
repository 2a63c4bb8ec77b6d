// @engines all
import '../../../src/components/table/table-element-define.ts';
import type { VibedasherTable } from '../../../src/components/table/table-element.ts';
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { createPublicClient } from '../../../src/public-client/index.ts';
import { type FakeApi, rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  apiOf,
  BAR_SPEC,
  cleanUp,
  isShown,
  listenToConsole,
  mountViz,
  place,
  readyViz,
  recordConsole,
  rectOf,
  SALES,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  status,
  svgOf,
  textOf,
} from './harness.ts';

const SOURCE = { text: 'Statistics Office', url: 'https://stats.example/sales' };
const NOTES = 'Provisional figures.\nWithout returns.';

const vizApi = (viz: Record<string, unknown> = { source: SOURCE, notes: NOTES }): FakeApi =>
  salesApi({
    vizzes: {
      'acme/sales': {
        name: 'Sales by region',
        files: { 'charts/main.sql': SALES_SQL, 'charts/main.vl.json': JSON.stringify(BAR_SPEC) },
        ...viz,
      },
    },
  });

async function drawn(
  attributes: Readonly<Record<string, string>>,
  viz?: Record<string, unknown>,
  style = 'width: 700px',
): Promise<VibedasherViz> {
  const element = await readyViz(vizApi(viz), { loading: 'eager', ...attributes }, { parent: place(style) });
  await element.updateComplete;
  return element;
}

const linkOf = (element: VibedasherViz): HTMLAnchorElement | null =>
  shadow(element).querySelector('[part~=source] a');

const partOf = (element: VibedasherViz, part: 'source' | 'notes' | 'byline'): string =>
  textOf(element, `[part~=${part}]`);

describe('<vibedasher-viz>: source and notes', () => {
  const warnings = recordConsole();

  // Must run first, before viz-source.ts has loaded.
  it('are shown before the picture is measured', async () => {
    const element = mountViz(vizApi(), { loading: 'eager' }, { parent: place('width: 700px') });
    const heights = new Set<number>();
    const observer = new MutationObserver(() => {
      const stage = shadow(element).querySelector('.footer') && shadow(element).querySelector('.stage');
      if (stage) heights.add(stage.clientHeight);
    });
    observer.observe(shadow(element), { childList: true, subtree: true });
    await element.ready;
    await settle(element);
    observer.disconnect();
    expect(partOf(element, 'source')).to.contain('Statistics Office');
    expect([...heights]).to.deep.equal([shadow(element).querySelector('.stage')!.clientHeight]);
  });

  it('does not name the viz as the source of a query that reads no table', async () => {
    const sql = "SELECT * FROM (VALUES ('North', 1), ('South', 2)) AS t(region, revenue)";
    const api = vizApi();
    api.setQuery(sql, SALES);
    const element = await readyViz(api, { loading: 'eager', sql, byline: 'Jane Doe' }, { parent: place() });
    await element.updateComplete;
    expect(partOf(element, 'byline')).to.equal('Jane Doe');
    expect(partOf(element, 'source')).to.equal('');
    expect(partOf(element, 'notes')).to.equal('');
  });

  it('lets long notes scroll on a phone, also by keyboard', async () => {
    const notes = 'Provisional figures without returns, adjusted for the season. '.repeat(8);
    const element = await drawn({ notes }, {}, 'width: 335px');
    const shown = shadow(element).querySelector<HTMLElement>('.notes')!;
    await until(() => shown.tabIndex === 0, 'a tab stop');
    expect(shown.getBoundingClientRect().height).to.be.at.most(47);
    expect(shown.scrollHeight).to.be.above(shown.clientHeight);
    expect(getComputedStyle(shown).overflowY).to.equal('auto');
    element.setAttribute('notes', 'Short');
    await until(() => !shown.hasAttribute('tabindex'), 'no tab stop');
  });

  it('come from the viz, with a link that sends no referrer', async () => {
    const element = await drawn({});
    expect(partOf(element, 'source')).to.equal('Source: Statistics Office');
    expect(partOf(element, 'notes')).to.equal('Provisional figures. Without returns.');
    const link = linkOf(element)!;
    expect(isShown(link)).to.equal(true);
    expect(link.textContent).to.equal('Statistics Office');
    expect([link.href, link.target, link.rel]).to.deep.equal([SOURCE.url, '_blank', 'noopener noreferrer']);
    const picture = rectOf(element, '.picture');
    const notes = rectOf(element, '[part~=notes]');
    expect(notes.top).to.be.at.least(picture.bottom - 1);
    expect(link.getBoundingClientRect().top).to.be.at.least(notes.bottom - 1);
    expect(link.getBoundingClientRect().bottom).to.be.at.most(element.getBoundingClientRect().bottom + 1);
    expect(warnings).to.deep.equal([]);
  });

  it('come from attributes if set, follow their changes, and are hidden by an empty attribute', async () => {
    const element = await drawn({ source: 'Town hall', notes: 'As of May.' });
    expect([partOf(element, 'source'), partOf(element, 'notes')]).to.deep.equal([
      'Source: Town hall',
      'As of May.',
    ]);
    expect(linkOf(element)).to.equal(null);
    element.source = '';
    element.notes = ' ';
    await element.updateComplete;
    expect(shadow(element).querySelector('[part~=source], [part~=notes]')).to.equal(null);
    element.removeAttribute('source');
    element.notes = null;
    await element.updateComplete;
    expect(partOf(element, 'source')).to.equal('Source: Statistics Office');
    expect(partOf(element, 'notes')).to.contain('Provisional');
  });

  for (const [written, text, href] of [
    ['Destatis https://www.destatis.de', 'Destatis', 'https://www.destatis.de/'],
    ['  Destatis,  table 5   https://www.destatis.de/5  ', 'Destatis, table 5', 'https://www.destatis.de/5'],
    ['Destatis (https://www.destatis.de/a_(b))', 'Destatis', 'https://www.destatis.de/a_(b)'],
    ['Destatis <http://www.destatis.de>', 'Destatis', 'http://www.destatis.de/'],
    ['https://www.destatis.de/a_(b)', 'destatis.de/a_(b)', 'https://www.destatis.de/a_(b)'],
    ['https://www.destatis.de/', 'destatis.de', 'https://www.destatis.de/'],
    ['Ministry: data of https://a.example and others', undefined, undefined],
    ['Eigene Erhebung', undefined, undefined],
  ] as const) {
    it(`are parsed from source="${written}" of the page or the viz`, async () => {
      for (const element of [await drawn({ source: written }, {}), await drawn({}, { source: written })]) {
        expect(partOf(element, 'source')).to.equal(`Source: ${text ?? written.trim()}`);
        expect(linkOf(element)?.href).to.equal(href);
      }
      expect(warnings).to.deep.equal([]);
    });
  }

  it('are parsed from a source of the viz that is only a URL', async () => {
    const element = await drawn({}, { source: { url: 'https://www.destatis.de/x' } });
    expect(partOf(element, 'source')).to.equal('Source: destatis.de/x');
    expect(linkOf(element)?.href).to.equal('https://www.destatis.de/x');
  });

  it("use the chart's language and the direction of the notes' text", async () => {
    const element = await drawn({ lang: 'de', notes: 'הערה (2024), 10%' });
    expect(partOf(element, 'source')).to.equal('Quelle: Statistics Office');
    const notes = shadow(element).querySelector('[part~=notes]')!;
    expect(getComputedStyle(notes).direction).to.equal('rtl');
  });

  it('name the viz below rows of the page, which do not have its title', async () => {
    const sql = SALES_SQL;
    expect(partOf(await drawn({ sql }, {}), 'source')).to.equal('Source: Sales by region');
    expect(partOf(await drawn({ sql, source: 'Mine' }), 'source')).to.equal('Source: Mine');
    expect(partOf(await drawn({ sql, source: '' }), 'source')).to.equal('');
    const titled = await drawn({ sql, caption: 'viz' });
    expect(partOf(titled, 'source')).to.equal('Source: Statistics Office');
  });

  it('follow the author of the chart, on the page and in files', async () => {
    const element = await drawn({ byline: ' Chart: <b>Jane Doe</b> ' });
    expect(partOf(element, 'byline')).to.equal('Chart: <b>Jane Doe</b>');
    expect(textOf(element, '.notices')).to.equal('Chart: <b>Jane Doe</b>Source: Statistics Office');
    const json = JSON.parse(await (await element.toBlob('application/json')).text()) as { byline: string };
    expect(json.byline).to.equal('Chart: <b>Jane Doe</b>');
    const svg = await (await element.toBlob('image/svg+xml')).text();
    expect(svg).to.contain('Chart: &lt;b&gt;Jane Doe&lt;/b&gt; · Source: Statistics Office');
    const alone = await drawn({ byline: 'J'.repeat(400) }, {});
    expect(partOf(alone, 'byline')).to.have.length(301);
  });

  it('appear when the viz arrives late', async () => {
    const api = vizApi();
    const release = api.hold('viz');
    const element = mountViz(api, { sql: SALES_SQL, loading: 'eager' });
    element.spec = BAR_SPEC;
    await status(element, 'ready');
    expect(shadow(element).querySelector('[part~=source]')).to.equal(null);
    release();
    await until(() => linkOf(element) !== null, 'the source');
    expect(partOf(element, 'notes')).to.contain('Provisional');
  });

  it('are shown under tables and number charts', async () => {
    const number = await drawn({ mark: 'number', sql: SALES_SQL });
    expect(partOf(number, 'source')).to.equal('Source: Statistics Office (Sales by region)');
    const api = vizApi();
    const table = document.createElement('vibedasher-table') as VibedasherTable;
    table.client = createPublicClient({ apiBase: api.base, fetch: api.fetch });
    Object.assign(table, { account: 'acme', slug: 'sales', loading: 'eager', notes: 'All of them.' });
    document.body.append(table);
    await table.ready;
    expect(partOf(table, 'source')).to.equal('Source: Statistics Office');
    expect(partOf(table, 'notes')).to.equal('All of them.');
    expect(linkOf(table)!.href).to.equal(SOURCE.url);
  });

  it('are hidden by an error', async () => {
    const element = await drawn({});
    element.slug = 'missing';
    await status(element, 'error');
    expect(shadow(element).querySelector('[part~=source], [part~=notes]')).to.equal(null);
  });

  describe('in files', () => {
    it('replace the URL of the API', async () => {
      const element = await drawn({});
      const json = JSON.parse(await (await element.toBlob('application/json')).text());
      expect([json.source, json.url, json.notes]).to.deep.equal([SOURCE.text, SOURCE.url, NOTES]);
      const svg = await svgOf(element);
      expect(svg.querySelector('source')!.textContent).to.equal(SOURCE.text);
      const shown = [...svg.querySelectorAll('svg > g[direction] > text')].map((each) => each.textContent);
      expect(shown).to.include('Provisional figures. Without returns.');
      expect(shown).to.include(`Source: ${SOURCE.text}, ${SOURCE.url}`);
      expect(svg.documentElement.textContent).to.not.contain('acme/sales');
      const png = await (await element.toBlob('image/png')).text();
      expect(png).to.contain(`${SOURCE.text}, ${SOURCE.url}`).and.contain('Provisional figures.');
      expect(png).to.not.contain('acme/sales');
      expect(await (await element.toBlob('text/csv')).text()).to.equal(
        'dimension,value\r\nNorth,340\r\nSouth,120\r\nEast,210\r\n',
      );
    });

    it('are not combined with the URL of another publisher', async () => {
      const element = await drawn({ source: 'Own survey', notes: '' });
      const json = JSON.parse(await (await element.toBlob('application/json')).text());
      expect([json.source, json.url, json.notes]).to.deep.equal(['Own survey', null, null]);
      expect((await svgOf(element)).documentElement.textContent).to.contain('Source: Own survey');
    });
  });

  describe('untrusted values', () => {
    for (const url of [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)//https://x',
      'data:text/html,<script>alert(1)</script>',
      'vbscript:x',
      'blob:https://x/1',
      'file:///etc/passwd',
      '/logout',
      '//evil.example/x',
      'logout',
      '#top',
      'https://www.destatis.de@evil.example/',
      'https://user:secret@evil.example/',
      'https:\\\\evil.example',
      'https://stats.example\\@evil.example',
      '\\\\evil.example\\x',
      'https://evil.example/\u0000',
      'https://evil.example/\u0085x',
      'java\nscript:alert(1)',
      'https://evil.example/ x',
      'https://',
      `https://evil.example/${'x'.repeat(100_000)}`,
    ]) {
      it(`do not become a link: ${JSON.stringify(url).slice(0, 50)}`, async () => {
        const element = await drawn({}, { source: { text: 'Office', url } });
        expect(partOf(element, 'source')).to.equal('Source: Office');
        expect(shadow(element).querySelectorAll('.footer a')).to.have.length(0);
        expect(warnings).to.have.length(1);
        expect(warnings[0]).to.match(/^<vibedasher-viz> source: ".+Use a URL that begins with https:\/\/$/s);
        expect(warnings[0]!.length).to.be.lessThan(250);
        const json = JSON.parse(await (await element.toBlob('application/json')).text());
        expect([json.source, json.url]).to.deep.equal(['Office', null]);
      });
    }

    for (const written of [
      'Office javascript:alert(1)',
      'javascript:alert(1)',
      'Office https:\\\\evil.example',
      'Office https://a@evil.example',
    ]) {
      it(`do not become a link: source=${JSON.stringify(written)}`, async () => {
        const element = await drawn({ source: written }, {});
        expect(partOf(element, 'source')).to.match(/^Source: (Office|javascript:alert\(1\))/);
        expect(shadow(element).querySelectorAll('.footer a')).to.have.length(0);
      });
    }

    it('are rendered as text if they contain markup', async () => {
      const markup = '<img src=x onerror=alert(1)><a href="javascript:alert(1)">Office</a>';
      const element = await drawn({ notes: markup }, { source: { text: markup, url: SOURCE.url } });
      expect(partOf(element, 'source')).to.equal(`Source: ${markup}`);
      expect(partOf(element, 'notes')).to.equal(markup);
      expect(shadow(element).querySelectorAll('.footer img, .footer a')).to.have.length(1);
    });

    it('are cut off if they are huge', async () => {
      const huge = 'x'.repeat(1_000_000);
      const element = await drawn({ notes: huge }, { source: { text: huge, url: SOURCE.url } });
      expect(partOf(element, 'source').length).to.be.lessThan(350);
      expect(partOf(element, 'notes').length).to.be.lessThan(5050);
      const box = element.getBoundingClientRect();
      const inside = rectOf(element, 'figure');
      expect(inside.height).to.be.at.most(box.height + 1);
      expect(inside.width).to.be.at.most(701);
      expect(shadow(element).querySelector('.stage')!.clientHeight).to.be.greaterThan(box.height / 3);
      const bars = shadow(element).querySelectorAll('.mark-rect path');
      expect(bars).to.have.length(3);
    });

    for (const viz of [
      {},
      { source: 7, notes: { a: 1 } },
      { source: ['x'], notes: ['y'] },
      { source: { text: { a: 1 }, url: 5 }, notes: true },
      { source: '', notes: '' },
      { source: null, notes: null },
      { source: { text: ' ', url: ' ' }, notes: ' ' },
    ]) {
      it(`do not affect the chart: ${JSON.stringify(viz)}`, async () => {
        const element = await drawn({}, viz);
        expect(element.status).to.equal('ready');
        expect(shadow(element).querySelector('[part~=source], [part~=notes]')).to.equal(null);
      });
    }
  });
});

const OWN = 'SELECT shop, takings FROM sales';
const SLOTTED = '<h3 slot="caption">From the slot</h3><p slot="caption">Below it</p>';

const api = () =>
  salesApi({
    queries: {
      [OWN]: rows(['shop', 'takings'], Object.entries({ A: 3, B: 2 })),
    },
  });

const textsOf = (element: Parameters<typeof textOf>[0]) => [
  textOf(element, '.title'),
  textOf(element, '.description'),
];

describe('<vibedasher-viz>: title and description', () => {
  afterEach(cleanUp);

  it('shows heading and description instead of those of the viz', async () => {
    const element = await readyViz(api(), { heading: 'Mine', description: 'And my text' });
    expect(textsOf(element)).to.deep.equal(['Mine', 'And my text']);
    element.heading = 'Other';
    element.description = '';
    await until(() => textsOf(element).join() === 'Other,', 'the new texts');
    element.heading = null;
    await until(() => textOf(element, '.title') === 'Sales by region', 'the name of the viz');
  });

  it('shows a heading instead of the title of the spec', async () => {
    const title = { text: 'In the spec', subtitle: 'Below' };
    const element = await readyViz(apiOf(SALES, { ...BAR_SPEC, title }), { heading: 'Mine' });
    expect(textsOf(element)).to.deep.equal(['Mine', 'Below']);
  });

  for (const [name, attributes, content] of [
    ['heading', { heading: 'From the slot', description: 'Below it' }, ''],
    ['slotted caption', { heading: 'Not shown' }, SLOTTED],
    [
      'slotted caption with markup',
      {},
      '<div slot="caption"><h2>From the <b>slot</b></h2>\n <p>Below it</p></div>',
    ],
  ] as const) {
    it(`shows and announces the ${name} while the rows load, and keeps its place`, async () => {
      const fake = api();
      const release = fake.hold('query');
      const element = mountViz(fake, attributes, { content });
      await fake.seen('query');
      await until(() => textOf(element, '.announcer') === 'Loading From the slot…', 'the announcement');
      const slotted = element.querySelector('[slot]');
      const shown = () => slotted ?? shadow(element).querySelector('.title')!;
      expect(isShown(shown())).to.equal(true);
      const before = shown().getBoundingClientRect();
      release();
      await element.ready;
      const after = shown().getBoundingClientRect();
      expect([after.left, after.top]).to.deep.equal([before.left, before.top]);
      expect(textOf(element, '.announcer[role=status]')).to.equal('From the slot, 3 points.');
    });

    it(`writes the ${name} into files`, async () => {
      const element = await readyViz(api(), attributes, { content });
      const svg = await svgOf(element);
      expect(svg.querySelector('title')!.textContent).to.equal('From the slot');
      const texts = [...svg.querySelectorAll('text')].map(({ textContent }) => textContent);
      expect(texts.slice(0, 2)).to.deep.equal(['From the slot', 'Below it']);
    });
  }

  it('updates the title when the slotted caption changes', async () => {
    const element = await readyViz(api(), {}, { content: SLOTTED });
    element.querySelector('h3')!.textContent = 'Changed';
    await until(() => textOf(element, '.title') === 'Changed', 'the title');
  });

  it('keeps the heading above an error', async () => {
    listenToConsole();
    const fake = api();
    fake.script('query', new Response('{}', { status: 422 }));
    const element = mountViz(fake, { heading: 'Mine', description: 'Text' });
    await status(element, 'error');
    expect(textsOf(element)).to.deep.equal(['Mine', '']);
  });

  it('clips a long heading, and shows markup as text', async () => {
    const element = await readyViz(api(), { heading: `<img src=x onerror=alert(1)> ${'x'.repeat(400)}` });
    expect(shadow(element).querySelector('.title img')).to.equal(null);
    expect(textOf(element, '.title')).to.have.length(301);
  });

  it('shows neither title nor description of the viz above rows of the page', async () => {
    const fake = api();
    const release = fake.hold('query');
    const element = mountViz(fake, { sql: OWN });
    await fake.seen('query');
    await until(() => textOf(element, '.announcer') === 'Loading chart…', 'the announcement');
    release();
    await element.ready;
    expect(textsOf(element)).to.deep.equal(['', '']);
    expect(shadow(element).querySelector('figure')!.getAttribute('aria-label')).to.equal(null);
    expect(shadow(element).querySelector('.chart')!.getAttribute('aria-label')).to.equal('Bar chart');
    const svg = await svgOf(element);
    expect(svg.querySelector('title')!.textContent).to.equal('Bar chart');
    expect([...svg.querySelectorAll('text')].map(({ textContent }) => textContent)).not.to.include(
      'Sales by region',
    );
  });

  it('shows title and description of the viz above rows of the page with caption="viz"', async () => {
    const element = await readyViz(api(), { sql: OWN, caption: 'viz' });
    expect(textsOf(element)).to.deep.equal(['Sales by region', 'All shops, 2024']);
  });

  it('announces alt for the picture instead of the summary, which stays in the page', async () => {
    const element = await readyViz(api(), { alt: 'The north leads.' });
    const picture = shadow(element).querySelector('.chart')!;
    const ids = picture.getAttribute('aria-describedby')!.split(' ');
    expect(ids).to.deep.equal(['alt', 'hint']);
    expect(textOf(element, '#alt')).to.equal('The north leads.');
    expect(textOf(element, '#description')).to.match(/^Bar chart\. Value/);
    expect((await svgOf(element)).querySelector('desc')!.textContent).to.match(
      /^The north leads\. Bar chart\./,
    );
    element.alt = null;
    await element.updateComplete;
    expect(picture.getAttribute('aria-describedby')).to.equal('description hint');
  });

  it('describes the picture by its data if the caption shows the description of the spec', async () => {
    for (const [description, expected] of [
      ['All shops, 2024', /^Bar chart\./],
      ['In the spec', /^In the spec$/],
    ] as const) {
      const spec = JSON.stringify({ ...BAR_SPEC, description });
      const files = { 'charts/main.sql': SALES_SQL, 'charts/main.vl.json': spec };
      const viz = { name: 'Sales', description: 'All shops, 2024', files };
      const element = await readyViz(salesApi({ vizzes: { 'acme/sales': viz } }));
      expect(textOf(element, '#description')).to.match(expected);
    }
  });

  it('gives each table button a name of its own', async () => {
    const elements = ['One', 'Two'].map((heading) => mountViz(api(), { heading }));
    await Promise.all(elements.map(({ ready }) => ready));
    const names = elements.map((each) => shadow(each).querySelector('.tools button')!.ariaLabel);
    expect(names).to.deep.equal(['Show table: One', 'Show table: Two']);
  });

  it('shows messages in the middle of the box', async () => {
    listenToConsole();
    const failing = api();
    failing.script('query', new Response('{}', { status: 422 }));
    const empty = salesApi({ queries: { [SALES_SQL]: rows(['dimension', 'value'], []) } });
    for (const [fake, wanted] of [
      [failing, 'error'],
      [empty, 'empty'],
    ] as const) {
      const element = mountViz(fake, { caption: 'none' });
      await status(element, wanted);
      const [box, message] = [element, shadow(element).querySelector('.message')!].map((each) => {
        const { top, height } = each.getBoundingClientRect();
        return top + height / 2;
      });
      expect(message! - box!, wanted).to.be.closeTo(-14, 8);
    }
  });

  it('warns once about the attribute title', async () => {
    const messages = listenToConsole();
    await Promise.all([mountViz(api(), { title: 'Mine' }).ready, mountViz(api(), { title: 'Too' }).ready]);
    expect(messages.filter((text) => text.includes('title'))).to.have.length(1);
    expect(messages.join()).to.contain('heading');
  });
});
