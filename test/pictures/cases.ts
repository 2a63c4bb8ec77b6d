/** The charts of the stored pictures. */
import type { RenderSettings } from '../../node/prerender/types.ts';
import type { VegaLiteSpec } from '../../src/spec/types.ts';
import { rows, type FakeQuery } from '../support/fake-api.ts';

/** Name, rows, spec (`null` for a derived chart), settings, and a width in px if it is not 480. */
type PictureCase = readonly [string, FakeQuery, VegaLiteSpec | null, Partial<RenderSettings>, number?];

/** Returns rows from text, header first: spaces separate rows, and commas cells. In a cell, `_` is a space. */
function table(text: string): FakeQuery {
  const [header, ...lines] = text.split(' ').map((row) => row.replaceAll('_', ' ').split(','));
  const read = (cell: string): unknown => (Number.isNaN(Number(cell)) ? cell : Number(cell));
  return rows(
    header!,
    lines.map((cells) => cells.map(read)),
  );
}

/** Returns a row for each pair of names. `valueOf` receives the places of the names. */
function crossed(columns: string, outer: string, inner: string, valueOf: (a: number, b: number) => number) {
  const [one, other] = [outer, inner].map((names) => names.split(','));
  const cells = one!.flatMap((name, a) => other!.map((part, b) => [name, part, valueOf(a, b)]));
  return rows(columns.split(','), cells);
}

const nominal = (field: string, more?: object) => ({ field, type: 'nominal', ...more });
const amount = (field: string, more?: object) => ({ field, type: 'quantitative', ...more });
const draw = (mark: unknown, x: object, y: object, more?: object): VegaLiteSpec =>
  ({ mark, encoding: { x, y, ...more } }) as VegaLiteSpec;

