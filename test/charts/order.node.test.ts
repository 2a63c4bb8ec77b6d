import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { DeriveOptions } from '../../src/charts/derive-spec.ts';
import type { SpecChart } from '../../src/charts/types.ts';
import { hasOrder } from '../../src/charts/order.ts';
import type { Cell } from '../../src/public-client/types.ts';
import { MAIN } from '../../src/spec/names.ts';
import { singleViews } from '../../src/charts/summary.ts';
import { table } from './column-sets.ts';
import { deriveChart } from './english.ts';

type Rows = Parameters<typeof table>[1];

function derive(columns: string, rows: Rows, options: Partial<DeriveOptions> = {}): SpecChart {
  const chart = deriveChart(table(columns, rows), options);
  if (chart.kind !== 'spec') throw new Error(`a ${chart.kind} is no spec`);
  return chart;
}

/** Returns the drawn categories in the order of their axis, as Vega-Lite reads its `sort`. */
function drawnOrder(chart: SpecChart, field: string): readonly string[] {
  const { columns, rows } = chart.data.get(MAIN)!;
  const at = columns.findIndex(({ name }) => name === field);
  const names = [...new Set(rows.map((row) => String(row[at])))];
  const views = singleViews(chart.spec);
  const channel = views
    .flatMap(({ encoding }) => [encoding['x'], encoding['y']])
    .find((each) => (each as { field?: string } | undefined)?.field === field) as { sort?: unknown };
  if (channel.sort === null) return names;
  if (Array.isArray(channel.sort)) return channel.sort as string[];
  const { field: measure } = channel.sort as { field: string };
  const value = columns.findIndex(({ name }) => name === measure);
  const sum = (name: string): number =>
    rows.filter((row) => row[at] === name).reduce((all, row) => all + Number(row[value]), 0);
  return names.sort((a, b) => sum(b) - sum(a));
}

/** Returns the categories of a column and the number `n` in the order of their axis. */
const orderOf = (field: string, rows: Rows, options: Partial<DeriveOptions> = {}): string =>
  drawnOrder(derive(`${field}, n:number`, rows, options), field).join(' ');
const FRUIT = 'pear, 5; apple, 9; fig, 2';
const MONTHS = 'Mar, 1; Jan, 2; Feb, 3';

describe('the order of categories', () => {
  const ORDERS = 'FROM t ORDER BY harvest';
  for (const [what, rows, options, order] of [
    ['is that of the values by default', FRUIT, {}, 'apple pear fig'],
    ['follows sort="-value"', FRUIT, { sort: '-value' }, 'apple pear fig'],
    ['follows sort="value"', FRUIT, { sort: 'value' }, 'fig pear apple'],
    ['follows sort="name"', FRUIT, { sort: 'name' }, 'apple fig pear'],
    ['follows sort="rows"', FRUIT, { sort: 'rows' }, 'pear apple fig'],
    ['follows the ORDER BY of the page’s query', FRUIT, { sql: ORDERS }, 'pear apple fig'],
    ['is that of the values for a query without an ORDER BY', FRUIT, { sql: 'FROM t' }, 'apple pear fig'],
    [
      'follows the sort attribute rather than the query',
      FRUIT,
      { sql: ORDERS, sort: 'value' },
      'fig pear apple',
    ],
    ['is that of months', MONTHS, {}, 'Jan Feb Mar'],
    ['is that of months with sort="name"', MONTHS, { sort: 'name' }, 'Jan Feb Mar'],
    ['is that of the values of months with sort="-value"', MONTHS, { sort: '-value' }, 'Feb Jan Mar'],
    ['is that of the rows of months with sort="rows"', MONTHS, { sort: 'rows' }, 'Mar Jan Feb'],
  ] as const)
    it(what, () => {
      expect(orderOf('fruit', rows, options)).to.equal(order);
    });

  it('compares the beginnings of long names, as each comparison takes time (promise 7)', () => {
    const names = ['c', 'b', 'a'].map((end) => `${'é'.repeat(300)}${end}`);
    const rows = names.map((name, at) => [name, 3 - at] as const);
    expect(orderOf('fruit', rows, { sort: 'name' })).to.equal(names.join(' '));
  });

  it('is that of months and weekdays in the language of the page', () => {
    const months = ['janvier', 'février', 'mars', 'juin', 'juillet', 'août', 'octobre', 'novembre'];
    const rows = months.map((month, at) => [month, at * at + 1]);
    const options = { language: 'fr', available: { width: 300, height: 300 } };
    const chart = derive('mois, pluie:number', rows, { ...options, mark: 'line' });
    expect(drawnOrder(chart, 'mois')).to.deep.equal(months);
    // "jui" would be June and July.
    expect(JSON.stringify(chart.spec)).to.match(/ \? 1 : .* \? 4 : 99/);
    const days = ['الأحد', 'الاثنين', 'الثلاثاء'].map((day, at) => [day, at]);
    const arabic = derive('day, n:number', days, { ...options, language: 'ar', mark: 'line' });
    expect(JSON.stringify(arabic.spec)).not.to.contain('slice');
  });

  it('puts "Other" last, in any language, unless the page sets the order of the rows', () => {
    for (const other of ['Other', 'other', 'Others', 'Sonstige', 'Autres', 'その他'])
      for (const [options, order] of [
        [{}, `pear fig ${other}`],
        [{ sort: 'value' }, `fig pear ${other}`],
        [{ sort: 'rows' }, `pear ${other} fig`],
        [{ sql: 'FROM t ORDER BY 2' }, `pear fig ${other}`],
      ] as const)
        expect(orderOf('fruit', `pear, 5; ${other}, 90; fig, 2`, options)).to.equal(order);
  });

  it('keeps the parts of a whole as they first appear', () => {
    const answers = [
      ['Agree', 52],
      ['Neutral', 18],
      ['Disagree', 30],
    ] as const;
    const ORDER = ['Agree', 'Neutral', 'Disagree'];
    expect(drawnOrder(derive('answer, percent:number', answers), 'answer')).to.deep.equal(ORDER);
    const ring = derive('answer, percent:number', answers, { mark: 'arc' });
    expect(ring.data.get(MAIN)!.rows.map((row) => row[1])).to.deep.equal(ORDER);

    const byAge = ['young', 'middle', 'grown', 'old'].flatMap((age, at) =>
      answers.map(([answer, value]) => [
        age,
        answer,
        value + (at ? { Agree: -10, Neutral: 0, Disagree: 10 }[answer] : 0),
      ]),
    );
    const stacks = derive('age, answer, people:number', byAge);
    const twoStacks = derive('age, answer, people:number', byAge.slice(0, 6));
    for (const { spec } of [stacks, twoStacks]) {
      const color = singleViews(spec)[0]!.encoding['color'] as { scale: { domain: string[] } };
      expect(color.scale.domain).to.deep.equal(ORDER);
    }
    expect(drawnOrder(twoStacks, 'age')).to.deep.equal(['young', 'middle']);
  });

  it('applies to the table, which includes the categories that the bars leave out', () => {
    expect(derive('fruit, n:number', FRUIT, { limit: '1' }).rowOrder!()).to.deep.equal([1, 0, 2]);
  });
});

