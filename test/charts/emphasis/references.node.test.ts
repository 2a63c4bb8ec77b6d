import { describe, it } from 'node:test';
import { expect } from 'chai';
import { readReferences, withReferences, type Reference } from '../../../src/charts/emphasis/references.ts';
import type { Dataset } from '../../../src/public-client/types.ts';
import { DASHES } from '../../../src/spec/secret-names.ts';
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
    [
      '2007-12..2009-06 Recession',
      { ...date(new Date(2007, 11), 'month', 'Recession'), to: Number(new Date(2009, 5)) },
    ],
  ] as [string, ...Reference[]][])
    it(`parses ${JSON.stringify(written)}`, () => {
      expect(read(written)).to.deep.equal({ lines, warnings: [] });
    });

  for (const written of [
    'Target',
    '1,000 Target',
    '100Target',
    'Infinity x',
    '1e999',
    'NaN',
    '2024-13 x',
    '2024-02-3 x',
    '2024-02-31 x',
    '2024-03-15T99:99 x',
    '0x10 a',
    '--5',
    '{"signal": "x"}',
    '100;Target'.split(';')[1]!,
    '20.. Target',
    '..30 Target',
    '1..2..3',
    '20..30% Target',
    '20..2009-06 Target',
  ])
    it(`refuses ${written} with a reason`, () => {
      const { lines, warnings } = read(written);
      expect(lines).to.deep.equal([]);
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.contain(`"${written}": begin with a number or a date`);
    });

  it('parses many digits as fast as other text', () => {
    const { lines, warnings } = read(`${'1'.repeat(200_000)}x`);
    expect(lines).to.deep.equal([]);
    expect(warnings).to.have.length(1);
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

const BAR = {
  mark: 'bar',
  encoding: { x: { field: 'shop', type: 'nominal' }, y: { field: 'amount', type: 'quantitative' } },
};
const LINE = {
  mark: 'line',
  encoding: { x: { field: 'day', type: 'temporal' }, y: { field: 'amount', type: 'quantitative' } },
};
const DATA: ReadonlyMap<string, Dataset> = new Map([
  [
    'main',
    {
      columns: [
        { name: 'shop', type: 'string' },
        { name: 'day', type: 'date' },
        { name: 'amount', type: 'number' },
      ],
      rows: [
        ['A', new Date(2019, 0), 20],
        ['B', new Date(2021, 0), 80],
      ],
      truncated: false,
    },
  ],
]);

interface Outcome {
  readonly spec: VegaLiteSpec;
  readonly placed: readonly Reference[];
  readonly warnings: readonly string[];
}

function drawn(spec: VegaLiteSpec, written: string, data: typeof DATA | null = DATA): Outcome {
  const warnings: string[] = [];
  const references = readReferences(written, () => {});
  const refuse = (why: string): void => void warnings.push(why);
  return { ...withReferences(spec, references, { data, color: '#123', fontSize: 11, refuse }), warnings };
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

  for (const [what, spec, written, expected] of [
    ['y of bars', BAR, '100', { y: { datum: 100, type: 'quantitative' } }],
    [
      'x of horizontal bars',
      { ...BAR, encoding: { y: BAR.encoding.x, x: BAR.encoding.y } },
      '100',
      { x: { datum: 100, type: 'quantitative' } },
    ],
    [
      'y of a scatter plot',
      { mark: 'point', encoding: { x: BAR.encoding.y, y: { field: 'b', type: 'quantitative' } } },
      '100',
      { y: { datum: 100, type: 'quantitative' } },
    ],
    [
      'the count of a histogram',
      { mark: 'bar', encoding: { x: { field: 'a', bin: true }, y: { aggregate: 'count' } } },
      '100',
      { y: { datum: 100, type: 'quantitative' } },
    ],
    ['a time axis', LINE, '2020-01', { x: { datum: Number(new Date(2020, 0)), type: 'temporal' } }],
    [
      'a time axis for a year within its dates',
      LINE,
      '2020',
      { x: { datum: Number(new Date(2020, 0)), type: 'temporal' } },
    ],
    ['y of a chart over time', LINE, '50', { y: { datum: 50, type: 'quantitative' } }],
    [
      'y for a year outside the dates of the chart',
      LINE,
      '1985',
      { y: { datum: 1985, type: 'quantitative' } },
    ],
    [
      'an axis with dates as categories',
      { mark: 'bar', encoding: { ...BAR.encoding, x: { field: 'day', timeUnit: 'year', type: 'ordinal' } } },
      '2021-06-15',
      {
        x: {
          datum: { year: 2021, month: 1, date: 1, hours: 0, minutes: 0 },
          timeUnit: 'year',
          type: 'ordinal',
        },
      },
    ],
    [
      'an axis that is not shown',
      { ...BAR, encoding: { ...BAR.encoding, y: { ...BAR.encoding.y, axis: null } } },
      '100',
      { y: { datum: 100, type: 'quantitative', axis: null } },
    ],
    [
      'an axis that layers share',
      { layer: [BAR, { mark: 'text', encoding: { text: { field: 'amount' } } }] },
      '100',
      { y: { datum: 100, type: 'quantitative' } },
    ],
  ] as [string, VegaLiteSpec, string, object][])
    it(`places a line on ${what}`, () => {
      const outcome = drawn(spec, written);
      expect(rulesOf(outcome)).to.deep.equal([expected]);
      expect(outcome.warnings).to.deep.equal([]);
    });

  const rangesOf = ({ spec }: Outcome): readonly object[] => {
    const [own] = spec['layer'] as { layer: { mark: { type: string }; encoding: object }[] }[];
    return own!.layer.map(({ mark, encoding }) => ({ mark: mark.type, ...encoding }));
  };

  for (const [what, spec, written, expected] of [
    [
      'between two numbers',
      BAR,
      '20..30 Target',
      { y: { datum: 20, type: 'quantitative' }, y2: { datum: 30 } },
    ],
    [
      'between two dates, up to the last date of the period',
      LINE,
      '2019..2021 Recession',
      { x: { datum: Number(new Date(2019, 0)), type: 'temporal' }, x2: { datum: Number(new Date(2021, 0)) } },
    ],
    [
      'over the categories of dates',
      { mark: 'bar', encoding: { ...BAR.encoding, x: { field: 'day', timeUnit: 'year', type: 'ordinal' } } },
      '2018-05..2020-12 Recession',
      {
        x: { value: { expr: `scale('x', ${Number(new Date(2019, 0))})` } },
        x2: { value: { expr: `scale('x', ${Number(new Date(2019, 0))}) + bandwidth('x')` } },
      },
    ],
  ] as [string, VegaLiteSpec, string, object][])
    it(`draws a range ${what}, behind the marks`, () => {
      const outcome = drawn(spec, written);
      expect(outcome.warnings).to.deep.equal([]);
      expect(rangesOf(outcome)).to.deep.equal([{ mark: 'rect', ...expected }]);
      expect(outcome.placed[0]!.to).to.be.a('number');
    });

  it('extends a domain to both ends of a range', () => {
    const y = { ...BAR.encoding.y, scale: { domain: [0, 80] } };
    const { spec } = drawn({ ...BAR, encoding: { ...BAR.encoding, y } }, '-10..90');
    const [, inner] = spec['layer'] as { encoding: { y: typeof y } }[];
    expect(inner!.encoding.y.scale.domain).to.deep.equal([-10, 90]);
  });

  it('cuts the words of a long label, not the number that no axis shows', () => {
    const spec = { ...BAR, encoding: { ...BAR.encoding, y: { ...BAR.encoding.y, axis: null } } };
    const made = withReferences(
      spec,
      [number(30, 'Bundesregierungsbeschluss of a very long year in the past')],
      { data: DATA, color: null, fontSize: 11, refuse: () => {}, format: ({ at }) => `${at} EUR` },
    );
    const texts = JSON.stringify(made.spec).match(/"text":(\[[^\]]*\])/);
    expect(JSON.parse(texts![1]!)).to.deep.equal(['Bundesregierun…', 'of a very long…', '30\u00a0EUR']);
  });

  it('keeps that number in the cells of a facet', () => {
    const cell = { ...BAR, encoding: { ...BAR.encoding, y: { ...BAR.encoding.y, axis: null } } };
    const spec = { facet: { field: 'shop', type: 'nominal' }, spec: cell };
    const made = withReferences(spec, [number(30, 'Long-term average')], {
      data: DATA,
      color: null,
      fontSize: 11,
      refuse: () => {},
      format: () => '12.3',
    });
    expect(JSON.stringify(made.spec)).to.contain('"text":"Long-term … 12.3"');
  });

  it('refuses a percentage on an axis of numbers', () => {
    const counted = { ...BAR, encoding: { ...BAR.encoding, y: { aggregate: 'count' } } };
    for (const spec of [BAR, counted]) {
      const { spec: made, warnings } = drawn(spec, '50% Half; 20%..30%');
      expect(made).to.equal(spec);
      expect(warnings[0]).to.equal('"Half": the axis has numbers, not shares: write 50 in place of 50%');
      expect(warnings).to.have.length(2);
    }
    const shares = { ...BAR, encoding: { ...BAR.encoding, y: { ...BAR.encoding.y, stack: 'normalize' } } };
    expect(drawn(shares, '50% Half').warnings).to.deep.equal([]);
  });

  it('writes the number into the label if no axis shows it', () => {
    const hidden = { ...BAR, encoding: { ...BAR.encoding, y: { ...BAR.encoding.y, axis: null } } };
    for (const [spec, label] of [
      [BAR, 'Goal'],
      [hidden, 'Goal <30>'],
    ] as const) {
      const made = withReferences(spec, [number(30, 'Goal')], {
        data: DATA,
        color: null,
        fontSize: 11,
        refuse: () => {},
        format: ({ at }) => `<${at}>`,
      });
      expect(JSON.stringify(made.spec)).to.contain(`"text":["${label}"]`);
      expect(made.placed[0]!.label).to.equal('Goal');
    }
  });

  it('treats a year as a number if it is within the values of the measure', () => {
    const data = new Map([
      [
        'main',
        {
          ...DATA.get('main')!,
          rows: [
            [null, new Date(2019, 0), 1900],
            [null, new Date(2021, 0), 2100],
          ],
        },
      ],
    ]);
    expect(rulesOf(drawn(LINE, '2020', data))).to.deep.equal([{ y: { datum: 2020, type: 'quantitative' } }]);
  });

  for (const [domain, written, reached] of [
    [[0, 80], '100', [0, 100]],
    [[0, 80], '-5', [-5, 80]],
    [[80, 0], '100', [100, 0]],
    [[0, 80], '40', [0, 80]],
    [{ param: 'brush' }, '100', { param: 'brush' }],
  ] as const)
    it(`extends the domain ${JSON.stringify(domain)} to include ${written}`, () => {
      const spec = {
        ...BAR,
        encoding: { ...BAR.encoding, y: { ...BAR.encoding.y, scale: { domain, nice: false } } },
      };
      const [inner] = drawn(spec, written).spec['layer'] as (typeof spec)[];
      expect(inner!.encoding.y.scale).to.deep.equal({ domain: reached, nice: false });
    });

  it('extends domainMin, domainMax and a domain of dates', () => {
    const spec = (scale: object) => ({
      layer: [{ ...BAR, encoding: { ...BAR.encoding, y: { ...BAR.encoding.y, scale } } }],
    });
    const scaleOf = ({ spec }: Outcome) =>
      (spec['layer'] as { layer: (typeof BAR & { encoding: { y: { scale: object } } })[] }[])[0]!.layer[0]!
        .encoding.y.scale;
    expect(scaleOf(drawn(spec({ domainMin: 10, domainMax: 50 }), '60'))).to.deep.equal({
      domainMin: 10,
      domainMax: 60,
    });
    expect(scaleOf(drawn(spec({ domainMin: 10 }), '5'))).to.deep.equal({ domainMin: 5 });
    const dates = {
      ...LINE,
      encoding: {
        ...LINE.encoding,
        x: { ...LINE.encoding.x, scale: { domain: ['2020-01-01T00:00', '2021-01-01T00:00'] } },
      },
    };
    const [inner] = drawn(dates, '2022-01').spec['layer'] as (typeof dates)[];
    expect(inner!.encoding.x.scale.domain).to.deep.equal([
      Number(new Date(2020, 0)),
      Number(new Date(2022, 0)),
    ]);
  });

  for (const [what, spec, written, why] of [
    [
      'a chart with a row channel',
      { ...BAR, encoding: { ...BAR.encoding, row: { field: 'shop' } } },
      '100',
      'a chart of several plots',
    ],
    ['plots side by side', { hconcat: [BAR, BAR] }, '100', 'a chart of several plots'],
    ['a repeated plot', { repeat: ['a'], spec: BAR }, '100', 'a chart of several plots'],
    [
      'a ring',
      { mark: 'arc', encoding: { theta: { field: 'amount', type: 'quantitative' } } },
      '100',
      'no numeric axis',
    ],
    ['bars without dates', BAR, '2024-03', 'no time axis'],
    [
      'months of any year',
      { mark: 'bar', encoding: { ...BAR.encoding, x: { field: 'day', timeUnit: 'month' } } },
      '2024-03',
      'no time axis',
    ],
    ['an invalid spec', { mark: 7, encoding: [], layer: 'x' }, '100', 'no numeric axis'],
    [
      'layers with independent scales',
      { layer: [BAR, BAR], resolve: { scale: { y: 'independent' } } },
      '100',
      'the layers have independent scales for y',
    ],
    [
      'layers with a selection',
      { layer: [BAR], params: [{ name: 'pick', select: 'point' }] },
      '100',
      'layers with a selection',
    ],
    [
      'a logarithmic axis',
      { ...BAR, encoding: { ...BAR.encoding, y: { ...BAR.encoding.y, scale: { type: 'log' } } } },
      '0 Nothing',
      'a logarithmic scale has no such value',
    ],
    [
      'a date without a bar',
      { mark: 'bar', encoding: { ...BAR.encoding, x: { field: 'day', timeUnit: 'year', type: 'ordinal' } } },
      '2020-01',
      'does not include this date',
    ],
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
    expect(rulesOf({ spec: cell, placed, warnings })).to.deep.equal([
      { y: { datum: 100, type: 'quantitative' } },
    ]);
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
