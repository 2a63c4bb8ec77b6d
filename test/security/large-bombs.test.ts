// @lane long
import { BAR } from '../vega/support.ts';
import {
  bar,
  calculated,
  coloured,
  dates,
  grouped,
  keys,
  many,
  map,
  points,
  POINTS,
  describeBombs,
  limit,
  q,
  rows,
  STEPS,
  TEXT,
  TICKS,
  transformed,
  x,
} from './bombs.ts';

const VALUES = /values in a spec: at most 100000 /;
const VIEWS = /at most 500 /;
const PIXELS = /at most 10000000 /;
const ROWS = /at most 1000000 /;
const BYTES = /holds .* bytes in texts and lists: at most 268435456 /;
const DEPTH = /at most 100 /;
const EXPRESSION = /at most 10000 /;
const LEVELS = /levels in an expression: at most 500 /;
const COLUMNS = /columns: at most 10000 /;
const MOMENT = /at most 8600000000000000 /;

const nest = (depth: number, wrap: (inner: unknown) => unknown, inner: unknown = BAR): object =>
  many(depth, () => 0).reduce<unknown>(wrap, inner) as object;

describeBombs('large specs', {
  ...limit(VIEWS, {
    '10,000 layers': () => ({ layer: many(10_000, () => BAR) }),
    'a concatenation of 10,000 views': () => ({ concat: many(10_000, () => BAR) }),
    'a vconcat in an hconcat': () => ({ hconcat: many(30, () => ({ vconcat: many(30, () => BAR) })) }),
    'a repeat of 1000 × 1000': () => ({
      repeat: { row: many(1000, String), column: many(1000, String) },
      spec: BAR,
    }),
    'repeated layers': () => ({ repeat: { layer: many(10_000, String) }, spec: BAR }),
  }),
  ...limit(DEPTH, {
    '3000 nested layers': () => nest(3000, (inner) => ({ layer: [inner] })),
    '3000 nested concatenations': () => nest(3000, (inner) => ({ hconcat: [inner] })),
    '3000 nested conditions': () => transformed({ filter: nest(3000, (inner) => ({ not: inner }), 'true') }),
    '3000 nested lists in a row': () => bar({ data: { values: [nest(3000, (inner) => [inner], 1)] } }),
    '3000 nested objects in a named row': () =>
      bar({ datasets: { a: [nest(3000, (inner) => ({ inner }), 1)] } }),
    '3000 nested lists in usermeta': () => bar({ usermeta: nest(3000, (inner) => [inner], 1) }),
  }),
  ...limit(VALUES, {
    '100,000 transforms': () => transformed(...many(100_000, () => ({ filter: 'true' }))),
    '100,000 parameters': () => bar({ params: many(100_000, (i) => ({ name: `p${i}`, value: 1 })) }),
    '200,000 choices of an input': () =>
      bar({ params: [{ name: 'p', bind: { input: 'select', options: many(2e5, String) } }] }),
    '200,000 colors': () => coloured({ scale: { range: many(2e5, () => 'red') } }),
    'a domain of 200,000 values': () => coloured({ scale: { domain: many(2e5, String) } }),
    '200,000 values of an axis': () => x({ axis: { values: many(2e5, Number) } }),
    'a filter with 200,000 values': () =>
      transformed({ filter: { field: 'amount', oneOf: many(2e5, Number) } }),
    'an object with 200,000 keys': () => bar({ params: [{ name: 'p', value: keys(2e5) }] }),
    '200,000 lines of text': () => bar({ mark: { type: 'text', text: many(2e5, String) } }),
  }),
  ...limit(/90000 options of inputs/, {
    '90,000 choices of inputs': () =>
      bar({
        params: many(9, (i) => ({ name: `p${i}`, bind: { input: 'radio', options: many(1e4, String) } })),
      }),
  }),
  ...limit(/3000 inputs: at most 100 /, {
    '3000 inputs': () =>
      bar({ params: many(3000, (i) => ({ name: `p${i}`, value: '', bind: { input: 'text' } })) }),
  }),
  ...limit(TEXT, {
    'a title of a megabyte': () => bar({ title: 'x'.repeat(1e6) }),
    'a description of a megabyte': () => bar({ description: 'x'.repeat(1e6) }),
  }),
  ...limit(EXPRESSION, {
    'a signal of a megabyte': () => x({ axis: { values: { signal: `[${'1,'.repeat(5e5)}1]` } } }),
    'an expression of a megabyte': () => calculated(`'${'x'.repeat(1e6)}'`),
    'an expression of a megabyte in a filter': () =>
      transformed({ filter: { and: [`'${'x'.repeat(1e6)}'`, 'true'] } }),
  }),
  ...limit(ROWS, {
    'two million rows': () => bar({ data: { values: Array(2e6).fill(0) } }),
    'two million named rows': () => bar({ datasets: { a: Array(1e6).fill(0), b: Array(1e6).fill(0) } }),
    '1.5 million lines': () =>
      bar({ data: { values: `region,amount${'\n1,1'.repeat(1.5e6)}`, format: { type: 'csv' } } }),
    '1.5 million rows in a text': () => bar({ data: { values: `[${'1,'.repeat(1.5e6)}1]` } }),
  }),
  ...limit(LEVELS, {
    '4000 nested brackets': () => calculated(`${'('.repeat(4000)}1${')'.repeat(4000)}`),
    '4000 nested lists': () => calculated(`${'['.repeat(4000)}1${']'.repeat(4000)}`),
    '9000 operators in a row': () => calculated(`${'!'.repeat(9000)}true`),
  }),
  ...limit(
    /nested deeper/,
    {
      'a sort order of 30,000 values': () => bar({}, { x: { field: 'region', sort: many(30_000, String) } }),
    },
    'drawn',
  ),
  ...limit(PIXELS, {
    'ten million pixels of width': bar({ width: 1e7 }),
    'a billion pixels of height': bar({ height: 1e9 }),
    'a step of a million pixels': bar({ width: { step: 1e6 }, height: 1000 }),
    'a padding of a million pixels': bar({ padding: 1e6 }),
    'a symbol of 10¹⁴ pixels': bar({ mark: { type: 'point', size: 1e14 } }),
    'letters a million pixels high': bar({ config: { axis: { labelFontSize: 1e6, labelLimit: 0 } } }),
    'a stroke of a million pixels': bar({ mark: { type: 'bar', stroke: 'red', strokeWidth: 1e6 } }),
    'cells far apart': { hconcat: [BAR, BAR], spacing: 1e8 },
    'a picture sized by an expression': bar(
      { width: { step: 20 }, transform: [{ calculate: 'sequence(3e4)', as: 'made' }, { flatten: ['made'] }] },
      { x: { field: 'made', type: 'nominal', axis: null } },
    ),
  }),
  ...limit(/at most (10000|10000000) /, {
    'a legend of ten million pixels': bar({}, { color: q('amount', { legend: { gradientLength: 1e7 } }) }),
  }),
  ...limit(/columns of -1: at least 0 /, {
    'a concatenation in -1 columns': { concat: [BAR, BAR], columns: -1 },
  }),
  ...limit(COLUMNS, {
    'a concatenation in a billion columns': { concat: [BAR, BAR], columns: 1e9 },
    'a facet in a billion columns': bar({}, { facet: { field: 'region', columns: 1e9 } }),
    'a legend of a billion columns': coloured({ legend: { columns: 1e9 } }),
    'a legend of a billion columns by expression': coloured({ legend: { columns: { expr: '1e9' } } }),
    'a legend of a billion columns by parameter': {
      ...coloured({ legend: { columns: { expr: 'many' } } }),
      params: [{ name: 'many', value: 1e9 }],
    },
    'legends of a billion columns by configuration': {
      ...coloured({}),
      config: { legend: { columns: 1e9 } },
    },
  }),
});

