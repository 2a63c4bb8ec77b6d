/** Hostile specs by kind of attack, with the expected errors. */

/** A bar chart of the default data: three rows of `region` and `amount`. */
export const BAR = {
  mark: 'bar',
  encoding: { x: { field: 'region', type: 'nominal' }, y: { field: 'amount', type: 'quantitative' } },
} as const;

/** `drawn`: may also be drawn, if the browser is fast enough. */
export type Hostile = readonly [name: string, spec: object | (() => object), message: RegExp, or?: 'drawn'];

const POINTS = {
  mark: 'point',
  encoding: { x: { field: 'a', type: 'quantitative' }, y: { field: 'b', type: 'quantitative' } },
} as const;

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const rows = (count: number, make: (index: number) => object) => ({ values: many(count, make) });
const nest = (depth: number, wrap: (inner: unknown) => unknown, inner: unknown = BAR): object =>
  many(depth, () => 0).reduce<unknown>(wrap, inner) as object;

const transformed = (...transform: object[]) => ({ ...BAR, transform });
const calculated = (calculate: string) => transformed({ calculate, as: 'made' });
const x = (channel: object) => ({
  ...POINTS,
  data: rows(3, (a) => ({ a, b: a })),
  encoding: { ...POINTS.encoding, x: { ...POINTS.encoding.x, ...channel } },
});
const coloured = (channel: object) => ({
  ...BAR,
  encoding: { ...BAR.encoding, color: { field: 'region', ...channel } },
});
const keys = (count: number) => Object.fromEntries(many(count, (index) => [`k${index}`, 1]));
const dates = (channel: object, days = 36_500) => ({
  mark: 'point',
  data: rows(2, (index) => ({ day: index * days * 864e5, b: index })),
  encoding: { x: { field: 'day', type: 'temporal', ...channel }, y: POINTS.encoding.y },
});
const grouped = (count: number, ...transform: object[]) => ({
  ...POINTS,
  data: { sequence: { start: 0, stop: count, as: 'a' } },
  transform: [{ calculate: 'datum.a % 7', as: 'b' }, ...transform],
});

const VALUES = /values in a spec: at most 100000 /;
const VIEWS = /at most 500 /;
const PIXELS = /at most 10000000 /;
const ROWS = /at most 1000000 /;
const TICKS = /at most 10000 /;
const STEPS = /steps at once: at most \d{9} are/;
const OPERATORS = /operators.* at most 100000 /;
const BYTES = /holds .* bytes in texts and lists: at most 268435456 /;
const SHAPES = /holds .* characters in shapes: at most 250000 /;
const TEXT = /at most 100000 /;
const DEPTH = /at most 100 /;
const EXPRESSION = /at most 10000 /;
const LEVELS = /levels in an expression: at most 500 /;
const PATTERN = /characters in a format: at most 1000 /;
const COLUMNS = /columns: at most 10000 /;
const MOMENT = /at most 8600000000000000 /;

