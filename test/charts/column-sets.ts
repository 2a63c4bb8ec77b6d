import type { DeriveOptions } from '../../src/charts/derive-spec.ts';
import type { Cell, Column, ColumnType, Dataset } from '../../src/public-client/types.ts';

/** The result of a query, with the options for its chart. */
export interface ColumnSet {
  readonly dataset: Dataset;
  readonly options?: Partial<DeriveOptions>;
  /** The derived chart, as a line of `outline`. */
  readonly chart: string;
}

/** Returns a data set with the given columns, each written `name:type`. The default type is `string`. */
export function table(columns: readonly string[], rows: readonly (readonly Cell[])[]): Dataset {
  return { columns: columns.map(column), rows, truncated: false };
}

function column(text: string): Column {
  const at = text.lastIndexOf(':');
  return at < 0
    ? { name: text, type: 'string' }
    : { name: text.slice(0, at), type: text.slice(at + 1) as ColumnType };
}

/** Returns deterministic noise between 0 and 1. */
const noise = (seed: number): number => {
  const wave = Math.sin(seed * 12.9898) * 43758.5453;
  return wave - Math.floor(wave);
};

const range = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const day = (year: number, month = 0, date = 1): Date => new Date(year, month, date);

const REGIONS = ['North', 'South', 'East', 'West', 'Centre'];
const COUNTRIES = [
  ['Germany', 83.2],
  ['France', 68],
  ['Italy', 58.9],
  ['Spain', 48.1],
  ['Poland', 36.8],
  ['Romania', 19.1],
  ['Netherlands', 17.8],
  ['Belgium', 11.7],
  ['Czech Republic', 10.8],
  ['Sweden', 10.5],
  ['Portugal', 10.5],
] as const;
const CITIES = [
  ['Berlin', 52.52, 13.4, 3_755_251],
  ['Hamburg', 53.55, 9.99, 1_892_122],
  ['Munich', 48.14, 11.58, 1_512_491],
  ['Cologne', 50.94, 6.96, 1_084_831],
  ['Frankfurt', 50.11, 8.68, 773_068],
  ['Stuttgart', 48.78, 9.18, 632_865],
  ['Leipzig', 51.34, 12.37, 616_093],
  ['Dresden', 51.05, 13.74, 563_311],
  ['Bremen', 53.08, 8.8, 569_396],
] as const;
const WORLD = [
  ['Tokyo', 35.7, 139.7, 37.4],
  ['Delhi', 28.6, 77.2, 28.5],
  ['Shanghai', 31.2, 121.5, 25.6],
  ['São Paulo', -23.6, -46.6, 21.7],
  ['Mexico City', 19.4, -99.1, 21.6],
  ['Cairo', 30, 31.2, 20.1],
  ['Lagos', 6.5, 3.4, 13.5],
  ['London', 51.5, -0.1, 9],
  ['New York', 40.7, -74, 18.8],
  ['Sydney', -33.9, 151.2, 4.9],
  ['Nairobi', -1.3, 36.8, 4.4],
  ['Lima', -12, -77, 10.4],
] as const;
const SEGMENTS = [
  'Small and medium-sized enterprises',
  'Public administration and defence',
  'Private households',
  'Agriculture, forestry and fishing',
  'Accommodation and food services',
  'Transport and storage',
];