describeBombs('generated rows', {
  ...limit(ROWS, {
    'a sequence of a billion numbers': bar({ data: { sequence: { start: 0, stop: 1e9 } } }),
    'a sequence of tiny steps': bar({ data: { sequence: { start: 0, stop: 1, step: 1e-9 } } }),
    'an endless sequence': bar({ data: { sequence: { start: 0, stop: 1, step: 1e-320 } } }),
    'a sequence of five billion numbers': bar({ data: { sequence: { start: -5e9, stop: 0 } } }),
    'a sequence by expression': calculated('sequence(1e9)'),
    'a sequence of moments': calculated(`timeSequence('milliseconds', datetime(2000, 0), datetime(2030, 0))`),
    'imputed keys': transformed({
      impute: 'amount',
      key: 'amount',
      keyvals: { start: 0, stop: 1e9 },
      value: 0,
    }),
    'imputed keys in many groups': grouped(10_000, { impute: 'b', key: 'a', groupby: ['a'], value: 0 }),
    'a density of a billion steps': points({ transform: [{ density: 'amount', steps: 1e9 }] }),
    'a density of at least a billion steps': points({ transform: [{ density: 'amount', minsteps: 1e9 }] }),
    'a density for each of many groups': grouped(100_000, { density: 'b', groupby: ['a'] }),
    'quantiles in tiny steps': points({ transform: [{ quantile: 'amount', step: 1e-9 }] }),
    'a graticule in tiny steps': map({ graticule: { step: [1e-5, 1e-5] } }),
    'a graticule far beyond the earth': map({
      graticule: { extent: [-1, 1].map((side) => [side * 1e6, side * 1e6]) },
    }),
    'a graticule in tiny minor steps': map({ graticule: { step: [10, 10], stepMinor: [1e-5, 1e-5] } }),
    'a graticule of tiny precision': map({ graticule: { precision: 1e-6 } }),
    'lists flattened': grouped(1000, { calculate: 'sequence(2000)', as: 'c' }, { flatten: ['c'] }),
    'columns folded': grouped(10_000, { fold: many(200, (i) => `f${i}`) }),
    'layers of many marks': {
      data: grouped(300_000).data,
      layer: many(4, () => points({ transform: [{ calculate: '1', as: 'b' }] })),
    },
  }),
  ...limit(BYTES, {
    'a sequence for each of many rows': grouped(10_000, { calculate: 'sequence(1e5)', as: 'c' }),
  }),
  ...limit(MOMENT, {
    'a sequence of quarters near the end of time': calculated(`utcSequence('quarter', 8.6399e15, 8.64e15)`),
    'a billion quarters from now': calculated(`timeOffset('quarter', 0, 1e9)`),
  }),
  ...limit(STEPS, {
    'a thousand years of quarters for each of many rows': grouped(100_000, {
      calculate: `timeOffset('quarter', 0, 4000)`,
      as: 'c',
    }),
    'a density of many steps over many rows': grouped(100_000, { density: 'a', steps: 100_000 }),
  }),
});