/** Specs that are too large, or whose pictures are too large. */
export const LARGE_SPECS: readonly Hostile[] = [
  ['10,000 layers', () => ({ layer: many(10_000, () => BAR) }), VIEWS],
  ['a concatenation of 10,000 views', () => ({ concat: many(10_000, () => BAR) }), VIEWS],
  ['a vconcat in an hconcat', () => ({ hconcat: many(30, () => ({ vconcat: many(30, () => BAR) })) }), VIEWS],
  [
    'a repeat of 1000 × 1000',
    () => ({ repeat: { row: many(1000, String), column: many(1000, String) }, spec: BAR }),
    VIEWS,
  ],
  ['repeated layers', () => ({ repeat: { layer: many(10_000, String) }, spec: BAR }), VIEWS],
  ['3000 nested layers', () => nest(3000, (inner) => ({ layer: [inner] })), DEPTH],
  ['3000 nested concatenations', () => nest(3000, (inner) => ({ hconcat: [inner] })), DEPTH],
  [
    '3000 nested conditions',
    () => transformed({ filter: nest(3000, (inner) => ({ not: inner }), 'true') }),
    DEPTH,
  ],
  [
    '3000 nested lists in a row',
    () => ({ ...BAR, data: { values: [nest(3000, (inner) => [inner], 1)] } }),
    DEPTH,
  ],
  [
    '3000 nested objects in a named row',
    () => ({ ...BAR, datasets: { a: [nest(3000, (inner) => ({ inner }), 1)] } }),
    DEPTH,
  ],
  ['3000 nested lists in usermeta', () => ({ ...BAR, usermeta: nest(3000, (inner) => [inner], 1) }), DEPTH],
  ['100,000 transforms', () => transformed(...many(100_000, () => ({ filter: 'true' }))), VALUES],
  [
    '100,000 parameters',
    () => ({ ...BAR, params: many(100_000, (i) => ({ name: `p${i}`, value: 1 })) }),
    VALUES,
  ],
  [
    '200,000 choices of an input',
    () => ({ ...BAR, params: [{ name: 'p', bind: { input: 'select', options: many(2e5, String) } }] }),
    VALUES,
  ],
  [
    '90,000 choices of inputs',
    () => ({
      ...BAR,
      params: many(9, (i) => ({ name: `p${i}`, bind: { input: 'radio', options: many(1e4, String) } })),
    }),
    /90000 options of inputs/,
  ],
  [
    '3000 inputs',
    () => ({ ...BAR, params: many(3000, (i) => ({ name: `p${i}`, value: '', bind: { input: 'text' } })) }),
    /3000 inputs: at most 100 /,
  ],
  ['200,000 colors', () => coloured({ scale: { range: many(2e5, () => 'red') } }), VALUES],
  ['a domain of 200,000 values', () => coloured({ scale: { domain: many(2e5, String) } }), VALUES],
  ['200,000 values of an axis', () => x({ axis: { values: many(2e5, Number) } }), VALUES],
  [
    'a filter with 200,000 values',
    () => transformed({ filter: { field: 'amount', oneOf: many(2e5, Number) } }),
    VALUES,
  ],
  ['an object with 200,000 keys', () => ({ ...BAR, params: [{ name: 'p', value: keys(2e5) }] }), VALUES],
  ['200,000 lines of text', () => ({ ...BAR, mark: { type: 'text', text: many(2e5, String) } }), VALUES],
  ['a title of a megabyte', () => ({ ...BAR, title: 'x'.repeat(1e6) }), TEXT],
  ['a description of a megabyte', () => ({ ...BAR, description: 'x'.repeat(1e6) }), TEXT],
  ['a signal of a megabyte', () => x({ axis: { values: { signal: `[${'1,'.repeat(5e5)}1]` } } }), EXPRESSION],
  ['two million rows', () => ({ ...BAR, data: { values: Array(2e6).fill(0) } }), ROWS],
  [
    'two million named rows',
    () => ({ ...BAR, datasets: { a: Array(1e6).fill(0), b: Array(1e6).fill(0) } }),
    ROWS,
  ],
  [
    '1.5 million lines',
    () => ({ ...BAR, data: { values: `region,amount${'\n1,1'.repeat(1.5e6)}`, format: { type: 'csv' } } }),
    ROWS,
  ],
  ['1.5 million rows in a text', () => ({ ...BAR, data: { values: `[${'1,'.repeat(1.5e6)}1]` } }), ROWS],
  ['an expression of a megabyte', () => calculated(`'${'x'.repeat(1e6)}'`), EXPRESSION],
  [
    'an expression of a megabyte in a filter',
    () => transformed({ filter: { and: [`'${'x'.repeat(1e6)}'`, 'true'] } }),
    EXPRESSION,
  ],
  ['4000 nested brackets', () => calculated(`${'('.repeat(4000)}1${')'.repeat(4000)}`), LEVELS],
  ['4000 nested lists', () => calculated(`${'['.repeat(4000)}1${']'.repeat(4000)}`), LEVELS],
  ['9000 operators in a row', () => calculated(`${'!'.repeat(9000)}true`), LEVELS],
  [
    'a sort order of 30,000 values',
    () => ({ ...BAR, encoding: { ...BAR.encoding, x: { field: 'region', sort: many(30_000, String) } } }),
    /nested deeper/,
    'drawn',
  ],
  ['ten million pixels of width', { ...BAR, width: 1e7 }, PIXELS],
  ['a billion pixels of height', { ...BAR, height: 1e9 }, PIXELS],
  ['a step of a million pixels', { ...BAR, width: { step: 1e6 }, height: 1000 }, PIXELS],
  ['a padding of a million pixels', { ...BAR, padding: 1e6 }, PIXELS],
  ['a symbol of 10¹⁴ pixels', { ...BAR, mark: { type: 'point', size: 1e14 } }, PIXELS],
  [
    'letters a million pixels high',
    { ...BAR, config: { axis: { labelFontSize: 1e6, labelLimit: 0 } } },
    PIXELS,
  ],
  [
    'a stroke of a million pixels',
    { ...BAR, mark: { type: 'bar', stroke: 'red', strokeWidth: 1e6 } },
    PIXELS,
  ],
  [
    'a legend of ten million pixels',
    {
      ...BAR,
      encoding: {
        ...BAR.encoding,
        color: { field: 'amount', type: 'quantitative', legend: { gradientLength: 1e7 } },
      },
    },
    /at most (10000|10000000) /,
  ],
  ['a concatenation in -1 columns', { concat: [BAR, BAR], columns: -1 }, /columns of -1: at least 0 /],
  ['a concatenation in a billion columns', { concat: [BAR, BAR], columns: 1e9 }, COLUMNS],
  [
    'a facet in a billion columns',
    { ...BAR, encoding: { ...BAR.encoding, facet: { field: 'region', columns: 1e9 } } },
    COLUMNS,
  ],
  ['a legend of a billion columns', coloured({ legend: { columns: 1e9 } }), COLUMNS],
  [
    'a legend of a billion columns by expression',
    coloured({ legend: { columns: { expr: '1e9' } } }),
    COLUMNS,
  ],
  [
    'a legend of a billion columns by parameter',
    { ...coloured({ legend: { columns: { expr: 'many' } } }), params: [{ name: 'many', value: 1e9 }] },
    COLUMNS,
  ],
  [
    'legends of a billion columns by configuration',
    { ...coloured({}), config: { legend: { columns: 1e9 } } },
    COLUMNS,
  ],
  ['cells far apart', { hconcat: [BAR, BAR], spacing: 1e8 }, PIXELS],
  [
    'a picture sized by an expression',
    {
      ...BAR,
      width: { step: 20 },
      encoding: { ...BAR.encoding, x: { field: 'made', type: 'nominal', axis: null } },
      transform: [{ calculate: 'sequence(3e4)', as: 'made' }, { flatten: ['made'] }],
    },
    PIXELS,
  ],
];

