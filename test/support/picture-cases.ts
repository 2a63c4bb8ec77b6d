/** Vizzes of every kind, for tests that compare a prerendered picture with the live chart. */
import { createFakeApi, rows, type FakeApi, type FakeQuery } from './fake-api.ts';

export interface PictureCase {
  readonly name: string;
  /** Maximum share of pixels that may differ from the live chart, if not the default. */
  readonly mostDifferent?: number;
  readonly rows: FakeQuery;
  /** Without a spec, the chart is derived from the rows. */
  readonly spec?: Record<string, unknown>;
  /** Attributes of the element, by name. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Total horizontal padding of a theme with a background, in px. */
  readonly frame?: number;
  /** Whether the chart has too many texts for its box, so some also overlap in the live chart. */
  readonly crowded?: boolean;
  /** Color schemes of the page. Default: both. */
  readonly schemes?: readonly ('light' | 'dark')[];
  /** Fields of the viz. */
  readonly viz?: Readonly<Record<string, unknown>>;
}

const REGIONS = ['North', 'South', 'East', 'West', 'Central'] as const;
const MONTHS = Array.from({ length: 24 }, (_, month) =>
  new Date(Date.UTC(2023, month, 1)).toISOString().slice(0, 10),
);
/** Returns a pseudo-random number from 0 to 1000, always the same for a place. */
const noise = (place: number): number => Math.round(1000 * Math.abs(Math.sin(place * 12.9898) % 1));

const nominal = (field: string) => ({ field, type: 'nominal' });
const amount = { field: 'amount', type: 'quantitative' };

const SALES = rows(
  ['region', 'amount'],
  REGIONS.map((region, place) => [region, noise(place + 1)]),
);
const LONG_NAMES = rows(
  ['Department of the municipality', 'amount'],
  Array.from({ length: 12 }, (_, place) => [
    `Department of ${'very '.repeat(place % 4)}long names no. ${place}`,
    noise(place),
  ]),
);
const BY_MONTH = rows(
  ['month', 'region', 'amount'],
  MONTHS.flatMap((month, row) => REGIONS.map((region, place) => [month, region, noise(7 * row + place)])),
);
const POINTS = rows(
  ['income', 'age', 'people', 'region'],
  Array.from({ length: 40 }, (_, place) => [
    noise(place),
    20 + (noise(place + 50) % 60),
    noise(place + 100),
    REGIONS[place % 3],
  ]),
);
const HEAT = rows(
  ['day', 'hour', 'amount'],
  ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'].flatMap((day, row) =>
    Array.from({ length: 12 }, (_, hour) => [day, hour, noise(row * 12 + hour)]),
  ),
);
const PLACES = rows(
  ['city', 'latitude', 'longitude', 'amount'],
  [
    ['Berlin', 52.5, 13.4, 340],
    ['Lagos', 6.5, 3.4, 120],
    ['Lima', -12, -77, 210],
    ['Tokyo', 35.7, 139.7, 560],
  ],
);

/** Series with long names and large numbers. */
const LONG_SERIES = rows(
  ['month', 'Source of energy', 'Consumption'],
  MONTHS.flatMap((month, row) =>
    ['Brown coal and lignite', 'Wind on land', 'Solar (roofs)', 'Natural gas, imported', 'Water'].map(
      (source, place) => [month, source, 1e6 * noise(7 * row + place)],
    ),
  ),
);

