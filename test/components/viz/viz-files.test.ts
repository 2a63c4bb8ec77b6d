// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import type { FileFormat, FileType } from '../../../src/export/types.ts';
import { VibedasherError } from '../../../src/public-client/errors.ts';
import { parseCsv } from '../../export/support.ts';
import { recordClickedLinks, type ClickedLink } from '../../support/clicked-links.ts';
import { problem, rows, type FakeApi } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  allOf,
  BAR_SPEC,
  cleanUp,
  listenToConsole,
  mountViz,
  place,
  readyViz,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  status,
  svgOf,
  withoutDownloads,
} from './harness.ts';

const TYPES = ['text/csv', 'application/json', 'image/png', 'image/svg+xml'] as const;
const AS_OF = '2026-01-31T00:00:00.000Z';

const apiOf = ({
  spec = BAR_SPEC as object,
  query = rows(['dimension', 'value'], Object.entries({ North: 340, South: 120, East: 210 })),
  ...viz
}: Record<string, unknown> & {
  readonly spec?: object | undefined;
  readonly query?: ReturnType<typeof rows>;
} = {}): FakeApi =>
  salesApi({
    vizzes: {
      'acme/sales': {
        name: 'Sales by region',
        description: 'All shops, 2024',
        dataFreshness: { status: 'measured', asOf: AS_OF },
        files: { 'charts/main.sql': SALES_SQL, ...(spec && { 'charts/main.vl.json': JSON.stringify(spec) }) },
        ...viz,
      },
    },
    queries: { [SALES_SQL]: query },
  });

/** Creates an API whose query `sql` has one row and these parameters. */
function paramsApi(sql: string, params: readonly object[], more: object = {}): FakeApi {
  const api = apiOf({ files: { 'charts/main.sql': sql, 'params.json': JSON.stringify(params) } });
  const { result } = rows(['dimension', 'value'], [['Other', 1]]);
  api.setQuery(sql, { result: { ...(result as object), ...more } });
  return api;
}

const readText = async (element: VibedasherViz, type: FileType): Promise<string> =>
  (await element.toBlob(type)).text();
const readJson = async (element: VibedasherViz) => JSON.parse(await readText(element, 'application/json'));

const readSvg = async (element: VibedasherViz): Promise<Document> => {
  const svg = await svgOf(element);
  expect(svg.querySelector('parsererror')?.textContent ?? null).to.equal(null);
  return svg;
};

interface Png {
  readonly width: number;
  readonly height: number;
  readonly texts: Readonly<Record<string, string>>;
  /** Red, green, blue and alpha of each pixel, row by row. */
  readonly pixels: Uint8ClampedArray;
}

async function readPng(blob: Blob): Promise<Png> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const view = new DataView(bytes.buffer);
  const texts: Record<string, string> = {};
  for (let at = 8; at < bytes.length;) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === 'iTXt') {
      const [keyword = '', ...rest] = new TextDecoder()
        .decode(bytes.subarray(at + 8, at + 8 + length))
        .split('\0');
      texts[keyword] = rest.at(-1) ?? '';
    }
    at += length + 12;
  }
  // The browser checks the CRCs of the chunks.
  const bitmap = await createImageBitmap(blob);
  const canvas = document.createElement('canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = canvas.getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  const { width, height } = bitmap;
  const pixels = context.getImageData(0, 0, width, height).data;
  return { width, height, texts, pixels };
}

function hasColor({ pixels }: Png, [red, green, blue]: readonly [number, number, number]): boolean {
  for (let at = 0; at < pixels.length; at += 4) {
    if (pixels[at] === red && pixels[at + 1] === green && pixels[at + 2] === blue) return true;
  }
  return false;
}

/** Returns the reason of a rejected promise. Throws if the promise is fulfilled. */
const failure = async (promise: Promise<unknown>): Promise<VibedasherError> =>
  promise.then(
    () => Promise.reject(new Error('It did not fail')),
    (error: unknown) => error as VibedasherError,
  );