describe('the limit of bars', () => {
  const LONG = Array.from({ length: 62 }, (_, at): Cell[] => [
    `Country ${String.fromCharCode(65 + (at % 26))}${'abc'[Math.floor(at / 26)]}`,
    100 - at,
  ]);
  const bars = (options: Partial<DeriveOptions>, rows: Rows = LONG): SpecChart =>
    derive('country, people:number', rows, { available: { width: 640, height: 240 }, ...options });
  const shown = (chart: SpecChart): number => chart.data.get(MAIN)!.rows.length;

  it('is the number of bars that fit by default', () => {
    const chart = bars({});
    expect(shown(chart)).to.be.within(8, 12);
    expect([chart.more + shown(chart), chart.total]).to.deep.equal([62, 62]);
    expect(chart.spec).not.to.have.property('height');
  });

  it('can be a number of categories or all, to which the box grows', () => {
    for (const [limit, count, height] of [
      ['5', 5, null],
      [' 30 ', 30, 650],
      ['ALL', 62, 1290],
    ] as const) {
      const chart = bars({ limit });
      expect([shown(chart), chart.more], limit).to.deep.equal([count, 62 - count]);
      if (height) expect(chart.spec['height']).to.be.within(height - 50, height + 50);
    }
    // Each bar has its number, as with few bars.
    expect(bars({ limit: 'ALL' }).spec).to.have.property('layer');
    const many = Array.from({ length: 3000 }, (_, at): Cell[] => [`x${'abcdefghij'[at % 10]}${at}`, at]);
    for (const limit of ['all', '1e9', '999999999999']) expect(shown(bars({ limit }, many))).to.equal(500);
  });

  it('ignores a text that is no number of categories, with a warning', () => {
    const { warn } = console;
    const warnings: string[] = [];
    console.warn = (text: string) => void warnings.push(text);
    try {
      for (const limit of ['0', '-3', 'many', '2.5'])
        expect(shown(bars({ limit }))).to.equal(shown(bars({})));
    } finally {
      console.warn = warn;
    }
    expect(warnings).to.have.length(4);
    expect(warnings[2]).to.equal('<vibedasher-viz limit="many">: use a whole number above 0, or all');
  });
});

describe('hasOrder', () => {
  it('finds the ORDER BY of the whole query, not those in comments, texts, names, subqueries and windows', () => {
    const ordered =
      'SELECT 1 ORDER BY 1|from t order\n by a, b limit 3|WITH x AS (FROM t) FROM x ORDER BY 1;';
    const others =
      `SELECT 1 -- ORDER BY 1|SELECT 1 /* ORDER BY 1 */|SELECT 'ORDER BY 1'|SELECT 1 AS "order by"|` +
      'FROM (FROM t ORDER BY a)|SELECT row_number() OVER (ORDER BY a) FROM t|SELECT border, bye FROM t';
    for (const sql of ordered.split('|')) expect(hasOrder(sql), sql).to.equal(true);
    for (const sql of others.split('|')) expect(hasOrder(sql), sql).to.equal(false);
  });

  it('takes linear time for hostile texts', () => {
    for (const part of ['(', ')', `'`, '/*', '--', '"', 'order '])
      expect(hasOrder(part.repeat(50_000))).to.equal(false);
  });
});
