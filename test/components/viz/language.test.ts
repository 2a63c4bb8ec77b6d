// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { configure } from '../../../src/controllers/page-defaults.ts';
import { type FakeQuery, rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  allOf,
  apiOf,
  buttonsOf,
  isShown,
  mountViz,
  openTable,
  partsOf,
  place,
  pressKey,
  readyViz,
  recordConsole,
  rowsOf,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  status,
  textOf,
  textRect,
} from './harness.ts';

const TABLE_BUTTON: Readonly<Record<string, string>> = {
  en: 'Show table',
  de: 'Tabelle zeigen',
};

const figure = (element: Element): HTMLElement => element.shadowRoot!.querySelector('figure')!;

describe('<vibedasher-viz>: language', () => {
  recordConsole();
  afterEach(() => configure({ locale: undefined }));
  const rootLanguage = document.documentElement.lang;
  afterEach(() => void (document.documentElement.lang = rootLanguage));

  for (const lang of ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'ja', 'zh', 'ar']) {
    it(`shows all messages in ${lang}`, async () => {
      const element = await readyViz(salesApi(), { lang });
      expect(figure(element).lang).to.equal(lang);
      expect(figure(element).dir).to.equal(lang === 'ar' ? 'rtl' : '');
      const [button] = buttonsOf(element);
      if (TABLE_BUTTON[lang]) expect(button).to.equal(TABLE_BUTTON[lang]);
      else expect(button).to.not.equal(TABLE_BUTTON['en']);
      element.slug = 'gone';
      await status(element, 'error');
      await settle(element);
      if (lang !== 'en') expect(textOf(element, '[part=error]')).to.not.match(/chart|found/i);
    });
  }

  it('uses the nearest lang attribute, then the page default, then the document language', async () => {
    document.documentElement.lang = 'fr';
    const outer = place();
    const api = salesApi();
    const one = await readyViz(api, {}, { parent: outer });
    expect(figure(one).lang).to.equal('fr');
    configure({ locale: 'es' });
    await until(() => figure(one).lang === 'es', "the page's default");
    outer.lang = 'it';
    await until(() => figure(one).lang === 'it', 'the nearest');
    one.lang = 'de';
    await until(() => figure(one).lang === 'de', "the element's own");
    await until(() => buttonsOf(one)[0] === TABLE_BUTTON['de'], 'the words');
  });

  it('updates its texts when the language changes, even a message, and the last change wins', async () => {
    const element = mountViz(salesApi(), { slug: 'gone', lang: 'en' });
    await status(element, 'error');
    await settle(element);
    for (const lang of ['ja', 'fr', 'de']) element.lang = lang;
    await until(() => figure(element).lang === 'de', 'German');
    await settle(element);
    await settle(element);
    expect(figure(element).lang).to.equal('de');
    expect(textOf(element, '[part=error]')).to.include('Diagramm');
  });

  it('formats numbers and dates in axes, tables and tooltips', async () => {
    const query = rows(
      ['dimension', 'value'],
      Object.entries({ '2024-01-31': 1234567.5, '2024-02-29': 7654321 }),
    );
    const files = { 'charts/main.sql': SALES_SQL };
    const element = await readyViz(
      salesApi({ vizzes: { 'acme/sales': { files } }, queries: { [SALES_SQL]: query } }),
      { lang: 'de' },
    );
    const axis = allOf(element, '.picture text')
      .map(({ textContent }) => textContent)
      .join(' ');
    expect(axis).to.include('Mio.');
    await openTable(element, TABLE_BUTTON['de']);
    expect(textOf(element, 'tbody')).to.include('1.234.567,5').and.to.include('31.01.2024'.slice(-4));
  });

  it("shows timestamps in the timezone attribute's zone", async () => {
    const result = {
      columns: [
        { name: 'at', type: 'timestamp' },
        { name: 'value', type: 'number' },
      ],
      rows: Object.entries({ '2024-01-01T22:30:00Z': 1, '2024-01-02T10:00:00Z': 2 }),
    };
    const element = await readyViz(salesApi({ queries: { [SALES_SQL]: { result } } }), {
      timezone: 'Asia/Tokyo',
      lang: 'en-GB',
      mark: 'line',
      sql: SALES_SQL,
    });
    const hours = (): readonly unknown[] => element.data!.rows.map(([at]) => (at as Date).getHours());
    expect(hours()).to.deep.equal([7, 19]);
    element.timezone = 'UTC';
    await status(element, 'loading');
    await status(element, 'ready');
    expect(hours()).to.deep.equal([22, 10]);
  });
});

