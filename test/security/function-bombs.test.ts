import { REFUSED_FUNCTIONS } from '../../src/sandbox/function-policy.ts';
import { describeBombs } from './bombs.ts';
import { BAR, type Hostile } from './hostile-specs.ts';

const STEPS = /steps at once: at most \d{9} are/;

const POINTS = {
  mark: 'point',
  encoding: { x: { field: 'a', type: 'quantitative' }, y: { field: 'a', type: 'quantitative' } },
} as const;

/** Returns a chart that evaluates an expression for each of many rows. */
const each = (count: number, calculate: string) => ({
  ...POINTS,
  data: { sequence: { start: 0, stop: count, as: 'a' } },
  transform: [{ calculate, as: 'c' }],
});
/** Returns a chart that evaluates an expression once. */
const once = (expr: string) => ({ ...BAR, params: [{ name: 'once', expr }] });
const binned = (values: readonly number[], bin: object | true) => ({
  data: { values: values.map((a) => ({ a })) },
  mark: 'bar',
  encoding: { x: { field: 'a', type: 'quantitative', bin }, y: { aggregate: 'count' } },
});
/** Returns a chart with rows in the shape of a selection's store, which an expression of another view reads. */
const posed = (count: number, calculate: string) => ({
  datasets: {
    posed: Array.from({ length: count }, (_, b) => ({
      unit: 'u',
      fields: [{ field: 'b', type: 'E' }],
      values: [b],
    })),
  },
  layer: [
    { ...BAR, transform: [{ calculate, as: 'c' }] },
    { ...BAR, data: { name: 'posed' } },
  ],
});

/** Calls that would make Vega or a JavaScript function loop forever. */
const ENDLESS: readonly Hostile[] = [
  ['bins of two rows with almost equal values', binned([0, 5e-324], true), /bins over a span of 5e-324/],
  ['bins of an almost empty extent', binned([0, 1], { extent: [0, 5e-324] }), /bins over a span/],
  ['bins of base 2 over a tiny span', binned([0, 1e-320], { base: 2, maxbins: 9999 }), /bins over a span/],
  [
    'thousands of ranges whose cases are looked up',
    once("test(regexp('[' + replace(pad('', 6000, 'a'), regexp('a', 'g'), '¡-\\uffff') + ']', 'iu'), '-')"),
    STEPS,
  ],
  [
    'an item of an operator that has no rank',
    once("encode({mark: {source: {rank: NaN, stamp: -1, id: -5}}}, 'x')"),
    /The function "encode" is not available in a published chart/,
  ],
  [
    'a huge forged mark',
    once(
      `length(intersect([[-1e9, -1e9], [1e9, 1e9]], null, {marktype: 'path', bounds: {x1: -1e9, y1: -1e9, x2: 1e9, y2: 1e9},
        items: [{path: 'M0,0L1,1', bounds: {x1: -1e9, y1: -1e9, x2: 1e9, y2: 1e9}}]}))`,
    ),
    /never/,
    'drawn',
  ],
  [
    'a scale as the function of an operator',
    once("encode({mark: {source: {id: -7, stamp: -1, rank: 0, run: copy('x')}}}, 'z')"),
    /The function "(encode|copy)" is not available/,
  ],
  [
    'the text before each of many matches',
    once("length(replace(pad('', 90000, 'a'), /a/g, '$`'))"),
    /characters in a text/,
  ],
  [
    'a locale with groups of almost zero digits',
    {
      ...BAR,
      config: {
        locale: { number: { decimal: '.', thousands: ',', grouping: [1e-300], currency: ['', ''] } },
      },
    },
    /never/,
    'drawn',
  ],
  ['padding with a long text', once("length(pad('', 90000, pad('', 90000, 'x')))"), /characters in a text/],
];

/** Calls that would take seconds. */
const SLOW: readonly Hostile[] = [
  [
    'the week of a date, 500 times per row',
    each(20_000, `timeFormat(datum.a, '${'%V'.repeat(500)}')`),
    STEPS,
  ],
  [
    'a date and its time, 150 times per row',
    each(100_000, Array.from({ length: 150 }, () => "timeFormat(datum.a, '%c')").join('+')),
    STEPS,
  ],
  ['a pattern for each row', each(100_000, "test('[ab]{1000}c' + datum.a, 'b')"), STEPS],
  ['a format for each row', each(20_000, "format(datum.a, '.' + datum.a + 'f')"), /different formats/],
  ['a selection from many forged rows', () => posed(120_000, "vlSelectionResolve('posed') ? 1 : 0"), STEPS],
];

const UNKNOWN = /Unrecognized function: \w+$/;
const OURS = 'Number Time Ticks Lines Columns Ends Box Width FromRight'.split(' ');
const dates = (axis: object) => ({
  ...POINTS,
  data: { values: [{ a: 0 }, { a: 1e12 }] },
  config: { customFormatTypes: true },
  encoding: { ...POINTS.encoding, x: { field: 'a', type: 'temporal', axis } },
});

/** Calls of our own functions, which only code of this project may call. */
const FORGED: readonly Hostile[] = [
  ...OURS.map((name): Hostile => [
    name,
    once(`vibedasher${name}([0, 1e15], [0, 1e9], [], {most: 1e9})`),
    UNKNOWN,
  ]),
  ['a name with an escaped letter', once('\\u0076ibedasherTicks([], [], [], {})'), UNKNOWN],
  ['a format type', dates({ formatType: 'vibedasherTicks' }), UNKNOWN],
  [
    'a name that a label expression composes',
    dates({ formatType: 'cks', labelExpr: 'vibedasherTidatum.label' }),
    UNKNOWN,
  ],
];

/** Functions that Vega-Lite does not call, and forbidden uses of `modify`. */
const REFUSALS: readonly Hostile[] = [
  ...REFUSED_FUNCTIONS.split(' ')
    .filter((name) => !name.startsWith('_'))
    .map((name): Hostile => [
      name,
      once(`${name}('x')`),
      new RegExp(`The function "${name}" is not available in a published chart`),
    ]),
  [
    'rows written into another data set',
    once("modify('source_0', {region: 'a'})"),
    /may not write into "source_0"/,
  ],
  ['rows of a selection that does not exist', once("modify('b_store', {a: 1})"), /has no data set "b_store"/],
  ['rows changed', once("modify('a_store', null, null, null, {a: 1}, {a: 2})"), /may not change rows/],
  ['rows removed', once("modify('a_store', null, data('source_0'))"), /may not remove rows one by one/],
  ['texts for rows', once("modify('a_store', 'a')"), /for rows than objects/],
];

describeBombs('calls that do not end', ENDLESS);
describeBombs('slow functions', SLOW);
describeBombs('functions of this library', FORGED);
describeBombs('refused functions', REFUSALS);
