import { describe, it } from 'node:test';
import { expect } from 'chai';
import { readReferences, withReferences, type Reference } from '../../../src/charts/emphasis/references.ts';
import type { Dataset } from '../../../src/public-client/types.ts';
import { table } from '../column-sets.ts';
import { DASHES } from '../../../src/internal/secret-names.ts';
import type { VegaLiteSpec } from '../../../src/spec/types.ts';

const read = (
  written: string,
): { readonly lines: readonly Reference[]; readonly warnings: readonly string[] } => {
  const warnings: string[] = [];
  return { lines: readReferences(written, (why) => warnings.push(why)), warnings };
};

const number = (at: number, label = ''): Reference => ({ at, grain: null, isPercent: false, label });
const date = (at: Date, grain: Reference['grain'], label = ''): Reference => ({
  at: Number(at),
  grain,
  isPercent: false,
  label,
});

describe('readReferences', () => {
  for (const [written, ...lines] of [
    ['100 Target', number(100, 'Target')],
    ['  -2.5e3   Lowest ever ', number(-2500, 'Lowest ever')],
    ['−5 Frost', number(-5, 'Frost')],
    ['.5', number(0.5)],
    ['5% Threshold', { ...number(0.05, 'Threshold'), isPercent: true }],
    ['2024-03 Opening', date(new Date(2024, 2), 'month', 'Opening')],
    ['2024-Q2 New law', date(new Date(2024, 3), 'quarter', 'New law')],
    ['2024-q2', date(new Date(2024, 3), 'quarter')],
    ['2024-03-15', date(new Date(2024, 2, 15), 'day')],
    ['2024-03-15T09:30 Start', date(new Date(2024, 2, 15, 9, 30), 'minute', 'Start')],
    ['100 Target; 120 Limit', number(100, 'Target'), number(120, 'Limit')],
    ['100 a|b;\n120 c;;', number(100, 'a|b'), number(120, 'c')],
    ['2024 Year or number', number(2024, 'Year or number')],
    ['100 2024 plan', number(100, '2024 plan')],
    ['20..30 Target', { ...number(20, 'Target'), to: 30 }],
    ['30..−5', { ...number(-5), to: 30 }],
    ['20%..30% Share', { ...number(0.2, 'Share'), to: 0.3, isPercent: true }],
    ['life: 80 Goal: 2030', { ...number(80, 'Goal: 2030'), column: 'life' }],
    ['"a: b": 20..30; x: 5', { ...number(20), to: 30, column: 'a: b' }, { ...number(5), column: 'x' }],
    ['100 Target: 2030', number(100, 'Target: 2030')],
    ['trend', { ...number(NaN), isTrend: true }],
    [
      'Trend The richer; trend: 5',
      { ...number(NaN, 'The richer'), isTrend: true },
      { ...number(5), column: 'trend' },
    ],
    [
      '2007-12..2009-06 Recession',
      { ...date(new Date(2007, 11), 'month', 'Recession'), to: Number(new Date(2009, 5)) },
    ],
  ] as [string, ...Reference[]][])
    it(`parses ${JSON.stringify(written)}`, () => {
      expect(read(written)).to.deep.equal({ lines, warnings: [] });
    });

  it('refuses other texts with a reason', () => {
    const texts =
      'Target|1,000 Target|100Target|Infinity x|1e999|NaN|2024-13 x|2024-02-3 x|2024-02-31 x|2024-03-15T99:99 x|' +
      '0x10 a|--5|{"signal": "x"}|20.. Target|..30 Target|1..2..3|20..30% Target|20..2009-06 Target';
    for (const written of texts.split('|')) {
      const { lines, warnings } = read(written);
      expect([lines.length, warnings.length], written).to.deep.equal([0, 1]);
      expect(warnings[0]).to.contain(`"${written}": begin with a number or a date`);
    }
    // Many digits take no longer than other text.
    const { lines, warnings } = read(`${'1'.repeat(200_000)}x`);
    expect([lines.length, warnings.length]).to.deep.equal([0, 1]);
  });

  it('parses the other entries if one is invalid', () => {
    const { lines, warnings } = read('100 a; nonsense; 120 b');
    expect(lines).to.deep.equal([number(100, 'a'), number(120, 'b')]);
    expect(warnings).to.have.length(1);
  });

  it('limits the number of lines and the length of labels', () => {
    const { lines, warnings } = read(Array.from({ length: 5000 }, (_, at) => `${at} x`).join(';'));
    expect(lines).to.have.length(10);
    expect(warnings).to.deep.equal(['only the first 10 lines are drawn']);
    expect(read(`1 ${'x'.repeat(1e6)}`).lines[0]!.label).to.have.length(101);
    expect(read('x'.repeat(1e6)).warnings[0]!.length).to.be.lessThan(250);
  });
});