/** Specs that generate rows. */
export const ROW_BOMBS: readonly Hostile[] = [
  ['a sequence of a billion numbers', { ...BAR, data: { sequence: { start: 0, stop: 1e9 } } }, ROWS],
  ['a sequence of tiny steps', { ...BAR, data: { sequence: { start: 0, stop: 1, step: 1e-9 } } }, ROWS],
  ['an endless sequence', { ...BAR, data: { sequence: { start: 0, stop: 1, step: 1e-320 } } }, ROWS],
  ['a sequence of five billion numbers', { ...BAR, data: { sequence: { start: -5e9, stop: 0 } } }, ROWS],
  ['a sequence by expression', calculated('sequence(1e9)'), ROWS],
  ['a sequence for each of many rows', grouped(10_000, { calculate: 'sequence(1e5)', as: 'c' }), BYTES],
  [
    'a sequence of moments',
    calculated(`timeSequence('milliseconds', datetime(2000, 0), datetime(2030, 0))`),
    ROWS,
  ],
  [
    'a sequence of quarters near the end of time',
    calculated(`utcSequence('quarter', 8.6399e15, 8.64e15)`),
    MOMENT,
  ],
  ['a billion quarters from now', calculated(`timeOffset('quarter', 0, 1e9)`), MOMENT],
  [
    'a thousand years of quarters for each of many rows',
    grouped(100_000, { calculate: `timeOffset('quarter', 0, 4000)`, as: 'c' }),
    STEPS,
  ],
  [
    'imputed keys',
    transformed({ impute: 'amount', key: 'amount', keyvals: { start: 0, stop: 1e9 }, value: 0 }),
    ROWS,
  ],
  ['imputed keys in many groups', grouped(10_000, { impute: 'b', key: 'a', groupby: ['a'], value: 0 }), ROWS],
  ['a density of a billion steps', { ...POINTS, transform: [{ density: 'amount', steps: 1e9 }] }, ROWS],
  [
    'a density of at least a billion steps',
    { ...POINTS, transform: [{ density: 'amount', minsteps: 1e9 }] },
    ROWS,
  ],
  ['a density for each of many groups', grouped(100_000, { density: 'b', groupby: ['a'] }), ROWS],
  ['a density of many steps over many rows', grouped(100_000, { density: 'a', steps: 100_000 }), STEPS],
  ['quantiles in tiny steps', { ...POINTS, transform: [{ quantile: 'amount', step: 1e-9 }] }, ROWS],
  [
    'a graticule in tiny steps',
    { data: { graticule: { step: [1e-5, 1e-5] } }, mark: 'geoshape', projection: { type: 'mercator' } },
    ROWS,
  ],
  [
    'a graticule far beyond the earth',
    {
      data: {
        graticule: {
          extent: [
            [-1e6, -1e6],
            [1e6, 1e6],
          ],
        },
      },
      mark: 'geoshape',
      projection: { type: 'mercator' },
    },
    ROWS,
  ],
  [
    'a graticule in tiny minor steps',
    {
      data: { graticule: { step: [10, 10], stepMinor: [1e-5, 1e-5] } },
      mark: 'geoshape',
      projection: { type: 'mercator' },
    },
    ROWS,
  ],
  [
    'a graticule of tiny precision',
    { data: { graticule: { precision: 1e-6 } }, mark: 'geoshape', projection: { type: 'mercator' } },
    ROWS,
  ],
  ['lists flattened', grouped(1000, { calculate: 'sequence(2000)', as: 'c' }, { flatten: ['c'] }), ROWS],
  ['columns folded', grouped(10_000, { fold: many(200, (i) => `f${i}`) }), ROWS],
  [
    'layers of many marks',
    {
      ...grouped(300_000),
      layer: many(4, () => ({ mark: 'point', encoding: POINTS.encoding })),
      mark: undefined,
      encoding: undefined,
    },
    ROWS,
  ],
];

const LAST = 8.6e15;
const YEAR = 3.15576e10;
/** Returns a chart of the last years before the last date. `padding` moves the end of the scale beyond that date. */
const last = (scale: object, axis: object | null = null) => ({
  mark: 'point',
  data: rows(2, (index) => ({ day: LAST - index * 8 * YEAR, b: index })),
  encoding: { x: { field: 'day', type: 'temporal', scale, axis }, y: POINTS.encoding.y },
  width: 400,
});
const PADDING = 199.333;

