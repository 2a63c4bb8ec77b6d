import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { DeriveOptions } from '../../src/charts/derive-spec.ts';
import type { SpecChart } from '../../src/charts/types.ts';
import { hasOrder } from '../../src/charts/query-order.ts';
import type { Cell } from '../../src/public-client/types.ts';
import { MAIN } from '../../src/spec/names.ts';
import { singleViews } from '../../src/charts/summary.ts';
import { table } from './column-sets.ts';
import { deriveChart } from './english.ts';

type Rows = readonly (readonly Cell[])[];

function derive(columns: readonly string[], rows: Rows, options: Partial<DeriveOptions> = {}): SpecChart {
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

const FRUIT = [
  ['pear', 5],
  ['apple', 9],
  ['fig', 2],
] as const;
const fruit = (options: Partial<DeriveOptions>): readonly string[] =>
  drawnOrder(derive(['fruit', 'tons:number'], FRUIT, options), 'fruit');

describe('the order of categories', () => {
  it('follows the sort attribute', () => {
    expect(fruit({})).to.deep.equal(['apple', 'pear', 'fig']);
    expect(fruit({ sort: '-value' })).to.deep.equal(['apple', 'pear', 'fig']);
    expect(fruit({ sort: 'value' })).to.deep.equal(['fig', 'pear', 'apple']);
    expect(fruit({ sort: 'name' })).to.deep.equal(['apple', 'fig', 'pear']);
    expect(fruit({ sort: 'rows' })).to.deep.equal(['pear', 'apple', 'fig']);
  });

  it('compares the beginnings of long names, as each comparison takes time (promise 7)', () => {
    const names = ['c', 'b', 'a'].map((end) => `${'é'.repeat(300)}${end}`);
    const rows = names.map((name, at) => [name, 3 - at] as const);
    expect(drawnOrder(derive(['fruit', 'tons:number'], rows, { sort: 'name' }), 'fruit')).to.deep.equal(
      names,
    );
  });

  it('is that of months and weekdays in the language of the page', () => {
    const months = ['janvier', 'février', 'mars', 'juin', 'juillet', 'août', 'octobre', 'novembre'];
    const rows = months.map((month, at) => [month, at * at + 1]);
    const options = { language: 'fr', available: { width: 300, height: 300 } };
    const chart = derive(['mois', 'pluie:number'], rows, { ...options, mark: 'line' });
    expect(drawnOrder(chart, 'mois')).to.deep.equal(months);
    // "jui" would be June and July.
    expect(JSON.stringify(chart.spec)).to.match(/ \? 1 : .* \? 4 : 99/);
    const days = ['الأحد', 'الاثنين', 'الثلاثاء'].map((day, at) => [day, at]);
    const arabic = derive(['day', 'n:number'], days, { ...options, language: 'ar', mark: 'line' });
    expect(JSON.stringify(arabic.spec)).not.to.contain('slice');
  });

  it('follows the ORDER BY of the page’s query, unless the page sets `sort`', () => {
    const sql = 'SELECT fruit, tons FROM t ORDER BY harvest';
    expect(fruit({ sql })).to.deep.equal(['pear', 'apple', 'fig']);
    expect(fruit({ sql: 'SELECT fruit, tons FROM t' })).to.deep.equal(['apple', 'pear', 'fig']);
    expect(fruit({ sql, sort: 'value' })).to.deep.equal(['fig', 'pear', 'apple']);
  });

  it('keeps names in their natural order, unless the page sets `sort`', () => {
    const months = [
      ['Mar', 1],
      ['Jan', 2],
      ['Feb', 3],
    ] as const;
    const order = (options: Partial<DeriveOptions>): readonly string[] =>
      drawnOrder(derive(['month', 'tons:number'], months, options), 'month');
    expect(order({})).to.deep.equal(['Jan', 'Feb', 'Mar']);
    expect(order({ sort: 'name' })).to.deep.equal(['Jan', 'Feb', 'Mar']);
    expect(order({ sort: '-value' })).to.deep.equal(['Feb', 'Jan', 'Mar']);
    expect(order({ sort: 'rows' })).to.deep.equal(['Mar', 'Jan', 'Feb']);
  });

  it('puts "Other" last, in any language, unless the page sets the order of the rows', () => {
    for (const other of ['Other', 'other', 'Others', 'Sonstige', 'Autres', 'その他']) {
      const rows = [
        ['pear', 5],
        [other, 90],
        ['fig', 2],
      ] as const;
      const order = (options: Partial<DeriveOptions>): readonly string[] =>
        drawnOrder(derive(['fruit', 'tons:number'], rows, options), 'fruit');
      expect(order({})).to.deep.equal(['pear', 'fig', other]);
      expect(order({ sort: 'value' })).to.deep.equal(['fig', 'pear', other]);
      expect(order({ sort: 'rows' })).to.deep.equal(['pear', other, 'fig']);
      expect(order({ sql: 'FROM t ORDER BY 2' })).to.deep.equal(['pear', 'fig', other]);
    }
  });

  it('keeps the parts of a whole as they first appear', () => {
    const answers = [
      ['Agree', 52],
      ['Neutral', 18],
      ['Disagree', 30],
    ] as const;
    expect(drawnOrder(derive(['answer', 'percent:number'], answers), 'answer')).to.deep.equal([
      'Agree',
      'Neutral',
      'Disagree',
    ]);
    const ring = derive(['answer', 'percent:number'], answers, { mark: 'arc' });
    expect(ring.data.get(MAIN)!.rows.map((row) => row[1])).to.deep.equal(['Agree', 'Neutral', 'Disagree']);

    const byAge = ['young', 'middle', 'grown', 'old'].flatMap((age, at) =>
      answers.map(([answer, value]) => [
        age,
        answer,
        value + (at && answer !== 'Neutral' ? (answer === 'Agree' ? -10 : 10) : 0),
      ]),
    );
    const stacks = derive(['age', 'answer', 'people:number'], byAge);
    const twoStacks = derive(['age', 'answer', 'people:number'], byAge.slice(0, 6));
    for (const { spec } of [stacks, twoStacks]) {
      const color = singleViews(spec)[0]!.encoding['color'] as { scale: { domain: string[] } };
      expect(color.scale.domain).to.deep.equal(['Agree', 'Neutral', 'Disagree']);
    }
    expect(drawnOrder(twoStacks, 'age')).to.deep.equal(['young', 'middle']);
  });

  it('applies to the table, which includes the categories that the bars leave out', () => {
    const chart = derive(['fruit', 'tons:number'], FRUIT, { limit: '1' });
    expect(chart.rowOrder!()).to.deep.equal([1, 0, 2]);
  });
});

describe('the limit of bars', () => {
  const LONG = Array.from({ length: 62 }, (_, at): Cell[] => [
    `Country ${String.fromCharCode(65 + (at % 26))}${'abc'[Math.floor(at / 26)]}`,
    100 - at,
  ]);
  const bars = (options: Partial<DeriveOptions>, rows: Rows = LONG): SpecChart =>
    derive(['country', 'people:number'], rows, { available: { width: 640, height: 240 }, ...options });
  const shown = (chart: SpecChart): number => chart.data.get(MAIN)!.rows.length;

  it('is the number of bars that fit by default', () => {
    const chart = bars({});
    expect(shown(chart)).to.be.within(8, 12);
    expect([chart.more + shown(chart), chart.total]).to.deep.equal([62, 62]);
    expect(chart.spec).not.to.have.property('height');
  });

  it('can be a number of categories, to which the box grows', () => {
    expect(shown(bars({ limit: '5' }))).to.equal(5);
    expect(bars({ limit: '5' }).more).to.equal(57);
    const more = bars({ limit: ' 30 ' });
    expect(shown(more)).to.equal(30);
    expect(more.spec['height']).to.be.within(600, 700);
  });

  it('can include all categories', () => {
    const chart = bars({ limit: 'ALL' });
    expect([shown(chart), chart.more]).to.deep.equal([62, 0]);
    expect(chart.spec['height']).to.be.within(1240, 1340);
    // Each bar has its number, as with few bars.
    expect(chart.spec).to.have.property('layer');
  });

  it('is at most 500', () => {
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
  it('finds the ORDER BY of the whole query', () => {
    for (const sql of [
      'SELECT 1 ORDER BY 1',
      'from t order\n by a, b limit 3',
      'WITH x AS (FROM t) FROM x ORDER BY 1;',
    ])
      expect(hasOrder(sql), sql).to.equal(true);
  });

  it('ignores comments, texts, names, subqueries and windows', () => {
    for (const sql of [
      'SELECT 1 -- ORDER BY 1',
      'SELECT 1 /* ORDER BY 1 */',
      `SELECT 'ORDER BY 1'`,
      `SELECT 1 AS "order by"`,
      'FROM (FROM t ORDER BY a)',
      'SELECT row_number() OVER (ORDER BY a) FROM t',
      'SELECT border, bye FROM t',
    ])
      expect(hasOrder(sql), sql).to.equal(false);
  });

  it('takes linear time for hostile texts', () => {
    for (const part of ['(', ')', `'`, '/*', '--', '"', 'order '])
      expect(hasOrder(part.repeat(50_000))).to.equal(false);
  });
});
