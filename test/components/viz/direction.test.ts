// @engines all
import { expect } from 'chai';
import { rows } from '../../support/fake-api.ts';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { until } from '../../support/page.ts';
import {
  createViz,
  isShown,
  mountViz,
  openTable,
  place,
  rowsOf,
  salesApi,
  shadow,
  recordConsole,
  readyViz,
} from './harness.ts';

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
      const boxOf = (cell: Element): DOMRect => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return range.getBoundingClientRect();
      };
      const root = shadow(element);
      await until(() => root.querySelector('td'), 'a cell');
      const [heading, cell] = [root.querySelector('th bdi')!, root.querySelector('td')!].map(boxOf);
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
      const picture = shadow(chart).querySelector<HTMLElement>('.chart')!;
      picture.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
      await chart.updateComplete;
      const textElement = [...shadow(chart).querySelectorAll('.tooltip strong, .tooltip dd')].find((each) =>
        each.textContent.includes(text),
      )!;
      expect(directionOf(textElement)).to.equal(expected);
    });
  }
});

const NAMES = ['צפון', 'דרום (נגב)', 'מזרח'];
const KINDS = ['מכירות', 'החזרות', 'מתנות'];
const DAYS = ['2024-01-01', '2024-02-01', '2024-03-01'];
const ROWS = rows(
  ['name', 'kind', 'day', 'amount'],
  NAMES.flatMap((name, index) =>
    KINDS.map((kind, place) => [name, kind, DAYS[index]!, 300 - 70 * index - 20 * place]),
  ),
);
const SHORT = ['צפון', 'דרום', 'מזרח'];
const totals = (names: readonly string[]): ReturnType<typeof rows> =>
  rows(
    ['dimension', 'value'],
    names.map((name, index) => [name, 300 - 90 * index]),
  );

const AMOUNTS = rows(
  ['name', 'סכום כל המכירות'],
  NAMES.map((name, index) => [`${name} של הארץ`, 300 - 90 * index]),
);

const name = { field: 'name', type: 'nominal', sort: null, title: null };
const amount = { field: 'amount', type: 'quantitative', aggregate: 'sum', title: 'סכום' };
const day = { field: 'day', type: 'temporal', title: null };
const UPRIGHT = { mark: 'bar', encoding: { x: name, y: amount } };
const LYING = { mark: 'bar', encoding: { y: name, x: amount } };
const LINE = { mark: 'line', encoding: { x: day, y: amount } };