const HEBREW = 'מכירות (2024), 10%';
const ENGLISH = 'Sales (2024), 10%';
const sql = 'SELECT city AS dimension, amount AS value FROM cities';

/** Returns the base direction of an element's text. */
const directionOf = (element: Element): string =>
  getComputedStyle([...element.querySelectorAll('bdi')].at(-1) ?? element).direction;

describe('<vibedasher-viz>: text direction', () => {
  recordConsole();

  for (const [dir, text, expected] of [
    ['ltr', HEBREW, 'rtl'],
    ['rtl', ENGLISH, 'ltr'],
  ] as const) {
    const api = () =>
      salesApi({
        vizzes: { 'acme/sales': { name: text, description: text } },
        queries: {
          [sql]: rows(
            ['dimension', 'value'],
            [
              [text, 3],
              [`${text} `, 4],
            ],
          ),
        },
      });
    const parent = (): HTMLElement => {
      const element = place('width: 600px');
      element.dir = dir;
      return element;
    };

    it(`puts cells of the other direction below their heading in a page that is ${dir}`, async () => {
      const element = await readyViz(api(), { sql, mark: 'table' }, { parent: parent() });
      const root = shadow(element);
      await until(() => root.querySelector('td'), 'a cell');
      const [heading, cell] = [root.querySelector('th bdi')!, root.querySelector('td')!].map(textRect);
      const side = dir === 'rtl' ? 'right' : 'left';
      expect(cell![side]).to.be.closeTo(heading![side], 20);
    });

    it(`takes the direction of an author’s text from the text in a page that is ${dir}`, async () => {
      const element = await readyViz(api(), { sql, caption: 'viz', sort: 'rows' }, { parent: parent() });
      const root = shadow(element);
      for (const selector of ['.title', '.description']) {
        const box = root.querySelector(selector)!;
        expect(directionOf(box), selector).to.equal(expected);
        // The text is aligned like the page's own text.
        expect(getComputedStyle(box).direction, selector).to.equal(dir);
      }
      const table = await openTable(element);
      expect(rowsOf(element)[0]).to.include(text);
      const cells = [...table.querySelectorAll('tbody td')].filter(isShown);
      expect(cells.map(directionOf).slice(0, 2)).to.deep.equal([expected, dir]);
    });

    it(`takes the direction of a number’s label and a tooltip from their text in a page that is ${dir}`, async () => {
      const number = mountViz(api(), { sql, mark: 'number' }, { parent: parent() });
      const chart = mountViz(api(), { sql, mark: 'bar' }, { parent: parent() });
      await Promise.all([number.ready, chart.ready]);
      expect(directionOf(shadow(number).querySelector('.label')!)).to.equal(expected);
      pressKey(chart, 'ArrowRight');
      await chart.updateComplete;
      const textElement = allOf(chart, '.tooltip strong, .tooltip dd').find((each) =>
        each.textContent.includes(text),
      )!;
      expect(directionOf(textElement)).to.equal(expected);
    });
  }
});

const NAMES = ['צפון', 'דרום (נגב)', 'מזרח'];
const ROWS = rows(
  ['name', 'amount'],
  NAMES.map((name, index) => [name, 300 - 90 * index]),
);
const name = { field: 'name', type: 'nominal', sort: null, title: null };
const amount = { field: 'amount', type: 'quantitative', title: 'סכום' };
const UPRIGHT = { mark: 'bar', encoding: { x: name, y: amount } };
const LYING = { mark: 'bar', encoding: { y: name, x: amount } };

