import assert from 'node:assert/strict';
import { afterEach, describe, it, mock } from 'node:test';
import { compile } from 'vega-lite';
import type { SpecChart } from '../../src/charts/types.ts';
import { loadLocale } from '../../src/locale/load-locale.ts';
import { chartWords } from '../../src/locale/summary.ts';
import { drawPlaces } from '../../src/pipeline/maps.ts';
import type { Cell, ColumnType, Dataset } from '../../src/public-client/types.ts';
import { MAIN } from '../../src/spec/names.ts';

const table = (columns: readonly string[], rows: readonly (readonly Cell[])[]): Dataset => ({
  columns: columns.map((name, index) => ({
    name,
    type: (typeof rows[0]?.[index] === 'number'
      ? 'number'
      : rows[0]?.[index] instanceof Date
        ? 'date'
        : 'string') satisfies ColumnType,
  })),
  rows,
  truncated: false,
});

async function drawOrRefuse(rows: Dataset, language = 'en'): ReturnType<typeof drawPlaces> {
  const locale = await loadLocale(language);
  return drawPlaces(rows, { words: chartWords(locale) }, locale);
}

async function draw(rows: Dataset, language?: string): Promise<SpecChart> {
  const chart = await drawOrRefuse(rows, language);
  if (chart === null || typeof chart === 'string') throw new Error(`no map: ${chart}`);
  return chart;
}

interface Layer {
  readonly data?: { readonly values?: readonly { readonly id: string }[] };
  readonly mark: { readonly type: string };
  readonly encoding?: Readonly<
    Record<string, { readonly scale?: object; readonly legend?: object | null } & object>
  >;
}
const layersOf = ({ spec }: SpecChart): readonly Layer[] => spec['layer'] as readonly Layer[];
const projectionOf = ({ spec }: SpecChart): unknown => (spec['projection'] as { readonly type: string }).type;
const column = (chart: SpecChart, name: string): readonly unknown[] => {
  const { columns, rows } = chart.data.get(MAIN)!;
  const index = columns.findIndex((each) => each.name === name);
  return rows.map((row) => row[index]);
};

const EUROPE = [
  ['Germany', 3.4],
  ['France', 7.5],
  ['Malta', 3.1],
  ['Atlantis', 12],
] as const;