const LAST = 8.6e15;
const YEAR = 3.15576e10;
/** Returns a chart of the last years before the last date. `padding` moves the end of the scale beyond that date. */
const last = (scale: object, axis: object | null = null) => ({
  mark: 'point',
  data: rows(2, (index) => ({ day: LAST - index * 8 * YEAR, b: index })),
  encoding: { x: { field: 'day', type: 'temporal', scale, axis }, y: POINTS.encoding.y },
  width: 400,
});

describeBombs('scales with endless ticks', {
  ...limit(TICKS, {
    'bins of a scale without a start and a stop': x({
      scale: { bins: { start: null, stop: null, step: 1e-8 } },
    }),
    'bins of a scale that is extended to zero': {
      ...x({ scale: { zero: true, bins: { step: 1 } } }),
      data: rows(2, (b) => ({ a: 1e9 + b, b })),
    },
    'bins of a scale that is extended by a padding': {
      ...x({ scale: { zero: false, nice: false, padding: 199.999999, bins: { step: 1e-3 } } }),
      width: 400,
    },
    'bins by expression': x({ scale: { bins: { expr: '{start: 0, stop: 1, step: 1e-9}' } } }),
    'bins with a step of 10⁻⁸': x({ bin: { step: 1e-8 } }),
    'a billion bins': x({ bin: { maxbins: 1e9 } }),
    'bins over a huge extent': x({ bin: { extent: [0, 1e12], step: 1 } }),
    'bins of a scale with a step of 10⁻⁸': x({ scale: { bins: { step: 1e-8 } } }),
    'a billion ticks': x({ axis: { tickCount: 1e9 } }),
    'a billion ticks by expression': x({ axis: { tickCount: { expr: '1e9' } } }),
    'a billion ticks by configuration': { ...x({}), config: { axis: { tickCount: 1e9 } } },
    'ticks at 100,000 values': x({ axis: { values: { expr: 'sequence(1e5)' } } }),
    'a tick for each millisecond': dates({ axis: { tickCount: { interval: 'millisecond', step: 1 } } }),
    'a tick for each second': dates({ axis: { tickCount: 'second' } }),
    'a tick every billion weeks': dates({ axis: { tickCount: { interval: 'week', step: 1e9 } } }),
    'a nice interval of a billion weeks': dates({ scale: { nice: { interval: 'week', step: 1e9 } } }),
    'a nice count of a billion': x({ scale: { nice: 1e9 } }),
    'a logarithm of base 10⁹': x({ scale: { type: 'log', base: 1e9, domain: [1, 1e8] } }),
    'a billion colors': bar(
      {},
      { color: q('amount', { scale: { type: 'quantize', scheme: { name: 'viridis', count: 1e9 } } }) },
    ),
    'a legend entry for each of 50,000 values': points(grouped(50_000), {
      color: { field: 'a', type: 'nominal', legend: { symbolLimit: 1e9 } },
    }),
  }),
  ...limit(/step of the bins of a scale is not above 0/, {
    'bins of a scale with a negative step': x({
      scale: { domain: [0, 10], bins: { start: -1e9, stop: -1e9, step: -1 } },
    }),
  }),
  ...limit(/step of the bins .* no number/, {
    'bins of a scale with a text as step': x({ scale: { bins: { start: 0, stop: 10, step: '1' } } }),
  }),
  ...limit(/"1000000000" is not a unit of time/, {
    'a number in place of an interval': x({ axis: { tickCount: { interval: 1e9 } } }),
    'a list in place of an interval': x({ axis: { tickCount: { expr: '{interval: [1e9]}' } } }),
    'a legend with a number in place of an interval': coloured(
      q('amount', { legend: { tickCount: { interval: 1e9 } } }),
    ),
  }),
  ...limit(STEPS, {
    'a tick every 9999 weeks until the last date': dates({
      scale: { domain: [-LAST, LAST], nice: false },
      axis: { tickCount: { interval: 'week', step: 9999 }, labelExpr: 'datum.label' },
    }),
    'a tick every 9999 hours for ten thousand years': dates({
      scale: { type: 'utc', domain: [0, 3e14], nice: false },
      axis: { tickCount: { interval: 'hours', step: 9999 } },
    }),
    'a tick every 9999 hours, by expression': {
      ...dates({
        scale: { domain: [0, 3e14], nice: false },
        axis: { tickCount: { expr: "{interval: 'hours', step: n}" } },
      }),
      params: [{ name: 'n', value: 9999 }],
    },
    'steps of two million quarters': dates({ timeUnit: { unit: 'quarter', step: 2e6 } }),
    'steps of minus two million quarters': dates({ timeUnit: { unit: 'quarter', step: -2e6 } }),
    'steps of a billion quarters': dates({ timeUnit: { unit: 'quarter', step: 1e9 } }),
  }),
  ...limit(MOMENT, {
    'a nice interval of many weeks beyond the last date': last({
      padding: 199.333,
      nice: { interval: 'week', step: 9999 },
    }),
    'a nice quarter beyond the last date': last({ padding: 199.333, nice: 'quarter' }),
    'ticks every 9999 weeks beyond the last date': last(
      { padding: 199.333, nice: false },
      { tickCount: { interval: 'week', step: 9999 } },
    ),
    'quarters that end after the last date': {
      ...last({}),
      encoding: { x: { field: 'day', type: 'temporal', timeUnit: { unit: 'yearquarter', step: 9999 } } },
    },
    'ticks near the end of time': dates({ axis: { tickCount: 5 } }, 1e8),
    'quarters near the end of time': dates({ timeUnit: 'quarter' }, 1e8),
  }),
  ...limit(/at least 2 /, {
    'bins with a base below 1': x({ bin: { base: 0.5 } }),
    'bins with base 1.0000001': x({ bin: { base: 1.0000001 } }),
  }),
});