/** One result for each kind of chart and each special case. */
export const COLUMN_SETS: Readonly<Record<string, ColumnSet>> = {
  'text + number': {
    chart: 'bar + text, x: region by sum, y: revenue, text: revenue',
    dataset: table(
      ['region', 'revenue:number'],
      REGIONS.map((name, i) => [name, [412, 388, 171, 265, 97][i] ?? 0]),
    ),
  },
  'long text + number': {
    chart: 'bar + text, y: country by sum, x: population_millions, text: population_millions',
    dataset: table(
      ['country', 'population_millions:number'],
      COUNTRIES.map(([name, value]) => [name, value]),
    ),
  },
  'very long text + number': {
    chart: 'bar + text, y: segment by sum, x: employees, text: employees',
    dataset: table(
      ['segment', 'employees:number'],
      SEGMENTS.map((name, i) => [name, 48_200 - 7_300 * i]),
    ),
  },
  'names above their bars': {
    chart: 'bar + text + text, y: segment by sum, x: employees, text: employees, text: segment',
    dataset: table(
      ['segment', 'employees:number'],
      SEGMENTS.map((name, i) => [name, 48_200 - 7_300 * i]),
    ),
    options: { available: { width: 400, height: 260 } },
  },
  'forty long categories': {
    chart: 'bar + text, y: product by sum, x: units_sold, text: units_sold, 24 more',
    dataset: table(
      ['product', 'units_sold:number'],
      range(40, (i) => [
        `Product line ${String.fromCharCode(65 + (i % 26))} ${'— extended warranty'.slice(0, 6 + (i % 14))} no. ${i}`.replace(
          /^/,
          '',
        ),
        Math.round(9000 * noise(i)),
      ]),
    ),
  },
  'weekdays + number': {
    chart: 'bar + text, x: weekday in order, y: visits, text: visits',
    dataset: table(
      ['weekday', 'visits:number'],
      ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
        .map((name, i) => [name, [1210, 1340, 1422, 1398, 1544, 2210, 1890][i] ?? 0])
        .reverse(),
    ),
  },
  'age groups + number': {
    chart: 'bar + text, x: age_group in order, y: members, text: members',
    dataset: table(
      ['age_group', 'members:number'],
      ['0–9', '10–19', '20–29', '30–39', '40–49', '50–59', '60–69', '70–79', '80+'].map((name, i) => [
        name,
        Math.round(900 * noise(i + 3) + 200),
      ]),
    ),
  },
  'negative values': {
    chart: 'bar + text, y: department by sum, x: change_in_staff, text: change_in_staff',
    dataset: table(
      ['department', 'change_in_staff:number'],
      Object.entries({ Sales: 14, Support: 9, Research: 22, Logistics: -7, Marketing: -12, Finance: 2 }),
    ),
  },
  'repeated categories': {
    chart: 'point, y: species by median, x: body_mass_g',
    dataset: table(
      ['species', 'body_mass_g:number'],
      range(150, (i) => [
        ['Adelie', 'Chinstrap', 'Gentoo'][i % 3] ?? '',
        Math.round(3200 + (i % 3 === 2 ? 1500 : 300) + 900 * noise(i)),
      ]),
    ),
  },
  'boolean + number': {
    chart: 'bar + text, x: is_member by sum, y: orders, text: orders',
    dataset: table(
      ['is_member:boolean', 'orders:number'],
      [
        [true, 5120],
        [false, 3244],
        [null, 120],
      ],
    ),
  },
  'null category': {
    chart: 'bar + text, x: channel by sum, y: orders, text: orders',
    dataset: table(
      ['channel', 'orders:number'],
      [
        ['Web', 940],
        ['Store', 620],
        [null, 88],
        ['Phone', 41],
      ],
    ),
  },
  'date + number': {
    chart: 'line, x: month, y: passengers',
    dataset: table(
      ['month:date', 'passengers:number'],
      range(48, (i) => [
        day(2021, i),
        Math.round(310_000 + 4000 * i + 90_000 * Math.sin(i / 1.9) + 20_000 * noise(i)),
      ]),
    ),
  },
  'few dates': {
    chart: 'line, x: year, y: median_rent',
    dataset: table(
      ['year:date', 'median_rent:number'],
      range(7, (i) => [day(2018 + i), 8.4 + 0.45 * i + noise(i) * 0.2]),
    ),
  },
  'year number + number': {
    chart: 'line, x: year, y: co2_ppm',
    dataset: table(
      ['year:number', 'co2_ppm:number'],
      range(40, (i) => [1984 + i, 344.2 + 1.75 * i + noise(i)]),
    ),
  },
  'dates before 1970': {
    chart: 'line, x: date, y: wheat_price',
    dataset: table(
      ['date:date', 'wheat_price:number'],
      range(52, (i) => [day(1565 + 5 * i), Math.round(30 + 40 * noise(i) + i * 0.4)]),
    ),
  },
  'days + number': {
    chart: 'line, x: day, y: temperature',
    dataset: table(
      ['day:date', 'temperature:number'],
      range(90, (i) => [day(2026, 0, 1 + i), Math.round(10 * (-3 + i / 7 + 6 * noise(i))) / 10]),
    ),
  },
  'timestamps + number': {
    chart: 'line, x: measured_at, y: load_mw',
    dataset: table(
      ['measured_at:timestamp', 'load_mw:number'],
      range(96, (i) => [
        new Date(2026, 2, 10, 0, 15 * i),
        Math.round(41_000 + 9000 * Math.sin((i - 24) / 15)),
      ]),
    ),
  },
  'date + text + number': {
    chart: 'line, x: month, y: delay_minutes, color: carrier',
    dataset: table(
      ['month:date', 'carrier', 'delay_minutes:number'],
      range(36, (i) => i).flatMap((i) =>
        ['Alpha Air', 'Beta Jet', 'Gamma'].map((name, k) => [
          day(2023, i),
          name,
          Math.round(10 * (8 + 9 * k + 4 * Math.sin(i / 3 + k) + 2 * noise(i * 3 + k))) / 10,
        ]),
      ),
    ),
  },
  'date + crossing series': {
    chart: 'line, x: month, y: tickets, color: team',
    dataset: table(
      ['month:date', 'team', 'tickets:number'],
      range(24, (i) => i).flatMap((i) =>
        ['Blue', 'Red', 'Green', 'Grey'].map((name, k) => [
          day(2024, i),
          name,
          Math.round(60 + 30 * noise(i * 7 + k)),
        ]),
      ),
    ),
  },
  'twelve series': {
    chart: 'line + point, facet: country in order, x: year, y: index',
    dataset: table(
      ['year:date', 'country', 'index:number'],
      range(10, (i) => i).flatMap((i) =>
        COUNTRIES.map(([name], k) => [
          day(2015 + i),
          name,
          Math.round(100 + (9 - k) * i * 1.6 + 6 * noise(i * 13 + k)),
        ]),
      ),
    ),
  },
  'date + several numbers': {
    chart: 'line, x: quarter, y: _value, color: _series',
    dataset: table(
      ['quarter:date', 'new_customers:number', 'lost_customers:number'],
      range(16, (i) => [
        day(2022, 3 * i),
        Math.round(420 + 22 * i + 60 * noise(i)),
        Math.round(260 + 9 * i + 50 * noise(i + 50)),
      ]),
    ),
  },
  'date + prev_value': {
    chart: 'line, x: dimension, y: _value, strokeDash: _series',
    dataset: table(
      ['dimension:date', 'value:number', 'prev_value:number'],
      range(12, (i) => [
        day(2025, i),
        Math.round(500 + 20 * i + 80 * noise(i)),
        Math.round(450 + 16 * i + 80 * noise(i + 9)),
      ]),
    ),
  },
  'dimension + value': {
    chart: 'bar + text, x: dimension by sum, y: value, text: value',
    dataset: table(
      ['dimension', 'value:number'],
      REGIONS.map((name, i) => [name, [412_300, 388_120, 171_950, 265_400, 97_010][i] ?? 0]),
    ),
  },
  'dimension + value + prev_value': {
    chart: 'bar + bar, y: dimension by sum, x: prev_value, x: value',
    dataset: table(
      ['dimension', 'value:number', 'prev_value:number'],
      [
        ['Online shop', 412, 350],
        ['Department stores', 388, 410],
        ['Wholesale', 171, 160],
        ['Marketplaces', 265, 190],
      ],
    ),
  },
  'favourable changes': {
    chart: 'bar + bar + text, y: dimension by sum, x: prev_value, x: value, color: _verdict, text: _sign',
    dataset: table(
      ['dimension', 'value:number', 'prev_value:number', 'is_favorable:boolean'],
      [
        ['Revenue EU', 412, 350, true],
        ['Revenue US', 388, 410, false],
        ['Returns', 171, 160, false],
        ['Complaints', 96, 130, true],
      ],
    ),
  },
  'favourable without before': {
    chart: 'bar + text + text, x: dimension by sum, y: value, color: _verdict, text: value, text: _sign',
    dataset: table(
      ['dimension', 'value:number', 'is_unfavorable:number'],
      [
        ['A', 12, 0],
        ['B', 8, 1],
        ['C', -4, 1],
      ],
    ),
  },
  'reversed measure': {
    chart: 'bar + bar + text, x: dimension by sum, y: prev_value, y: value, color: _verdict, text: _sign',
    dataset: table(
      ['dimension', 'value:number', 'prev_value:number', 'is_reversed:boolean'],
      [
        ['North', 14, 18, true],
        ['South', 21, 16, true],
        ['East', 9, 9, true],
      ],
    ),
  },
  'one row': {
    chart: 'number',
    dataset: table(
      ['dimension', 'value:number', 'prev_value:number', 'is_favorable:boolean'],
      [['Revenue', 1_240_500, 1_107_000, true]],
    ),
  },
  'one number': { chart: 'number', dataset: table(['total_revenue:number'], [[48_211.5]]) },
  'big integer': { chart: 'number', dataset: table(['rows_processed:number'], [['9007199254740993123']]) },
  'two numbers': {
    chart: 'point, x: miles_per_gallon, y: horsepower',
    dataset: table(
      ['miles_per_gallon:number', 'horsepower:number'],
      range(120, (i) => [
        Math.round(12 + 30 * noise(i)),
        Math.round(230 - 4.4 * (12 + 30 * noise(i)) + 40 * noise(i + 500)),
      ]),
    ),
  },
  'many points': {
    chart: 'point, x: distance_km, y: delay',
    dataset: table(
      ['distance_km:number', 'delay:number'],
      range(4000, (i) => [Math.round(4000 * noise(i) ** 2), Math.round(120 * noise(i + 7777) ** 3 - 10)]),
    ),
  },
  'two numbers + text': {
    chart: 'point, x: bill_length, y: bill_depth, color: island',
    dataset: table(
      ['island', 'bill_length:number', 'bill_depth:number'],
      range(150, (i) => [
        ['Biscoe', 'Dream', 'Torgersen'][i % 3] ?? '',
        34 + 8 * (i % 3) + 6 * noise(i),
        14 + 2 * ((i + 1) % 3) + 3 * noise(i + 99),
      ]),
    ),
  },
  'text + text + number': {
    chart:
      'bar + text, x: region by sum, y: revenue, order: _rank, color: product, detail: product, text: revenue',
    dataset: table(
      ['region', 'product', 'revenue:number'],
      REGIONS.flatMap((region, i) =>
        ['Software', 'Hardware', 'Services'].map((product, k) => [
          region,
          product,
          Math.round(40_000 + 80_000 * noise(i * 5 + k)),
        ]),
      ),
    ),
  },
  'text + text + average': {
    chart: 'bar, y: site by sum, x: avg_yield, color: year, yOffset: year in order',
    dataset: table(
      ['site', 'year', 'avg_yield:number'],
      ['Crookston', 'Duluth', 'Morris', 'Waseca'].flatMap((site, i) =>
        ['1931', '1932'].map((year, k) => [site, year, Math.round(10 * (26 + 14 * noise(i * 2 + k))) / 10]),
      ),
    ),
  },
  'many parts': {
    chart: 'bar + text, y: cause by sum, x: deaths, order: _rank, color: age, detail: age, text: deaths',
    dataset: table(
      ['age', 'cause', 'deaths:number'],
      ['0–19', '20–39', '40–59', '60–79', '80+'].flatMap((age, i) =>
        range(11, (k) => [
          age,
          `Cause ${String.fromCharCode(65 + k)}`,
          Math.round(900 * noise(i * 11 + k) * (i + 1)),
        ]),
      ),
    ),
  },
  'text + numbers': {
    chart: 'bar, x: fruit by sum, y: _value, color: _series, xOffset: _series in order',
    dataset: table(
      ['fruit', 'imports:number', 'exports:number'],
      [
        ['Apples', 320, 410],
        ['Pears', 180, 120],
        ['Plums', 90, 140],
        ['Cherries', 60, 30],
      ],
    ),
  },
  'text + attribute + number': {
    chart: 'bar + text, x: country by sum, y: population, text: population',
    dataset: table(
      ['country', 'continent', 'population:number'],
      [
        ['China', 'Asia', 1410],
        ['India', 'Asia', 1428],
        ['Nigeria', 'Africa', 224],
        ['Brazil', 'America', 216],
      ],
    ),
  },
  'latitude + longitude': {
    chart: 'geoshape + circle + text, equalEarth, latitude: latitude, longitude: longitude, text: _label',
    dataset: table(
      ['city', 'latitude:number', 'longitude:number'],
      WORLD.map(([name, lat, lon]) => [name, lat, lon]),
    ),
  },
  'regional map with sizes': {
    chart:
      'geoshape + circle + text, mercator, latitude: lat, longitude: lon, size: inhabitants, text: _label',
    dataset: table(
      ['city', 'lat:number', 'lon:number', 'inhabitants:number'],
      CITIES.map((row) => [...row]),
    ),
  },
  'wish: arc': {
    chart: 'arc + text, theta: share_pct, order: _rank, color: heating, detail: heating',
    dataset: table(
      ['heating', 'share_pct:number'],
      Object.entries({ Gas: 48.4, Oil: 24.7, 'District heating': 14.2, 'Heat pump': 5.7, Other: 7 }),
    ),
    options: { mark: 'arc' },
  },
  'wish: arc of many': {
    chart: 'arc + text, theta: population, order: _rank, color: _group, detail: _group',
    dataset: table(
      ['country', 'population:number'],
      COUNTRIES.map(([name, value]) => [name, value]),
    ),
    options: { mark: 'arc' },
  },
  'wish: area': {
    chart: 'area, x: month, y: passengers',
    dataset: table(
      ['month:date', 'passengers:number'],
      range(48, (i) => [day(2021, i), Math.round(310_000 + 90_000 * Math.sin(i / 1.9))]),
    ),
    options: { mark: 'area' },
  },
  'wish: stacked area': {
    chart: 'area, x: year, y: sum net_generation, color: source, order: min _rank',
    dataset: table(
      ['year:date', 'source', 'net_generation:number'],
      range(17, (i) => i).flatMap((i) =>
        ['Fossil', 'Nuclear', 'Renewables'].map((name, k) => [
          day(2001 + i),
          name,
          Math.round(20_000 + 9000 * noise(i + k * 31) + (k === 2 ? 1200 * i : 0)),
        ]),
      ),
    ),
    options: { mark: 'area' },
  },
  'wish: bars over months': {
    chart: 'bar, x: yearmonth month, y: orders',
    dataset: table(
      ['month:date', 'orders:number'],
      range(14, (i) => [day(2025, i), Math.round(200 + 150 * noise(i))]),
    ),
    options: { mark: 'bar' },
  },
  'wish: stacked bars over years': {
    chart: 'bar, x: year year, y: orders, color: kind, order: _rank',
    dataset: table(
      ['year:date', 'kind', 'orders:number'],
      range(8, (i) => i).flatMap((i) =>
        ['New', 'Returning'].map((kind, k) => [
          day(2018 + i),
          kind,
          Math.round(200 + 150 * noise(i * 2 + k)),
        ]),
      ),
    ),
    options: { mark: 'bar' },
  },
  'wish: bars over weeks': {
    chart: 'bar, x: yearmonthdate week, y: orders',
    dataset: table(
      ['week:date', 'orders:number'],
      range(10, (i) => [day(2026, 0, 5 + 7 * i), Math.round(200 + 150 * noise(i))]),
    ),
    options: { mark: 'bar' },
  },
  'wish: line over categories': {
    chart: 'line, x: weekday in order, y: visits',
    dataset: table(
      ['weekday', 'visits:number'],
      ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((name, i) => [name, 1200 + 150 * i]),
    ),
    options: { mark: 'line' },
  },
  'wish: points over categories': {
    chart: 'point, y: country by median, x: population',
    dataset: table(
      ['country', 'population:number'],
      COUNTRIES.map(([name, value]) => [name, value]),
    ),
    options: { mark: 'point' },
  },
  'wish: number': {
    chart: 'number',
    dataset: table(
      ['month:date', 'revenue:number'],
      range(6, (i) => [day(2026, i), 100 + i]),
    ),
    options: { mark: 'number' },
  },
  'wish: table': {
    chart: 'table',
    dataset: table(['region', 'revenue:number'], Object.entries({ North: 1, South: 2 })),
    options: { mark: 'table' },
  },
  'names that Vega would misread': {
    chart: 'table',
    dataset: table(
      ['a.b["c"]', "it's 100 %\\"],
      [
        ['x', 'y'],
        ['z', 'w'],
      ],
    ),
  },
  'hostile names': {
    chart: 'bar, x: column_1 by sum, y: _value, color: _series, xOffset: _series in order',
    dataset: table(
      ['__proto__', 'constructor:number', 'sum(a.b):number'],
      [
        ['x', 3, 1],
        ['y', 5, 2],
        ['z', 4, 4],
      ],
    ),
  },
  'emoji and right-to-left': {
    chart: 'bar + text, x: 🎉 الفئة by sum, y: العدد, text: العدد',
    dataset: table(['🎉 الفئة', 'العدد:number'], Object.entries({ مرحبا: 3, שלום: 5, '🎈': 4 })),
  },
};