describe('a map of places', () => {
  afterEach(() => mock.restoreAll());

  it('has the outline of each place, a point for small ones, and gray for the rest', async () => {
    const chart = await draw(table(['country', 'rate'], EUROPE));
    assert.deepEqual(column(chart, 'country'), ['Germany', 'France', 'Malta']);
    const shapes = column(chart, '_shape') as { id: string; geometry: { type: string } }[];
    assert.deepEqual(
      shapes.map(({ id, geometry }) => [id, geometry.type]),
      [
        ['DE', 'MultiPolygon'],
        ['FR', 'MultiPolygon'],
        ['MT', 'Point'],
      ],
    );
    const rest = layersOf(chart)[0]!.data!.values!.map(({ id }) => id);
    assert.ok(rest.includes('ES') && !rest.includes('DE') && !rest.includes('MT'));
    assert.equal(projectionOf(chart), 'azimuthalEqualArea');
  });

  it('names the places that are not on the map, and the extremes for screen readers', async () => {
    const { map } = await draw(table(['country', 'rate'], EUROPE));
    assert.deepEqual(map, { notice: 'Not on the map: Atlantis', remark: 'Highest: France. Lowest: Malta.' });
    const many = [...EUROPE, ...Array.from({ length: 7 }, (_, index) => [`Utopia ${index}`, index] as const)];
    const german = await draw(
      table(['land', 'wert'], [...many, ['Spanien', 1], ['Italien', 2], ['Polen', 3]]),
      'de',
    );
    assert.equal(
      german?.map?.notice,
      'Nicht auf der Karte: Atlantis, Utopia 0, Utopia 1, Utopia 2, Utopia 3 und 3 weitere',
    );
  });

  it('shows names in the language of the page instead of codes', async () => {
    const chart = (await draw(table(['iso', 'rate'], Object.entries({ DEU: 1, FRA: 2, ESP: 3 })), 'de'))!;
    assert.deepEqual(column(chart, '_place'), ['Deutschland', 'Frankreich', 'Spanien']);
    assert.deepEqual(column(chart, 'iso'), ['DEU', 'FRA', 'ESP']);
    assert.equal(chart.map?.remark, 'Höchster Wert: Spanien. Niedrigster Wert: Deutschland.');
  });

  it('shows the world if the places are far apart', async () => {
    const chart = (await draw(table(['code', 'value'], Object.entries({ BR: 1, JP: 2, ZA: 3, RU: 4 }))))!;
    assert.equal(projectionOf(chart), 'equalEarth');
  });

  it('shows Europe instead of the world if Russia is among the places', async () => {
    const chart = (await draw(table(['code', 'value'], Object.entries({ DE: 1, FR: 2, RU: 4 }))))!;
    assert.equal(projectionOf(chart), 'azimuthalEqualArea');
  });

  for (const [name, cells] of [
    ['names', ['Georgia', 'Alabama', 'Texas']],
    ['postal codes', ['GA', 'AL', 'TX']],
    ['FIPS codes as text', ['13', '01', '48']],
    ['FIPS codes as numbers', [13, 1, 48]],
  ] as const)
    it(`shows the states of the USA by their ${name}`, async () => {
      const column = name.startsWith('FIPS') ? 'fips' : 'state';
      const chart = (await draw(
        table(
          [column, 'share'],
          cells.map((cell, index) => [cell, index]),
        ),
      ))!;
      assert.equal(projectionOf(chart), 'identity');
      assert.equal(layersOf(chart)[0]!.data!.values!.length, 48);
    });

  it('has a legend whose labels are the limits', async () => {
    const even = (await draw(table(['country', 'rate'], Object.entries({ DE: 0, FR: 5, ES: 7, IT: 12 }))))!;
    const { scale, legend } = layersOf(even)[1]!.encoding!['color']!;
    assert.deepEqual(scale, { type: 'threshold', domain: [2.5, 5, 7.5, 10], range: 'ramp' });
    assert.equal((legend as { labelExpr: string }).labelExpr, '["","2.5","5.0","7.5","10.0"][datum.index]');

    const people = [
      ['DE', 8.4e7],
      ['MT', 5e5],
      ['EE', 1.3e6],
      ['LU', 6.5e5],
      ['LV', 1.9e6],
      ['SI', 2.1e6],
      ['SK', 5.4e6],
      ['HR', 3.9e6],
    ] as const;
    const uneven = await draw(table(['country', 'people'], people));
    assert.deepEqual(layersOf(uneven)[1]!.encoding!['color']!.legend, null);
    const own = layersOf(uneven)[2]!.encoding!['fill']!.legend as { labelExpr: string };
    assert.equal(own.labelExpr, '["","0.65M","1.90M","2.10M","5.40M"][datum.index]');
    for (const { spec } of [even, uneven]) {
      const { legends } = compile(spec as never).spec;
      assert.equal(legends?.[0]?.gradientLength, 260);
    }
  });

  it('shows the first measure, the latest date, and other columns in the tooltip', async () => {
    const dated = table(
      ['day', 'country', 'rate', 'people'],
      [
        [new Date(2024, 0, 1), 'DE', 1, 10],
        [new Date(2025, 0, 1), 'DE', 2, 20],
        [new Date(2024, 0, 1), 'FR', 3, 30],
        [new Date(2025, 0, 1), 'FR', 4, 40],
      ],
    );
    const chart = await draw(dated);
    assert.deepEqual(column(chart, 'rate'), [2, 4]);
    assert.deepEqual(column(chart, 'people'), [20, 40]);
  });

  it('reads as many dates as a result can have', async () => {
    const many = Array.from({ length: 200_000 }, () => [new Date(2024, 0, 1), 'DE', 1] as const);
    const latest = [new Date(2025, 0, 1), 'FR', 2] as const;
    const chart = await draw(table(['day', 'country', 'rate'], [...many, latest]));
    assert.deepEqual(column(chart, 'rate'), [2]);
  });

  it('does not search for more names than places have', async () => {
    const cells = Array.from(
      { length: 200_000 },
      (_, index) => [index ? `x${index}` : 'France', index] as const,
    );
    assert.match(
      String(await drawOrRefuse(table(['country', 'rate'], cells))),
      /no column has names or codes/,
    );
  });

  it('colors categories if there is no number', async () => {
    const chart = (await draw(
      table(['country', 'side'], Object.entries({ UK: 'Left', France: 'Right', Malta: 'Left' })),
    ))!;
    assert.deepEqual(layersOf(chart)[1]!.encoding!['color']!.scale, { domain: ['Left', 'Right'] });
  });

  for (const [why, rows, message] of [
    [
      'hardly any name is a place',
      table(['city', 'n'], Object.entries({ Berlin: 1, Paris: 2, Chad: 3 })),
      /only 1 of 3 values of "city".*not Berlin, Paris/,
    ],
    [
      'no name is a place',
      table(['city', 'n'], Object.entries({ Berlin: 1, Paris: 2 })),
      /no column has names or codes/,
    ],
    [
      'a place has several rows',
      table(['country', 'n'], Object.entries({ Chad: 1, TCD: 2 })),
      /several rows for "Chad"/,
    ],
    ['there is nothing to show', table(['country'], [['Chad'], ['Mali']]), /no other column/],
  ] as const)
    it(`returns a reason and draws no map if ${why}`, async () =>
      assert.match(String(await drawOrRefuse(rows)), message));

  it('leaves rows with latitude and longitude to the symbol map', async () =>
    assert.equal(await drawOrRefuse(table(['country', 'lat', 'lon', 'n'], [['Chad', 15, 19, 1]])), null));

  it('never throws for unusual rows', async () => {
    const names: readonly Cell[] = ['DE', '__proto__', '', null, 'constructor', '🎈', 'a'.repeat(1e4), 'FR'];
    const values: readonly Cell[] = [null, NaN, Infinity, 1e300, -1e300, 0, 'x', -0];
    for (let shift = 0; shift < values.length; shift++) {
      await drawOrRefuse(
        table(
          ['country', 'value'],
          names.map((name, index) => [name, values[(index + shift) % 8]!]),
        ),
      );
    }
  });
});
