// @lane long
import { REFUSED_FUNCTIONS } from '../../src/sandbox/function-policy.ts';
import { bar, describeBombs, limit, many, q, STEPS, type Bombs } from './bombs.ts';

const POINTS = { mark: 'point', encoding: { x: q('a'), y: q('a') } } as const;

/** Returns a chart that evaluates an expression for each of many rows. */
const each = (count: number, calculate: string) => ({
  ...POINTS,
  data: { sequence: { start: 0, stop: count, as: 'a' } },
  transform: [{ calculate, as: 'c' }],
});
/** Returns a chart that evaluates an expression once. */
const once = (expr: string) => bar({ params: [{ name: 'once', expr }] });
const binned = (values: readonly number[], bin: object | true) => ({
  data: { values: values.map((a) => ({ a })) },
  mark: 'bar',
  encoding: { x: q('a', { bin }), y: { aggregate: 'count' } },
});
/** Returns a chart with rows in the shape of a selection's store, which an expression of another view reads. */
const posed = (count: number, calculate: string) => ({
  datasets: { posed: many(count, (b) => ({ unit: 'u', fields: [{ field: 'b', type: 'E' }], values: [b] })) },
  layer: [bar({ transform: [{ calculate, as: 'c' }] }), bar({ data: { name: 'posed' } })],
});

/** Calls that would make Vega or a JavaScript function loop forever. */
describeBombs('calls that do not end', {
  ...limit(/bins over a span of (5e-324|1e-320)/, {
    'bins of two rows with almost equal values': binned([0, 5e-324], true),
    'bins of an almost empty extent': binned([0, 1], { extent: [0, 5e-324] }),
    'bins of base 2 over a tiny span': binned([0, 1e-320], { base: 2, maxbins: 9999 }),
  }),
  ...limit(STEPS, {
    'thousands of ranges whose cases are looked up': once(
      "test(regexp('[' + replace(pad('', 6000, 'a'), regexp('a', 'g'), '¡-\\uffff') + ']', 'iu'), '-')",
    ),
  }),
  ...limit(
    /never/,
    {
      'a huge forged mark': once(
        `length(intersect([[-1e9, -1e9], [1e9, 1e9]], null, {marktype: 'path', bounds: {x1: -1e9, y1: -1e9, x2: 1e9, y2: 1e9},
        items: [{path: 'M0,0L1,1', bounds: {x1: -1e9, y1: -1e9, x2: 1e9, y2: 1e9}}]}))`,
      ),
      'a locale with groups of almost zero digits': bar({
        config: {
          locale: { number: { decimal: '.', thousands: ',', grouping: [1e-300], currency: ['', ''] } },
        },
      }),
    },
    'drawn',
  ),
  ...limit(/The function "(encode|copy)" is not available/, {
    'an item of an operator that has no rank': once(
      "encode({mark: {source: {rank: NaN, stamp: -1, id: -5}}}, 'x')",
    ),
    'a scale as the function of an operator': once(
      "encode({mark: {source: {id: -7, stamp: -1, rank: 0, run: copy('x')}}}, 'z')",
    ),
  }),
  ...limit(/characters in a text/, {
    'the text before each of many matches': once("length(replace(pad('', 90000, 'a'), /a/g, '$`'))"),
    'padding with a long text': once("length(pad('', 90000, pad('', 90000, 'x')))"),
  }),
});

/** Calls that would take seconds. */
describeBombs('slow functions', {
  ...limit(STEPS, {
    'the week of a date, 500 times per row': each(20_000, `timeFormat(datum.a, '${'%V'.repeat(500)}')`),
    'a date and its time, 150 times per row': each(
      100_000,
      many(150, () => "timeFormat(datum.a, '%c')").join('+'),
    ),
    'a pattern for each row': each(100_000, "test('[ab]{1000}c' + datum.a, 'b')"),
    'a selection from many forged rows': () => posed(120_000, "vlSelectionResolve('posed') ? 1 : 0"),
  }),
  ...limit(/different formats/, {
    'a format for each row': each(20_000, "format(datum.a, '.' + datum.a + 'f')"),
  }),
});

const UNKNOWN = /Unrecognized function: \w+$/;
const OURS = 'Number Time Ticks Lines Columns Ends Box Width FromRight'.split(' ');
const dates = (axis: object) => ({
  ...POINTS,
  data: { values: [{ a: 0 }, { a: 1e12 }] },
  config: { customFormatTypes: true },
  encoding: { ...POINTS.encoding, x: { field: 'a', type: 'temporal', axis } },
});

/** Calls of our own functions, which only code of this project may call. */
describeBombs('functions of this library', {
  ...limit(UNKNOWN, {
    'a name with an escaped letter': once('\\u0076ibedasherTicks([], [], [], {})'),
    'a format type': dates({ formatType: 'vibedasherTicks' }),
    'a name that a label expression composes': dates({
      formatType: 'cks',
      labelExpr: 'vibedasherTidatum.label',
    }),
  }),
  ...limit(
    UNKNOWN,
    Object.fromEntries(
      OURS.map((name) => [name, once(`vibedasher${name}([0, 1e15], [0, 1e9], [], {most: 1e9})`)]),
    ),
  ),
});

/** Functions that Vega-Lite does not call, and forbidden uses of `modify`. */
describeBombs('refused functions', {
  ...limit(/may not write into "source_0"/, {
    'rows written into another data set': once("modify('source_0', {region: 'a'})"),
  }),
  ...limit(/has no data set "b_store"/, {
    'rows of a selection that does not exist': once("modify('b_store', {a: 1})"),
  }),
  ...limit(/may not change rows/, {
    'rows changed': once("modify('a_store', null, null, null, {a: 1}, {a: 2})"),
  }),
  ...limit(/may not remove rows one by one/, {
    'rows removed': once("modify('a_store', null, data('source_0'))"),
  }),
  ...limit(/for rows than objects/, { 'texts for rows': once("modify('a_store', 'a')") }),
  ...(Object.assign(
    {},
    ...REFUSED_FUNCTIONS.split(' ')
      .filter((name) => !name.startsWith('_'))
      .map((name) =>
        limit(new RegExp(`The function "${name}" is not available in a published chart`), {
          [name]: once(`${name}('x')`),
        }),
      ),
  ) as Bombs),
});
