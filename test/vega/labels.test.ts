// @engines all
import { expect } from 'chai';
import type { Dataset } from '../../src/public-client/types.ts';
import { luminance } from '../../src/theming/tokens.ts';
import { readableColor } from '../../src/vega/contrast.ts';
import { localeFor } from '../../src/locale/load-locale.ts';
import type { MountRequest } from '../../src/vega/types.ts';
import { atRest } from '../support/settle.ts';
import { dataset, mount, unmountAll, type Mounted } from './support.ts';

const CONFIG = {
  font: 'sans-serif',
  axis: { labelFontSize: 12 },
  text: { color: '#123456' },
  legend: { orient: 'top', direction: 'horizontal', offset: 28, labelFontSize: 12 },
};

const LINES = {
  mark: 'line',
  encoding: {
    x: { field: 'week', type: 'quantitative', title: null },
    y: { field: 'amount', type: 'quantitative', title: null },
    color: { field: 'region', type: 'nominal', title: null },
  },
} as const;

type Ends = Readonly<Record<string, number | null>>;

/** Returns lines over ten weeks that end at these amounts; those in `early` end a week earlier. */
const weeks = (ends: Ends, early: Ends = {}): Dataset =>
  dataset(
    ['week', 'region', 'amount'],
    Array.from({ length: 10 }, (_, week) => [
      ...Object.entries(ends).map(([region, amount]) => [week, region, amount]),
      ...Object.entries(early).map(([region, amount]) => [week, region, week < 9 ? amount : null]),
    ]).flat(),
  );

const draw = (
  data: Dataset,
  spec: MountRequest['spec'] = LINES,
  { width = 600, ...request }: Partial<MountRequest> & { readonly width?: number } = {},
): Promise<Mounted> =>
  mount(spec, {
    data: new Map([['main', data]]),
    size: { width, height: 300 },
    config: CONFIG,
    locale: localeFor('en').vega,
    ...request,
  });

/** Returns the visible texts with their positions. A slash separates lines. */
function texts(container: HTMLElement, selector: string): { readonly text: string; readonly box: DOMRect }[] {
  return [...container.querySelectorAll<SVGTextElement>(`${selector} text`)]
    .filter(({ textContent }) => textContent !== '')
    .map((element) => ({
      text: [...(element.querySelectorAll('tspan').length ? element.querySelectorAll('tspan') : [element])]
        .map(({ textContent }) => textContent)
        .join('/'),
      box: element.getBoundingClientRect(),
    }));
}

const words = (container: HTMLElement, selector: string): readonly string[] =>
  texts(container, selector).map(({ text }) => text);
const atEnds = (container: HTMLElement): readonly string[] =>
  texts(container, '.mark-text.role-mark')
    .sort((a, b) => a.box.top - b.box.top)
    .map(({ text }) => text);
const inLegend = (container: HTMLElement): readonly string[] => words(container, '.role-legend-label');

