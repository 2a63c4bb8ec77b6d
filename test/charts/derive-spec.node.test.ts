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

function derive(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  mark: PreferredMark | null = null,
): Chart {
  return deriveChart(table(columns, rows), { mark });
}

function specOf(chart: Chart): SpecChart {
  if (chart.kind !== 'spec') throw new Error(`a ${chart.kind} is no spec`);
  return chart;
}

describe('a derived chart of few values', () => {
  const specOf = (...[dataset, options]: Parameters<typeof deriveChart>) => {
    const chart = deriveChart(dataset, options);
    return chart.kind === 'spec' ? JSON.stringify(chart.spec) : chart.kind;
  };
  const parts = (...values: readonly number[]) =>
    table(
      'part, votes:number',
      values.map((value, index) => [`p${index}`, value]),
    );

  it('has its baseline at zero if all values are zero', () => {
    for (const mark of ['bar', 'line'] as const)
      expect(specOf(parts(0, 0), { mark }), mark)
        .to.contain('"domainMax":1')
        .and.contain('"values":[0]');
    expect(specOf(parts(0, 1), { mark: 'line' })).not.to.contain('domainMax');
  });

  it('compares percentages and degrees by the previous number, other numbers by the change', () => {
    const inflation = table('value:number, prev_value:number', '2.4, 3');
    const changeIn = (unit: string): unknown => {
      const formats = readMeasureFormats({ unit, decimals: '', format: '' }, [], localeFor('en'));
      const chart = deriveChart(inflation, { formats });
      return chart.kind === 'number' && chart.comparison!.change?.toFixed(2);
    };
    expect(['%', '‰', '°C', 'EUR', 'mm', ''].map(changeIn)).to.deep.equal([
      undefined,
      undefined,
      undefined,
      '-0.20',
      '-0.20',
      '-0.20',
    ]);
  });

  it('names a single number by its text and its column', () => {
    const [label] = [deriveChart(table('city, population:number', 'Berlin, 3769000'))].map((chart) =>
      chart.kind === 'number' ? chart.label : chart.kind,
    );
    expect(label).to.equal('Berlin · Population');
  });

  it('shows the shares of a ring with equal decimals, also in the tooltip', () => {
    const shares = specOf(parts(51.9, 48.1), { mark: 'arc' });
    expect(shares).to.contain(`format(datum['_share'], '.1%')`);
    expect(shares).to.contain('"title":"Share","format":".1%"');
    expect(specOf(parts(3, 1), { mark: 'arc' })).to.contain(`format(datum['_share'], '.0%')`);
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
    const first = specOf(derive(['region', 'revenue:number'], Object.entries({ North: 5, South: 3 })));
    const next = specOf(derive(['region', 'revenue:number'], Object.entries({ South: 9, North: 4 })));
    expect(next.spec).to.deep.equal(first.spec);
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
      'dimension',
      'value',
      'prev_value',
      'is_reversed',
      'latitude',
      'longitude',
      '__proto__',
      'a.b',
      '',
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
    const isLabelled = (count: number, height: number): boolean => {
      const rows = Array.from({ length: count }, (_, i): Cell[] => [`Town number ${i}`, 90 - i]);
      const { spec } = specOf(
        deriveChart(table('town, rent:number', rows), { available: { width: 360, height } }),
      );
      return JSON.stringify(spec).includes('"type":"text"');
    };
    expect(isLabelled(16, 340)).to.equal(true);
    expect(isLabelled(40, 600)).to.equal(true);
    expect(isLabelled(16, 300)).to.equal(false);
    expect(isLabelled(12, 230)).to.equal(false);
  });

  it('returns a table if no chart fits', () => {
    expect(derive([], []).kind).to.equal('table');
    expect(derive(['a', 'b:number'], []).kind).to.equal('table');
    expect(derive(['a', 'b'], Object.entries({ x: 'y', z: 'w' })).kind).to.equal('table');
    expect(derive(['a:json', 'b:json'], [[{}, []]]).kind).to.equal('table');
    expect(
      derive(
        ['a', 'empty:number'],
        [
          ['x', null],
          ['y', NaN],
        ],
      ).kind,
    ).to.equal('table');
  });

  it('uses at most 8 of 1,000 columns', () => {
    const columns = Array.from({ length: 1000 }, (_, i) => `c${i}:number`);
    const chart = specOf(derive(columns, [columns.map((_, i) => i), columns.map((_, i) => 2 * i)]));
    expect(chart.data.get(MAIN)?.columns.length).to.be.at.most(8);
  });

  it('handles 100,000 categories', () => {
    const rows = Array.from({ length: 100_000 }, (_, i): Cell[] => [`category ${i}x`, i]);
    const chart = specOf(
      derive(
        ['name', 'amount:number'],
        rows.map(([name, i]) => [`x${String(name)}`, i ?? 0]),
      ),
    );
    expect(chart.more).to.be.greaterThan(99_900);
    expect(chart.data.get(MAIN)?.rows.length).to.equal(100_000 - chart.more);
  });

  it('keeps the largest categories and counts the others', () => {
    const rows = Array.from({ length: 40 }, (_, i): Cell[] => [
      `A rather long name of ${'abcdefghij'[i % 10]}${'klmn'[i % 4]}-${i}`,
      i,
    ]);
    const { data, more } = specOf(derive(['name', 'amount:number'], rows));
    const shown = data.get(MAIN)?.rows ?? [];
    expect(shown.length + more).to.equal(40);
    expect(shown.map(([, amount]) => amount))
      .to.include(39)
      .and.not.include(0);
  });

  it('shows fewer categories in a smaller box', () => {
    const { dataset } = COLUMN_SETS['forty long categories'] ?? {};
    if (!dataset) throw new Error('no such column set');
    const shown = [240, 400, 520].map((height) => {
      const chart = specOf(deriveChart(dataset, { available: { width: 600, height } }));
      return chart.data.get(MAIN)?.rows.length ?? 0;
    });
    expect(shown).to.deep.equal([...shown].sort((a, b) => a - b));
    expect(shown[0]).to.be.lessThan(shown[2] ?? 0);
  });

  it('renames columns whose names Vega would misread, and keeps their titles', () => {
    const { data, spec } = specOf(derive(['a.b[0]', '__proto__:number'], Object.entries({ x: 1, y: 2 })));
    expect(data.get(MAIN)?.columns.map(({ name }) => name)).to.deep.equal(['column_1', 'column_2']);
    expect(JSON.stringify(spec)).to.include('"title":"a.b[0]"');
  });

  it('uses the given words', () => {
    const words = {
      other: 'Übrige',
      none: 'Keine Angabe',
      yes: 'Ja',
      no: 'Nein',
      better: 'Besser',
      worse: 'Schlechter',
      same: 'Unverändert',
      current: 'Jetzt',
      previous: 'Zuvor',
      share: 'Anteil',
    };
    const chart = specOf(deriveChart(table('active:boolean, n:number', 'true, 1; false, 2; , 3'), { words }));
    expect(chart.data.get(MAIN)?.rows.map(([name]) => name)).to.have.members(['Ja', 'Nein', 'Keine Angabe']);
  });

  it('names an empty cell of a numeric dimension', () => {
    const rows = [
      [1, 5],
      [null, 3],
    ];
    const { data } = specOf(derive(['dimension:number', 'value:number'], rows));
    const names = data
      .get(MAIN)
      ?.rows.flat()
      .filter((cell) => typeof cell === 'string');
    expect(names).to.have.members(['1', ENGLISH.none]);
  });

  it('reads whether a change is good from each of the three flags', () => {
    const verdicts = (flag: string, verdict: Cell): readonly Cell[] => {
      const rows = [
        ['up', 5, 3, verdict],
        ['down', 3, 5, verdict],
      ];
      const { data } = specOf(derive(['dimension', 'value:number', 'prev_value:number', flag], rows));
      const { columns, rows: drawn } = data.get(MAIN) ?? { columns: [], rows: [] };
      const at = columns.findIndex(({ name }) => name === '_verdict');
      return drawn.map((row) => row[at] ?? null);
    };
    expect(verdicts('is_favorable:boolean', true)).to.deep.equal(['Better', 'Better']);
    expect(verdicts('is_unfavorable:number', 1)).to.deep.equal(['Worse', 'Worse']);
    expect(verdicts('is_reversed', 'true')).to.deep.equal(['Worse', 'Better']);
    expect(verdicts('is_reversed:boolean', false)).to.deep.equal(['Better', 'Worse']);
    expect(verdicts('is_favorable:boolean', null)).to.deep.equal([null, null]);
  });

  it('draws no line through records that only have a date', () => {
    const sales = (days: number, ...products: readonly string[]) =>
      derive(
        ['shop', 'region', 'product', 'amount:number', 'last_sale:date'],
        products.map(
          (product, row) =>
            [
              `Shop ${row % 3}`,
              ['North', 'South', 'East'][row % 3],
              product,
              row,
              new Date(2026, 0, 1 + (row % days)),
            ] as Cell[],
        ),
      );
    expect(sales(6, 'Tea', 'Cups', 'Tea', 'Pots', 'Tea', 'Milk').kind).to.equal('table');
    // A region that depends on the shop, and a single product, do not prevent a line.
    expect(sales(2, 'Tea', 'Tea', 'Tea', 'Tea', 'Tea', 'Tea').kind).to.equal('spec');
  });

  it('draws small multiples for more than eight lines', () => {
    const lines = (count: number, width: number, height = 240): SpecChart =>
      specOf(
        deriveChart(
          table(
            'year:date, country, index:number',
            Array.from({ length: count * 3 }, (_, at): Cell[] => [
              new Date(2020 + (at % 3), 0, 1),
              `Country ${Math.floor(at / 3)}`,
              at,
            ]),
          ),
          { available: { width, height } },
        ),
      );
    expect(lines(8, 640).spec).not.to.have.property('facet');
    const { spec, data } = lines(14, 640, 480);
    expect(spec).to.have.nested.property('facet.field', 'country');
    expect(JSON.stringify([...data])).not.to.include('Other');
    // The number of columns avoids a nearly empty last row.
    expect(spec).to.have.property('columns', 5);
    expect(lines(14, 1200).spec).to.have.property('columns', 7);
    // Cells at least 60 px high need a higher box than this. A lower box has more columns, with narrower cells.
    expect(lines(14, 640, 240).spec).to.have.property('columns', 7);
    expect(lines(14, 400, 640).spec).to.have.property('columns', 3);
    expect(lines(14, 400, 400).spec).to.have.property('columns', 4);
    // If they do not fit even then, the box grows.
    expect(lines(14, 640, 480).spec['height']).to.be.at.most(480);
    expect(lines(14, 400, 400).spec['height']).to.be.above(400);
  });

  it('groups bars beyond eight series as "Other" only if their numbers can be added', () => {
    const bars = (number: string): SpecChart =>
      specOf(
        derive(
          ['shop', 'product', `${number}:number`],
          Array.from({ length: 90 }, (_, at): Cell[] => [`Shop ${Math.floor(at / 9)}`, `P${at % 9}`, at]),
        ),
      );
    expect(JSON.stringify([...bars('amount').data])).to.include('Other');
    const { spec, data } = bars('avg_price');
    expect(JSON.stringify([...data])).not.to.include('Other');
    expect(spec).to.have.nested.property('mark.type', 'point');
    expect(data.get(MAIN)!.rows).to.have.length(90);
  });

  it('colors the points of two texts and a number', () => {
    const rows = ['Spain', 'Italy'].flatMap((name) => [
      [name, '2000', 9],
      [name, '2023', 7],
    ]);
    const { spec } = specOf(deriveChart(table('country, year, n:number', rows), { mark: 'point' }));
    expect(spec).to.have.nested.property('encoding.y.field', 'country');
    expect(spec).to.have.nested.property('encoding.color.field', 'year');
    expect(spec).to.have.deep.nested.property('encoding.color.scale.domain', ['2000', '2023']);
  });

  it('draws lines along the text with a natural order', () => {
    const rows = ['Spain', 'Italy', 'France'].flatMap((name) => [
      [name, '2000', 9],
      [name, '2023', 7],
    ]);
    const { spec } = specOf(deriveChart(table('country, year, n:number', rows), { mark: 'line' }));
    expect(spec).to.have.nested.property('encoding.x.field', 'year');
    expect(spec).to.have.nested.property('encoding.color.field', 'country');
  });

  it('ends names above bars in an ellipsis where they are wider than the plot', () => {
    const names = [
      'Diseases of the respiratory system including influenza and pneumonia',
      'Accidents, suicides and assaults',
    ];
    const rows = names.map((name, at) => [name, at + 1]);
    const available = { width: 300, height: 300 };
    const { spec } = specOf(deriveChart(table('cause, deaths:number', rows), { available }));
    expect(spec).to.have.deep.nested.property('layer[2].mark.limit', { expr: 'width' });
    expect(compile(spec as never).spec.marks).to.have.nested.property(
      '[2].encode.update.limit.signal',
      'width',
    );
  });

  describe('a ring chart', () => {
    const ring = (shares: readonly number[], available = { width: 480, height: 320 }): SpecChart =>
      specOf(
        deriveChart(
          table(
            'browser, users:number',
            shares.map((share, at) => [`Browser ${at}`, share]),
          ),
          { mark: 'arc', available },
        ),
      );
    /** Returns the cells of some columns for each part of a ring. */
    const cells = ({ data }: SpecChart, ...names: readonly string[]): readonly (readonly Cell[])[] => {
      const { columns, rows } = data.get(MAIN)!;
      const places = names.map((name) => columns.findIndex((column) => column.name === name));
      return rows.map((row) => places.map((place) => row[place] ?? null));
    };

    it('labels each part with its share', () => {
      const chart = ring([600, 160, 100, 50, 30, 20, 20, 20]);
      expect(cells(chart, '_group', '_share')).to.deep.equal([
        ['Browser 0', 0.6],
        ['Browser 1', 0.16],
        ['Browser 2', 0.1],
        ['Browser 3', 0.05],
        ['Browser 4', 0.03],
        ['Browser 5', 0.02],
        ['Other', 0.04],
      ]);
      expect(JSON.stringify(chart.spec)).to.include(`'.0%'`).and.include('"legend":null');
    });

    it('shows seven parties, each with its share', () => {
      const seats = ring([206, 197, 118, 92, 83, 39, 1]);
      expect(cells(seats, 'browser').flat()).to.include('Browser 6').and.not.include('Other');
    });

    it('shows rounded percentages as they are', () => {
      const rows = Object.entries({ Car: 50, Train: 30, Bike: 21 });
      const modes = specOf(deriveChart(table('mode, share:number', rows), { mark: 'arc' }));
      expect(cells(modes, '_share').flat()).to.deep.equal([0.5, 0.3, 0.21]);
    });

    it('shows the shares of counts whose sum is near 100', () => {
      const rows = Object.entries({ Left: 51, Right: 50 });
      const seats = specOf(deriveChart(table('party, seats:number', rows), { mark: 'arc' }));
      expect(cells(seats, '_share').flat()).to.deep.equal([51 / 101, 50 / 101]);
    });

    it('is drawn as bars if the numbers are percentages of something else, or do not add up', () => {
      const marks = (name: string, rows: readonly (readonly Cell[])[]): string =>
        JSON.stringify(specOf(deriveChart(table(['mode', `${name}:number`], rows), { mark: 'arc' })).spec);
      const rows = Object.entries({ Car: 42, Train: 31, Bike: 12 });
      expect(marks('share', rows)).to.contain('"bar"').and.not.contain('"arc"');
      expect(marks('average_price', rows)).to.contain('"bar"').and.not.contain('"arc"');
      expect(marks('share', [...rows, ['Bus', 15]])).to.contain('"arc"');
      expect(marks('people', rows)).to.contain('"arc"');
    });

    it('has a legend if the names do not fit at its sides', () => {
      const { spec } = ring([3, 2], { width: 240, height: 160 });
      expect(JSON.stringify(spec)).to.include(`'.0%'`).and.not.include('"legend":null');
    });

    it('spreads the labels of small parts so that they do not overlap', () => {
      const radius = 320 / 2 - 22 + 10;
      const chart = ring([90, 4, 3, 3]);
      const heights = cells(chart, '_middle', '_dy').map(
        ([middle, dy]) => Number(dy) - radius * Math.cos(Number(middle) * 2 * Math.PI),
      );
      const left = heights.slice(1).sort((a, b) => a - b);
      for (const [at, height] of left.entries())
        if (at > 0) expect(height - left[at - 1]!).to.be.at.least(15);
    });

    it('accepts parts of size zero', () => {
      expect(cells(ring([0, 0]), '_share')).to.deep.equal([[0], [0]]);
    });
  });

  it('formats shares as percentages', () => {
    const text = (name: string): string =>
      JSON.stringify(
        specOf(
          derive(
            ['region', name],
            [
              ['North', 0.42],
              ['South', 0.5],
            ],
          ),
        ).spec,
      );
    expect(text('late_rate:number')).to.include('"format":"%"').and.include('"format":".1~%"');
    expect(text('score:number')).not.to.include('%');
  });

  it('formats columns of shares as percentages, without zeros for decimals that the numbers do not have', () => {
    const shares = [
      [new Date(2025, 0), 0.71, 0.05],
      [new Date(2026, 0), 0.725, 0.06],
    ];
    const lines = table('year:date, employment_rate:number, unemployment_rate:number', shares);
    expect(JSON.stringify(specOf(deriveChart(lines)).spec))
      .to.include('"format":"%"')
      .and.include('"format":".1~%"');
    const formats = readMeasureFormats({ unit: '%', decimals: '', format: '' }, [], localeFor('en'));
    const bars = table('party, share:number', 'A, 0.123; B, 0.45');
    expect(JSON.stringify(specOf(deriveChart(bars, { formats })).spec)).not.to.include('"decimals"');
  });

  it('draws bars if all rows have one date, which the tooltip shows', () => {
    const rows = Array.from({ length: 12 }, (_, at) => [new Date(2023, 0), `State ${at}`, at / 10]);
    const dataset = table('year:date, state, rate:number', rows);
    for (const mark of [null, 'bar'] as const) {
      const { spec } = specOf(deriveChart(dataset, { mark }));
      expect(JSON.stringify(spec), `${mark}`).to.include('"type":"bar"').and.include('"field":"year"');
      expect(spec).not.to.have.property('facet');
    }
    const lines = JSON.stringify(specOf(deriveChart(dataset, { mark: 'line' })).spec);
    expect(lines).to.include('"line"');
  });

  it('names bars with a verdict at their side, also if the names are long', () => {
    const name = 'Share of households with a broadband connection in rural areas';
    const rows = [
      [name, 5, true],
      [`${name} of the north`, 4, false],
    ];
    const { spec } = specOf(deriveChart(table('dimension, value:number, is_favorable:boolean', rows)));
    const { y } = spec['encoding'] as { y: { field: string; axis: unknown } };
    expect(y.field).to.equal('dimension');
    expect(y.axis).not.to.equal(null);
  });

  it('orders strips by name if the page wants that', () => {
    const rows = ['Feb', 'Jan', 'Mar'].flatMap((month) => [1, 2, 3].map((n) => [month, n]));
    const { spec } = specOf(deriveChart(table('month, n:number', rows), { sort: 'name' }));
    expect(spec['encoding']).to.have.nested.property('y.sort').deep.equal(['Jan', 'Feb', 'Mar']);
  });

  it('omits verdicts and period names that do not occur in the data', () => {
    const chart = specOf(
      derive(
        ['dimension', 'value:number', 'prev_value:number', 'is_favorable:boolean', 'period', 'prev_period'],
        [
          ['up', 5, 3, true, '2025', '2024'],
          ['as before', 4, 4, false, '2025', '2024'],
        ],
      ),
    );
    const text = JSON.stringify(chart.spec);
    expect(text).to.include('"domain":["Better","Unchanged"]').and.include('"range":["#0b8a70","#7d858f"]');
    // The legend omits "2025" because the current bars have the colors of their verdicts.
    expect(text).to.include('"values":["2024"],"symbolFillColor":"#7d858f"');
    expect(text).not.to.include('Worse');
    expect(chart.data.get(MAIN)?.columns.map(({ name }) => name)).not.to.include('period');
  });

  describe('a number chart', () => {
    it('shows an integer of any size, under the title of its column', () => {
      const chart = derive(['rows_processed:number'], [['9007199254740993123']]);
      expect(chart).to.deep.equal({
        kind: 'number',
        label: 'Rows processed',
        value: '9007199254740993123',
        column: { name: 'rows_processed', type: 'number' },
        comparison: null,
      });
    });

    it('is labelled with the dimension', () => {
      const rows = [['Revenue', 80, 100, true]];
      const chart = derive(['dimension', 'value:number', 'prev_value:number', 'is_favorable:boolean'], rows);
      expect(chart).to.include({ label: 'Revenue', value: 80 });
      expect(chart).to.have.nested.property('comparison.favorable', true);
    });

    it('uses the name of the previous period', () => {
      const chart = derive(['value:number', 'prev_value:number', 'prev_period'], [[80, 100, 'last year']]);
      expect(chart).to.have.nested.property('comparison.period', 'last year');
    });

    it('compares the value with the previous one', () => {
      const chart = derive(['value:number', 'prev_value:number', 'is_unfavorable:number'], [[80, 100, 1]]);
      expect(chart).to.deep.include({
        kind: 'number',
        value: 80,
        comparison: { previous: 100, change: -0.2, direction: 'down', favorable: false, period: null },
      });
    });

    it('has no relative change if the previous value is zero', () => {
      const chart = derive(['value:number', 'prev_value:number'], [[80, 0]]);
      expect(chart).to.deep.include({
        comparison: { previous: 0, change: null, direction: 'up', favorable: null, period: null },
      });
    });

    it('uses the latest row for mark="number"', () => {
      const rows = [
        [new Date(2026, 2, 1), 3],
        [new Date(2026, 4, 1), 5],
        [new Date(2026, 3, 1), 4],
      ];
      expect(derive(['month:date', 'orders:number'], rows, 'number')).to.include({
        value: 5,
        label: 'Orders',
      });
    });
  });

  it('ignores the preferred mark if the columns do not allow it', () => {
    const columns = ['region', 'revenue:number'];
    expect(
      specOf(
        derive(
          columns,
          [
            ['a', 1],
            ['b', 2],
          ],
          'map',
        ),
      ).spec['mark'],
    ).to.equal(undefined);
    expect(
      JSON.stringify(
        specOf(
          derive(
            columns,
            [
              ['a', -1],
              ['b', 2],
            ],
            'arc',
          ),
        ).spec,
      ),
    ).to.include('"bar"');
    expect(derive(columns, [['a', 1]]).kind).to.equal('number');
    expect(derive(columns, [['a', 1]], 'bar').kind).to.equal('spec');
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
  const domainOf = (men: number, women: number, mark: PreferredMark | null = null): unknown => {
    const rows = [1, 2, 3, 4].map((place) => [mark ? 2000 + place : `Town ${place}`, place * men, women]);
    const { spec } = specOf(
      derive([mark ? 'year:number' : 'town', 'men:number', 'women:number'], rows, mark),
    );
    return (spec['encoding'] as Record<string, { scale?: { domain?: unknown } }>)['color']?.scale?.domain;
  };

  it('are in the order of the columns, so they stay when other rows have other totals', () => {
    for (const mark of [null, 'line', 'bar'] as const) {
      expect(domainOf(9, 5, mark), `${mark}`).to.deep.equal(['Men', 'Women']);
      expect(domainOf(5, 9, mark), `${mark}`).to.deep.equal(['Men', 'Women']);
    }
  });
});