/** `test/pictures` shows mirrored axes, bars and legends. */
describe('<vibedasher-viz>: right-to-left chart', () => {
  recordConsole();

  interface Options {
    readonly dir?: string;
    readonly attributes?: Readonly<Record<string, string>>;
    readonly query?: FakeQuery;
    readonly style?: string;
  }

  async function draw(
    spec: object | null,
    { dir = 'rtl', attributes = {}, query = ROWS, style = 'width: 640px; height: 360px' }: Options = {},
  ): Promise<VibedasherViz> {
    const parent = place(style);
    parent.dir = dir;
    return readyViz(apiOf(query, spec), { style: 'height: 100%', ...attributes }, { parent });
  }

  const boxes = (element: VibedasherViz, selector: string): DOMRect[] =>
    partsOf(element, selector).map((each) => each.getBoundingClientRect());
  const bars = (element: VibedasherViz): DOMRect[] => boxes(element, '.mark-rect.role-mark path');
  /** Returns the names on the axis from the right, and the side of its zero. */
  function layoutOf(element: VibedasherViz): readonly string[] {
    const labels = partsOf(element, '.role-axis-label text').map((text) => ({
      text: text.textContent,
      x: text.getBoundingClientRect().right,
    }));
    const names = labels.filter(({ text }) => NAMES.includes(text)).sort((a, b) => b.x - a.x);
    const isRight =
      labels.find(({ text }) => text === '0')!.x > Math.max(...bars(element).map((bar) => bar.right));
    return [...names.map(({ text }) => text), isRight ? 'right' : 'left'];
  }

  const own = { ...UPRIGHT.encoding, x: { ...name, scale: { reverse: false } } };
  for (const [what, isMirrored, spec, options] of [
    ['in a right-to-left page', true, UPRIGHT, {}],
    ['with a right-to-left language', true, UPRIGHT, { dir: 'ltr', attributes: { lang: 'ar' } }],
    [
      'that sets the side of its axis',
      false,
      { ...UPRIGHT, encoding: { ...own, y: { ...amount, axis: { orient: 'left' } } } },
      {},
    ],
    ['with theme="none"', false, UPRIGHT, { attributes: { theme: 'none' } }],
    ['in a left-to-right part of the page', false, UPRIGHT, { dir: 'ltr' }],
  ] as const)
    it(`${isMirrored ? 'mirrors' : 'does not mirror'} a chart ${what}`, async () => {
      const expected = isMirrored ? [...NAMES, 'right'] : [...NAMES.toReversed(), 'left'];
      expect(layoutOf(await draw(spec, options))).to.deep.equal(expected);
    });

  for (const [what, spec, attributes] of [
    ['of a spec', LYING, {}],
    ['with a reference line', LYING, { reference: '20 Target' }],
    ['of a derived chart', null, { mark: 'bar' }],
  ] as const)
    it(`grows horizontal bars ${what} from the right`, async () => {
      const element = await draw(spec, { attributes, style: 'width: 400px; height: 360px' });
      for (const { right } of bars(element)) expect(right).to.be.closeTo(bars(element)[0]!.right, 1);
    });

  it('redraws when the direction of the page changes', async () => {
    const element = await draw(UPRIGHT, { dir: 'ltr' });
    element.parentElement!.dir = 'rtl';
    await until(() => layoutOf(element)[0] === NAMES[0], 'names from the right');
  });

  it('puts symbols before their labels in the legends of concatenated views', async () => {
    const color = { ...name, legend: { columns: 2 } };
    const view = { ...UPRIGHT, encoding: { ...UPRIGHT.encoding, color } };
    const independent = { color: 'independent' };
    const element = await draw({
      hconcat: [view, view],
      resolve: { scale: independent, legend: independent },
    });
    const labels = boxes(element, '.role-legend-label text').filter(({ width }) => width > 0);
    expect(labels).to.have.length(6);
    const symbols = boxes(element, '.role-legend-symbol path:not([opacity="0"])');
    for (const [index, { left }] of symbols.entries())
      expect(left - labels[index]!.right, 'the gap').to.be.within(0, 8);
  });

  for (const [what, dir, style, parts] of [
    [
      'of names of different lengths',
      'rtl',
      'width: 374px',
      'نقل,زراعة,التعليم العالي والبحث العلمي,نفط,مياه,غاز',
    ],
    ['of large text', 'ltr', 'width: 295px; font-size: 32px', 'Day,Night,Dusk,Dawn'],
    ['of large text from right to left', 'rtl', 'width: 260px; font-size: 32px', 'نهار,ليل,غسق,فجر'],
  ] as const)
    it(`keeps a legend ${what} in the picture`, async () => {
      const query = rows(
        ['part', 'amount'],
        parts.split(',').map((part, index) => [part, 40 - index]),
      );
      const element = await draw(null, {
        dir,
        query,
        attributes: { mark: 'arc', renderer: 'svg', loading: 'eager' },
        style: `${style}; height: 500px; font-family: DejaVu Sans`,
      });
      const { left, right } = boxes(element, 'svg')[0]!;
      const labels = boxes(element, '.role-legend-label text').filter(({ width }) => width > 0);
      expect(new Set(labels.map(({ top }) => Math.round(top))).size).to.equal(2);
      for (const box of [...boxes(element, '.role-legend-symbol path:not([opacity="0"])'), ...labels]) {
        expect(box.left).to.be.at.least(left - 0.5);
        expect(box.right).to.be.at.most(right + 0.5);
      }
    });

  describe('text that is cut off', () => {
    const LONG = 'משרד החינוך והתרבות והספורט והמדע של ישראל';
    const cut = (orient: string): object => ({
      ...UPRIGHT,
      encoding: { ...UPRIGHT.encoding, y: { ...amount, title: LONG, axis: { orient, titleLimit: 120 } } },
    });

    for (const orient of ['left', 'right']) {
      it(`has its ellipsis on the left above an axis on the ${orient} (svg)`, async () => {
        const element = await draw(cut(orient), { attributes: { renderer: 'svg' } });
        const picture = boxes(element, 'svg')[0]!;
        const text = [...shadow(element).querySelectorAll<SVGTextElement>('.picture text')].find(
          ({ textContent }) => textContent.endsWith('…'),
        )!;
        const { length } = text.textContent;
        expect(text.textContent.slice(0, 4)).to.equal(LONG.slice(0, 4));
        const leftOf = (index: number): number => {
          const range = document.createRange();
          range.setStart(text.firstChild!, index);
          range.setEnd(text.firstChild!, index + 1);
          return range.getBoundingClientRect().left;
        };
        expect(leftOf(length - 1)).to.be.below(leftOf(0));
        const { left, right } = text.getBoundingClientRect();
        expect(left).to.be.at.least(picture.left - 1);
        expect(right).to.be.at.most(picture.right + 1);
      });
    }

    it('has its ellipsis on the left on a canvas', async () => {
      const seen = new Map<string, CanvasDirection>();
      const { fillText } = CanvasRenderingContext2D.prototype;
      CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
        seen.set(text, this.direction);
        fillText.call(this, text, ...rest);
      };
      try {
        const element = await draw(cut('right'), { attributes: { renderer: 'canvas' } });
        await element.toBlob('image/png');
      } finally {
        CanvasRenderingContext2D.prototype.fillText = fillText;
      }
      expect([...seen.keys()].find((text) => text.endsWith('…'))?.slice(0, 4)).to.equal(LONG.slice(0, 4));
      for (const [text, direction] of seen) {
        if (/[א-ת]/.test(text)) expect(direction, text).to.equal('rtl');
      }
      expect(seen.get('0')).to.equal('ltr');
    });
  });
});