export const CASES: readonly PictureCase[] = [
  { name: 'derived bars', rows: SALES },
  { name: 'derived bars with long names', rows: LONG_NAMES },
  { name: 'derived lines', rows: BY_MONTH },
  { name: 'derived lines with long names', rows: LONG_SERIES },
  {
    name: 'stacked columns with long names',
    crowded: true,
    rows: LONG_SERIES,
    spec: {
      mark: 'bar',
      encoding: {
        x: { field: 'month', type: 'temporal' },
        y: { field: 'Consumption', type: 'quantitative' },
        color: nominal('Source of energy'),
      },
    },
  },
  {
    name: 'columns with long names',
    crowded: true,
    rows: LONG_NAMES,
    spec: { mark: 'bar', encoding: { x: nominal('Department of the municipality'), y: amount } },
  },
  { name: 'derived points', rows: POINTS },
  { name: 'derived map', rows: PLACES },
  { name: 'number', rows: rows(['total'], [[460_123]]) },
  {
    name: 'columns',
    rows: SALES,
    spec: { mark: 'bar', encoding: { x: nominal('region'), y: amount } },
    attributes: { source: 'Statistical office', notes: 'Without the islands.' },
  },
  {
    name: 'stacked columns',
    rows: BY_MONTH,
    spec: {
      mark: 'bar',
      encoding: { x: { field: 'month', type: 'temporal' }, y: amount, color: nominal('region') },
    },
    viz: { description: 'All shops, from the first month to the last, with those that have closed since' },
  },
  {
    name: 'area',
    rows: BY_MONTH,
    spec: {
      mark: { type: 'area', line: true },
      encoding: { x: { field: 'month', type: 'temporal' }, y: amount, color: nominal('region') },
    },
    attributes: { lang: 'de' },
  },
  {
    name: 'points by size',
    crowded: true,
    rows: POINTS,
    spec: {
      mark: 'point',
      encoding: {
        x: { field: 'income', type: 'quantitative' },
        y: { field: 'age', type: 'quantitative' },
        size: { field: 'people', type: 'quantitative' },
        color: nominal('region'),
      },
    },
  },
  {
    name: 'heat map',
    rows: HEAT,
    spec: {
      mark: 'rect',
      encoding: {
        x: { field: 'hour', type: 'ordinal' },
        y: nominal('day'),
        color: { field: 'amount', type: 'quantitative' },
      },
    },
  },
  {
    name: 'arcs',
    rows: SALES,
    spec: { mark: { type: 'arc', innerRadius: 40 }, encoding: { theta: amount, color: nominal('region') } },
  },
  {
    name: 'facets',
    crowded: true,
    rows: BY_MONTH,
    spec: {
      mark: 'line',
      encoding: {
        x: { field: 'month', type: 'temporal' },
        y: amount,
        facet: { ...nominal('region'), columns: 2 },
      },
    },
  },
  {
    name: 'columns of cells',
    crowded: true,
    rows: POINTS,
    spec: {
      mark: 'point',
      encoding: {
        x: { field: 'income', type: 'quantitative' },
        y: { field: 'people', type: 'quantitative' },
        column: nominal('region'),
      },
    },
  },
  {
    name: 'layers with rule and text',
    // Measured: 0.76 % in dark. The picture rounds edges of bars to 0.1 px, so by up to 0.05 px. At a quarter of a pixel,
    // this gives a row of pixels along each long edge another shade.
    mostDifferent: 0.008,
    rows: SALES,
    spec: {
      title: { text: 'Sales by region', subtitle: 'In thousands' },
      layer: [
        { mark: 'bar', encoding: { x: amount, y: { ...nominal('region'), sort: '-x' } } },
        {
          mark: { type: 'text', align: 'left', dx: 4 },
          encoding: { x: amount, y: { ...nominal('region'), sort: '-x' }, text: amount },
        },
        {
          mark: { type: 'rule', strokeDash: [4, 2] },
          encoding: { x: { aggregate: 'mean', field: 'amount' } },
        },
      ],
    },
  },
  {
    name: 'right to left',
    // Measured: 1.14 % in dark, half of it along edges of bars, as above. The other half are the ends of bars and grid
    // lines: the axis is 1 px further left, as the width of its Hebrew names is an estimate.
    mostDifferent: 0.012,
    rows: rows(
      ['האזור', 'amount'],
      ['צפון', 'דרום', 'מזרח', 'מערב'].map((region, place) => [region, noise(place + 4)]),
    ),
    spec: { mark: 'bar', encoding: { y: nominal('האזור'), x: amount } },
    attributes: { lang: 'he' },
    viz: { name: 'מכירות לפי אזור', description: null },
  },
  { name: 'derived bars from right to left', rows: SALES, attributes: { lang: 'ar' } },
  {
    name: 'dark theme',
    rows: SALES,
    spec: { mark: 'bar', encoding: { x: nominal('region'), y: amount } },
    attributes: { theme: 'dark' },
    frame: 24,
    schemes: ['light'],
  },
  {
    name: 'own look',
    rows: SALES,
    spec: {
      width: 200,
      height: 100,
      config: { font: 'DejaVu Sans' },
      mark: 'bar',
      encoding: { x: nominal('region'), y: amount },
    },
    attributes: { theme: 'none' },
  },
  {
    name: 'least height of the spec',
    rows: SALES,
    spec: { height: 250, mark: 'bar', encoding: { x: nominal('region'), y: amount } },
  },
  {
    name: 'ground of the spec',
    rows: SALES,
    spec: {
      background: '#fff4d6',
      mark: { type: 'bar', color: 'teal' },
      encoding: { x: nominal('region'), y: amount },
    },
  },
  {
    name: 'many remarks',
    rows: SALES,
    spec: { mark: 'bar', encoding: { x: nominal('region'), y: amount } },
    attributes: {
      lang: 'de',
      source: 'Statistisches Bundesamt, Fachserie 14, Reihe 9.2.1, eigene Berechnungen',
      notes: 'Ohne die Inseln, deren Zahlen später kommen. '.repeat(4),
    },
    viz: {
      name: 'Umsätze der Niederlassungen nach Region, ohne die im Laufe des Jahres geschlossenen Läden',
      description: 'Alle Läden, auch die, die inzwischen geschlossen sind, und die Märkte. '.repeat(2),
    },
  },
  {
    name: 'own size',
    rows: SALES,
    spec: { width: 200, height: 350, mark: 'bar', encoding: { x: nominal('region'), y: amount } },
    attributes: { fit: 'none' },
  },
];

/** Returns the attributes as options of `renderViz`. */
export const settingsOf = ({ attributes = {} }: PictureCase): Readonly<Record<string, string>> => attributes;

/** Creates an API that serves the viz of a case as `acme/sales`. */
export function apiOf({ rows: answer, spec, viz }: PictureCase): FakeApi {
  const sql = 'SELECT * FROM sales';
  return createFakeApi({
    vizzes: {
      'acme/sales': {
        name: 'Sales by region',
        description: 'All shops',
        files: {
          'charts/main.sql': sql,
          ...(spec && { 'charts/main.vl.json': JSON.stringify(spec) }),
        },
        ...viz,
      },
    },
    queries: { [sql]: answer },
  });
}