const SALES = table('region,sales North,340 South,120 East,210');
const [region, sales] = [nominal('region'), amount('sales')];
const BARS = draw('bar', region, sales);
const TOWNS = table('town,rent Brandenburg_an_der_Havel,340 Frankfurt_an_der_Oder,230 Eisenhüttenstadt,120');
const MONTHS = table('month,sold 2024-01-01,10 2024-02-01,11 2024-03-01,12 2024-04-01,13');
const YEARS = '2019-01-01,2020-01-01,2021-01-01,2022-01-01';
const CITIES = crossed('day,city,people', YEARS, 'Berlin,Rome', (a, b) => 300 + a * 60 - b * (20 + a * 80));
const [city, day] = [nominal('city', { title: null }), { field: 'day', type: 'temporal' }];
const people = amount('people', { title: 'People in the city' });
const LINES = draw('line', day, people, { color: city });
const LEGEND = draw('line', day, people, { color: { ...city, legend: { columns: 1 } } });
const CELLS = { facet: city, spec: draw('line', day, { ...people, title: null }) } as VegaLiteSpec;
const AVERAGE = 'National average of all towns in the country';
const RATES = crossed('day,industry,rate', YEARS, 'Building,State', (a, b) =>
  b ? 3 + a : 27 - (a - 2) ** 4,
);
const LINE = draw('line', day, amount('rate', { aggregate: 'sum', title: 'Rate of inflation' }));
const PEAK = { annotate: '2021 Building: Peak, 27%; 2019 State: Before the crisis' };
const HOUSES = rows(['city', 'price'], Object.entries({ 'Hong Kong, China': 340, Berlin: 230, Rome: 120 }));
const NEAR = { annotate: 'hong kong, china: Highest; Rome: Less than a year before', reference: '236 Goal' };
const PRICES = table('city,price Berlin,10 Berlin,30.5 Rome,7 Rome,7.25');
const price = amount('price', { aggregate: 'mean' });
const MEAN = draw('bar', city, price, { color: amount('price', { aggregate: 'max' }) });
const RAIN = table('city,rain Berlin,570.25 Rome,804.5 Oslo,763');
const RAINS = draw('bar', city, amount('rain'));
const ANSWERS = crossed('year,answer,n', '2022,2023', 'Yes,Maybe,No', (_, b) => [31, 20, 49][b]!);
const NUMBERS = Array.from({ length: 62 }, (_, at) => `Place_${(at * 37) % 62}a,${at}`);
const GIFTS = crossed('name,kind,n', 'شمال,جنوب (2),شرق', 'مبيعات,هدايا', (a, b) => 300 - 70 * a - 90 * b);
const [name, kind] = [nominal('name', { sort: null, title: null }), nominal('kind', { sort: null })];
const sum = amount('n', { aggregate: 'sum', title: 'مبلغ' });
const UPRIGHT = draw('bar', name, sum);
const TEXT = draw({ type: 'text', align: 'left' }, sum, name, { text: sum });
const VALUES = { layer: [draw('bar', sum, name), TEXT] } as VegaLiteSpec;
const WEEKS = crossed('region,week,sales', 'North,South,East,West', '1,2,3', (a, b) => (b + 1) * (5 - a));
const WEEK = { mark: 'line', encoding: { x: nominal('week'), y: amount('sales', { title: null }) } };
const COLUMNS = { ...WEEK, encoding: { ...WEEK.encoding, column: region } } as VegaLiteSpec;
const COUNTRIES = table('country,rate Germany,3 France,7 Spain,11 Italy,8 Malta,1 Austria,5');
const CAPITALS = table('city,lat,lon,n Berlin,52.5,13.4,3769000 Bonn,50.7,7.1,336000 Essen,51.4,7,583000');
const GDP = 'Gross_domestic_product_per_person_in_constant_dollars_of_the_year_2015';
const PLACED = table(`life,${GDP},city 70,900,Rome 72,800,Oslo 60,300,Rome`);
const TREND = {
  mark: 'point',
  highlight: 'Oslo, Rome, Dhaka',
  reference: 'trend Richer, longer lives; life: 80 Goal',
} as const;
const RICH = table(
  'gdp,life,people,city 1200,61,9e6,Dhaka 4100,70,2e6,Hanoi 9800,71,12e6,Cairo 31000,84,3e6,Rome 82000,83,7e5,Oslo 46000,79,9e6,London',
);
const LIFE = table('name,life a,79.12 b,80.5 c,81.77 d,82.5 e,83.1 f,84.33');
const AGES = table('age,men,women 0–9,3.9,3.7 10–19,3.8,3.6 20–59,22.4,21.6 60–89,11.1,13.2 90+,.2,.6');
const OPINIONS = crossed(
  'topic,answer,share',
  'Trams,Parking in the center',
  'No,Rather not,Unsure,Rather,Yes',
  (a, b) => [8, 12, 14, 35, 31].at(a ? -1 - b : b)!,
);
const YEARLY = table('country,year,rate Spain,2000,80.3 Spain,2020,85.8 Poland,2000,74.1 Poland,2020,81.6');
const WEATHER = table('city,low,high Rome,1.1,36 Oslo,-14.2,27.9 Madrid,-4.1,38.4');
const life = (more: object) => draw('bar', nominal('name'), amount('life'), { color: amount('life', more) });

const RIDES = crossed(
  'weekday,hour,rides',
  'Sunday,Monday,Tuesday',
  '0,6,12,18',
  (a, b) => a * 9 + b * b * 7,
);
const ANOMALIES = crossed(
  'year,month,anomaly',
  '2022,2023,2024',
  'Mar,Jan,Feb',
  (a, b) => (a * 5 - b * 3 - 2) / 4,
);
const RUNNERS = table(`age ${NUMBERS.map((_, at) => Math.round(20 + ((at * at) % 61) / 2)).join(' ')}`);
const COUNTRY_LINES = crossed(
  'year,country,rate',
  '2000,2010,2020',
  [...'ABCDEFGHIJKL'].map((letter) => `Country ${letter}`).join(),
  (a, b) => ((b * 7) % 12) + a * ((b % 4) - 1.2),
);
const RATINGS = table('rating,films 3,21 1,4 2,9 10,6');