const AMOUNT = { field: 'amount', type: 'quantitative' };
/** Returns a spec of bars, with additions to its measure and to its encoding. */
const bars = (y: object = {}, encoding: object = {}) => ({
  mark: 'bar',
  encoding: { x: { field: 'shop', type: 'nominal' }, y: { ...AMOUNT, ...y }, ...encoding },
});
const BAR = bars();
const HIDDEN = bars({ axis: null });
const YEARS = bars({}, { x: { field: 'day', timeUnit: 'year', type: 'ordinal' } });
const line = (x: object = {}) => ({
  ...{ mark: 'line', encoding: { x: { field: 'day', type: 'temporal', ...x }, y: AMOUNT } },
});
const LINE = line();
const year = (at: number): number => Number(new Date(at, 0));
const DATA: ReadonlyMap<string, Dataset> = new Map([
  ['main', table('shop, day:date, amount:number', 'A, 2019, 20; B, 2021, 80')],
]);

interface Outcome {
  readonly spec: VegaLiteSpec;
  readonly placed: readonly Reference[];
  readonly warnings: readonly string[];
}

type Format = (reference: Reference) => string;

function drawn(
  spec: VegaLiteSpec,
  written: string,
  { data = DATA, ...more }: { data?: typeof DATA; format?: Format } = {},
): Outcome {
  const warnings: string[] = [];
  const references = readReferences(written, () => {});
  const refuse = (why: string): void => void warnings.push(why);
  return {
    ...withReferences(spec, references, { data, color: '#123', fontSize: 11, refuse, ...more }),
    warnings,
  };
}

/** Returns the channel definitions of the rule marks. */
function rulesOf({ spec }: Outcome): readonly object[] {
  const [, own] = spec['layer'] as { layer: { mark: { type: string }; encoding: object }[] }[];
  return own!.layer.filter(({ mark }) => mark.type === 'rule').map(({ encoding }) => encoding);
}

