import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { rows, type FakeQuery } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  createViz,
  mountViz,
  openTable,
  press,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  textOf,
  recordConsole,
  readyViz,
} from './harness.ts';

const SPEC = {
  mark: 'bar',
  encoding: {
    x: { field: 'name', type: 'nominal' },
    y: { field: 'value', type: 'quantitative' },
  },
};

const typed = (columns: readonly (readonly [string, string])[], values: readonly unknown[]): FakeQuery => ({
  result: { columns: columns.map(([name, type]) => ({ name, type })), rows: values, truncated: false },
});
const pairs = (
  count: number,
  name: (index: number) => unknown,
  value: (index: number) => unknown,
): FakeQuery =>
  rows(
    ['name', 'value'],
    Array.from({ length: count }, (_, index) => [name(index), value(index)]),
  );
const wide = (count: number): FakeQuery =>
  rows(
    Array.from({ length: count }, (_, index) => `column ${index}`),
    [1, 2, 3].map((row) => Array.from({ length: count }, (_, index) => row * index)),
  );

const LONG = 'A category whose name goes on and on, far beyond what any axis could ever hold';

/** Unusual results by what is unusual about them. */
const ROWS: Readonly<Record<string, FakeQuery>> = {
  'no columns at all': { result: { headers: [], rows: [] } },
  'columns without rows': rows(['name', 'value'], []),
  'one row': pairs(
    1,
    () => 'a',
    () => 1,
  ),
  'one cell': rows(['value'], [[42]]),
  'one cell without value': rows(['value'], [[null]]),
  'only nulls': pairs(
    3,
    () => null,
    () => null,
  ),
  'nulls among values': pairs(
    6,
    (index) => (index % 2 ? null : `n${index}`),
    (index) => (index % 3 ? index : null),
  ),
  'NaN and infinities': pairs(
    4,
    (index) => `n${index}`,
    (index) => [NaN, Infinity, -Infinity, 1][index],
  ),
  'only zero': pairs(
    3,
    (index) => `n${index}`,
    () => 0,
  ),
  'negative values': pairs(
    3,
    (index) => `n${index}`,
    (index) => -index,
  ),
  'huge values': pairs(
    3,
    (index) => `n${index}`,
    (index) => 1e300 * (index + 1),
  ),
  'tiny values': pairs(
    3,
    (index) => `n${index}`,
    (index) => 1e-300 * (index + 1),
  ),
  'big integers': pairs(
    3,
    (index) => `n${index}`,
    (index) => 9_007_199_254_740_993n + BigInt(index),
  ),
  'big integers as text': pairs(
    3,
    (index) => `n${index}`,
    (index) => `90071992547409${index}99999`,
  ),
  'text instead of numbers': pairs(
    3,
    (index) => `n${index}`,
    (index) => (index ? 'n/a' : 7),
  ),
  'forty long names': pairs(
    40,
    (index) => `${LONG} ${String.fromCharCode(97 + ((index * 7) % 26))}${index}`,
    (index) => index,
  ),
  'names of ten thousand characters': pairs(
    3,
    (index) => `${index}${'x'.repeat(10_000)}`,
    (index) => index + 1,
  ),
  'empty names': pairs(
    3,
    () => '',
    (index) => index + 1,
  ),
  emoji: pairs(
    3,
    (index) => ['👩‍👩‍👧‍👦', '🇪🇺', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'][index],
    (index) => index + 1,
  ),
  'right-to-left text': pairs(
    3,
    (index) => ['مبيعات', 'עברית', '\u202Eevil'][index],
    (index) => index + 1,
  ),
  'lone surrogates and controls': pairs(
    3,
    (index) => ['\uD800', '\u0000\u0007', 'a\nb\tc'][index],
    (index) => index + 1,
  ),
  markup: pairs(
    3,
    (index) => `<img src=x onerror=alert(${index})>`,
    (index) => index + 1,
  ),
  'dates before 1970': typed(
    [
      ['name', 'date'],
      ['value', 'number'],
    ],
    [
      ['1850-01-01', 1],
      ['1900-06-01', 2],
      ['1969-12-31', 3],
    ],
  ),
  'distant dates': typed(
    [
      ['name', 'date'],
      ['value', 'number'],
    ],
    [
      ['0001-01-01', 1],
      ['9999-12-31', 2],
    ],
  ),
  timestamps: typed(
    [
      ['name', 'timestamp'],
      ['value', 'number'],
    ],
    [
      ['2024-01-01T00:00:00Z', 1],
      ['1969-01-01T12:00:00+05:30', 2],
    ],
  ),
  booleans: typed(
    [
      ['name', 'boolean'],
      ['value', 'number'],
    ],
    [
      [true, 1],
      [false, 2],
      [null, 3],
    ],
  ),
  'lists and objects': typed(
    [
      ['name', 'json'],
      ['value', 'json'],
    ],
    [
      [[1, 2], { a: 1 }],
      [null, { __proto__: null }],
    ],
  ),
  'a __proto__ column': rows(['__proto__', 'value'], Object.entries({ a: 1, b: 2 })),
  'columns named after members of Object.prototype': rows(
    ['constructor', 'toString', 'hasOwnProperty'],
    [
      ['a', 1, 2],
      ['b', 3, 4],
    ],
  ),
  'columns with dots': rows(['shop.name', 'sum.of.all'], Object.entries({ a: 1, b: 2 })),
  'columns with brackets': rows(
    ['shop[0]', "sum['x']"],
    [
      ['a', 1],
      ['b', 2],
    ],
  ),
  'columns with quotes': rows([`shop's "name"`, 'back\\slash`tick'], Object.entries({ a: 1, b: 2 })),
  'columns with markup': rows(['<b>shop</b>', '${sum}{{x}}'], Object.entries({ a: 1, b: 2 })),
  'columns without names': rows(['', ''], Object.entries({ a: 1, b: 2 })),
  'columns with equal names': rows(
    ['value', 'value', 'value'],
    [
      ['a', 1, 2],
      ['b', 3, 4],
    ],
  ),
  'columns of emoji': rows(['😀', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'], Object.entries({ a: 1, b: 2 })),
  'columns of spaces': rows([' ', '\n'], Object.entries({ a: 1, b: 2 })),
  'rows that are too short or too long': rows(['name', 'value'], [['a'], ['b', 2, 3], []]),
  'a thousand columns': wide(1000),
  'one column of text': rows(['name'], [['a'], ['b']]),
};

/** The starts of the warnings about derived charts, by the name in {@link ROWS}. */
const WARNINGS: Readonly<Record<string, readonly string[]>> = {
  'big integers as text': ['<vibedasher-viz>: the column "value" holds numbers as text'],
};

/** Rows by columns whose names a spec must escape or that differ from those in the response. Each has bars of 1 to 2. */
const ODD_COLUMNS = [
  'columns with dots',
  'columns with brackets',
  'columns with markup',
  'columns without names',
  'columns of emoji',
  'columns of spaces',
];

/** Returns the fields of {@link SPEC} that the rows lack. */
function lackedBy({ result }: FakeQuery): readonly string[] {
  const { headers, columns = [] } = result as { headers?: string[]; columns?: { name: string }[] };
  const names = headers ?? columns.map(({ name }) => name);
  return ['name', 'value'].filter((field) => !names.includes(field));
}

/** Returns the kinds of content that the stage shows: picture, number, table or message. */
function shows(element: VibedasherViz): readonly string[] {
  const parts = {
    picture: '.picture svg, .picture canvas',
    number: '.number',
    table: 'table',
    message: '.message',
  };
  return Object.entries(parts)
    .filter(([, selector]) =>
      shadow(element).querySelector(`.stage ${selector}`)?.checkVisibility({ visibilityProperty: true }),
    )
    .map(([name]) => name);
}

describe('<vibedasher-viz>: unusual rows', () => {
  const warnings = recordConsole();

  for (const [name, query] of Object.entries(ROWS)) {
    for (const spec of [null, SPEC]) {
      it(`handles ${name} (${spec ? 'with a spec' : 'derived'})`, async () => {
        const files = {
          'charts/main.sql': SALES_SQL,
          ...(spec && { 'charts/main.vl.json': JSON.stringify(spec) }),
        };
        const api = salesApi({
          vizzes: { 'acme/sales': { name: 'Odd', files } },
          queries: { [SALES_SQL]: query },
        });
        const element = mountViz(api);
        await element.ready.catch(() => {});
        await settle(element);
        // Vega may warn that the spec does not fit the rows. A derived chart always fits.
        if (!spec) {
          const expected = WARNINGS[name] ?? [];
          // Checks of the markup load on demand.
          await until(() => warnings.length >= expected.length, 'the expected warnings');
          expect(
            warnings.map((warning) => warning.split(', ')[0]),
            'what the console says',
          ).to.deep.equal(expected);
        }
        if (spec && element.status !== 'empty' && lackedBy(query).length > 0) {
          expect(element.error?.kind).to.equal('spec');
          expect(element.error?.message).to.include(
            `fields of the spec: ${lackedBy(query).join(', ')}. They have: `,
          );
          expect(shows(element)).to.deep.equal(['message']);
          return;
        }
        expect(element.error).to.equal(null);
        expect(element.status).to.be.oneOf(['ready', 'empty']);
        expect(shows(element)).to.have.length(1);
        expect(shadow(element).querySelectorAll('img')).to.have.length(0);
        if (element.status === 'empty' || shows(element)[0] === 'table') return;
        await openTable(element);
        expect(shows(element)).to.deep.equal(['table']);
        const { columns = [], rows: given = [] } = element.data ?? {};
        const shown = shadow(element).querySelectorAll('tbody tr').length;
        // Of many rows, only those near the visible ones are in the document.
        if (given.length <= Math.min(1000, Math.ceil(20_000 / columns.length)))
          expect(shown).to.equal(given.length);
        else expect(shown).to.be.within(1, 100);
        press(element, 'Show chart');
        await settle(element);
        expect(shows(element)).to.not.include('table');
      });
    }
  }

  for (const name of ODD_COLUMNS) {
    it(`draws ${name} with a spec of these columns`, async () => {
      const queries = { [SALES_SQL]: ROWS[name]! };
      const derived = await readyViz(salesApi({ queries }), { sql: SALES_SQL });
      const [x, y] = derived.data!.columns.map((column) => column.name.replace(/[.[\]\\'"]/g, '\\$&'));
      const element = createViz(salesApi({ queries }));
      element.spec = {
        mark: 'bar',
        encoding: { x: { field: x, type: 'nominal' }, y: { field: y, type: 'quantitative' } },
      };
      derived.replaceWith(element);
      await element.ready;
      const heights = [...shadow(element).querySelectorAll('.picture .mark-rect path')].map(
        (bar) => bar.getBoundingClientRect().height,
      );
      expect(heights).to.have.length(2);
      expect(heights[1]! / heights[0]!).to.be.closeTo(2, 0.1);
    });
  }

  it('shows big integers exactly in the table', async () => {
    const element = await readyViz(salesApi({ queries: { [SALES_SQL]: ROWS['big integers']! } }), {
      mark: 'table',
      sql: SALES_SQL,
    });
    await until(() => textOf(element, 'tbody'), 'the table');
    expect(textOf(element, 'tbody'))
      .to.include('9,007,199,254,740,993')
      .and.to.include('9,007,199,254,740,995');
  });

  it('shows an error for an invalid date', async () => {
    const query = typed(
      [
        ['name', 'date'],
        ['value', 'number'],
      ],
      [
        ['2024-01-01', 1],
        ['2024-13-45', 2],
      ],
    );
    const element = mountViz(salesApi({ queries: { [SALES_SQL]: query } }));
    await element.ready.catch(() => {});
    await settle(element);
    expect(element.error?.kind).to.equal('malformed');
    expect(element.error?.message).to.include('rows[1][0]');
    expect(shows(element)).to.deep.equal(['message']);
  });

  it('does not modify Object.prototype', () => {
    expect(({} as Record<string, unknown>)['a']).to.equal(undefined);
    expect(Object.keys(Object.prototype)).to.deep.equal([]);
  });

  for (const kind of ['a spec', 'no spec'] as const) {
    it(`draws 100,000 rows with ${kind}`, async () => {
      const points = {
        mark: 'point',
        encoding: { x: { field: 'a', type: 'quantitative' }, y: { field: 'b', type: 'quantitative' } },
      };
      const many = rows(
        ['a', 'b'],
        Array.from({ length: 100_000 }, (_, index) => [index % 317, (index * 7919) % 1009]),
      );
      const files = {
        'charts/main.sql': SALES_SQL,
        ...(kind === 'a spec' && { 'charts/main.vl.json': JSON.stringify(points) }),
      };
      const api = salesApi({ vizzes: { 'acme/sales': { files } }, queries: { [SALES_SQL]: many } });
      const element = await readyViz(api, { loading: 'eager' });
      expect(element.data?.rows).to.have.length(100_000);
      expect(shadow(element).querySelector('.picture canvas')).to.not.equal(null);
      const table = await openTable(element);
      expect(table.getAttribute('aria-rowcount')).to.equal('100001');
      expect(textOf(element, '[part=status]')).to.include('100,000 rows');
      expect(warnings).to.deep.equal([]);
    });
  }
});