export const CASES: readonly PictureCase[] = [
  ['reference', SALES, BARS, { reference: '210 Target', highlight: 'South' }],
  ['reference-adjacent', SALES, BARS, { reference: '200 Lower limit; 203 Target; 206 Upper limit' }],
  ['reference-long', SALES, BARS, { reference: `210 ${AVERAGE}` }, 320],
  ['reference-beyond', SALES, null, { reference: '500 Limit', unit: 'sales: EUR' }],
  ['reference-lying', TOWNS, null, { reference: '200..250 Target', unit: '%' }],
  ['reference-phone', TOWNS, null, { reference: `98 ${AVERAGE}; 120 ${AVERAGE} and around it` }, 358],
  ['reference-word', TOWNS, null, { reference: `98 ${'Donaudampfschifffahrt'.repeat(3)}` }, 358],
  ['reference-category', MONTHS, null, { reference: '2024-03-20 Sale', highlight: '2024-03', mark: 'bar' }],
  ['reference-derived-dates', CITIES, null, { reference: '2020-07 New law; 2021; 310 Goal' }],
  ['reference-dates', CITIES, LINES, { reference: '2020-07 New law; 2021; 475 Goal', highlight: 'Rome' }],
  ['reference-near-dates', CITIES, LINES, { reference: '2020-06 One; 2020-08 Second; 2020-09 Third' }],
  ['reference-ends', CITIES, LINES, { reference: '2019-01 First; 2022 Last of all' }, 320],
  ['reference-legend', CITIES, LEGEND, { reference: '2019-02 Soon after; 2021 Later' }],
  ['reference-right-to-left', RATES, LINE, { reference: '2021-10 Late; 10 Goal', lang: 'ar' }],
  ['reference-cells', CITIES, CELLS, { reference: '350 Goal; 150 Bottom; 2019-01 First; 2022 Last' }, 640],
  ['range', CITIES, LINES, { reference: '2020-07..2021-07 Recession; 300..320 Target' }],
  ['range-phone', CITIES, LINES, { reference: '2019-02..2019-06 Strike; 310 Target of the bank' }, 350],
  ['range-phone-long', CITIES, LINES, { reference: '2020-03..2020-09 War and energy crisis' }, 360],
  ['highlight-colors', SALES, draw('bar', sales, region, { color: region }), { highlight: 'North, East' }],
  ['annotate', RATES, null, PEAK, 700],
  ['annotate-numbers', RATES, null, { ...PEAK, reference: '2020-11..2021-02 War and energy crisis' }, 360],
  ['annotate-bars', HOUSES, null, NEAR, 700],
  ['annotate-spec', HOUSES, draw('bar', city, price), NEAR, 700],
  ['measure', PRICES, MEAN, { unit: '$' }],
  ['measure-german', PRICES, MEAN, { unit: 'EUR', lang: 'de' }],
  ['measure-without-theme', PRICES, MEAN, { theme: 'none', fit: 'none', unit: 'mm' }],
  ['measure-count', PRICES, draw('bar', city, { aggregate: 'count' }), { unit: 'mm', lang: 'de' }],
  ['unit', RAIN, null, { unit: 'rain: mm', decimals: 'RAIN: 2' }],
  ['unit-line', RAIN, null, { unit: 'mm', mark: 'line' }],
  ['unit-percent', RAIN, null, { unit: '%', lang: 'de', mark: 'line' }],
  ['unit-spec', RAIN, RAINS, { unit: 'EUR', lang: 'de', sort: '-value' }],
  ['format', RAIN, null, { format: '.2s', sort: 'name', colors: 'rome: #4b4b00' }],
  ['thresholds', LIFE, life({ scale: { type: 'threshold', domain: [80.5, 81.77, 83] } }), {}],
  ['quantiles', LIFE, life({ scale: { type: 'quantile' }, legend: { columns: 2 } }), {}],
  ['colors-light', ANSWERS, null, { mark: 'bar', colors: 'Maybe: #ffed00; Yes: oklch(60% 0.2 30)' }],
  ['donut', table('vote,n Yes,51.9 No,48.1'), null, { mark: 'arc' }],
  ['donut-tiny', table('power,n Coal,960 Wind,20 Solar,10 Gas,5 Water,1'), null, { mark: 'arc' }, 640],
  ['donut-rare', table('state,n Good,9999 Bad,2 None,0'), null, { mark: 'arc' }, 358],
  ['donut-many', table('part,n a,30 b,27 c,24 d,21 e,18 f,15 g,12 h,9 i,6'), null, { mark: 'arc' }],
  ['order-parts', table('answer,n Agree,31 Neutral,20 Disagree,49'), null, { mark: 'bar' }],
  ['order-other', table('traffic,n Other,300 Rail,20 Road,77'), null, {}],
  ['order-stack', ANSWERS, null, { mark: 'bar' }],
  ['order-many', table(`place,n ${NUMBERS.join(' ')}`), null, { limit: '12' }],
  ['right-to-left', GIFTS, draw('bar', name, sum, { color: kind }), { lang: 'ar' }],
  ['right-to-left-lying', GIFTS, draw('bar', sum, name), { lang: 'ar', reference: '20 Target' }],
  ['right-to-left-derived', table('اسم,مبلغ شمال_البلاد,300 جنوب,120'), null, { lang: 'ar' }, 320],
  ['left-to-right-values', GIFTS, VALUES, { lang: 'ar' }],
  ['left-to-right-without-theme', GIFTS, UPRIGHT, { lang: 'ar', theme: 'none' }],
  ['names-weekdays', table('day,n Monday,5 Tuesday,6 Wednesday,7 Thursday,8 Friday,9'), null, {}, 320],
  ['names-rotated', TOWNS, null, { mark: 'area' }, 320],
  ['names-zero', table('sector,change Food_and_drinks_for_all,12 Agriculture_of_all,-4'), null, {}, 320],
  ['title-wrapped-bars', table(`town,${GDP} Rome,900 Oslo,800`), null, {}, 358],
  ['title-wrapped-lines', table(`day,${GDP} 2023-01-01,900 2024-01-01,800`), null, {}, 358],
  ['trend', RICH, null, TREND],
  ['title-wrapped', PLACED, null, { mark: 'point' }, 358],
  ['cells', WEEKS, { facet: region, columns: 2, spec: WEEK } as VegaLiteSpec, {}],
  ['cells-phone', WEEKS, COLUMNS, {}, 360],
  ['map', COUNTRIES, null, { mark: 'map', unit: 'EUR', lang: 'de', highlight: 'Spain' }],
  ['map-points', CAPITALS, null, {}, 360],
  ['pyramid', AGES, null, { mark: 'pyramid', unit: 'million' }],
  ['pyramid-right-to-left', AGES, null, { mark: 'pyramid', lang: 'ar' }, 342],
  ['diverging', OPINIONS, null, { mark: 'diverging', unit: '%' }, 640],
  ['diverging-phone', OPINIONS, null, { mark: 'diverging', highlight: 'Yes' }, 342],
  ['dumbbell', YEARLY, null, { mark: 'dumbbell', unit: 'years', colors: '2000: grey' }],
  ['dumbbell-right-to-left', YEARLY, null, { mark: 'dumbbell', lang: 'ar' }, 342],
  ['bars-range', WEATHER, null, { mark: 'range', unit: '°C', lang: 'de' }, 342],
  ['unit-long', table('site,y1,y2 Morris,27,30 Waseca,48,36'), null, { unit: 'bushels per acre' }, 342],
  ['heatmap', RIDES, null, { mark: 'heatmap' }],
  ['heatmap-diverging', ANOMALIES, null, { mark: 'heatmap', unit: '°C', lang: 'de' }],
  ['heatmap-phone', RIDES, null, { mark: 'heatmap', lang: 'ar' }, 300],
  ['histogram', RUNNERS, null, { lang: 'de' }],
  ['histogram-bins', RUNNERS, null, { mark: 'histogram', bins: '6' }, 358],
  ['classes', RATINGS, null, { mark: 'bar' }],
  ['lines-grey', COUNTRY_LINES, null, { highlight: 'country c, Country H' }],
  ['lines-grey-phone', COUNTRY_LINES, null, { mark: 'line', lang: 'ar' }, 342],
  ['years', table('year,sales 2022,30 2023,31 2024,32'), null, { mark: 'bar' }],
];
