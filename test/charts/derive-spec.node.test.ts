import { describe, it } from 'node:test';
import { expect } from 'chai';
import { compile } from 'vega-lite';
import type { Chart, PreferredMark, SpecChart } from '../../src/charts/types.ts';
import { localeFor } from '../../src/locale/load-locale.ts';
import { readMeasureFormats } from '../../src/pipeline/measure-formats.ts';
import type { Cell, ColumnType, Dataset } from '../../src/public-client/types.ts';
import { MAIN } from '../../src/spec/names.ts';
import { COLUMN_SETS, table } from './column-sets.ts';
import { compileWarnings, MARKS } from './derived-charts.ts';
import { deriveChart, ENGLISH } from './english.ts';

const derive = (
  columns: string | readonly string[],
  rows: Parameters<typeof table>[1],
  mark: PreferredMark | null = null,
) => deriveChart(table(columns, rows), { mark });
const specFor = (
  ...[columns, rows, options]: [...Parameters<typeof table>, Parameters<typeof deriveChart>[1]?]
) => specOf(deriveChart(table(columns, rows), options));
const textOf = (...args: Parameters<typeof specFor>): string => JSON.stringify(specFor(...args).spec);
const rowsOf = ({ data }: SpecChart) => data.get(MAIN)!.rows;
/** Returns the cells of some columns for each row that is drawn. */
const cellsOf = ({ data }: SpecChart, ...names: readonly string[]): readonly (readonly Cell[])[] => {
  const { columns, rows } = data.get(MAIN)!;
  const places = names.map((name) => columns.findIndex((column) => column.name === name));
  return rows.map((row) => places.map((place) => row[place] ?? null));
};
const unit = (unit: string) => readMeasureFormats({ unit, decimals: '', format: '' }, [], localeFor('en'));

function specOf(chart: Chart): SpecChart {
  if (chart.kind !== 'spec') throw new Error(`a ${chart.kind} is no spec`);
  return chart;
}

describe('a hundred lines', () => {
  const names = Array.from({ length: 100 }, (_, place) => `name ${place}`);
  const rows = ['2000-01-01', '2001-01-01'].flatMap((date, step) =>
    names.map((name, place): Cell[] => [date, name, place * step]),
  );
  const data = ['date:date, name, n:number', rows] as const;

  it('are gray in one plot, with those that the page highlights in color and on top', () => {
    const chart = specFor(...data, { highlight: 'Name 7, name 3' });
    expect(chart.spec)
      .to.have.nested.property('encoding.color.condition.scale.domain')
      .that.deep.equals(['name 7', 'name 3']);
    expect(cellsOf(chart, 'name').slice(-4).flat().sort()).to.deep.equal([
      'name 3',
      'name 3',
      'name 7',
      'name 7',
    ]);
    expect(compileWarnings(chart)).to.deep.equal([]);
  });

  it('are gray if the page asks for lines, and highlights none', () => {
    const chart: Chart = specFor(...data, { mark: 'line' });
    expect(chart.unfit).to.equal(undefined);
    expect(chart).to.have.nested.property('spec.encoding.color').that.has.keys('value');
    expect(chart).to.have.nested.property('spec.encoding.detail.field');
  });
});

describe('bars of numbers that are classes', () => {
  it('keep the order of the numbers, and one color', () => {
    const chart = specFor('rating:number, films:number', '10, 6; 1, 4; 2.5, 9', { mark: 'bar' });
    expect(JSON.stringify(chart.spec)).to.contain('"sort":["1","2.5","10"]').and.not.contain('color');
  });

  it('need a class for each row, and no other category', () => {
    const columns = 'rating:number, films:number';
    expect(derive(columns, '1, 4; 1, 9', 'bar')).to.have.property('unfit');
    expect(textOf(`city, ${columns}`, 'Rome, 1, 2; Oslo, 2, 3', { mark: 'bar' })).to.contain(
      '"field":"city"',
    );
    expect(textOf(columns, '1, 4; 2, 9')).to.contain('"point"');
  });
});