/** Specs with endless scales and axes. */
export const TICK_BOMBS: readonly Hostile[] = [
  [
    'bins of a scale without a start and a stop',
    x({ scale: { bins: { start: null, stop: null, step: 1e-8 } } }),
    TICKS,
  ],
  [
    'bins of a scale that is extended to zero',
    { ...x({ scale: { zero: true, bins: { step: 1 } } }), data: rows(2, (b) => ({ a: 1e9 + b, b })) },
    TICKS,
  ],
  [
    'bins of a scale that is extended by a padding',
    { ...x({ scale: { zero: false, nice: false, padding: 199.999999, bins: { step: 1e-3 } } }), width: 400 },
    TICKS,
  ],
  [
    'bins of a scale with a negative step',
    x({ scale: { domain: [0, 10], bins: { start: -1e9, stop: -1e9, step: -1 } } }),
    /step of the bins of a scale is not above 0/,
  ],
  [
    'bins of a scale with a text as step',
    x({ scale: { bins: { start: 0, stop: 10, step: '1' } } }),
    /step of the bins .* no number/,
  ],
  ['bins by expression', { ...x({ scale: { bins: { expr: '{start: 0, stop: 1, step: 1e-9}' } } }) }, TICKS],
  [
    'a number in place of an interval',
    x({ axis: { tickCount: { interval: 1e9 } } }),
    /"1000000000" is not a unit of time/,
  ],
  [
    'a list in place of an interval',
    x({ axis: { tickCount: { expr: '{interval: [1e9]}' } } }),
    /"1000000000" is not a unit of time/,
  ],
  [
    'a legend with a number in place of an interval',
    coloured({ field: 'amount', type: 'quantitative', legend: { tickCount: { interval: 1e9 } } }),
    /"1000000000" is not a unit of time/,
  ],
  [
    'a tick every 9999 weeks until the last date',
    dates({
      scale: { domain: [-LAST, LAST], nice: false },
      axis: { tickCount: { interval: 'week', step: 9999 }, labelExpr: 'datum.label' },
    }),
    STEPS,
  ],
  [
    'a tick every 9999 hours for ten thousand years',
    dates({
      scale: { type: 'utc', domain: [0, 3e14], nice: false },
      axis: { tickCount: { interval: 'hours', step: 9999 } },
    }),
    STEPS,
  ],
  [
    'a tick every 9999 hours, by expression',
    {
      ...dates({
        scale: { domain: [0, 3e14], nice: false },
        axis: { tickCount: { expr: "{interval: 'hours', step: n}" } },
      }),
      params: [{ name: 'n', value: 9999 }],
    },
    STEPS,
  ],
  [
    'a nice interval of many weeks beyond the last date',
    last({ padding: PADDING, nice: { interval: 'week', step: 9999 } }),
    MOMENT,
  ],
  ['a nice quarter beyond the last date', last({ padding: PADDING, nice: 'quarter' }), MOMENT],
  [
    'ticks every 9999 weeks beyond the last date',
    last({ padding: PADDING, nice: false }, { tickCount: { interval: 'week', step: 9999 } }),
    MOMENT,
  ],
  ['steps of two million quarters', dates({ timeUnit: { unit: 'quarter', step: 2e6 } }), STEPS],
  ['steps of minus two million quarters', dates({ timeUnit: { unit: 'quarter', step: -2e6 } }), STEPS],
  [
    'quarters that end after the last date',
    {
      ...last({}),
      encoding: { x: { field: 'day', type: 'temporal', timeUnit: { unit: 'yearquarter', step: 9999 } } },
    },
    MOMENT,
  ],
  ['bins with a step of 10⁻⁸', x({ bin: { step: 1e-8 } }), TICKS],
  ['a billion bins', x({ bin: { maxbins: 1e9 } }), TICKS],
  ['bins with a base below 1', x({ bin: { base: 0.5 } }), /at least 2 /],
  ['bins with base 1.0000001', x({ bin: { base: 1.0000001 } }), /at least 2 /],
  ['bins over a huge extent', x({ bin: { extent: [0, 1e12], step: 1 } }), TICKS],
  ['bins of a scale with a step of 10⁻⁸', x({ scale: { bins: { step: 1e-8 } } }), TICKS],
  ['a billion ticks', x({ axis: { tickCount: 1e9 } }), TICKS],
  ['a billion ticks by expression', x({ axis: { tickCount: { expr: '1e9' } } }), TICKS],
  ['a billion ticks by configuration', { ...x({}), config: { axis: { tickCount: 1e9 } } }, TICKS],
  ['ticks at 100,000 values', x({ axis: { values: { expr: 'sequence(1e5)' } } }), TICKS],
  [
    'a tick for each millisecond',
    dates({ axis: { tickCount: { interval: 'millisecond', step: 1 } } }),
    TICKS,
  ],
  ['a tick for each second', dates({ axis: { tickCount: 'second' } }), TICKS],
  ['a tick every billion weeks', dates({ axis: { tickCount: { interval: 'week', step: 1e9 } } }), TICKS],
  ['ticks near the end of time', dates({ axis: { tickCount: 5 } }, 1e8), MOMENT],
  ['a nice interval of a billion weeks', dates({ scale: { nice: { interval: 'week', step: 1e9 } } }), TICKS],
  ['a nice count of a billion', x({ scale: { nice: 1e9 } }), TICKS],
  ['quarters near the end of time', dates({ timeUnit: 'quarter' }, 1e8), MOMENT],
  ['steps of a billion quarters', dates({ timeUnit: { unit: 'quarter', step: 1e9 } }), STEPS],
  ['a logarithm of base 10⁹', x({ scale: { type: 'log', base: 1e9, domain: [1, 1e8] } }), TICKS],
  [
    'a billion colors',
    {
      ...BAR,
      encoding: {
        ...BAR.encoding,
        color: {
          field: 'amount',
          type: 'quantitative',
          scale: { type: 'quantize', scheme: { name: 'viridis', count: 1e9 } },
        },
      },
    },
    TICKS,
  ],
  [
    'a legend entry for each of 50,000 values',
    {
      ...grouped(50_000),
      encoding: { ...POINTS.encoding, color: { field: 'a', type: 'nominal', legend: { symbolLimit: 1e9 } } },
    },
    TICKS,
  ],
];

const fields = (count: number) => many(count, (index) => `f${index}`);

/** Returns a chart that evaluates an expression with the parameter `held` for each of many rows. */
const heldIn = (held: object, calculate: string) => ({
  ...grouped(500_000, { calculate, as: 'c' }),
  params: [{ name: 'held', ...held }],
});
const LIST = { expr: 'sequence(100000)' };
const SHORTER_LIST = { expr: 'sequence(15000)' };
const LONG_TEXT = { expr: `pad('1', 90000, '1')` };

const CELLS = /cells in a text: at most 5000000 /;
const inText =
  (type: string, values: () => unknown, format: object = {}) =>
  () => ({ ...BAR, data: { values: values(), format: { type, ...format } } });
const shared = (shapes: number, points: number) => ({
  type: 'Topology',
  arcs: [many(points, (index) => [index, 0])],
  objects: {
    all: { type: 'GeometryCollection', geometries: many(shapes, () => ({ type: 'LineString', arcs: [0] })) },
  },
});

/** Data in a spec that expands when it is read. */
export const DATA_BOMBS: readonly Hostile[] = [
  [
    'short lines under many columns',
    inText('csv', () => `${many(2000, (i) => `c${i}`).join()}${'\nx'.repeat(200_000)}`),
    CELLS,
  ],
  [
    'short lines under many names that the format gives',
    inText('tsv', () => 'x\n'.repeat(200_000), { header: many(2000, String) }),
    CELLS,
  ],
  ['one line of delimiters', inText('dsv', () => '|'.repeat(5_000_000), { delimiter: '|' }), CELLS],
  [
    'many names in JSON',
    inText('json', () => `[{${many(101_000, (i) => `"k${i}":0`).join()}}]`),
    /names; the limit is 100000/,
  ],
  [
    'shapes along one arc',
    inText('topojson', () => shared(1000, 2000), { feature: 'all' }),
    /points of a map: at most 1000000 /,
  ],
  [
    'shapes along one arc, as text',
    inText('topojson', () => JSON.stringify(shared(1000, 2000)), { mesh: 'all' }),
    /points of a map: at most 1000000 /,
  ],
];