describe('<vibedasher-viz>: export', () => {
  afterEach(cleanUp);

  it('waits for the picture', async () => {
    const api = apiOf();
    const release = api.hold('query');
    const element = mountViz(api);
    const blobs = Promise.all(TYPES.map((type) => element.toBlob(type)));
    await Promise.all([api.seen('query'), status(element, 'loading')]);
    release();
    expect((await blobs).map(({ type }) => type.split(';')[0])).to.deep.equal(TYPES);
  });

  it('loads a chart that is off screen', async () => {
    const parent = place('position: absolute; top: 900vh; width: 400px');
    for (const type of TYPES) {
      const element = mountViz(apiOf(), {}, { parent });
      await settle(element);
      expect(element.status).to.equal('idle');
      expect((await element.toBlob(type)).size).to.be.above(20);
    }
  });

  it('draws a chart that is not displayed at 640 × 320 px', async () => {
    const element = mountViz(apiOf(), {}, { parent: place('display: none; width: 400px') });
    const picture = (await readSvg(element)).querySelector('svg svg')!;
    expect(['width', 'height'].map((name) => picture.getAttribute(name))).to.deep.equal(['640', '320']);
  });

  it('waits for pending changes of properties', async () => {
    const api = apiOf();
    const element = await readyViz(api);
    element.sql = 'SELECT 2';
    api.setQuery('SELECT 2', rows(['dimension', 'value'], [['Other', 1]]));
    expect(await readText(element, 'text/csv')).to.contain('Other,1');
  });

  it('rejects with the error of the chart', async () => {
    listenToConsole();
    const api = apiOf();
    api.script('query', problem(500, { message: 'down' }));
    const element = mountViz(api);
    const error = await failure(element.toBlob('text/csv'));
    expect(error).to.be.instanceOf(VibedasherError);
    expect(error).to.equal(element.error);
  });

  it('rejects unknown formats and lists the known formats', async () => {
    const element = mountViz(apiOf());
    const blob = await failure(element.toBlob('image/webp' as FileType));
    expect(blob.kind).to.equal('config');
    expect(blob.message).to.equal(
      'toBlob("image/webp"): use one of text/csv, application/json, image/png, image/svg+xml',
    );
    const file = await failure(element.download('xlsx' as FileFormat));
    expect(file.message).to.equal('download("xlsx"): use one of csv, json, png, svg');
    const scale = await failure(element.toBlob('image/png', { scale: -1 }));
    expect(scale.kind).to.equal('config');
  });

  it('exports the rows and metadata as JSON', async () => {
    const element = mountViz(apiOf());
    const read = await readJson(element);
    expect(read).to.deep.include({
      title: 'Sales by region',
      description: 'All shops, 2024',
      source: 'acme/sales',
      asOf: AS_OF,
      rows: Object.entries({ North: 340, South: 120, East: 210 }),
    });
  });

  it('contains the parameters of the query, with labels for readers and raw values for programs', async () => {
    const SQL = 'SELECT {{shop}}, {{year}}, {{open}}';
    const params = [
      { name: 'shop', label: 'Shop', multiple: true, options: [{ value: 'N', label: '<North>' }, 'S'] },
      { name: 'year', label: 'Year', type: 'number', default: 2024 },
      { name: 'open', label: 'Open' },
    ];
    const element = mountViz(paramsApi(SQL, params), { params: '{"shop": ["N", "S"]}', mark: 'bar' });
    const expected = 'Shop: <North>, S; Year: 2024';
    const json = await readJson(element);
    expect(json.params).to.deep.equal({ shop: ['N', 'S'], year: 2024 });
    const svg = await readSvg(element);
    expect(svg.querySelector('coverage')!.textContent).to.equal(expected);
    expect(
      [...svg.querySelectorAll('text')].some(
        ({ textContent }) => textContent.replaceAll('\u00a0', ' ') === expected,
      ),
    ).to.equal(true);
    expect((await readPng(await element.toBlob('image/png', { scale: 1 }))).texts['Comment']).to.equal(
      expected,
    );
  });

  it('formats dates and booleans in the reader’s language and keeps each on one line with its name', async () => {
    const SQL = 'SELECT {{since}}, {{weekdays}}, {{note}}';
    const params = [
      { name: 'since', label: 'First day', type: 'date', default: '2001-02-03', options: ['2001-02-03'] },
      { name: 'weekdays', label: 'Monday to Friday only', type: 'boolean', default: false },
      { name: 'note', label: 'Note', default: 'text '.repeat(60).trim() },
    ];
    const element = mountViz(paramsApi(SQL, params), { mark: 'bar', lang: 'de' });
    const svg = await readSvg(element);
    const coverage = svg.querySelector('coverage')!.textContent;
    expect(coverage).to.match(
      /^First day: 3\. Feb(?:ruar|\.) 2001; Monday to Friday only: Nein; Note: text text/,
    );
    expect(svg.documentElement.textContent).to.contain('Quelle: acme/sales');
    const width = Number(svg.documentElement.getAttribute('width'));
    const lines = [...svg.querySelectorAll('text')].filter(
      ({ parentNode }) => !(parentNode as Element).closest('svg svg'),
    );
    const context = document.createElement('canvas').getContext('2d')!;
    for (const line of lines) {
      const [size, weight, x] = ['font-size', 'font-weight', 'x'].map((each) => line.getAttribute(each)!);
      context.font = `${weight} ${size}px ${line.parentElement!.getAttribute('font-family')}`;
      expect(Number(x) + context.measureText(line.textContent).width).to.be.at.most(width - 15);
      expect(line.textContent).to.not.match(/(?:First|only)[:\s]*$/);
    }
    expect(lines.length).to.be.greaterThan(4);
  });

  it('names the page of a viz in the cloud', async () => {
    const api = apiOf();
    const apiBase = 'https://api.eu-central-1.vibedasher.com/api';
    const fetch: typeof api.fetch = (input, init) =>
      api.fetch(String(input).replace(apiBase, api.base), init);
    const element = mountViz(api, {}, { client: { apiBase, fetch } });
    const read = await readJson(element);
    expect(read.url).to.equal('https://cloud.vibedasher.com/v/sales');
    expect(read.source).to.equal('acme/sales (Vibedasher)');
  });

  it('does not contain the query and fragment of the page’s URL', async () => {
    const { href } = location;
    history.replaceState(
      null,
      '',
      `${location.pathname}${location.search}${location.search ? '&' : '?'}token=s3cret#at`,
    );
    try {
      const element = mountViz(apiOf());
      for (const type of TYPES) expect(await readText(element, type), type).to.not.contain('s3cret');
    } finally {
      history.replaceState(null, '', href);
    }
  });

  for (const renderer of ['svg', 'canvas']) {
    describe(`drawn with ${renderer}`, () => {
      it('exports a self-contained SVG', async () => {
        const element = mountViz(apiOf(), { renderer });
        const svg = await readSvg(element);
        const root = svg.documentElement;
        const own = (selector: string): string =>
          root.querySelector(`:scope > ${selector}`)?.textContent ?? '';
        expect(own('title')).to.equal('Sales by region');
        expect(own('desc')).to.match(/^Bar chart/);
        expect(own('metadata')).to.contain('acme/sales').and.contain(AS_OF);
        const shown = own('g');
        expect(shown)
          .to.contain('Sales by region')
          .and.contain('All shops, 2024')
          .and.contain('Source: acme/sales');
        expect(shown)
          .to.contain(location.origin + location.pathname)
          .and.match(/Jan\w* 31, 2026/);
        expect(root.querySelector(':scope > rect')!.getAttribute('fill')).to.equal('#ffffff');
        expect(root.querySelectorAll('.mark-rect.role-mark path')).to.have.length(3);
        expect(root.querySelectorAll('script, style, foreignObject, image, a, use')).to.have.length(0);
        const outside = [...root.querySelectorAll('*')].flatMap((each) =>
          [...each.attributes].filter(
            ({ name, value }) => !name.startsWith('xmlns') && /url\((?!#)|https?:|data:/.test(value),
          ),
        );
        expect(outside.map(({ value }) => value)).to.deep.equal([]);
      });

      it('exports a PNG at any scale, with the background and texts', async () => {
        const element = mountViz(apiOf(), { renderer, theme: 'dark' });
        const [one, two, three] = await Promise.all(
          [1, undefined, 3].map(async (scale) => readPng(await element.toBlob('image/png', { scale }))),
        );
        expect(two!.width).to.equal(one!.width * 2);
        expect(two!.height).to.equal(one!.height * 2);
        expect(three!.width).to.equal(one!.width * 3);
        expect([...one!.pixels.subarray(0, 4)], 'the ground').to.deep.equal([22, 25, 31, 255]);
        expect(two!.texts).to.deep.include({
          Title: 'Sales by region',
          Description: 'All shops, 2024',
          Source: `acme/sales, ${location.origin}${location.pathname}`,
          Date: AS_OF,
        });
        expect(hasColor(three!, [0x59, 0xa4, 0xff]), 'a bar').to.equal(true);
        expect(hasColor(three!, [0xe8, 0xea, 0xed]), 'the title').to.equal(true);
        expect(hasColor(three!, [0xa3, 0xab, 0xb6]), 'the source').to.equal(true);
      });

      it('does not change the chart', async () => {
        const element = await readyViz(apiOf(), { renderer });
        await settle(element);
        const before = shadow(element).querySelector('.picture')!.innerHTML;
        await element.toBlob('image/svg+xml');
        await element.toBlob('image/png');
        expect(shadow(element).querySelector('.picture')!.innerHTML).to.equal(before);
        expect(element.status).to.equal('ready');
      });
    });
  }

  it('reduces the scale of a PNG that would be too large and warns', async () => {
    const warnings = listenToConsole();
    const element = mountViz(apiOf({ spec: { ...BAR_SPEC, width: 8000, height: 40 } }), { fit: 'none' });
    const { width, height } = await readPng(await element.toBlob('image/png', { scale: 3 }));
    expect(width).to.be.within(16_380, 16_384);
    expect(height).to.be.lessThan(1000);
    expect(warnings.join()).to.match(/The picture is exported at scale [12]\.\d\d, as 3 would be too large/);
  });

  it('exports a number chart as a picture', async () => {
    const query = rows(['dimension', 'value', 'prev_value'], [['Sales', 1234, 1000]]);
    const element = mountViz(apiOf({ spec: undefined, query, files: { 'charts/main.sql': SALES_SQL } }));
    const { textContent } = (await readSvg(element)).documentElement;
    expect(textContent).to.contain('1,234').and.contain('▲ 23% vs. previous period');
    expect((await readPng(await element.toBlob('image/png'))).width).to.be.greaterThan(600);
  });

  it('rejects pictures of tables and empty results', async () => {
    const table = mountViz(apiOf({ files: { 'charts/main.sql': SALES_SQL } }), { mark: 'table' });
    for (const type of ['image/png', 'image/svg+xml'] as const) {
      const error = await failure(table.toBlob(type));
      expect(error.kind).to.equal('unsupported');
      expect(error.message).to.contain('A table cannot be exported as a picture');
    }
    expect(await readText(table, 'text/csv')).to.contain('North,340');
    const empty = mountViz(apiOf({ query: rows(['dimension', 'value'], []) }));
    expect((await failure(empty.toBlob('image/png'))).message).to.contain('without rows');
    expect(parseCsv(await readText(empty, 'text/csv'))[0]).to.deep.equal(['dimension', 'value']);
  });

  it('states that rows are missing', async () => {
    const query = { result: { headers: ['dimension', 'value'], rows: [['North', 340]], truncated: true } };
    const element = await readyViz(apiOf({ query }));
    if (!element.data!.truncated) throw new Error('The rows count as all');
    expect((await readJson(element)).truncated).to.equal(true);
    expect((await readSvg(element)).documentElement.textContent).to.match(/first/i);
  });

  it('contains the title of the spec once', async () => {
    for (const caption of ['auto', 'none']) {
      const element = mountViz(apiOf({ spec: { ...BAR_SPEC, title: 'Its own' } }), { caption });
      const svg = await readSvg(element);
      const titles = [...svg.querySelectorAll('text')].filter(({ textContent }) => textContent === 'Its own');
      expect(titles, caption).to.have.length(1);
    }
  });

  it('resumes a suspended chart and suspends it again', async () => {
    const box = place('position: absolute; left: 0; top: 0; width: 600px');
    const element = await readyViz(apiOf(), {}, { parent: box });
    await settle(element);
    const isLive = (): boolean =>
      allOf(element, '.mark-rect.role-mark path').some((bar) => '__data__' in bar);
    box.style.top = '900vh';
    await until(() => !isLive(), 'the view to go');
    const [svg, png] = await Promise.all([readSvg(element), element.toBlob('image/png')]);
    expect(svg.querySelectorAll('.mark-rect.role-mark path')).to.have.length(3);
    expect((await readPng(png)).width).to.be.greaterThan(600);
    await until(() => !isLive(), 'the view to go again');
    expect(element.status).to.equal('ready');
  });

  it('rejects with the reason if the canvas cannot be exported', async () => {
    const element = await readyViz(apiOf());
    const { toBlob } = HTMLCanvasElement.prototype;
    try {
      HTMLCanvasElement.prototype.toBlob = () => {
        throw new DOMException('Tainted', 'SecurityError');
      };
      const tainted = await failure(element.toBlob('image/png'));
      expect([tainted.kind, tainted.message]).to.deep.equal([
        'render',
        'The chart shows an image that its host does not give away',
      ]);
      HTMLCanvasElement.prototype.toBlob = (take) => take(null);
      expect((await failure(element.toBlob('image/png'))).message).to.contain('no memory');
    } finally {
      HTMLCanvasElement.prototype.toBlob = toBlob;
    }
    expect(element.status).to.equal('ready');
  });

  describe('download()', () => {
    let links: readonly ClickedLink[];
    let restore: () => void;

    beforeEach(() => {
      ({ links, restore } = recordClickedLinks());
    });
    afterEach(() => restore());

    it('names the file after the viz, the chart and the date of the data', async () => {
      const element = mountViz(apiOf());
      await element.download('csv');
      await element.download('png', { scale: 1 });
      element.chart = 'main';
      await element.download('svg');
      expect(links.map(({ download }) => download)).to.deep.equal([
        'sales-2026-01-31.csv',
        'sales-2026-01-31.png',
        'sales-main-2026-01-31.svg',
      ]);
      expect(links.every(({ isConnected }) => !isConnected)).to.equal(true);
      const file = await (await fetch(links[0]!.href)).text();
      expect(parseCsv(file).slice(1, 4)).to.deep.equal([
        ['North', '340'],
        ['South', '120'],
        ['East', '210'],
      ]);
    });

    it('adds selected parameters and a row limit to the file name', async () => {
      const SQL = 'SELECT {{shop}}, {{year}}';
      const params = [
        { name: 'shop', options: [{ value: 'N', label: 'North & more' }] },
        { name: 'year', type: 'number', default: 2024 },
      ];
      const api = paramsApi(SQL, params, { truncated: true });
      await mountViz(api, { params: '{"shop": "N"}', mark: 'bar' }).download('csv');
      expect(links.map(({ download }) => download)).to.deep.equal([
        'sales-North-more-first-1-rows-2026-01-31.csv',
      ]);
    });

    it('gives charts with queries of the page distinct file names', async () => {
      const own = { sql: 'SELECT 2', loading: 'eager' };
      const api = apiOf();
      api.setQuery('SELECT 2', rows(['dimension', 'value'], [['Other', 1]]));
      const child = (spec: object): { readonly content: string } => ({
        content: `<script type="application/vnd.vegalite+json">${JSON.stringify(spec)}</script>`,
      });
      const titled = mountViz(api, { ...own, id: 'no' }, child({ ...BAR_SPEC, title: 'Each / shop' }));
      const named = mountViz(api, { ...own, id: 'shops' }, child(BAR_SPEC));
      for (const each of [titled, named, mountViz(api, own)]) await each.download('csv');
      expect(links.map(({ download }) => download.replace(/-2026.*/, ''))).to.deep.equal([
        'sales-Each-shop',
        'sales-shops',
        'sales',
      ]);
    });

    it('rejects in a frame that does not allow downloads', async () => {
      await withoutDownloads(async () => {
        const error = await failure(mountViz(apiOf()).download('csv'));
        expect(error.message).to.contain('allow-downloads');
        expect(links).to.deep.equal([]);
      });
    });
  });
});