describe('a derived chart of few values', () => {
  const PARTS = 'part, votes:number';

  it('has its baseline at zero if all values are zero', () => {
    for (const mark of ['bar', 'line'] as const)
      expect(textOf(PARTS, 'a, 0; b, 0', { mark }))
        .to.contain('"domainMax":1')
        .and.contain('"values":[0]');
    expect(textOf(PARTS, 'a, 0; b, 1', { mark: 'line' })).not.to.contain('domainMax');
  });

  it('compares percentages and degrees by the previous number, other numbers by the change', () => {
    const changeIn = (text: string): unknown => {
      const chart = deriveChart(table('value:number, prev_value:number', '2.4, 3'), { formats: unit(text) });
      return chart.kind === 'number' && chart.comparison!.change?.toFixed(2);
    };
    for (const text of ['%', '‰', '°C']) expect(changeIn(text), text).to.equal(undefined);
    for (const text of ['EUR', 'mm', '']) expect(changeIn(text), text).to.equal('-0.20');
  });

  it('shows the shares of a ring with equal decimals, also in the tooltip', () => {
    const shares = textOf(PARTS, 'a, 51.9; b, 48.1', { mark: 'arc' });
    expect(shares).to.contain(`format(datum['_share'], '.1%')`);
    expect(shares).to.contain('"title":"Share","format":".1%"');
    expect(textOf(PARTS, 'a, 3; b, 1', { mark: 'arc' })).to.contain(`format(datum['_share'], '.0%')`);
  });
});