describe('<vibedasher-viz>: right-to-left chart', () => {
  recordConsole();

  interface Options {
    readonly dir?: string;
    readonly sql?: string;
    readonly attributes?: Readonly<Record<string, string>>;
    readonly width?: number;
  }

  async function draw(
    spec: object | null,
    { dir = 'rtl', sql = 'SELECT all', attributes = {}, width = 640 }: Options = {},
  ): Promise<VibedasherViz> {
    const api = salesApi({
      vizzes: { 'acme/sales': { name: 'מכירות', files: {} } },
      queries: {
        'SELECT all': ROWS,
        'SELECT totals': totals(NAMES),
        'SELECT short': totals(SHORT),
        'SELECT amounts': AMOUNTS,
      },
    });
    const parent = place(`width: ${width}px; height: 360px`);
    parent.dir = dir;
    const element = createViz(api, { sql, ...attributes });
    element.style.height = '100%';
    if (spec) element.spec = spec as VibedasherViz['spec'];
    parent.append(element);
    await element.ready;
    return element;
  }

  const boxes = (element: VibedasherViz, selector: string): DOMRect[] =>
    [...shadow(element).querySelectorAll(`.picture ${selector}`)].map((each) => each.getBoundingClientRect());
  /** Returns the boxes of the visible labels and symbols of legends. */
  const legendOf = (element: VibedasherViz): readonly [labels: DOMRect[], symbols: DOMRect[]] => [
    [...shadow(element).querySelectorAll('.picture .role-legend-label text')]
      .filter(({ textContent }) => textContent.trim())
      .map((label) => label.getBoundingClientRect()),
    boxes(element, '.role-legend-symbol path:not([opacity="0"])'),
  ];
  const bars = (element: VibedasherViz): DOMRect[] => boxes(element, '.mark-rect.role-mark path');
  /** Returns the horizontal center of a text in the picture, in px from the left of the window. */
  const centerOf = (element: VibedasherViz, text: string): number => {
    const found = [...shadow(element).querySelectorAll('.picture text')].find(
      (each) => each.textContent === text,
    );
    if (!found) throw new Error(`The picture has no text “${text}”`);
    const { left, right } = found.getBoundingClientRect();
    return (left + right) / 2;
  };
  const across = (element: VibedasherViz, texts: readonly string[]): readonly string[] =>
    [...texts].sort((a, b) => centerOf(element, b) - centerOf(element, a));

  it('orders names from the right and puts the value axis there', async () => {
    const element = await draw(UPRIGHT);
    expect(across(element, NAMES)).to.deep.equal(NAMES);
    expect(centerOf(element, '0')).to.be.above(Math.max(...bars(element).map(({ right }) => right)));
  });

  it('grows horizontal bars from the right, next to their names', async () => {
    const element = await draw(LYING);
    const all = bars(element);
    for (const { right } of all) expect(right).to.be.closeTo(all[0]!.right, 1);
    expect(centerOf(element, NAMES[0]!)).to.be.above(all[0]!.right);
  });

  it('grows horizontal bars from the right below a reference line', async () => {
    const element = await draw(LYING, { attributes: { reference: '20 Target' } });
    const all = bars(element);
    expect(boxes(element, '.mark-rule line, .mark-rule path')).not.to.be.empty;
    for (const { right } of all) expect(right).to.be.closeTo(all[0]!.right, 1);
    expect(centerOf(element, NAMES[0]!)).to.be.above(all[0]!.right);
  });

  it('orders dates from the left and puts the value axis on the right', async () => {
    const element = await draw(LINE);
    const labels = boxes(element, '.role-axis-label text').map(({ left }) => left);
    const [line] = boxes(element, '.mark-line path');
    expect(labels.slice(0, 3)).to.deep.equal([...labels.slice(0, 3)].sort((a, b) => a - b));
    expect(centerOf(element, '0')).to.be.at.least(line!.right - 1);
  });

  for (const [what, color] of [
    ['in one row', { field: 'kind', type: 'nominal', sort: null, title: null }],
    ['in columns', { field: 'kind', type: 'nominal', sort: null, title: 'סוג', legend: { columns: 2 } }],
  ] as const) {
    it(`puts the legend on the right, with symbols before their labels, ${what}`, async () => {
      const element = await draw({ ...UPRIGHT, encoding: { ...UPRIGHT.encoding, color } });
      const [labels, symbols] = legendOf(element);
      expect(labels).to.have.length(3);
      for (const [index, { left }] of symbols.entries()) {
        expect(left - labels[index]!.right, 'the gap').to.be.within(0, 8);
      }
      expect(across(element, KINDS.slice(0, 2))).to.deep.equal(KINDS.slice(0, 2));
      const tops = new Set(symbols.map(({ top }) => top));
      expect(tops.size).to.equal(what === 'in columns' ? 2 : 1);
      for (const row of tops) {
        const right = Math.max(...symbols.filter(({ top }) => top === row).map((each) => each.right));
        expect(right, 'the start of a row').to.be.closeTo(boxes(element, 'svg')[0]!.right, 8);
      }
      for (const [index, label] of labels.entries()) {
        for (const other of labels.slice(index + 1)) {
          expect(
            label.right < other.left || other.right < label.left || label.bottom <= other.top + 2,
            'apart',
          ).to.equal(true);
        }
      }
    });
  }

  for (const [what, dir, style, parts] of [
    [
      'of names of different lengths',
      'rtl',
      'width: 374px',
      'نقل,زراعة,التعليم العالي والبحث العلمي,نفط,مياه,غاز',
    ],
    ['of large text', 'ltr', 'width: 295px; font-size: 32px', 'Day,Night,Dusk,Dawn'],
    ['of large text from right to left', 'rtl', 'width: 260px; font-size: 32px', 'نهار,ليل,غسق,فجر'],
  ] as const) {
    it(`keeps a legend ${what} in the picture`, async () => {
      const query = rows(
        ['part', 'amount'],
        parts.split(',').map((part, index) => [part, 40 - index]),
      );
      const parent = place(`${style}; height: 500px; font-family: DejaVu Sans`);
      parent.dir = dir;
      const element = await readyViz(
        salesApi({ queries: { 'SELECT parts': query } }),
        { sql: 'SELECT parts', mark: 'arc', renderer: 'svg', loading: 'eager' },
        { parent },
      );
      const { left, right } = boxes(element, 'svg')[0]!;
      const [labels, symbols] = legendOf(element);
      expect(new Set(labels.map(({ top }) => Math.round(top))).size).to.equal(2);
      for (const box of [...symbols, ...labels]) {
        expect(box.left).to.be.at.least(left - 0.5);
        expect(box.right).to.be.at.most(right + 0.5);
      }
    });
  }

  it('puts symbols before their labels in the legends of concatenated views', async () => {
    const color = { field: 'kind', type: 'nominal', sort: null, title: null };
    const view = { ...UPRIGHT, encoding: { ...UPRIGHT.encoding, color } };
    const independent = { color: 'independent' };
    const element = await draw({
      hconcat: [view, view],
      resolve: { scale: independent, legend: independent },
    });
    const labels = boxes(element, '.role-legend-label text');
    expect(labels).to.have.length(6);
    for (const [index, { left }] of boxes(element, '.role-legend-symbol path').entries()) {
      expect(left - labels[index]!.right, 'the gap').to.be.within(0, 8);
    }
  });

  for (const [what, spec, options] of [
    [
      'sets the side of its axis',
      {
        ...UPRIGHT,
        encoding: { x: { ...name, scale: { reverse: false } }, y: { ...amount, axis: { orient: 'left' } } },
      },
      {},
    ],
    ['has theme="none"', UPRIGHT, { attributes: { theme: 'none' } }],
    ['is in a left-to-right part of the page', UPRIGHT, { dir: 'ltr' }],
  ] as const) {
    it(`does not mirror a chart that ${what}`, async () => {
      const element = await draw(spec, options);
      expect(across(element, NAMES)).to.deep.equal(NAMES.toReversed());
      expect(centerOf(element, '0')).to.be.below(Math.min(...bars(element).map(({ left }) => left)));
    });
  }

  it('does not mirror horizontal bars with a text layer', async () => {
    const text = { mark: { type: 'text', align: 'left', dx: 4 }, encoding: { text: amount } };
    const element = await draw({ encoding: LYING.encoding, layer: [{ mark: 'bar' }, text] });
    const all = bars(element);
    for (const { left } of all) expect(left).to.be.closeTo(all[0]!.left, 1);
    expect(centerOf(element, NAMES[0]!)).to.be.below(all[0]!.left);
  });

  it('redraws when the direction of the page changes', async () => {
    const element = await draw(UPRIGHT, { dir: 'ltr' });
    element.parentElement!.dir = 'rtl';
    await until(() => centerOf(element, NAMES[0]!) > centerOf(element, NAMES[2]!), 'names from the right');
  });

  it('follows the direction of its lang attribute', async () => {
    const element = await draw(UPRIGHT, { dir: 'ltr', attributes: { lang: 'ar' } });
    expect(across(element, NAMES)).to.deep.equal(NAMES);
  });

  it('orders the names of derived bars from the right', async () => {
    const element = await draw(null, { sql: 'SELECT short', attributes: { mark: 'bar' } });
    expect(across(element, SHORT)).to.deep.equal(SHORT);
  });

  it('grows horizontal derived bars from the right, with the numbers at their ends', async () => {
    const element = await draw(null, { sql: 'SELECT totals', attributes: { mark: 'bar' }, width: 400 });
    const all = bars(element);
    for (const [index, number] of ['300', '210', '120'].entries()) {
      expect(all[index]!.right).to.be.closeTo(all[0]!.right, 1);
      expect(centerOf(element, number)).to.be.below(all[index]!.left);
      expect(centerOf(element, NAMES[index]!)).to.be.above(all[index]!.right);
    }
  });

  it('puts the title of the axis of derived bars at their start, within the plot', async () => {
    const element = await draw(null, { sql: 'SELECT amounts', attributes: { mark: 'bar' }, width: 400 });
    const [title] = boxes(element, '.role-axis-title text');
    expect(title!.right).to.be.closeTo(bars(element)[0]!.right, 2);
    expect(title!.left).to.be.at.least(boxes(element, '.background')[0]!.left);
  });

  it('ends the title of the axis of horizontal bars at the left edge of the plot', async () => {
    const element = await draw(LYING);
    const [title] = boxes(element, '.role-axis-title text');
    expect(title!.left).to.be.closeTo(boxes(element, '.background')[0]!.left, 2);
  });

  describe('text that is cut off', () => {
    const LONG = 'משרד החינוך והתרבות והספורט והמדע של ישראל';
    const cut = (title: string, orient = 'right'): object => ({
      ...UPRIGHT,
      encoding: { ...UPRIGHT.encoding, y: { ...amount, title, axis: { orient, titleLimit: 120 } } },
    });

    for (const orient of ['left', 'right']) {
      it(`has its ellipsis on the left above an axis on the ${orient} (svg)`, async () => {
        const element = await draw(cut(LONG, orient), { attributes: { renderer: 'svg' } });
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
        const element = await draw(cut(LONG), { attributes: { renderer: 'canvas' } });
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
