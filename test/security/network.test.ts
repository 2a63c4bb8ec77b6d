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
const load = (url: string) => ({ ...BAR, data: { url } });
const colored = (color: object) => ({ ...BAR, encoding: { ...BAR.encoding, color } });
const PIXEL = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

const percentEncoded = (url: string): string =>
  [...atob(url.split(',')[1]!)]
    .map((byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .join('');

/** Specs that request a URL, with a part of the URL, which the message of the refusal contains. */
const REFUSED: Readonly<Record<string, readonly [spec: object, address: string]>> = {
  'data.url': [load(EVIL), EVIL],
  'data.url without a scheme': [load('//evil.example/x'), '//evil.example/x'],
  'data.url of the page itself': [load('/__env__.json'), '/__env__.json'],
  'data.url of a file': [load('file:///etc/passwd'), 'file:///etc/passwd'],
  'data.url with a data URL': [load('data:application/json,[]'), 'data:application/json,[]'],
  'a blob': [load('blob:https://evil.example/1'), 'blob:https://evil.example/1'],
  'lookup from a url': [
    { ...BAR, transform: [{ lookup: 'region', from: { data: { url: EVIL }, key: 'a', fields: ['b'] } }] },
    EVIL,
  ],
  topojson: [
    {
      data: { url: `${EVIL}.topojson`, format: { type: 'topojson', feature: 'states' } },
      projection: { type: 'albersUsa' },
      mark: 'geoshape',
    },
    `${EVIL}.topojson`,
  ],
  csv: [load(`${EVIL}.csv`), `${EVIL}.csv`],
  'a layer’s own data': [{ layer: [BAR, load(EVIL)] }, EVIL],
  'an image': [image({ value: EVIL }), EVIL],
  'an image without a scheme': [image({ value: '//evil.example/x.png' }), '//evil.example/x.png'],
  'an image of the page': [image({ value: '/favicon.ico' }), '/favicon.ico'],
  'an image by expression': [image({ value: { expr: `'${EVIL}/' + datum.region` } }), EVIL],
  'an SVG image': [image({ value: 'https://evil.example/x.svg#a' }), 'evil.example/x.svg'],
  'an image of SVG': [image({ value: 'data:image/svg+xml,<svg/>' }), 'data:image/svg+xml'],
  'an image of SVG in capitals': [image({ value: 'DATA:IMAGE/SVG+XML;base64,PHN2Zy8+' }), 'IMAGE/SVG+XML'],
  'an image of SVG with another type as a parameter': [
    image({ value: 'data:image/svg+xml;x=image/png,' }),
    'svg+xml',
  ],
  'an image without a type': [image({ value: 'data:,image/png' }), 'data:,'],
  'an image of a page': [image({ value: 'data:text/html,image/png' }), 'text/html'],
  'an image of SVG in the data': [
    {
      ...image({ field: 'url', type: 'nominal', scale: null }),
      data: { values: [{ region: 'a', amount: 1, url: 'data:image/svg+xml;charset=utf-8,<svg/>' }] },
    },
    'svg+xml',
  ],
};

/** Specs that would paint a channel with an external resource, by channel. They are drawn without it. */
const PAINTED: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  fill: {
    fill: paint({ fill: `url(${EVIL}#a)` }),
    'fill with escapes': paint({ fill: `u\\72l(${EVIL})` }),
    'fill by condition': paint({ fill: { expr: `datum.amount > 1 ? 'url(${EVIL})' : 'red'` } }),
    'fill by a list': paint({ fill: { expr: `['url(${EVIL})']` } }),
    'fill by a list in the data': {
      ...BAR,
      data: { values: [{ region: 'a', amount: 1, paint: [`url(${EVIL})`] }] },
      encoding: { ...BAR.encoding, fill: { field: 'paint', type: 'nominal', scale: null } },
    },
    'a configured fill': { ...BAR, config: { bar: { fill: `url(${EVIL})` } } },
    'the view’s fill': { ...BAR, view: { fill: `url(${EVIL})` } },
  },
  stroke: {
    stroke: paint({ stroke: `URL( "${EVIL}" )` }),
    'stroke by a list in a list': paint({ stroke: { expr: `[[['url(${EVIL})']]]` } }),
  },
  cursor: {
    cursor: paint({ cursor: `url(${EVIL}), auto` }),
    'cursor by a list': paint({ cursor: { expr: `['url(${EVIL}), auto']` } }),
    'cursor as an image set': paint({ cursor: { expr: `'image-set("${EVIL}" 1x)'` } }),
    'a configured cursor': { ...BAR, config: { view: { cursor: `url(${EVIL}), auto` } } },
  },
};

const URL_TEXT = `url(${EVIL})`;
/** Specs with a URL that is removed or that nothing fetches. They may be drawn or refused. */
const HARMLESS: Readonly<Record<string, object>> = {
  background: { ...BAR, background: URL_TEXT },
  'a configured background': { ...BAR, config: { background: URL_TEXT } },
  'the colors of an axis': { ...BAR, config: { axis: { labelColor: URL_TEXT, domainColor: URL_TEXT } } },
  'the color of a title': { ...BAR, title: { text: 'A', color: URL_TEXT } },
  'a font': { ...BAR, config: { font: `x; src: ${URL_TEXT}`, axis: { labelFont: URL_TEXT } } },
  'a mark’s font': { ...BAR, mark: { type: 'text', font: URL_TEXT, text: 'x' } },
  'a color value': colored({ value: URL_TEXT }),
  'a range of colors': colored({ field: 'region', scale: { range: [URL_TEXT] } }),
  'a shape': { ...BAR, mark: { type: 'point', shape: URL_TEXT } },
  'a gradient': paint({ fill: { gradient: 'linear', stops: [{ offset: 0, color: URL_TEXT }] } }),
  'a gradient with a URL in its id': paint({
    fill: { expr: `{gradient: 'linear', id: ') url(${EVIL}', stops: [{offset: 0, color: 'red'}]}` },
  }),
  'a description': { ...BAR, description: `<img src="${EVIL}">` },
  usermeta: { ...BAR, usermeta: { embedOptions: { loader: { baseURL: EVIL }, patch: EVIL } } },
  'a schema': { ...BAR, $schema: `${EVIL}/schema/vega-lite/v6.json` },
  'a locale': { ...BAR, config: { locale: { number: EVIL, time: EVIL } } },
};

const RENDERERS = ['svg', 'canvas'] as const;

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

  for (const renderer of RENDERERS) {
    for (const [name, [spec, address]] of Object.entries(REFUSED)) {
      it(`refuses ${name} (${renderer})`, async () => {
        const error = await failed(addSpec(page, spec, { renderer }));
        expect(error.kind).to.equal('spec');
        expect(error.message).to.contain(address);
        await expectUntouched(page);
      });
    }

    for (const [channel, specs] of Object.entries(PAINTED)) {
      for (const [name, spec] of Object.entries(specs)) {
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

    for (const [name, spec] of Object.entries(HARMLESS)) {
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

  const OPENED = ['https://example.org/a', 'mailto:a@example.org'];
  const REFUSED_LINKS = [
    ...['javascript:alert(1)', 'JaVaScRiPt:alert(1)', '\u0001javascript:alert(1)', 'java\nscript:alert(1)'],
    ...['java\tscript:alert(1)', ' javascript:alert(1)', 'JAVASCRIPT://example.org/%0aalert(1)'],
    ...['javascript:%61lert(1)', '\tjavascript:alert(1)', 'javascript\t:alert(1)', 'java\rscript:alert(1)'],
    ...['\0javascript:alert(1)', '\u0085javascript:alert(1)', '\u001bjavascript:alert(1)', 'vbscript:x'],
    ...['feed:javascript:alert(1)', 'data:text/html,<script>alert(1)</script>', 'VbScRiPt:x', 'https://'],
    ...['DATA:text/html;base64,PHNjcmlwdD4=', 'data:image/svg+xml,<svg onload=alert(1)>', 'https://[::1'],
    ...[
      'blob:https://example.org/1',
      'view-source:https://example.org/',
      'file:///etc/passwd',
      'about:blank',
    ],
    ...['filesystem:https://example.org/temporary/x', 'jar:https://example.org!/x', 'ftp://example.org/'],
    ...['ws://example.org/', 'tel:1', 'intent://x#Intent;end', 'x-app:y', 'https://example.org/\u0007'],
    ...['ht\ntps://example.org/', ['https://example.org/'], { href: 'https://example.org/' }, 1],
  ];
  /** Browsers treat text without a valid scheme as a path. */
  const PATHS = [
    ...['//evil.example/x', '\\\\evil.example\\x', '/x', 'http:javascript:alert(1)', '%6aavascript:alert(1)'],
    ...['&#106;avascript:alert(1)', 'javascript&colon;alert(1)', 'java&Tab;script:alert(1)'],
    ...['\u00a0javascript:alert(1)', '\u200bjavascript:alert(1)', '\uff4aavascript:alert(1)'],
    ...['javascript\uff1aalert(1)', 'ja\u0301vascript:alert(1)'],
  ];
  /** Opens after all others. */
  const LAST = 'https://example.org/last';
  const LINKS = [...OPENED, ...REFUSED_LINKS, ...PATHS, LAST];

  for (const renderer of RENDERERS) {
    it(`open in a new tab without opener or referrer, or not at all (${renderer})`, async () => {
      const spec = {
        data: { values: LINKS.map((link, n) => ({ n, link })) },
        mark: 'rect',
        width: LINKS.length * 20,
        height: 40,
        encoding: {
          x: { field: 'n', type: 'ordinal', axis: null, scale: { paddingInner: 0, paddingOuter: 0 } },
          href: { field: 'link', type: 'nominal' },
        },
      };
      const viz = await drawn(addSpec(page, spec, { renderer, fit: 'none', theme: 'none' }));
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
      const opened = links.map(({ href }) => href);
      expect(opened.slice(0, OPENED.length)).to.deep.equal(OPENED);
      const paths = opened.slice(OPENED.length, -1);
      expect(paths).to.have.length(PATHS.length);
      for (const path of paths) expect(path).to.match(/^https?:/);
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