/** Specs that convert a long array, text or object for each of many rows. */
export const CONVERSION_BOMBS: readonly Hostile[] = [
  ['a list written as text', heldIn(SHORTER_LIST, `length('' + held)`), STEPS],
  ['a list in a list written as text', heldIn(SHORTER_LIST, `length('' + [[held]])`), STEPS],
  ['a list written with capitals', heldIn(SHORTER_LIST, 'length(upper([held]))'), STEPS],
  ['a list compared with a text', heldIn(LIST, `held == 'x'`), STEPS],
  ['a list compared with a number', heldIn(LIST, 'held < 1'), STEPS],
  ['a list as a number', heldIn(LIST, '+held'), STEPS],
  ['a list as the argument of abs()', heldIn(LIST, 'abs(held)'), STEPS],
  ['a list as a date', heldIn(LIST, 'year(held)'), STEPS],
  ['a list as the name of a field', heldIn(LIST, 'datum[held]'), STEPS],
  ['a list as a color', heldIn(LIST, 'rgb(held)'), STEPS],
  ['a list compared with a range', heldIn(LIST, 'inrange(held, [0, 1])'), STEPS],
  ['a long text as a number', heldIn(LONG_TEXT, 'parseInt(held)'), STEPS],
  ['a long text cut', heldIn(LONG_TEXT, `truncate(held, datum.a)`), STEPS],
  [
    'two long texts compared',
    {
      ...heldIn(LONG_TEXT, many(500, () => 'held == other').join(' || ')),
      params: [
        { name: 'held', expr: `pad('1', 90000, '1')` },
        { name: 'other', expr: `pad('1', 90000, '1')` },
      ],
    },
    STEPS,
  ],
  ['a long text twice', heldIn(LONG_TEXT, `length(upper(held + held))`), TEXT],
  ['a list of long texts', heldIn(LONG_TEXT, `length('' + [${many(40, () => 'held').join(', ')}])`), TEXT],
  [
    'a long text encoded for a URL',
    heldIn(LONG_TEXT, `length(encodeURIComponent(replace(held, '1', 'é')))`),
    STEPS,
  ],
  ['a long text as a path of fields', heldIn({ expr: `pad('a', 90000, '.')` }, 'pluck(datum, held)'), STEPS],
  ['a long pattern of dates', heldIn(LONG_TEXT, 'timeFormat(datum.a, held)'), PATTERN],
  ['a long pattern of numbers', heldIn(LONG_TEXT, 'format(datum.a, held)'), PATTERN],
  ['a long pattern for parsing dates', heldIn(LONG_TEXT, 'utcParse(held, held)'), PATTERN],
  ['a long pattern of an axis', dates({ axis: { format: '%A'.repeat(40_000) } }), PATTERN],
  ['an object merged', () => heldIn({ value: keys(40_000) }, 'length(merge(held, held))'), STEPS],
  ['a list merged', heldIn(LIST, 'length(merge(held))'), STEPS],
  ['a list sorted', heldIn(LIST, 'length(sort(held))'), STEPS],
  ['a list reversed', heldIn(LIST, 'length(reverse(held))'), STEPS],
  ['a long text split', heldIn(LONG_TEXT, `length(split(held, ''))`), STEPS],
  [
    'data in the shape of a large selection',
    {
      ...heldIn({ value: 1 }, `vlSelectionTest('posed', datum)`),
      mark: undefined,
      datasets: {
        posed: many(10_000, (b) => ({ unit: '', fields: [{ field: 'b', type: 'E' }], values: [b + 7] })),
      },
      layer: [POINTS, { ...BAR, data: { name: 'posed' } }],
    },
    STEPS,
  ],
  ['a search in the picture', heldIn(LIST, 'length(intersect([[0, 0], [900, 900]]))'), STEPS],
  [
    'the area of a shape',
    heldIn({ expr: `{type: 'MultiPoint', coordinates: sequence(100000)}` }, 'geoArea(null, held)'),
    STEPS,
  ],
];