describe('withReferences', () => {
  it('adds a layer and leaves the rest of the spec unchanged', () => {
    const spec = {
      $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
      title: 'T',
      data: { name: 'main' },
      transform: [{ filter: 'datum.amount > 0' }],
      width: 200,
      config: { bar: { color: 'red' } },
      params: [
        { name: 'pick', select: 'point' },
        { name: 'size', value: 3 },
      ],
      ...BAR,
    };
    const before = JSON.stringify(spec);
    const { spec: made } = drawn(spec, '100 Target');
    expect(JSON.stringify(spec)).to.equal(before);
    const { layer, ...outer } = made;
    const { mark, encoding, params, ...rest } = spec;
    expect(outer).to.deep.equal({ ...rest, params: [params[1], { name: DASHES, value: [] }] });
    expect((layer as object[])[0]).to.deep.equal({ mark, encoding, params: [params[0]] });
  });

  const at = (datum: number, more: object = {}) => ({ y: { datum, type: 'quantitative', ...more } });
  const onDay = {
    datum: { year: 2021, month: 1, date: 1, hours: 0, minutes: 0 },
    timeUnit: 'year',
    type: 'ordinal',
  };
  const counted = { mark: 'bar', encoding: { x: { field: 'a', bin: true }, y: { aggregate: 'count' } } };
  const points = { mark: 'point', encoding: { x: AMOUNT, y: { field: 'b', type: 'quantitative' } } };
  const labels = { mark: 'text', encoding: { text: { field: 'amount' } } };
  for (const [what, spec, written, expected] of [
    ['y of bars', BAR, '100', at(100)],
    ['x of horizontal bars', bars({}, { y: BAR.encoding.x, x: AMOUNT }), '100', { x: at(100).y }],
    ['y of a scatter plot', points, '100', at(100)],
    ['x of a scatter plot, by the name of its column', points, 'Amount: 100', { x: at(100).y }],
    ['x of a scatter plot, by its channel', points, 'x: 100', { x: at(100).y }],
    ['the count of a histogram', counted, '100', at(100)],
    ['a time axis', LINE, '2020-01', { x: { datum: year(2020), type: 'temporal' } }],
    ['a time axis for a year within its dates', LINE, '2020', { x: { datum: year(2020), type: 'temporal' } }],
    ['y of a chart over time', LINE, '50', at(50)],
    ['y for a year outside the dates of the chart', LINE, '1985', at(1985)],
    ['an axis with dates as categories', YEARS, '2021-06-15', { x: onDay }],
    ['an axis that is not shown', HIDDEN, '100', at(100, { axis: null })],
    ['an axis that layers share', { layer: [BAR, labels] }, '100', at(100)],
  ] as [string, VegaLiteSpec, string, object][])
    it(`places a line on ${what}`, () => {
      const outcome = drawn(spec, written);
      expect(rulesOf(outcome)).to.deep.equal([expected]);
      expect(outcome.warnings).to.deep.equal([]);
    });

  it('refuses a line for a column that no axis of numbers shows', () => {
    const { warnings, placed } = drawn(points, 'shop: 100 Goal');
    expect(placed).to.deep.equal([]);
    expect(warnings).to.deep.equal(['"Goal": the chart has no numeric axis of "shop"']);
  });

  const methodOf = ({ spec }: Outcome): unknown =>
    (spec['layer'] as { transform?: object[] }[]).map(({ transform }) => transform?.[0]);

  it('draws a regression line that is straight on the axes', () => {
    const fit = { regression: 'b', on: 'amount' };
    expect(methodOf(drawn(points, 'trend'))).to.deep.equal([undefined, { ...fit, method: 'linear' }]);
    const log = { mark: 'point', encoding: { ...points.encoding, x: { ...AMOUNT, scale: { type: 'log' } } } };
    expect(methodOf(drawn(log, 'trend Rising'))).to.deep.equal([
      undefined,
      ...Array.from({ length: 2 }, () => ({ ...fit, method: 'log' })),
    ]);
  });

  it('refuses a regression line without a mark for each row', () => {
    const { spec, warnings } = drawn(BAR, 'trend');
    expect(spec).to.equal(BAR);
    expect(warnings).to.deep.equal([
      'a trend line needs two axes of numbers, or of dates and numbers, with a mark for each row',
    ]);
  });

  const rangesOf = ({ spec }: Outcome): readonly object[] => {
    const [own] = spec['layer'] as { layer: { mark: { type: string }; encoding: object }[] }[];
    return own!.layer.map(({ mark, encoding }) => ({ mark: mark.type, ...encoding }));
  };

  const scale = `scale('x', ${year(2019)})`;
  for (const [what, spec, written, expected] of [
    ['between two numbers', BAR, '20..30 Target', { ...at(20), y2: { datum: 30 } }],
    [
      'between two dates, up to the last date of the period',
      LINE,
      '2019..2021 Recession',
      { x: { datum: year(2019), type: 'temporal' }, x2: { datum: year(2021) } },
    ],
    [
      'over the categories of dates',
      YEARS,
      '2018-05..2020-12 Recession',
      { x: { value: { expr: scale } }, x2: { value: { expr: `${scale} + bandwidth('x')` } } },
    ],
  ] as [string, VegaLiteSpec, string, object][])
    it(`draws a range ${what}, behind the marks`, () => {
      const outcome = drawn(spec, written);
      expect(outcome.warnings).to.deep.equal([]);
      expect(rangesOf(outcome)).to.deep.equal([{ mark: 'rect', ...expected }]);
      expect(outcome.placed[0]!.to).to.be.a('number');
    });

  it('cuts the words of a long label, not the number that no axis shows, also in the cells of a facet', () => {
    const label = 'Bundesregierungsbeschluss of a very long year in the past';
    const made = drawn(HIDDEN, `30 ${label}`, { format: ({ at }) => `${at} EUR` });
    const texts = JSON.stringify(made.spec).match(/"text":(\[[^\]]*\])/);
    expect(JSON.parse(texts![1]!)).to.deep.equal(['Bundesregierun…', 'of a very long…', '30\u00a0EUR']);
    const facet = { facet: { field: 'shop', type: 'nominal' }, spec: HIDDEN };
    const { spec } = drawn(facet, '30 Long-term average', { format: () => '12.3' });
    expect(JSON.stringify(spec)).to.contain('"text":"Long-term … 12.3"');
  });

  it('refuses a percentage on an axis of numbers', () => {
    for (const spec of [BAR, bars({}, { y: { aggregate: 'count' } })]) {
      const { spec: made, warnings } = drawn(spec, '50% Half; 20%..30%');
      expect(made).to.equal(spec);
      expect(warnings[0]).to.equal('"Half": the axis has numbers, not shares: write 50 in place of 50%');
      expect(warnings).to.have.length(2);
    }
    expect(drawn(bars({ stack: 'normalize' }), '50% Half').warnings).to.deep.equal([]);
  });

  it('writes the number into the label if no axis shows it', () => {
    for (const [spec, label] of [
      [BAR, 'Goal'],
      [HIDDEN, 'Goal <30>'],
    ] as const) {
      const made = drawn(spec, '30 Goal', { format: ({ at }) => `<${at}>` });
      expect(JSON.stringify(made.spec)).to.contain(`"text":["${label}"]`);
      expect(made.placed[0]!.label).to.equal('Goal');
    }
  });

  it('treats a year as a number if it is within the values of the measure', () => {
    const data = new Map([['main', table('shop, day:date, amount:number', ', 2019, 1900; , 2021, 2100')]]);
    expect(rulesOf(drawn(LINE, '2020', { data }))).to.deep.equal([at(2020)]);
  });

  for (const [channel, scale, written, reached] of [
    ['y', { domain: [0, 80], nice: false }, '100', { domain: [0, 100], nice: false }],
    ['y', { domain: [0, 80] }, '-5', { domain: [-5, 80] }],
    ['y', { domain: [0, 80] }, '-10..90', { domain: [-10, 90] }],
    ['y', { domain: [80, 0] }, '100', { domain: [100, 0] }],
    ['y', { domain: [0, 80] }, '40', { domain: [0, 80] }],
    ['y', { domain: { param: 'brush' } }, '100', { domain: { param: 'brush' } }],
    ['y', { domainMin: 10, domainMax: 50 }, '60', { domainMin: 10, domainMax: 60 }],
    ['y', { domainMin: 10 }, '5', { domainMin: 5 }],
    [
      'x',
      { domain: ['2020-01-01T00:00', '2021-01-01T00:00'] },
      '2022-01',
      { domain: [year(2020), year(2022)] },
    ],
  ] as const)
    it(`extends ${JSON.stringify(scale)} to include ${written}`, () => {
      const { spec } = drawn({ layer: [channel === 'y' ? bars({ scale }) : line({ scale })] }, written);
      expect(JSON.stringify(spec)).to.include(`"scale":${JSON.stringify(reached)}`);
    });

  const several = 'a chart of several plots';
  const selected = { layer: [BAR], params: [{ name: 'pick', select: 'point' }] };
  const independent = { layer: [BAR, BAR], resolve: { scale: { y: 'independent' } } };
  for (const [what, spec, written, why] of [
    ['a chart with a row channel', bars({}, { row: { field: 'shop' } }), '100', several],
    ['plots side by side', { hconcat: [BAR, BAR] }, '100', several],
    ['a repeated plot', { repeat: ['a'], spec: BAR }, '100', several],
    ['a ring', { mark: 'arc', encoding: { theta: AMOUNT } }, '100', 'no numeric axis'],
    ['bars without dates', BAR, '2024-03', 'no time axis'],
    ['months of any year', bars({}, { x: { field: 'day', timeUnit: 'month' } }), '2024-03', 'no time axis'],
    ['an invalid spec', { mark: 7, encoding: [], layer: 'x' }, '100', 'no numeric axis'],
    ['layers with independent scales', independent, '100', 'the layers have independent scales for y'],
    ['layers with a selection', selected, '100', 'layers with a selection'],
    ['a logarithmic axis', bars({ scale: { type: 'log' } }), '0 X', 'a logarithmic scale has no such value'],
    ['a date without a bar', YEARS, '2020-01', 'does not include this date'],
  ] as [string, VegaLiteSpec, string, string][])
    it(`draws no line for ${what} and reports why`, () => {
      const { spec: made, placed, warnings } = drawn(spec, written);
      expect(made).to.equal(spec);
      expect(placed).to.deep.equal([]);
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.contain(why);
    });

  it('draws a line in each cell of a facet', () => {
    const facet = { facet: { field: 'shop' }, columns: 2, spec: { width: 100, ...BAR } };
    const { spec, placed, warnings } = drawn(facet, '100 Target');
    expect(placed).to.deep.equal([number(100, 'Target')]);
    expect(warnings).to.deep.equal([]);
    const { spec: cell, ...rest } = spec as { spec: VegaLiteSpec };
    expect(rest).to.deep.equal({ facet: { field: 'shop' }, columns: 2 });
    expect(Object.keys(cell)).to.have.members(['width', 'layer']);
    expect(rulesOf({ spec: cell, placed, warnings })).to.deep.equal([at(100)]);
    const wrong = drawn(facet, '2024-03 Opening');
    expect(wrong.spec).to.equal(facet);
    expect(wrong.warnings).to.have.length(1);
  });

  it('treats a label as plain text', () => {
    const label = `{"signal": "width"} ' + warn(1) + ' \\ <b>`;
    const { spec } = drawn(LINE, `100 ${label}; 2020-01 ${label}`);
    const [, own] = spec['layer'] as { layer: { mark: { type: string; text?: unknown } }[] }[];
    const texts = own!.layer.flatMap(({ mark }) => (mark.text === undefined ? [] : [mark.text].flat()));
    for (const text of texts) expect(text).to.be.a('string');
    const expressions = JSON.stringify(own, (key, value: unknown) => (key === 'text' ? undefined : value));
    expect(expressions).to.not.contain('warn').and.not.contain('signal');
  });
});
