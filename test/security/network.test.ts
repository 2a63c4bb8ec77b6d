// @engines all
import { expect } from 'chai';
import { BAR, drawn, failed, inside, marks, textOf } from '../support/charts.ts';
import { recordClickedLinks } from '../support/clicked-links.ts';
import { foreignText, warningsOf } from '../support/css.ts';
import { closePages, environment, until, type Page } from '../support/page.ts';
import {
  addSpec,
  EVIL,
  expectAlive,
  expectUntouched,
  forget,
  openWatched,
  watchOf,
} from '../support/watched.ts';

const paint = (mark: object) => ({ ...BAR, mark: { type: 'bar', ...mark } });
const image = (url: unknown) => ({
  ...BAR,
  mark: { type: 'image', width: 9, height: 9 },
  encoding: { ...BAR.encoding, url },
});
const imageInRow = (url: string) => ({
  ...image({ field: 'url', type: 'nominal', scale: null }),
  data: { values: [{ region: 'a', amount: 1, url }] },
});
const PIXEL = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

const percentEncoded = (url: string): string =>
  [...atob(url.split(',')[1]!)]
    .map((byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .join('');

/** Specs that request a URL. They are refused with the URL in the message. */
const REFUSED: readonly (readonly [name: string, spec: object, address: string])[] = [
  ['data.url', { ...BAR, data: { url: EVIL } }, EVIL],
  ['data.url without a scheme', { ...BAR, data: { url: '//evil.example/x' } }, '//evil.example/x'],
  ['data.url of the page itself', { ...BAR, data: { url: '/__env__.json' } }, '/__env__.json'],
  ['data.url of a file', { ...BAR, data: { url: 'file:///etc/passwd' } }, 'file:///etc/passwd'],
  [
    'data.url with a data URL',
    { ...BAR, data: { url: 'data:application/json,[]' } },
    'data:application/json,[]',
  ],
  ['a blob', { ...BAR, data: { url: 'blob:https://evil.example/1' } }, 'blob:https://evil.example/1'],
  [
    'lookup from a url',
    { ...BAR, transform: [{ lookup: 'region', from: { data: { url: EVIL }, key: 'a', fields: ['b'] } }] },
    EVIL,
  ],
  [
    'topojson',
    {
      data: { url: `${EVIL}.topojson`, format: { type: 'topojson', feature: 'states' } },
      projection: { type: 'albersUsa' },
      mark: 'geoshape',
    },
    `${EVIL}.topojson`,
  ],
  ['csv', { ...BAR, data: { url: `${EVIL}.csv` } }, `${EVIL}.csv`],
  ['a layer’s own data', { layer: [BAR, { ...BAR, data: { url: EVIL } }] }, EVIL],
  ['an image', image({ value: EVIL }), EVIL],
  ['an image of the page', image({ value: '/favicon.ico' }), '/favicon.ico'],
  ['an image by expression', image({ value: { expr: `'${EVIL}/' + datum.region` } }), EVIL],
  ['an SVG image', image({ value: 'https://evil.example/x.svg#a' }), 'evil.example/x.svg'],
  ['an image of SVG', image({ value: 'data:image/svg+xml,<svg/>' }), 'data:image/svg+xml'],
  ['an image of SVG in capitals', image({ value: 'DATA:IMAGE/SVG+XML;base64,PHN2Zy8+' }), 'IMAGE/SVG+XML'],
  [
    'an image of SVG with another type as a parameter',
    image({ value: 'data:image/svg+xml;x=image/png,' }),
    'svg+xml',
  ],
  ['an image without a type', image({ value: 'data:,image/png' }), 'data:,'],
  ['an image of a page', image({ value: 'data:text/html,image/png' }), 'text/html'],
  ['an image of SVG in the data', imageInRow('data:image/svg+xml;charset=utf-8,<svg/>'), 'svg+xml'],
];

/** Specs that would paint a channel with an external resource. They are drawn without it. */
const PAINTED: readonly (readonly [name: string, spec: object, channel: string])[] = [
  ['fill', paint({ fill: `url(${EVIL}#a)` }), 'fill'],
  ['stroke', paint({ stroke: `URL( "${EVIL}" )` }), 'stroke'],
  ['fill with escapes', paint({ fill: `u\\72l(${EVIL})` }), 'fill'],
  ['fill by condition', paint({ fill: { expr: `datum.amount > 1 ? 'url(${EVIL})' : 'red'` } }), 'fill'],
  ['fill by a list', paint({ fill: { expr: `['url(${EVIL})']` } }), 'fill'],
  ['stroke by a list in a list', paint({ stroke: { expr: `[[['url(${EVIL})']]]` } }), 'stroke'],
  ['cursor by a list', paint({ cursor: { expr: `['url(${EVIL}), auto']` } }), 'cursor'],
  [
    'fill by a list in the data',
    {
      ...BAR,
      data: { values: [{ region: 'a', amount: 1, paint: [`url(${EVIL})`] }] },
      encoding: { ...BAR.encoding, fill: { field: 'paint', type: 'nominal', scale: null } },
    },
    'fill',
  ],
  ['cursor', paint({ cursor: `url(${EVIL}), auto` }), 'cursor'],
  ['cursor as an image set', paint({ cursor: { expr: `'image-set("${EVIL}" 1x)'` } }), 'cursor'],
  ['a configured fill', { ...BAR, config: { bar: { fill: `url(${EVIL})` } } }, 'fill'],
  ['a configured cursor', { ...BAR, config: { view: { cursor: `url(${EVIL}), auto` } } }, 'cursor'],
  ['the view’s fill', { ...BAR, view: { fill: `url(${EVIL})` } }, 'fill'],
];

/** Specs with a URL that is removed or that nothing fetches. They may be drawn or refused. */
const HARMLESS: readonly (readonly [name: string, spec: object])[] = [
  ['background', { ...BAR, background: `url(${EVIL})` }],
  ['a configured background', { ...BAR, config: { background: `url(${EVIL})` } }],
  [
    'the colors of an axis',
    { ...BAR, config: { axis: { labelColor: `url(${EVIL})`, domainColor: `url(${EVIL})` } } },
  ],
  ['the color of a title', { ...BAR, title: { text: 'A', color: `url(${EVIL})` } }],
  ['a font', { ...BAR, config: { font: `x; src: url(${EVIL})`, axis: { labelFont: `url(${EVIL})` } } }],
  ['a mark’s font', { ...BAR, mark: { type: 'text', font: `url(${EVIL})`, text: 'x' } }],
  ['a color value', { ...BAR, encoding: { ...BAR.encoding, color: { value: `url(${EVIL})` } } }],
  [
    'a range of colors',
    { ...BAR, encoding: { ...BAR.encoding, color: { field: 'region', scale: { range: [`url(${EVIL})`] } } } },
  ],
  ['a shape', { ...BAR, mark: { type: 'point', shape: `url(${EVIL})` } }],
  ['a gradient', paint({ fill: { gradient: 'linear', stops: [{ offset: 0, color: `url(${EVIL})` }] } })],
  [
    'a gradient with a URL in its id',
    paint({
      fill: { expr: `{gradient: 'linear', id: ') url(${EVIL}', stops: [{offset: 0, color: 'red'}]}` },
    }),
  ],
  ['a description', { ...BAR, description: `<img src="${EVIL}">` }],
  ['usermeta', { ...BAR, usermeta: { embedOptions: { loader: { baseURL: EVIL }, patch: EVIL } } }],
  ['a schema', { ...BAR, $schema: `${EVIL}/schema/vega-lite/v6.json` }],
  ['a locale', { ...BAR, config: { locale: { number: EVIL, time: EVIL } } }],
];

describe('promise 2 (no network but the API): a chart', () => {
  let page: Page;

  before(async () => {
    page = await openWatched();
  });
  afterEach(() => {
    page.document.querySelectorAll('vibedasher-viz').forEach((each) => each.remove());
    forget(page);
  });
  after(closePages);

  for (const [name, spec, address] of REFUSED) {
    for (const renderer of ['svg', 'canvas']) {
      it(`refuses ${name} (${renderer})`, async () => {
        const error = await failed(addSpec(page, spec, { renderer }));
        expect(error.kind).to.equal('spec');
        expect(error.message).to.contain(address);
        await expectUntouched(page);
      });
    }
  }

  for (const [name, spec, channel] of PAINTED) {
    for (const renderer of ['svg', 'canvas']) {
      it(`ignores a URL with one warning: ${name} (${renderer})`, async () => {
        const warnings = warningsOf(page);
        const viz = await drawn(addSpec(page, spec, { renderer, caption: 'none' }));
        await viz.view!.runAsync();
        await expectUntouched(page);
        expect(foreignText(inside(viz), page)).to.deep.equal([]);
        const ignored = warnings.filter((text) => text.includes('is ignored'));
        expect(ignored).to.have.length(1);
        expect(ignored[0]).to.contain(`(${channel})`).and.contain('evil.example');
      });
    }
  }

  for (const [name, spec] of HARMLESS) {
    for (const renderer of ['svg', 'canvas']) {
      it(`fetches nothing for ${name} (${renderer})`, async () => {
        const viz = addSpec(page, spec, { renderer, caption: 'none' });
        await viz.ready.catch(() => undefined);
        await viz.view?.runAsync();
        expect(foreignText(inside(viz), page)).to.deep.equal([]);
        await expectUntouched(page);
      });
    }
  }

  it('shows no image in a tooltip', async () => {
    const tooltip = { expr: `{title: datum.region, image: '${EVIL}'}` };
    const viz = await drawn(addSpec(page, paint({ tooltip })));
    const bar = marks(viz, 'rect')[0]!;
    const { left, top } = bar.getBoundingClientRect();
    const at = { bubbles: true, composed: true, clientX: left + 5, clientY: top + 5 };
    bar.dispatchEvent(new page.window.PointerEvent('pointermove', at));
    bar.dispatchEvent(new page.window.MouseEvent('mousemove', at));
    await viz.view!.runAsync();
    await viz.updateComplete;
    expect(textOf(viz, '.tooltip')).to.equal('North');
    expect(inside(viz).querySelector('img')).to.equal(null);
    await expectUntouched(page);
  });

  for (const [name, url] of [
    ['as base64', PIXEL],
    ['in capitals, with a parameter', PIXEL.replace('data:image/gif;', 'DATA:Image/GIF; name=a ;')],
    ['percent-encoded', `data:image/gif,${percentEncoded(PIXEL)}`],
  ] as const) {
    it(`draws embedded images, ${name}`, async () => {
      const viz = await drawn(addSpec(page, image({ value: url })));
      const images = () => [...inside(viz).querySelectorAll<SVGImageElement>('image[width="9"]')];
      await until(() => images().every((each) => each.getAttribute('href')), 'three images');
      expect(images()).to.have.length(3);
      for (const each of images()) expect(each.getAttribute('href')).to.match(/^data:image\/gif[;,]/);
      await expectUntouched(page);
    });
  }

  it('cannot affect another page', async () => {
    await expectAlive(page);
  });
});

describe('promise 2: allow-hosts', () => {
  let page: Page;

  beforeEach(async () => {
    page = await openWatched();
  });
  afterEach(closePages);

  /** Returns a chart of data from the API, the only external host that the page's policy allows. */
  async function tags(): Promise<{ spec: object; url: string; origin: string }> {
    const { api } = await environment();
    const url = `${api}/v1/public/viz/civic-data/carbon-dioxide`;
    const spec = {
      data: { url, format: { type: 'json', property: 'viz.tags' } },
      mark: 'bar',
      encoding: { x: { field: 'data', type: 'nominal' }, y: { aggregate: 'count' } },
    };
    return { spec, url, origin: new URL(url).origin };
  }

  it('is required even for the origin of the API', async () => {
    const { spec, url } = await tags();
    const error = await failed(addSpec(page, spec));
    expect(error.message).to.contain(url).and.contain('allow-hosts');
    expect(page.requests()).not.to.include(url);
    await expectUntouched(page);
  });

  it('allows anonymous requests for data from an origin', async () => {
    const { spec, url, origin } = await tags();
    const viz = await drawn(addSpec(page, spec, { 'allow-hosts': origin }));
    expect(marks(viz, 'rect').length).to.be.greaterThan(0);
    const loaded = watchOf(page).fetches.find((each) => each.url === url)!;
    expect(loaded.credentials).to.equal('omit');
    expect(loaded.referrerPolicy).to.equal('strict-origin-when-cross-origin');
    await expectUntouched(page);
  });

  it('allows anonymous requests for images from an origin, and shows only images', async () => {
    const { url, origin } = await tags();
    const viz = await drawn(addSpec(page, image({ value: url }), { 'allow-hosts': origin, renderer: 'svg' }));
    const loaded = await until(() => watchOf(page).fetches.find((each) => each.url === url), 'a request');
    expect(loaded.credentials).to.equal('omit');
    expect(loaded.referrerPolicy).to.equal('strict-origin-when-cross-origin');
    await viz.view!.runAsync();
    for (const each of inside(viz).querySelectorAll('image')) {
      expect(each.getAttribute('href') ?? '').to.equal('');
    }
    await expectUntouched(page);
  });

  it('allows no other origin', async () => {
    const { spec, url, origin } = await tags();
    for (const hosts of [
      'http://127.0.0.1:1',
      'https://elsewhere.example',
      origin.replace('http:', 'https:'),
    ]) {
      const error = await failed(addSpec(page, spec, { 'allow-hosts': hosts }));
      expect(error.message).to.contain(url);
    }
    expect(page.requests()).not.to.include(url);
  });

  it('allows no URLs of scripts, files or FTP', async () => {
    const { origin } = await tags();
    for (const url of [`javascript:'${origin}'`, `file://${origin}`, `ftp://${origin.slice(7)}/`]) {
      const error = await failed(addSpec(page, { ...BAR, data: { url } }, { 'allow-hosts': origin }));
      expect(error.kind).to.equal('spec');
    }
    await expectUntouched(page);
  });

  it('reports invalid values', async () => {
    const error = await failed(addSpec(page, BAR, { 'allow-hosts': 'example.org' }));
    expect(error.kind).to.equal('config');
    expect(error.message).to.contain('example.org');
  });
});

describe('promise 3: links', () => {
  let page: Page;

  beforeEach(async () => {
    page = await openWatched();
  });
  afterEach(closePages);

  const LAST = 'https://example.org/last';
  const LINKS: readonly (readonly [sql: string, opened: string | null])[] = [
    [`'https://example.org/a'`, 'https://example.org/a'],
    [`'mailto:a@example.org'`, 'mailto:a@example.org'],
    [`'javascript:alert(1)'`, null],
    [`'JaVaScRiPt:alert(1)'`, null],
    [`chr(1) || 'javascript:alert(1)'`, null],
    [`'java' || chr(10) || 'script:alert(1)'`, null],
    [`'java' || chr(9) || 'script:alert(1)'`, null],
    [`' javascript:alert(1)'`, null],
    [`'https://example.org/' || chr(7)`, null],
    [`'data:text/html,<script>alert(1)</script>'`, null],
    [`'blob:https://example.org/1'`, null],
    [`'vbscript:x'`, null],
    [`'view-source:https://example.org/'`, null],
    // Opens after all others.
    [`'https://example.org/last'`, LAST],
  ];

  for (const renderer of ['svg', 'canvas'] as const) {
    it(`open in a new tab without opener or referrer, or not at all (${renderer})`, async () => {
      const rows = LINKS.map(([link], index) => `(${index}, ${link})`).join(', ');
      const spec = {
        mark: 'rect',
        width: LINKS.length * 20,
        height: 40,
        encoding: {
          x: { field: 'n', type: 'ordinal', axis: null, scale: { paddingInner: 0, paddingOuter: 0 } },
          href: { field: 'link', type: 'nominal' },
        },
      };
      const sql = `SELECT * FROM (VALUES ${rows}) AS links(n, link) ORDER BY n`;
      const viz = await drawn(addSpec(page, spec, { sql, renderer, fit: 'none', theme: 'none' }));
      const { links } = recordClickedLinks(page.window);
      const picture = inside(viz).querySelector<Element>('.chart svg, .chart canvas')!;
      const [x, y] = viz.view!.origin();
      const { left, top } = picture.getBoundingClientRect();
      for (const index of LINKS.keys()) {
        const at = { clientX: left + x + index * 20 + 10, clientY: top + y + 20 };
        const target = renderer === 'svg' ? marks(viz, 'rect')[index]! : picture;
        for (const type of ['pointermove', 'mousemove', 'pointerdown', 'mousedown', 'click']) {
          const Kind = type.startsWith('pointer') ? page.window.PointerEvent : page.window.MouseEvent;
          target.dispatchEvent(new Kind(type, { bubbles: true, composed: true, ...at }));
        }
      }
      await until(() => links.at(-1)?.href === LAST, 'the last link');
      const expected = LINKS.map(([, link]) => link).filter((link) => link !== null);
      expect(links.map(({ href }) => href)).to.deep.equal(expected);
      for (const { target, rel } of links) {
        expect(target).to.equal('_blank');
        expect(rel).to.equal('noopener noreferrer');
      }
      for (const link of inside(viz).querySelectorAll('a')) {
        expect(link.getAttribute('href') ?? link.getAttribute('xlink:href') ?? '').not.to.match(
          /script:|data:/i,
        );
      }
      await expectUntouched(page);
    });
  }
});