/** Small specs that are expensive. */
export const WORK_BOMBS: readonly Hostile[] = [
  [
    'a pattern that reads a long text in vain for each of its letters',
    calculated("replace(pad('', 90000, 'a'), /a*b|a/g, 'c')"),
    STEPS,
  ],
  ['a loess over many rows', grouped(100_000, { loess: 'a', on: 'b' }), STEPS],
  [
    'a polynomial of order 1000 over many rows',
    grouped(100_000, { regression: 'a', on: 'b', method: 'poly', order: 1000 }),
    STEPS,
  ],
  ['a column for each of many rows', grouped(100_000, { pivot: 'a', value: 'b', groupby: ['b'] }), STEPS],
  [
    'a sliding median',
    grouped(100_000, { window: [{ op: 'median', field: 'b', as: 'm' }], frame: [-10_000, 0] }),
    STEPS,
  ],
  [
    'a median of all previous rows',
    grouped(100_000, { window: [{ op: 'median', field: 'b', as: 'm' }], frame: [null, 0] }),
    STEPS,
  ],
  [
    'a confidence interval of 900,000 rows',
    {
      data: { sequence: { start: 0, stop: 900_000, as: 'a' } },
      mark: { type: 'errorbar', extent: 'ci' },
      encoding: { y: { field: 'a', type: 'quantitative' } },
    },
    STEPS,
  ],
  [
    '500 transforms over many rows',
    grouped(100_000, ...many(500, (i) => ({ calculate: 'datum.a', as: `c${i}` }))),
    STEPS,
  ],
  [
    'a search through a list for each row',
    grouped(100_000, { calculate: `indexof(sequence(1000), datum.a)`, as: 'c' }),
    STEPS,
  ],
  [
    'a facet for each of 100,000 values',
    { ...grouped(100_000), encoding: { ...POINTS.encoding, row: { field: 'a' } } },
    OPERATORS,
  ],
  [
    'a line for each of 100,000 values',
    { ...grouped(100_000), mark: 'line', encoding: { ...POINTS.encoding, detail: { field: 'a' } } },
    OPERATORS,
  ],
  [
    'facets of facets',
    {
      ...grouped(100_000),
      encoding: { ...POINTS.encoding, facet: { field: 'a', columns: 300 }, detail: { field: 'b' } },
    },
    OPERATORS,
  ],
  [
    'a map of tiny precision',
    { data: { graticule: true }, mark: 'geoshape', projection: { type: 'mercator', precision: 1e-9 } },
    /at least 0.1 /,
  ],
  [
    'a map at a huge scale',
    { data: { graticule: true }, mark: 'geoshape', projection: { type: 'mercator', scale: 1e12 } },
    /at most 100000000 /,
  ],
  [
    'a timer without pause',
    {
      ...BAR,
      params: [{ name: 'time', value: 0, on: [{ events: { type: 'timer', throttle: 0 }, update: 'now()' }] }],
    },
    /at least 16 /,
  ],
  [
    'many sums over many rows',
    grouped(300_000, { aggregate: fields(4000).map((field) => ({ op: 'sum', field, as: field })) }),
    STEPS,
  ],
  [
    'many sums joined to many rows',
    grouped(100_000, { joinaggregate: fields(4000).map((field) => ({ op: 'stdev', field, as: field })) }),
    STEPS,
  ],
  [
    'many lags',
    grouped(100_000, { window: fields(4000).map((field) => ({ op: 'lag', field, as: field })) }),
    STEPS,
  ],
  ['groups by many fields', grouped(300_000, { density: 'b', groupby: fields(5000) }), STEPS],
  [
    'a sort by many fields',
    grouped(300_000, { window: [{ op: 'rank', as: 'r' }], sort: fields(5000).map((field) => ({ field })) }),
    STEPS,
  ],
  ['stacks by many fields', grouped(300_000, { stack: 'a', as: ['u', 'v'], groupby: fields(5000) }), STEPS],
  [
    'many fields looked up',
    grouped(300_000, { lookup: 'b', from: { data: { values: [{ b: 1 }] }, key: 'b', fields: fields(5000) } }),
    STEPS,
  ],
  ['many lists flattened', grouped(300_000, { flatten: fields(2000) }), STEPS],
  [
    'a long text for each of many marks',
    { ...grouped(100_000), mark: { type: 'text', text: { expr: `pad('W', 90000, 'W')` } } },
    STEPS,
  ],
  [
    'a long path for each of many marks',
    () => ({ ...grouped(100_000), mark: { type: 'point', shape: `M0,0${'L1,1L0,1'.repeat(10_000)}` } }),
    STEPS,
  ],
  [
    'a long description for each of many marks',
    {
      ...grouped(100_000),
      encoding: { ...POINTS.encoding, description: { value: { expr: `pad('W', 90000, 'W')` } } },
    },
    STEPS,
  ],
  ['a trail of 100,000 points', { ...grouped(100_000), mark: 'trail' }, STEPS],
  [
    'a world map at the scale of a street',
    {
      data: { graticule: { step: [1, 1] } },
      mark: 'geoshape',
      projection: { type: 'naturalEarth1', scale: 1e8, precision: 0.1 },
    },
    STEPS,
  ],
  [
    'many lines around the world',
    () => ({
      data: rows(3000, (index) => ({
        type: 'Feature',
        geometry: {
          type: 'LineString',
          coordinates: [
            [-170, index % 80],
            [170, -(index % 70)],
          ],
        },
      })),
      mark: 'geoshape',
      projection: { type: 'mercator', scale: 1e8, precision: 0.1 },
    }),
    STEPS,
  ],
  ['pad() to a billion characters', calculated(`pad('x', 1e9)`), TEXT],
  ['join() to a billion characters', calculated(`join(sequence(1e5), pad('', 1e4))`), TEXT],
  [
    'replace() of replace()',
    calculated(`replace(replace(pad('', 9e4, 'a'), regexp('a', 'g'), pad('', 9e4)), 'a', '')`),
    /at most 10000000 /,
  ],
  ['a number padded to a billion characters', calculated(`format(1, '01000000000d')`), /at most 100 /],
  ['axis labels padded to a billion characters', x({ axis: { format: '999999999d' } }), /at most 100 /],
  [
    'a gradient of a billion colors',
    { ...BAR, mark: { type: 'bar', fill: { expr: `gradient('y', [0, 0], [1, 1], 1e9)` } } },
    TICKS,
  ],
];

const SELECTIONS = /selections in views: at most 500 /;
const interval = (index: number) => ({ name: `p${index}`, select: 'interval' });
const chosen = (index: number) => ({ name: `p${index}`, select: { type: 'point', fields: ['region'] } });

/** Specs with few views and few parameters, whose product is large. */
export const SELECTION_BOMBS: readonly Hostile[] = [
  ['5000 point selections', () => ({ ...BAR, params: many(5000, chosen) }), SELECTIONS],
  [
    '200 intervals in 300 views',
    () => ({ concat: many(300, () => POINTS), params: many(200, interval) }),
    SELECTIONS,
  ],
  [
    '200 intervals in 300 layers',
    () => ({ layer: many(300, () => POINTS), params: many(200, interval) }),
    SELECTIONS,
  ],
  [
    '50 intervals of each of 20 repeated views',
    () => ({ repeat: many(20, String), spec: { ...POINTS, params: many(50, interval) } }),
    SELECTIONS,
  ],
  [
    'intervals at each of 30 nested levels',
    () => nest(30, (inner) => ({ vconcat: [inner, POINTS], params: many(3, interval) }), POINTS),
    SELECTIONS,
  ],
];