describe('lines with a color each', () => {
  afterEach(unmountAll);

  it('have labels at their ends instead of a legend', async () => {
    const { container } = await draw(weeks({ North: 10, South: 90, West: 50 }));
    expect(atEnds(container)).to.deep.equal(['South', 'West', 'North']);
    expect(inLegend(container)).to.deep.equal([]);
    const [{ right: end = 0 } = {}] = [...container.querySelectorAll('.mark-line')].map((line) =>
      line.getBoundingClientRect(),
    );
    const boxes = texts(container, '.mark-text.role-mark').map(({ box }) => box);
    const { right } = container.querySelector('svg')!.getBoundingClientRect();
    for (const box of boxes) expect(box.left).to.be.within(end, end + 12);
    for (const box of boxes) expect(box.right).to.be.at.most(right + 1);
    // No space is reserved for a legend, either.
    const lines = [...container.querySelectorAll('.mark-line')].map(
      (line) => line.getBoundingClientRect().top,
    );
    const { top } = container.querySelector('svg')!.getBoundingClientRect();
    expect(Math.min(...lines) - top).to.be.below(40);
  });

  const PALETTES = {
    light: { background: '#ffffff', category: ['#2d6dc4', '#d86d16', '#fdba00'] },
    dark: { background: '#16191f', category: ['#59a4ff', '#c26e00', '#a20004'] },
  };
  for (const [scheme, { background, category }] of Object.entries(PALETTES)) {
    it(`have the color of their line, as dark or light as text must be: ${scheme}`, async () => {
      const look = { config: { ...CONFIG, range: { category } }, background };
      const { container } = await draw(weeks({ East: 10, North: 50, West: 90 }), LINES, look);
      const fills = new Map(
        [...container.querySelectorAll('.mark-text.role-mark text')].map((text) => [
          text.textContent,
          text.getAttribute('fill')!,
        ]),
      );
      const ground = luminance(background);
      for (const [place, name] of ['East', 'North', 'West'].entries()) {
        const fill = fills.get(name)!;
        expect(fill).to.equal(readableColor(category[place]!, background, 4.5));
        const [dark, light] = [ground, luminance(fill)].sort((a, b) => a - b);
        expect((light! + 0.05) / (dark! + 0.05), name).to.be.at.least(4.5);
      }
      expect(fills.get('East')).to.equal(category[0]);
    });
  }

  it('have a color that fits the background of the spec', async () => {
    const spec = { ...LINES, background: '#1b1f24', config: { range: { category: ['#333333', 'gold'] } } };
    const { container } = await draw(weeks({ North: 10, South: 90 }), spec as never);
    const [north, south] = [...container.querySelectorAll('.mark-text.role-mark text')].map((text) =>
      text.getAttribute('fill'),
    );
    expect(north).to.equal(readableColor('#333333', '#1b1f24', 4.5));
    expect(south).to.equal('#ffd700');
  });

  for (const [what, more, names] of [
    ['dots', { mark: { type: 'line', point: true } }, ['South', 'North']],
    [
      'categories',
      { encoding: { ...LINES.encoding, x: { field: 'week', type: 'ordinal' } } },
      ['South', 'North'],
    ],
    [
      'computed fields',
      {
        transform: [{ calculate: 'upper(datum.region)', as: 'name' }],
        encoding: {
          ...LINES.encoding,
          y: { field: 'amount', aggregate: 'mean' },
          color: { field: 'name', type: 'nominal' },
        },
      },
      ['SOUTH', 'NORTH'],
    ],
  ] as const) {
    it(`have labels also with ${what}`, async () => {
      const { container } = await draw(weeks({ North: 10, South: 90 }), { ...LINES, ...more });
      expect(atEnds(container)).to.deep.equal(names);
    });
  }

  it('move labels that would overlap', async () => {
    const { container } = await draw(weeks({ North: 0, South: 100, West: 98 }));
    expect(atEnds(container)).to.deep.equal(['South', 'West', 'North']);
    const [first, second] = texts(container, '.mark-text.role-mark')
      .map(({ box }) => box)
      .sort((a, b) => a.top - b.top);
    expect(second!.top + second!.bottom - first!.top - first!.bottom).to.be.at.least(27);
  });

  const crowded = weeks({ North: 50, South: 50.1, East: 50.2, West: 50.3, Centre: 0, Isles: 100 });
  const two = weeks({ North: 10, South: 90 });
  const withChannels = (more: object) => ({ ...LINES, encoding: { ...LINES.encoding, ...more } });
  const ofColumns = withChannels({ color: { ...LINES.encoding.color, legend: { columns: 2 } } });
  const onTheRight = withChannels({ y: { ...LINES.encoding.y, axis: { orient: 'right' } } });
  const REFUSALS: Readonly<Record<string, Parameters<typeof draw>>> = {
    'if labels would be too close to one another': [crowded],
    'if one ends before the others': [weeks({ North: 10, South: 90 }, { West: 50 })],
    'if labels would take too much of the width': [two, LINES, { width: 100 }],
    'if the spec configures it': [two, ofColumns],
    'if an axis is at the end of the lines': [two, onTheRight],
    'if the chart has no locale': [two, LINES, { locale: null }],
  };
  for (const [where, refused] of Object.entries(REFUSALS)) {
    it(`keep their legend ${where}`, async () => {
      const { container } = await draw(...refused);
      expect(atEnds(container)).to.deep.equal([]);
      expect(inLegend(container)).to.include('North');
    });
  }

  it('have labels or a legend, with enough room, in boxes of 100 to 340 px', async () => {
    const close = weeks({ North: 0, South: 100, West: 60, East: 55, Centre: 50, Isles: 45 });
    const kinds = new Set<string>();
    for (let height = 100; height <= 340; height += 10) {
      const { container } = await draw(close, LINES, { size: { width: 440, height } });
      const svg = container.querySelector('svg')!.getBoundingClientRect();
      const [names, legend] = ['.mark-text.role-mark', '.role-legend-label'].map((of) =>
        texts(container, of),
      );
      expect(names!.length + legend!.length, `${height} px`).to.equal(6);
      for (const { box } of legend!) expect(box.top, `${height} px`).to.be.at.least(svg.top - 1);
      const ends = [...container.querySelectorAll('.mark-line')].map(
        (line) => line.getBoundingClientRect().right,
      );
      if (legend!.length > 0) expect(Math.max(...ends), `${height} px`).to.be.at.least(svg.right - 12);
      kinds.add(legend!.length > 0 ? 'legend' : 'names');
      unmountAll();
    }
    expect([...kinds]).to.deep.equal(['legend', 'names']);
  });

  it('update labels for new rows and another size', async () => {
    const { container, chart } = await draw(weeks({ North: 10, South: 90 }));
    expect(atEnds(container)).to.have.length(2);
    await chart.update(new Map([['main', crowded]]));
    expect(atEnds(container)).to.deep.equal([]);
    expect(inLegend(container)).to.have.length(6);
    await chart.update(new Map([['main', weeks({ North: 10, South: 90 })]]));
    expect(atEnds(container)).to.deep.equal(['South', 'North']);
    chart.resize({ width: 100, height: 300 });
    await chart.view.runAsync();
    await atRest();
    expect(atEnds(container)).to.deep.equal([]);
    expect(inLegend(container)).to.deep.equal(['North', 'South']);
  });
});