describe('deriveChart', () => {
  it('leaves the formats of numbers and dates to the reader’s locale', () => {
    const config = { customFormatTypes: true, numberFormatType: 'localNumber', timeFormatType: 'localTime' };
    const compiled = (name: string): string => {
      const { spec } = specOf(deriveChart(COLUMN_SETS[name]!.dataset));
      return JSON.stringify(compile(spec as never, { config }).spec);
    };
    expect(compiled('date + number'))
      .to.include('localTime(datum.value')
      .and.include('localNumber(datum.value')
      .and.include('timeUnitSpecifier(');
    expect(compiled('text + number')).to.include('localNumber(datum[');
  });

  it('returns the same spec for other rows of the same shape', () => {
    const [first, next] = ['North, 5; South, 3', 'South, 9; North, 4'].map((rows) =>
      specFor('region, n:number', rows),
    );
    expect(next!.spec).to.deep.equal(first!.spec);
  });

  it('never throws for random columns, rows and marks', () => {
    const cells: Record<ColumnType, readonly Cell[]> = {
      string: [null, '', 'x', '🎈', '__proto__', 'a'.repeat(300)],
      number: [null, NaN, Infinity, -1, 0, 3.5, 1e300, '9007199254740993'],
      boolean: [null, true, false],
      date: [null, new Date(NaN), new Date(1850, 0, 1), new Date(2026, 1, 28)],
      timestamp: [null, new Date(2026, 2, 29, 2, 30)],
      json: [null, { a: 1 }, [1, 2]],
    };
    const types = Object.keys(cells) as ColumnType[];
    const names = [
      '',
      ...'dimension value prev_value is_reversed latitude longitude __proto__ a.b'.split(' '),
    ];
    for (let round = 0; round < 300; round++) {
      const columns = Array.from({ length: round % 6 }, (_, i) => {
        const type = types[(round * 7 + i * 5 + (round >> 3)) % types.length] ?? 'string';
        return { name: `${names[(round + i * 4) % names.length]}${i > 3 ? i : ''}`, type };
      });
      const rows = Array.from({ length: [0, 1, 2, 15, 60][round % 5] ?? 0 }, (_, row) =>
        columns.map(({ type }, i) => cells[type][(row * 3 + i + round) % cells[type].length] ?? null),
      );
      const dataset: Dataset = { columns, rows, truncated: false };
      for (const mark of MARKS) {
        const chart = deriveChart(dataset, { mark, available: { width: round * 5, height: round * 2 } });
        if (chart.kind === 'spec' && round % 10 === 0) compileWarnings(chart);
      }
    }
  });

  it('labels any number of horizontal bars with their numbers if the bars are as high as the text', () => {
    for (const [count, height, isLabelled] of [
      [16, 340, true],
      [40, 600, true],
      [16, 300, false],
      [12, 230, false],
    ] as const) {
      const rows = Array.from({ length: count }, (_, i): Cell[] => [`Town number ${i}`, 90 - i]);
      const text = textOf('town, rent:number', rows, { available: { width: 360, height } });
      expect(text.includes('"type":"text"'), `${count}`).to.equal(isLabelled);
    }
  });

  it('returns a table if no chart fits', () => {
    for (const [columns, rows] of [
      [[], []],
      ['a, b:number', []],
      ['a, b', 'x, y; z, w'],
      ['a:json, b:json', [[{}, []]]],
      [
        'a, empty:number',
        [
          ['x', null],
          ['y', NaN],
        ],
      ],
    ] as Parameters<typeof table>[])
      expect(derive(columns, rows).kind, `${columns}`).to.equal('table');
  });

  it('uses at most 8 of 1,000 columns', () => {
    const columns = Array.from({ length: 1000 }, (_, i) => `c${i}:number`);
    const { data } = specFor(columns, [columns.map((_, i) => i), columns.map((_, i) => 2 * i)]);
    expect(data.get(MAIN)?.columns.length).to.be.at.most(8);
  });

  it('keeps the largest of 100,000 categories and counts the others', () => {
    const rows = Array.from({ length: 100_000 }, (_, i): Cell[] => [`xcategory ${i}x`, i]);
    const chart = specFor('name, amount:number', rows);
    expect(chart.more).to.be.greaterThan(99_900);
    expect(rowsOf(chart).length).to.equal(100_000 - chart.more);
    const long = Array.from({ length: 40 }, (_, i): Cell[] => [
      `A rather long name of ${'abcdefghij'[i % 10]}-${i}`,
      i,
    ]);
    const few = specFor('name, amount:number', long);
    expect(rowsOf(few).length + few.more).to.equal(40);
    expect(rowsOf(few).map(([, amount]) => amount))
      .to.include(39)
      .and.not.include(0);
  });

  it('shows fewer categories in a smaller box', () => {
    const { dataset } = COLUMN_SETS['forty long categories']!;
    const [small, middle, large] = [240, 400, 520].map((height) => {
      const chart = specOf(deriveChart(dataset, { available: { width: 600, height } }));
      return rowsOf(chart).length;
    });
    expect(middle).to.be.within(small!, large!);
    expect(small).to.be.lessThan(large!);
  });

  it('renames columns whose names Vega would misread, and keeps their titles', () => {
    const { data, spec } = specFor('a.b[0], __proto__:number', 'x, 1; y, 2');
    expect(data.get(MAIN)?.columns.map(({ name }) => name)).to.deep.equal(['column_1', 'column_2']);
    expect(JSON.stringify(spec)).to.include('"title":"a.b[0]"');
  });

  it('uses the given words, and names an empty cell of a numeric dimension', () => {
    const words = { ...ENGLISH, none: 'Keine Angabe', yes: 'Ja', no: 'Nein' };
    const chart = specFor('active:boolean, n:number', 'true, 1; false, 2; , 3', { words });
    expect(rowsOf(chart).map(([name]) => name)).to.have.members(['Ja', 'Nein', 'Keine Angabe']);
    const numbered = specFor('dimension:number, value:number', '1, 5; , 3');
    const names = rowsOf(numbered)
      .flat()
      .filter((cell) => typeof cell === 'string');
    expect(names).to.have.members(['1', ENGLISH.none]);
  });

  it('reads whether a change is good from each of the three flags', () => {
    for (const [flag, verdict, up, down] of [
      ['is_favorable:boolean', true, 'Better', 'Better'],
      ['is_unfavorable:number', 1, 'Worse', 'Worse'],
      ['is_reversed', 'true', 'Worse', 'Better'],
      ['is_reversed:boolean', false, 'Better', 'Worse'],
      ['is_favorable:boolean', null, null, null],
    ] as const) {
      const rows = [
        ['up', 5, 3, verdict],
        ['down', 3, 5, verdict],
      ];
      const chart = specFor(`dimension, value:number, prev_value:number, ${flag}`, rows);
      expect(cellsOf(chart, '_verdict').flat(), flag).to.deep.equal([up, down]);
    }
  });

  it('draws no line through records that only have a date', () => {
    const sales = (days: number, ...products: readonly string[]) => {
      const rows = products.map((product, row) => {
        const place = row % 3;
        return [
          `Shop ${place}`,
          ['North', 'South', 'East'][place]!,
          product,
          row,
          new Date(2026, 0, 1 + (row % days)),
        ];
      });
      return derive('shop, region, product, amount:number, last_sale:date', rows).kind;
    };
    expect(sales(6, 'Tea', 'Cups', 'Tea', 'Pots', 'Tea', 'Milk')).to.equal('table');
    // A region that depends on the shop, and a single product, do not prevent a line.
    expect(sales(2, 'Tea', 'Tea', 'Tea', 'Tea', 'Tea', 'Tea')).to.equal('spec');
  });

  it('draws small multiples for more than eight lines', () => {
    const lines = (count: number, width: number, height = 240): SpecChart => {
      const rows = Array.from({ length: count * 3 }, (_, at): Cell[] => {
        return [new Date(2020 + (at % 3), 0, 1), `Country ${Math.floor(at / 3)}`, at];
      });
      return specFor('year:date, country, index:number', rows, { available: { width, height } });
    };
    expect(lines(8, 640).spec).not.to.have.property('facet');
    const { spec, data } = lines(14, 640, 480);
    expect(spec).to.have.nested.property('facet.field', 'country');
    expect(JSON.stringify([...data])).not.to.include('Other');
    for (const [width, height, columns] of [
      // The number of columns avoids a nearly empty last row.
      [640, 480, 5],
      [1200, 240, 7],
      // Cells at least 60 px high need a higher box than this. A lower box has more columns, with narrower cells.
      [640, 240, 7],
      [400, 640, 3],
      [400, 400, 4],
    ] as const)
      expect(lines(14, width, height).spec, `${width}`).to.have.property('columns', columns);
    // If they do not fit even then, the box grows.
    expect(spec['height']).to.be.at.most(480);
    expect(lines(14, 400, 400).spec['height']).to.be.above(400);
  });

  it('groups bars beyond eight series as "Other" only if their numbers can be added', () => {
    const rows = Array.from({ length: 90 }, (_, at): Cell[] => [
      `Shop ${Math.floor(at / 9)}`,
      `P${at % 9}`,
      at,
    ]);
    const bars = (number: string): SpecChart => specFor(`shop, product, ${number}:number`, rows);
    expect(JSON.stringify([...bars('amount').data])).to.include('Other');
    const prices = bars('avg_price');
    expect(JSON.stringify([...prices.data])).not.to.include('Other');
    expect(prices.spec).to.have.nested.property('mark.type', 'point');
    expect(rowsOf(prices)).to.have.length(90);
  });

  it('colors the points of two texts and a number, and draws lines along the text with a natural order', () => {
    const countries = ['Spain', 'Italy', 'France'];
    const years = table(
      'country, year, n:number',
      countries.map((name) => `${name}, 2000, 9; ${name}, 2023, 7`).join('; '),
    );
    const points = specOf(deriveChart(years, { mark: 'point' })).spec;
    expect(points).to.have.nested.property('encoding.y.field', 'country');
    expect(points).to.have.nested.property('encoding.color.field', 'year');
    expect(points).to.have.deep.nested.property('encoding.color.scale.domain', ['2000', '2023']);
    const lines = specOf(deriveChart(years, { mark: 'line' })).spec;
    expect(lines).to.have.nested.property('encoding.x.field', 'year');
    expect(lines).to.have.nested.property('encoding.color.field', 'country');
  });

  it('ends names above bars in an ellipsis where they are wider than the plot', () => {
    const rows = [
      ['Diseases of the respiratory system including influenza and pneumonia', 1],
      ['Accidents, suicides and assaults', 2],
    ];
    const { spec } = specFor('cause, deaths:number', rows, { available: { width: 300, height: 300 } });
    expect(spec).to.have.deep.nested.property('layer[2].mark.limit', { expr: 'width' });
    const limit = '[2].encode.update.limit.signal';
    expect(compile(spec as never).spec.marks).to.have.nested.property(limit, 'width');
  });

  describe('a ring chart', () => {
    const ring = (shares: readonly number[], available = { width: 480, height: 320 }): SpecChart => {
      const rows = shares.map((share, at) => [`Browser ${at}`, share]);
      return specFor('browser, users:number', rows, { mark: 'arc', available });
    };

    it('labels each part with its share', () => {
      const chart = ring([600, 160, 100, 50, 30, 20, 20, 20]);
      const names = [0, 1, 2, 3, 4, 5].map((at) => `Browser ${at}`);
      expect(cellsOf(chart, '_group').flat()).to.deep.equal([...names, 'Other']);
      expect(cellsOf(chart, '_share').flat()).to.deep.equal([0.6, 0.16, 0.1, 0.05, 0.03, 0.02, 0.04]);
      expect(JSON.stringify(chart.spec)).to.include(`'.0%'`).and.include('"legend":null');
      const seats = ring([206, 197, 118, 92, 83, 39, 1]);
      expect(cellsOf(seats, 'browser').flat()).to.include('Browser 6').and.not.include('Other');
    });

    it('shows rounded percentages as they are, and the shares of counts whose sum is near 100', () => {
      const sharesOf = (...args: Parameters<typeof table>): unknown =>
        cellsOf(specFor(...args, { mark: 'arc' }), '_share').flat();
      expect(sharesOf('mode, share:number', 'Car, 50; Train, 30; Bike, 21')).to.deep.equal([0.5, 0.3, 0.21]);
      expect(sharesOf('party, seats:number', 'Left, 51; Right, 50')).to.deep.equal([51 / 101, 50 / 101]);
    });

    it('is drawn as bars if the numbers are percentages of something else, or do not add up', () => {
      const rows = 'Car, 42; Train, 31; Bike, 12';
      for (const [name, mark, more = ''] of [
        ['share', 'bar'],
        ['average_price', 'bar'],
        ['share', 'arc', '; Bus, 15'],
        ['people', 'arc'],
      ] as const) {
        const text = textOf(`mode, ${name}:number`, rows + more, { mark: 'arc' });
        expect(text, name)
          .to.contain(`"${mark}"`)
          .and.not.contain(mark === 'bar' ? '"arc"' : '"bar"');
      }
    });

    it('has a legend if the names do not fit at its sides', () => {
      const { spec } = ring([3, 2], { width: 240, height: 160 });
      expect(JSON.stringify(spec)).to.include(`'.0%'`).and.not.include('"legend":null');
    });

    it('spreads the labels of small parts so that they do not overlap, and accepts parts of size zero', () => {
      const radius = 320 / 2 - 22 + 10;
      const heights = cellsOf(ring([90, 4, 3, 3]), '_middle', '_dy').map(
        ([middle, dy]) => Number(dy) - radius * Math.cos(Number(middle) * 2 * Math.PI),
      );
      const left = heights.slice(1).sort((a, b) => a - b);
      for (const [at, height] of left.entries())
        if (at > 0) expect(height - left[at - 1]!).to.be.at.least(15);
      expect(cellsOf(ring([0, 0]), '_share')).to.deep.equal([[0], [0]]);
    });
  });

  it('formats shares as percentages, without zeros for decimals that the numbers do not have', () => {
    const PERCENT = ['"format":"%"', '"format":".1~%"'] as const;
    for (const text of [
      textOf('region, late_rate:number', 'North, 0.42; South, 0.5'),
      textOf(
        'year:date, employment_rate:number, unemployment_rate:number',
        '2025, 0.71, 0.05; 2026, 0.725, 0.06',
      ),
    ])
      expect(text).to.include(PERCENT[0]).and.include(PERCENT[1]);
    expect(textOf('region, score:number', 'North, 0.42; South, 0.5')).not.to.include('%');
    const bars = textOf('party, share:number', 'A, 0.123; B, 0.45', { formats: unit('%') });
    expect(bars).not.to.include('"decimals"');
  });

  it('draws bars if all rows have one date, which the tooltip shows', () => {
    const rows = Array.from({ length: 12 }, (_, at) => [new Date(2023, 0), `State ${at}`, at / 10]);
    for (const mark of [null, 'bar'] as const) {
      const { spec } = specFor('year:date, state, rate:number', rows, { mark });
      expect(JSON.stringify(spec), `${mark}`).to.include('"type":"bar"').and.include('"field":"year"');
      expect(spec).not.to.have.property('facet');
    }
    expect(textOf('year:date, state, rate:number', rows, { mark: 'line' })).to.include('"line"');
  });

  it('names bars with a verdict at their side, also if the names are long', () => {
    const name = 'Share of households with a broadband connection in rural areas';
    const rows = `${name}, 5, true; ${name} of the north, 4, false`;
    const { spec } = specFor('dimension, value:number, is_favorable:boolean', rows);
    const { y } = spec['encoding'] as { y: { field: string; axis: unknown } };
    expect(y.field).to.equal('dimension');
    expect(y.axis).not.to.equal(null);
  });

  it('orders lines by their last values, in any order of the rows', () => {
    const rows = ['2024-01-01, a, 1', '2024-01-01, b, 9', '2024-02-01, a, 5', '2024-02-01, b, 2'];
    for (const text of [rows, rows.toReversed()]) {
      const { spec } = specFor('day:date, name, n:number', text.join('; '));
      expect(spec['encoding']).to.have.nested.property('color.scale.domain').deep.equal(['a', 'b']);
    }
  });

  it('orders small multiples by month, or as the page wants', () => {
    const months = 'Oct May Apr Feb Nov Jan Mar Jun Jul'.split(' ');
    const rows = months.flatMap((month, at) =>
      [2023, 2024].map((y): Cell[] => [new Date(y, 0, 1), month, at]),
    );
    const panels = (options: Parameters<typeof deriveChart>[1] = {}) =>
      (specFor('year:date, month, n:number', rows, options).spec['facet'] as { sort: string[] }).sort;
    expect(panels()).to.deep.equal('Jan Feb Mar Apr May Jun Jul Oct Nov'.split(' '));
    expect(panels({ sort: 'rows' })).to.deep.equal(months);
    expect(panels({ sort: 'value' })).to.deep.equal(months);
    expect(panels({ sort: '-value' })).to.deep.equal(months.toReversed());
  });

  it('orders strips by name if the page wants that', () => {
    const rows = ['Feb', 'Jan', 'Mar'].flatMap((month) => [1, 2, 3].map((n) => [month, n]));
    const { spec } = specFor('month, n:number', rows, { sort: 'name' });
    expect(spec['encoding']).to.have.nested.property('y.sort').deep.equal(['Jan', 'Feb', 'Mar']);
  });

  it('omits verdicts and period names that do not occur in the data', () => {
    const chart = specFor(
      'dimension, value:number, prev_value:number, is_favorable:boolean, period, prev_period',
      'up, 5, 3, true, 2025, 2024; as before, 4, 4, false, 2025, 2024',
    );
    const text = JSON.stringify(chart.spec);
    expect(text).to.include('"domain":["Better","Unchanged"]').and.include('"range":["#0b8a70","#7d858f"]');
    // The legend omits "2025" because the current bars have the colors of their verdicts.
    expect(text).to.include('"values":["2024"],"symbolFillColor":"#7d858f"');
    expect(text).not.to.include('Worse');
    expect(chart.data.get(MAIN)?.columns.map(({ name }) => name)).not.to.include('period');
  });

  describe('a number chart', () => {
    const PAIR = 'value:number, prev_value:number';

    it('shows an integer of any size, under the title of its column', () => {
      expect(derive('rows_processed:number', [['9007199254740993123']])).to.deep.equal({
        ...{ kind: 'number', label: 'Rows processed', value: '9007199254740993123', comparison: null },
        column: { name: 'rows_processed', type: 'number' },
      });
    });

    it('is labelled with the dimension, or with its text and its column', () => {
      const chart = derive(`dimension, ${PAIR}, is_favorable:boolean`, 'Revenue, 80, 100, true');
      expect(chart).to.include({ label: 'Revenue', value: 80 });
      expect(chart).to.have.nested.property('comparison.favorable', true);
      expect(derive('city, people:number', 'Berlin, 3769000')).to.include({ label: 'Berlin · People' });
    });

    it('compares the value with the previous one', () => {
      const comparison = { previous: 100, change: -0.2, direction: 'down', favorable: false, period: null };
      const chart = derive(`${PAIR}, is_unfavorable:number`, '80, 100, 1');
      expect(chart).to.deep.include({ kind: 'number', value: 80, comparison });
      const named = derive(`${PAIR}, prev_period`, '80, 100, last year');
      expect(named).to.have.nested.property('comparison.period', 'last year');
      const fromZero = { previous: 0, change: null, direction: 'up', favorable: null, period: null };
      expect(derive(PAIR, '80, 0')).to.deep.include({ comparison: fromZero });
    });

    it('uses the latest row for mark="number"', () => {
      const chart = derive('month:date, orders:number', '2026-03, 3; 2026-05, 5; 2026-04, 4', 'number');
      expect(chart).to.include({ value: 5, label: 'Orders' });
    });
  });

  it('ignores the preferred mark if the columns do not allow it', () => {
    const columns = 'region, revenue:number';
    expect(specFor(columns, 'a, 1; b, 2', { mark: 'map' }).spec['mark']).to.equal(undefined);
    expect(textOf(columns, 'a, -1; b, 2', { mark: 'arc' })).to.include('"bar"');
    expect(derive(columns, 'a, 1').kind).to.equal('number');
    expect(derive(columns, 'a, 1', 'bar').kind).to.equal('spec');
  });
});

