import type { DeriveOptions } from '../../src/charts/derive-spec.ts';
import type { Cell, Column, ColumnType, Dataset } from '../../src/public-client/types.ts';

/** The result of a query, with the options for its chart. */
export interface ColumnSet {
  readonly dataset: Dataset;
  readonly options?: Partial<DeriveOptions>;
  /** The derived chart, as a line of `outline`. */
  readonly chart: string;
}

type Rows = readonly (readonly Cell[])[];

/**
 * Returns a data set with the given columns, each written `name:type`, and a comma between them. The default type is
 * `string`. Rows can be text, with commas between cells and semicolons between rows: `'Rome, 5; Paris, 7'`. An empty
 * cell is null.
 */
export function table(columns: string | readonly string[], rows: string | Rows): Dataset {
  const all = typeof columns === 'string' ? columns.split(', ') : columns;
  const read = all.map(column);
  const cells = (row: string): Cell[] =>
    row.split(',').map((text, at) => readCell(text.trim(), read[at]!.type));
  return {
    columns: read,
    rows: typeof rows === 'string' ? rows.split(';').map(cells) : rows,
    truncated: false,
  };
}

function column(text: string): Column {
  const [, name = text, type = 'string'] = /^(.*):(\w+)$/.exec(text) ?? [];
  return { name, type: type as ColumnType };
}

function readCell(text: string, type: ColumnType): Cell {
  if (text === '') return null;
  if (type === 'boolean') return text === 'true';
  // Dates are local, such as `2026-01`.
  if (type === 'date') return new Date(`${text.padEnd(10, '-01')}T00:00`);
  return type === 'number' ? Number(text) : text;
}

const set = (
  chart: string,
  columns: string | readonly string[],
  rows: string | Rows,
  options?: ColumnSet['options'],
): ColumnSet => ({ dataset: table(columns, rows), chart, ...(options && { options }) });

/** Returns one row for each date and name. */
const series = (
  dates: readonly Date[],
  names: readonly string[],
  valueOf: (date: number, name: number) => number,
): Cell[][] => dates.flatMap((date, i) => names.map((name, k) => [date, name, valueOf(i, k)]));

/** Returns deterministic noise between 0 and 1. */
const noise = (seed: number): number => {
  const wave = Math.sin(seed * 12.9898) * 43758.5453;
  return wave - Math.floor(wave);
};

const range = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const day = (year: number, month = 0, date = 1): Date => new Date(year, month, date);

const REGIONS = ['North', 'South', 'East', 'West', 'Centre'];
const COUNTRIES = Object.entries({
  ...{ Germany: 83.2, France: 68, Italy: 58.9, Spain: 48.1, Poland: 36.8, Romania: 19.1, Netherlands: 17.8 },
  ...{ Belgium: 11.7, 'Czech Republic': 10.8, Sweden: 10.5, Portugal: 10.5 },
});
const CITIES =
  'Berlin, 52.52, 13.4, 3755251; Hamburg, 53.55, 9.99, 1892122; Munich, 48.14, 11.58, 1512491; ' +
  'Cologne, 50.94, 6.96, 1084831; Frankfurt, 50.11, 8.68, 773068; Stuttgart, 48.78, 9.18, 632865; ' +
  'Leipzig, 51.34, 12.37, 616093; Dresden, 51.05, 13.74, 563311; Bremen, 53.08, 8.8, 569396';
const WORLD =
  'Tokyo, 35.7, 139.7; Delhi, 28.6, 77.2; Shanghai, 31.2, 121.5; São Paulo, -23.6, -46.6; Mexico City, 19.4, -99.1; ' +
  'Cairo, 30, 31.2; Lagos, 6.5, 3.4; London, 51.5, -0.1; New York, 40.7, -74; Sydney, -33.9, 151.2; ' +
  'Nairobi, -1.3, 36.8; Lima, -12, -77';
const SEGMENTS =
  'Small and medium-sized enterprises, 48200; Public administration and defence, 40900; Private households, 33600; ' +
  'Agriculture and forestry and fishing, 26300; Accommodation and food services, 19000; Transport and storage, 11700';