describe('a legend', () => {
  afterEach(unmountAll);

  const BARS = {
    mark: 'bar',
    encoding: {
      x: { field: 'week', type: 'ordinal', axis: null },
      y: { field: 'amount', type: 'quantitative', axis: null },
      color: { field: 'region', type: 'nominal', title: null },
    },
  };
  /** Returns the number of entries in the first row. */
  const columns = (container: HTMLElement): number => {
    const boxes = texts(container, '.role-legend-label').map(({ box }) => box);
    return boxes.filter(({ top }) => Math.abs(top - boxes[0]!.top) < 3).length;
  };

  it('has as many columns as fit', async () => {
    const short = weeks({ Ant: 1, Bee: 2, Cow: 3, Dog: 4, Elk: 5 });
    expect(columns((await draw(short, BARS, { width: 400 })).container)).to.equal(5);
    const long = weeks({
      'Transportation and utilities': 1,
      'Wholesale and retail trade': 2,
      'Leisure and hospitality': 3,
    });
    const { container } = await draw(long, BARS, { width: 400 });
    expect(columns(container)).to.equal(2);
    expect(inLegend(container).join()).not.to.include('…');
    const narrow = await draw(long, BARS, { width: 250 });
    expect(columns(narrow.container)).to.equal(1);
    expect(inLegend(narrow.container).join()).not.to.include('…');
  });

  it('wraps a label before truncating it', async () => {
    const name = 'Transportation, storage and utilities of all kinds';
    const { container } = await draw(weeks({ [name]: 1, Other: 2 }), BARS, { width: 200 });
    const [first = ''] = inLegend(container).filter((text) => text.startsWith('Trans'));
    expect(first.split('/').join(' ')).to.equal(name);
    expect(first.split('/')).to.have.length.within(2, 3);
  });

  it('has the columns that the spec sets', async () => {
    const { container } = await draw(
      weeks({ Ant: 1, Bee: 2, Cow: 3 }),
      { ...BARS, encoding: { ...BARS.encoding, color: { ...BARS.encoding.color, legend: { columns: 2 } } } },
      { width: 400 },
    );
    expect(columns(container)).to.equal(2);
  });
});

describe('labels of horizontal bars', () => {
  afterEach(unmountAll);

  const NAMES = [
    'Transportation and utilities of all kinds and sorts',
    'Mining',
    '交通運輸業與公用事業以及其他各種相關服務業',
  ];
  const bars = (names: readonly string[]): Dataset =>
    dataset(
      ['name', 'n'],
      names.map((name, n) => [name, n + 1]),
    );
  const SPEC = {
    mark: 'bar',
    encoding: {
      y: { field: 'name', type: 'nominal', title: null },
      x: { field: 'n', type: 'quantitative', axis: null },
    },
  };
  const names = (container: HTMLElement): readonly string[] => words(container, '.role-axis-label');

  it('wrap if the bars are high enough', async () => {
    const { container } = await draw(bars(NAMES), SPEC, { width: 360 });
    const found = names(container);
    expect(found.join()).not.to.include('…');
    expect(found.some((text) => text.split('/').join(' ') === NAMES[0] && text.includes('/'))).to.equal(true);
    expect(found).to.include('Mining');
    expect(found.some((text) => text.split('/').join('') === NAMES[2])).to.equal(true);
    // Each label is centered at its bar.
    const rects = [...container.querySelectorAll('.mark-rect.role-mark path')].map((bar) =>
      bar.getBoundingClientRect(),
    );
    for (const { box } of texts(container, '.role-axis-label')) {
      const middle = (box.top + box.bottom) / 2;
      expect(Math.min(...rects.map(({ top, bottom }) => Math.abs((top + bottom) / 2 - middle)))).to.be.below(
        4,
      );
    }
  });

  it('stay on one line in low rows', async () => {
    const many = Array.from(
      { length: 20 },
      (_, index) => `Transportation and utilities of all kinds ${index}`,
    );
    const { container } = await draw(bars(many), SPEC, { width: 360 });
    expect(names(container).join()).not.to.include('/');
    const { left } = container.querySelector('svg')!.getBoundingClientRect();
    for (const { box } of texts(container, '.role-axis-label')) expect(box.left).to.be.at.least(left - 1);
  });
});

describe('titles of facets', () => {
  afterEach(unmountAll);

  it('wrap above narrower cells', async () => {
    const { container } = await draw(
      weeks({ 'Leisure and hospitality': 1, Government: 2, Finance: 3, Mining: 4 }),
      {
        facet: { field: 'region', type: 'nominal', title: null },
        columns: 4,
        spec: { width: 90, height: 60, mark: 'line', encoding: { x: LINES.encoding.x, y: LINES.encoding.y } },
      },
      { width: 420 },
    );
    const titles = words(container, '.role-title-text');
    expect(titles).to.include('Leisure and/hospitality').and.include('Government').and.include('Mining');
  });
});