const text = (count: number, mark: object) => ({
  ...grouped(count),
  autosize: 'none',
  mark: { type: 'text', ...mark },
});
const rules = (count: number, mark: object) => ({
  ...grouped(count),
  width: 1000,
  height: 1000,
  mark: { type: 'rule', ...mark },
  encoding: { ...POINTS.encoding, x2: { value: 0 }, y2: { value: 0 } },
});
const star = (points: number) =>
  `M0,0${many(points, (i) => `L${Math.cos(i * 2.3).toFixed(2)},${Math.sin(i * 2.3).toFixed(2)}`).join('')}`;
const arcs = (count: number) => `M0,0${many(count, (i) => `a1,1,0,0,1,${i % 3},1`).join('')}`;
const stripes = (count: number) => ({
  gradient: 'linear',
  stops: many(count, (index) => ({ offset: index / count, color: index % 2 ? 'red' : 'blue' })),
});
const jagged = (count: number) => ({
  ...grouped(count, { calculate: 'sin(datum.a * datum.a)', as: 'b' }),
  width: 600,
  height: 400,
});

/** Specs with few marks, which are expensive to measure or draw. */
export const MARK_BOMBS: readonly Hostile[] = [
  ['lines of text', text(100, { text: { expr: `pad('', 99000, 'x')` }, lineBreak: 'x' }), STEPS],
  ['lines of text in a list', text(100, { text: { expr: `split(pad('', 99000, 'x'), 'x')` } }), STEPS],
  ['texts of 90,000 letters', text(55, { text: { expr: `pad('', 90000, 'x')` } }), STEPS],
  ['texts cut to a width', text(200, { text: { expr: `pad('', 20000, 'x')` }, limit: 90_000 }), STEPS],
  ['lists in a text', text(55, { text: { expr: '[sequence(0, 9000)]' } }), STEPS],
  [
    '3000 shapes',
    () => ({ ...grouped(3000), mark: { type: 'point', shape: { expr: `'M0,0L1,' + datum.a` } } }),
    SHAPES,
  ],
  [
    '200 shapes of arcs',
    () => ({ ...grouped(200), mark: { type: 'point', shape: { expr: `'${arcs(20)}L1,' + datum.a` } } }),
    SHAPES,
  ],
  ['9000 fonts', text(9000, { text: 'a', font: { expr: `'f' + datum.a` } }), STEPS],
  ['9000 sizes of a font', text(9000, { text: 'a', fontSize: { expr: '10 + datum.a / 1000' } }), STEPS],
  ['dashes of 0.01 px', rules(3000, { strokeDash: [0.01, 0.01] }), STEPS],
  ['dashes of 0.001 px', rules(300, { strokeDash: [0.001, 0.001] }), STEPS],
  ['dashes by expression', rules(3000, { strokeDash: { expr: '[0.01]' } }), STEPS],
  ['dashes of a grid', { ...BAR, config: { axis: { gridDash: [0.0001, 0.0001] } } }, STEPS],
  [
    'dashes around symbols',
    { ...grouped(20_000), mark: { type: 'point', size: 10_000, strokeDash: [0.1, 0.1] } },
    STEPS,
  ],
  ['dashes along a line', { ...grouped(20_000), mark: { type: 'line', strokeDash: [0.001, 0.001] } }, STEPS],
  [
    'large symbols of 500 points',
    () => ({ ...grouped(5000), mark: { type: 'point', shape: star(500), size: 1e5 } }),
    STEPS,
  ],
  [
    'gradients of 10,000 colors',
    () => ({ ...grouped(1000), mark: { type: 'square', color: stripes(10_000) } }),
    STEPS,
  ],
  [
    'many squares that each cover the picture',
    { ...grouped(50_000), autosize: 'none', mark: { type: 'square', size: 1e6, filled: true, clip: true } },
    STEPS,
  ],
];

/** Returns a chart whose marks each cover a large picture. */
const cover = (count: number, mark: object, rest: object = {}) => ({
  ...grouped(count),
  ...{ width: 3000, height: 3000, autosize: 'none', mark, encoding: {} },
  ...rest,
});
const MIDDLE = { x: 1500, y: 1500, strokeWidth: 3000, stroke: 'red' };
const coverLines = (mark: object) =>
  cover(200, mark, {
    transform: [
      { calculate: 'datum.a % 2', as: 'b' },
      { calculate: 'floor(datum.a / 2)', as: 'c' },
    ],
    encoding: {
      x: { field: 'b', type: 'quantitative' },
      y: { field: 'b', type: 'quantitative', stack: null },
      detail: { field: 'c' },
    },
  });
const SQUARE = `{type: 'Polygon', coordinates: [[[0, 0], [0, 3000], [3000, 3000], [3000, 0], [0, 0]]]}`;
const coverShapes = (mark: object) =>
  cover(
    200,
    { type: 'geoshape', ...mark },
    {
      projection: { type: 'identity' },
      transform: [
        { calculate: SQUARE, as: 'geometry' },
        { calculate: `'Feature'`, as: 'type' },
      ],
    },
  );

/** Specs with marks whose number of painted pixels is known only after they are measured. */
export const PIXEL_BOMBS: readonly Hostile[] = [
  ['filled shapes', coverShapes({ fill: 'red' }), STEPS],
  ['filled shapes in a clip', coverShapes({ fill: 'red', clip: true }), STEPS],
  ['strokes of shapes', coverShapes({ filled: false, strokeWidth: 3000 }), STEPS],
  ['strokes of symbols', cover(200, { type: 'point', size: 1, ...MIDDLE }), STEPS],
  ['strokes of rects', cover(200, { type: 'rect', width: 1, height: 1, ...MIDDLE }), STEPS],
  ['strokes of arcs', cover(200, { type: 'arc', theta: 1, theta2: 3, outerRadius: 9, ...MIDDLE }), STEPS],
  [
    'rules',
    cover(
      200,
      { type: 'rule', strokeWidth: 3000 },
      { encoding: { x: { value: 0 }, x2: { value: 3000 }, y: { value: 1500 } } },
    ),
    STEPS,
  ],
  ['large texts', cover(200, { type: 'text', text: 'MMMM', fontSize: 3000, x: 0, y: 1500 }), STEPS],
  ['strokes of texts', cover(200, { type: 'text', text: 'MMMM', fontSize: 9, ...MIDDLE }), STEPS],
  ['lines', coverLines({ type: 'line', strokeWidth: 3000 }), STEPS],
  ['filled lines', coverLines({ type: 'line', fill: 'red' }), STEPS],
  ['areas', coverLines({ type: 'area' }), STEPS],
  ['trails', coverLines({ type: 'trail', size: 3000 }), STEPS],
];