/** One result for each kind of chart and each special case. */
export const COLUMN_SETS: Readonly<Record<string, ColumnSet>> = {
  'text + number': set(
    'bar + text, x: region by sum, y: revenue, text: revenue',
    'region, revenue:number',
    'North, 412; South, 388; East, 171; West, 265; Centre, 97',
  ),
  'long text + number': set(
    'bar + text, y: country by sum, x: population_millions, text: population_millions',
    'country, population_millions:number',
    COUNTRIES,
  ),
  'very long text + number': set(
    'bar + text, y: segment by sum, x: employees, text: employees',
    'segment, employees:number',
    SEGMENTS,
  ),
  'names above their bars': set(
    'bar + text + text, y: segment by sum, x: employees, text: employees, text: segment',
    'segment, employees:number',
    SEGMENTS,
    { available: { width: 400, height: 260 } },
  ),
  'forty long categories': set(
    'bar + text, y: product by sum, x: units_sold, text: units_sold, 24 more',
    'product, units_sold:number',
    range(40, (i) => [
      `Product line ${String.fromCharCode(65 + (i % 26))} ${'— extended warranty'.slice(0, 6 + (i % 14))} no. ${i}`,
      Math.round(9000 * noise(i)),
    ]),
  ),
  'weekdays + number': set(
    'bar + text, x: weekday in order, y: visits, text: visits',
    'weekday, visits:number',
    'Sun, 1890; Sat, 2210; Fri, 1544; Thu, 1398; Wed, 1422; Tue, 1340; Mon, 1210',
  ),
  'age groups + number': set(
    'bar + text, x: age_group in order, y: members, text: members',
    'age_group, members:number',
    '0–9, 900; 10–19, 210; 20–29, 500; 30–39, 420; 40–49, 800; 50–59, 690; 60–69, 300; 70–79, 620; 80+, 250',
  ),
  'negative values': set(
    'bar + text, y: department by sum, x: change_in_staff, text: change_in_staff',
    'department, change_in_staff:number',
    Object.entries({ Sales: 14, Support: 9, Research: 22, Logistics: -7, Marketing: -12, Finance: 2 }),
  ),
  'repeated categories': set(
    'point, y: species by median, x: body_mass_g',
    'species, body_mass_g:number',
    range(150, (i) => [
      ['Adelie', 'Chinstrap', 'Gentoo'][i % 3] ?? '',
      Math.round(3200 + (i % 3 === 2 ? 1500 : 300) + 900 * noise(i)),
    ]),
  ),
  'boolean + number': set(
    'bar + text, x: is_member by sum, y: orders, text: orders',
    'is_member:boolean, orders:number',
    'true, 5120; false, 3244; , 120',
  ),
  'null category': set(
    'bar + text, x: channel by sum, y: orders, text: orders',
    'channel, orders:number',
    'Web, 940; Store, 620; , 88; Phone, 41',
  ),
  'date + number': set(
    'line, x: month, y: passengers',
    'month:date, passengers:number',
    range(48, (i) => [
      day(2021, i),
      Math.round(310_000 + 4000 * i + 90_000 * Math.sin(i / 1.9) + 20_000 * noise(i)),
    ]),
  ),
  'few dates': set(
    'line, x: year, y: median_rent',
    'year:date, median_rent:number',
    range(7, (i) => [day(2018 + i), 8.4 + 0.45 * i + noise(i) * 0.2]),
  ),
  'year number + number': set(
    'line, x: year, y: co2_ppm',
    'year:number, co2_ppm:number',
    range(40, (i) => [1984 + i, 344.2 + 1.75 * i + noise(i)]),
  ),
  'dates before 1970': set(
    'line, x: date, y: wheat_price',
    'date:date, wheat_price:number',
    range(52, (i) => [day(1565 + 5 * i), Math.round(30 + 40 * noise(i) + i * 0.4)]),
  ),
  'days + number': set(
    'line, x: day, y: temperature',
    'day:date, temperature:number',
    range(90, (i) => [day(2026, 0, 1 + i), Math.round(10 * (-3 + i / 7 + 6 * noise(i))) / 10]),
  ),
  'timestamps + number': set(
    'line, x: measured_at, y: load_mw',
    'measured_at:timestamp, load_mw:number',
    range(96, (i) => [new Date(2026, 2, 10, 0, 15 * i), Math.round(41_000 + 9000 * Math.sin((i - 24) / 15))]),
  ),
  'date + text + number': set(
    'line, x: month, y: delay_minutes, color: carrier',
    'month:date, carrier, delay_minutes:number',
    series(
      range(36, (i) => day(2023, i)),
      ['Alpha Air', 'Beta Jet', 'Gamma'],
      (i, k) => Math.round(10 * (8 + 9 * k + 4 * Math.sin(i / 3 + k) + 2 * noise(i * 3 + k))) / 10,
    ),
  ),
  'date + crossing series': set(
    'line, x: month, y: tickets, color: team',
    'month:date, team, tickets:number',
    series(
      range(24, (i) => day(2024, i)),
      ['Blue', 'Red', 'Green', 'Grey'],
      (i, k) => Math.round(60 + 30 * noise(i * 7 + k)),
    ),
  ),
  'twelve series': set(
    'line + point, facet: country in order, x: year, y: index',
    'year:date, country, index:number',
    series(
      range(10, (i) => day(2015 + i)),
      COUNTRIES.map(([name]) => name),
      (i, k) => Math.round(100 + (9 - k) * i * 1.6 + 6 * noise(i * 13 + k)),
    ),
  ),
  'date + several numbers': set(
    'line, x: quarter, y: _value, color: _series',
    'quarter:date, new_customers:number, lost_customers:number',
    range(16, (i) => [
      day(2022, 3 * i),
      Math.round(420 + 22 * i + 60 * noise(i)),
      Math.round(260 + 9 * i + 50 * noise(i + 50)),
    ]),
  ),
  'date + prev_value': set(
    'line, x: dimension, y: _value, strokeDash: _series',
    'dimension:date, value:number, prev_value:number',
    range(12, (i) => [
      day(2025, i),
      Math.round(500 + 20 * i + 80 * noise(i)),
      Math.round(450 + 16 * i + 80 * noise(i + 9)),
    ]),
  ),
  'dimension + value': set(
    'bar + text, x: dimension by sum, y: value, text: value',
    'dimension, value:number',
    REGIONS.map((name, i) => [name, [412_300, 388_120, 171_950, 265_400, 97_010][i] ?? 0]),
  ),
  'dimension + value + prev_value': set(
    'bar + bar, y: dimension by sum, x: prev_value, x: value',
    'dimension, value:number, prev_value:number',
    'Online shop, 412, 350; Department stores, 388, 410; Wholesale, 171, 160; Marketplaces, 265, 190',
  ),
  'favourable changes': set(
    'bar + bar + text, y: dimension by sum, x: prev_value, x: value, color: _verdict, text: _sign',
    'dimension, value:number, prev_value:number, is_favorable:boolean',
    'Revenue EU, 412, 350, true; Revenue US, 388, 410, false; Returns, 171, 160, false; Complaints, 96, 130, true',
  ),
  'favourable without before': set(
    'bar + text + text, x: dimension by sum, y: value, color: _verdict, text: value, text: _sign',
    'dimension, value:number, is_unfavorable:number',
    'A, 12, 0; B, 8, 1; C, -4, 1',
  ),
  'reversed measure': set(
    'bar + bar + text, x: dimension by sum, y: prev_value, y: value, color: _verdict, text: _sign',
    'dimension, value:number, prev_value:number, is_reversed:boolean',
    'North, 14, 18, true; South, 21, 16, true; East, 9, 9, true',
  ),
  'one row': set(
    'number',
    'dimension, value:number, prev_value:number, is_favorable:boolean',
    'Revenue, 1240500, 1107000, true',
  ),
  'one number': set('number', 'total_revenue:number', '48211.5'),
  'big integer': set('number', 'rows_processed:number', '9007199254740993123'),
  'two numbers': set(
    'point, x: miles_per_gallon, y: horsepower',
    'miles_per_gallon:number, horsepower:number',
    range(120, (i) => [
      Math.round(12 + 30 * noise(i)),
      Math.round(230 - 4.4 * (12 + 30 * noise(i)) + 40 * noise(i + 500)),
    ]),
  ),
  'many points': set(
    'point, x: distance_km, y: delay',
    'distance_km:number, delay:number',
    range(4000, (i) => [Math.round(4000 * noise(i) ** 2), Math.round(120 * noise(i + 7777) ** 3 - 10)]),
  ),
  'two numbers + text': set(
    'point, x: bill_length, y: bill_depth, color: island',
    'island, bill_length:number, bill_depth:number',
    range(150, (i) => [
      ['Biscoe', 'Dream', 'Torgersen'][i % 3] ?? '',
      34 + 8 * (i % 3) + 6 * noise(i),
      14 + 2 * ((i + 1) % 3) + 3 * noise(i + 99),
    ]),
  ),
  'text + text + number': set(
    'bar + text, x: region by sum, y: revenue, order: _rank, color: product, detail: product, text: revenue',
    'region, product, revenue:number',
    REGIONS.flatMap((region, i) =>
      ['Software', 'Hardware', 'Services'].map((product, k) => [
        region,
        product,
        Math.round(40_000 + 80_000 * noise(i * 5 + k)),
      ]),
    ),
  ),
  'text + text + average': set(
    'bar, y: site by sum, x: avg_yield, color: year, yOffset: year in order',
    'site, year, avg_yield:number',
    ['Crookston', 'Duluth', 'Morris', 'Waseca'].flatMap((site, i) =>
      ['1931', '1932'].map((year, k) => [site, year, Math.round(10 * (26 + 14 * noise(i * 2 + k))) / 10]),
    ),
  ),
  'many parts': set(
    'bar + text, y: cause by sum, x: deaths, order: _rank, color: age, detail: age, text: deaths',
    'age, cause, deaths:number',
    ['0–19', '20–39', '40–59', '60–79', '80+'].flatMap((age, i) =>
      range(11, (k) => [
        age,
        `Cause ${String.fromCharCode(65 + k)}`,
        Math.round(900 * noise(i * 11 + k) * (i + 1)),
      ]),
    ),
  ),
  'text + numbers': set(
    'bar, x: fruit by sum, y: _value, color: _series, xOffset: _series in order',
    'fruit, imports:number, exports:number',
    'Apples, 320, 410; Pears, 180, 120; Plums, 90, 140; Cherries, 60, 30',
  ),
  'text + attribute + number': set(
    'bar + text, x: country by sum, y: population, text: population',
    'country, continent, population:number',
    'China, Asia, 1410; India, Asia, 1428; Nigeria, Africa, 224; Brazil, America, 216',
  ),
  'latitude + longitude': set(
    'geoshape + circle + text, equalEarth, latitude: latitude, longitude: longitude, text: _label',
    'city, latitude:number, longitude:number',
    WORLD,
  ),
  'regional map with sizes': set(
    'geoshape + circle + text, mercator, latitude: lat, longitude: lon, size: inhabitants, text: _label',
    'city, lat:number, lon:number, inhabitants:number',
    CITIES,
  ),
  'wish: arc': set(
    'arc + text, theta: share_pct, order: _rank, color: heating, detail: heating',
    'heating, share_pct:number',
    Object.entries({ Gas: 48.4, Oil: 24.7, 'District heating': 14.2, 'Heat pump': 5.7, Other: 7 }),
    { mark: 'arc' },
  ),
  'wish: arc of many': set(
    'arc + text, theta: population, order: _rank, color: _group, detail: _group',
    'country, population:number',
    COUNTRIES,
    { mark: 'arc' },
  ),
  'wish: area': set(
    'area, x: month, y: passengers',
    'month:date, passengers:number',
    range(48, (i) => [day(2021, i), Math.round(310_000 + 90_000 * Math.sin(i / 1.9))]),
    { mark: 'area' },
  ),
  'wish: stacked area': set(
    'area, x: year, y: sum net_generation, color: source, order: min _rank',
    'year:date, source, net_generation:number',
    series(
      range(17, (i) => day(2001 + i)),
      ['Fossil', 'Nuclear', 'Renewables'],
      (i, k) => Math.round(20_000 + 9000 * noise(i + k * 31) + (k === 2 ? 1200 * i : 0)),
    ),
    { mark: 'area' },
  ),
  'wish: bars over months': set(
    'bar, x: yearmonth month, y: orders',
    'month:date, orders:number',
    range(14, (i) => [day(2025, i), Math.round(200 + 150 * noise(i))]),
    { mark: 'bar' },
  ),
  'wish: stacked bars over years': set(
    'bar, x: year year, y: orders, color: kind, order: _rank',
    'year:date, kind, orders:number',
    series(
      range(8, (i) => day(2018 + i)),
      ['New', 'Returning'],
      (i, k) => Math.round(200 + 150 * noise(i * 2 + k)),
    ),
    { mark: 'bar' },
  ),
  'wish: bars over weeks': set(
    'bar, x: yearmonthdate week, y: orders',
    'week:date, orders:number',
    range(10, (i) => [day(2026, 0, 5 + 7 * i), Math.round(200 + 150 * noise(i))]),
    { mark: 'bar' },
  ),
  'wish: line over categories': set(
    'line, x: weekday in order, y: visits',
    'weekday, visits:number',
    ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((name, i) => [name, 1200 + 150 * i]),
    { mark: 'line' },
  ),
  'wish: points over categories': set(
    'point, y: country by median, x: population',
    'country, population:number',
    COUNTRIES,
    { mark: 'point' },
  ),
  'wish: number': set(
    'number',
    'month:date, revenue:number',
    range(6, (i) => [day(2026, i), 100 + i]),
    { mark: 'number' },
  ),
  'wish: table': set('table', 'region, revenue:number', Object.entries({ North: 1, South: 2 }), {
    mark: 'table',
  }),
  'names that Vega would misread': set('table', ['a.b["c"]', "it's 100 %\\"], 'x, y; z, w'),
  'hostile names': set(
    'bar, x: column_1 by sum, y: _value, color: _series, xOffset: _series in order',
    '__proto__, constructor:number, sum(a.b):number',
    'x, 3, 1; y, 5, 2; z, 4, 4',
  ),
  'emoji and right-to-left': set(
    'bar + text, x: 🎉 الفئة by sum, y: العدد, text: العدد',
    '🎉 الفئة, العدد:number',
    Object.entries({ مرحبا: 3, שלום: 5, '🎈': 4 }),
  ),
};