const CELLS = /cells in a text: at most 5000000 /;
const inText =
  (type: string, values: () => unknown, format: object = {}) =>
  () =>
    bar({ data: { values: values(), format: { type, ...format } } });
const shared = (shapes: number, points: number) => ({
  type: 'Topology',
  arcs: [many(points, (index) => [index, 0])],
  objects: {
    all: { type: 'GeometryCollection', geometries: many(shapes, () => ({ type: 'LineString', arcs: [0] })) },
  },
});

describeBombs('data that expand', {
  ...limit(CELLS, {
    'short lines under many columns': inText(
      'csv',
      () => `${many(2000, (i) => `c${i}`).join()}${'\nx'.repeat(200_000)}`,
    ),
    'short lines under many names that the format gives': inText('tsv', () => 'x\n'.repeat(200_000), {
      header: many(2000, String),
    }),
    'one line of delimiters': inText('dsv', () => '|'.repeat(5_000_000), { delimiter: '|' }),
  }),
  ...limit(/names; the limit is 100000/, {
    'many names in JSON': inText('json', () => `[{${many(101_000, (i) => `"k${i}":0`).join()}}]`),
  }),
  ...limit(/points of a map: at most 1000000 /, {
    'shapes along one arc': inText('topojson', () => shared(1000, 2000), { feature: 'all' }),
    'shapes along one arc, as text': inText('topojson', () => JSON.stringify(shared(1000, 2000)), {
      mesh: 'all',
    }),
  }),
});

const SELECTIONS = /selections in views: at most 500 /;
const interval = (index: number) => ({ name: `p${index}`, select: 'interval' });
const chosen = (index: number) => ({ name: `p${index}`, select: { type: 'point', fields: ['region'] } });

describeBombs('selections in views', {
  ...limit(SELECTIONS, {
    '5000 point selections': () => bar({ params: many(5000, chosen) }),
    '200 intervals in 300 views': () => ({ concat: many(300, () => POINTS), params: many(200, interval) }),
    '200 intervals in 300 layers': () => ({ layer: many(300, () => POINTS), params: many(200, interval) }),
    '50 intervals of each of 20 repeated views': () => ({
      repeat: many(20, String),
      spec: { ...POINTS, params: many(50, interval) },
    }),
    'intervals at each of 30 nested levels': () =>
      nest(30, (inner) => ({ vconcat: [inner, POINTS], params: many(3, interval) }), POINTS),
  }),
});