/** Returns a chart with a shape whose edges each cross the picture of 3000 × 3000 px. */
const zigzag = (type: 'Polygon' | 'MultiLineString', points: number) => {
  const edges = many(points, (index): readonly number[] => [(3000 * index) / points, index % 2 ? 3000 : 0]);
  return {
    ...BAR,
    width: 3000,
    height: 3000,
    data: rows(1, () => ({ type: 'Feature', geometry: { type, coordinates: [[...edges, edges[0]]] } })),
    mark: { type: 'geoshape', filled: type === 'Polygon' },
    projection: { type: 'identity' },
    encoding: {},
  };
};

/** Maps with few shapes, which are expensive to draw. */
export const MAP_BOMBS: readonly Hostile[] = [
  ['a polygon that goes up and down 9000 times', zigzag('Polygon', 9000), STEPS],
  ['a line of a map that goes up and down 20,000 times', zigzag('MultiLineString', 20_000), STEPS],
];

/** Specs with few marks, which are expensive to draw on a canvas. */
export const CANVAS_BOMBS: readonly Hostile[] = [
  ['a line that goes up and down 100,000 times', { ...jagged(100_000), mark: 'line' }, STEPS],
  ['an area that goes up and down 50,000 times', { ...jagged(50_000), mark: 'area' }, STEPS],
  ...MAP_BOMBS,
];

/** Large specs within the limits. */
export const HONEST: readonly (readonly [name: string, spec: object | (() => object)])[] = [
  ['100,000 points', grouped(100_000)],
  [
    '100,000 points in two layers',
    {
      ...grouped(100_000),
      layer: many(2, () => ({ mark: 'point', encoding: POINTS.encoding })),
      mark: undefined,
      encoding: undefined,
    },
  ],
  [
    '100,000 points after a dozen calculations',
    grouped(100_000, ...many(12, (i) => ({ calculate: `datum.a * ${i} + datum.b`, as: `c${i}` }))),
  ],
  [
    'a density of 100,000 rows',
    {
      ...grouped(100_000, { density: 'a', groupby: ['b'] }),
      encoding: {
        x: { field: 'value', type: 'quantitative' },
        y: { field: 'density', type: 'quantitative' },
      },
    },
  ],
  [
    '366 facets',
    {
      ...grouped(366 * 3, { calculate: 'floor(datum.a / 3)', as: 'c' }),
      width: 20,
      height: 20,
      encoding: { ...POINTS.encoding, facet: { field: 'c', columns: 31 } },
    },
  ],
  [
    '1000 lines',
    {
      ...grouped(20_000, { calculate: 'floor(datum.a / 20)', as: 'c' }),
      mark: 'line',
      encoding: { ...POINTS.encoding, detail: { field: 'c' } },
    },
  ],
  [
    '5000 names on an axis',
    {
      ...grouped(5000),
      mark: 'bar',
      width: 4000,
      encoding: { ...POINTS.encoding, x: { field: 'a', type: 'nominal' } },
    },
  ],
  ['a tick for each day of ten years', dates({ axis: { tickCount: { interval: 'day', step: 1 } } }, 3653)],
  [
    '1000 bins',
    {
      ...grouped(10_000),
      mark: 'bar',
      encoding: { x: { field: 'a', bin: { maxbins: 1000 } }, y: { aggregate: 'count' } },
    },
  ],
  [
    '100,000 points, some of which a selection dims',
    {
      ...grouped(100_000),
      params: [{ name: 'picked', select: { type: 'point', fields: ['b'] }, value: many(6, (b) => ({ b })) }],
      encoding: {
        ...POINTS.encoding,
        opacity: { condition: { param: 'picked', value: 1 }, value: 0.2 },
        size: { condition: { param: 'picked', value: 20 }, value: 5 },
      },
    },
  ],
  ['a line of 100,000 points', { ...jagged(100_000), mark: 'line' }],
  ['300 dashed rules', rules(300, { strokeDash: [4, 2] })],
  [
    '1000 labels of three lines',
    text(1000, { text: { expr: `'one ' + datum.a + '\\ntwo\\nthree'` }, lineBreak: '\n' }),
  ],
  ['1000 sizes of labels', text(1000, { text: 'label', fontSize: { expr: '8 + datum.a / 100' } })],
  [
    '20,000 symbols of 20 points',
    { ...grouped(20_000), mark: { type: 'point', shape: star(20), size: 200 } },
  ],
  ['10,000 bubbles', { ...grouped(10_000), mark: { type: 'circle', size: 5000, opacity: 0.1 } }],
  [
    'a matrix of 10 × 10 views with a brush and a zoom',
    () => ({
      repeat: { row: many(10, String), column: many(10, String) },
      spec: {
        width: 30,
        height: 30,
        mark: 'point',
        params: [interval(0), { name: 'zoom', select: 'interval', bind: 'scales' }],
        encoding: {
          x: { field: { repeat: 'column' }, type: 'quantitative' },
          y: { field: { repeat: 'row' }, type: 'quantitative' },
        },
      },
    }),
  ],
  ['a legend whose number of columns is an expression', coloured({ legend: { columns: { expr: '1 + 1' } } })],
  ['30 charts side by side', { concat: many(30, () => BAR), columns: 6 }],
];