describe('a derived line', () => {
  const MONTHS = Array.from({ length: 24 }, (_, month) => new Date(2024, month));
  const linesOf = (...series: readonly (readonly [string, (month: number) => boolean])[]) => {
    const rows = series.flatMap(([name, hasRow]) =>
      MONTHS.flatMap((month, place) => (hasRow(place) ? [[month, name, place + 10]] : [])),
    );
    return specOf(derive(['month:date', 'station', 'no2:number'], rows)).data.get(MAIN)!.rows;
  };
  const always = (): boolean => true;
  const gapsIn = (rows: readonly (readonly Cell[])[]): readonly unknown[] =>
    rows.flatMap(([month, value, name]) => (value === null ? [[name, (month as Date).getMonth()]] : []));

  it('has a gap where it lacks the rows of dates that other lines have', () => {
    expect(gapsIn(linesOf(['A', always], ['B', (month) => month < 3 || month > 8]))).to.deep.equal([
      ['B', 3],
    ]);
    // A line may begin later, and end earlier.
    expect(gapsIn(linesOf(['A', always], ['B', (month) => month > 3 && month < 20]))).to.deep.equal([]);
  });

  it('connects dates that are less frequent than those of other lines', () => {
    expect(gapsIn(linesOf(['A', always], ['Quarters', (month) => month % 3 === 0]))).to.deep.equal([]);
    expect(gapsIn(linesOf(['A', always], ['Workdays', (month) => month % 7 < 5]))).to.deep.equal([]);
  });
});

describe('the colors of columns', () => {
  it('are in the order of the columns, so they stay when other rows have other totals', () => {
    for (const mark of [null, 'line', 'bar'] as const)
      for (const [men, women] of [
        [9, 5],
        [5, 9],
      ] as const) {
        const rows = [1, 2, 3, 4].map((place) => [mark ? 2000 + place : `Town ${place}`, place * men, women]);
        const { spec } = specFor(`${mark ? 'year:number' : 'town'}, men:number, women:number`, rows, {
          mark,
        });
        const domain = 'encoding.color.scale.domain';
        expect(spec, `${mark}`).to.have.nested.property(domain).deep.equal(['Men', 'Women']);
      }
  });
});
