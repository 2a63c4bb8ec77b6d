import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { type FakeQuery, rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  allOf,
  apiOf,
  BAR_SPEC,
  cleanUp,
  createViz,
  mountViz,
  openTable,
  partsOf,
  press,
  pressKey,
  readyViz,
  recordConsole,
  rowsOf,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  textOf,
} from './harness.ts';

const SPEC = {
  mark: 'bar',
  encoding: {
    x: { field: 'name', type: 'nominal' },
    y: { field: 'value', type: 'quantitative' },
  },
};

const typed = (types: Readonly<Record<string, string>>, values: readonly unknown[]): FakeQuery => {
  const columns = Object.entries(types).map(([name, type]) => ({ name, type }));
  return { result: { columns, rows: values, truncated: false } };
};
/** Returns rows with these names, or `n0`, `n1` …, and values. */
const pairs = (values: readonly unknown[], names = values.map((_, at): unknown => `n${at}`)): FakeQuery =>
  rows(
    ['name', 'value'],
    values.map((value, at) => [names[at], value]),
  );
const columns = (...headers: readonly string[]): FakeQuery => rows(headers, Object.entries({ a: 1, b: 2 }));

const LONG = 'A category whose name goes on and on, far beyond what any axis could ever hold';
const FORTY = Array.from({ length: 40 }, (_, at) => at);
const THOUSAND = Array.from({ length: 1000 }, (_, at) => at);
const DATES = { name: 'date', value: 'number' };
const OBJECTS = [
  [[1, 2], { a: 1 }],
  [null, { __proto__: null }],
];

/** Unusual results by what is unusual about them. */
const ROWS: Readonly<Record<string, FakeQuery>> = {
  'no columns at all': { result: { headers: [], rows: [] } },
  'columns without rows': rows(['name', 'value'], []),
  'one row': pairs([1]),
  'one cell': rows(['value'], [[42]]),
  'one cell without value': rows(['value'], [[null]]),
  'only nulls': pairs([null, null, null], [null, null, null]),
  'nulls among values': pairs([null, 1, 2, null, 4, 5], ['n0', null, 'n2', null, 'n4', null]),
  'NaN and infinities': pairs([NaN, Infinity, -Infinity, 1]),
  'only zero': pairs([0, 0, 0]),
  'negative values': pairs([0, -1, -2]),
  'huge values': pairs([1e300, 2e300, 3e300]),
  'tiny values': pairs([1e-300, 2e-300, 3e-300]),
  'big integers': pairs([9_007_199_254_740_993n, 9_007_199_254_740_994n, 9_007_199_254_740_995n]),
  'big integers as text': pairs(['90071992547409099999', '90071992547409199999', '90071992547409299999']),
  'text instead of numbers': pairs([7, 'n/a', 'n/a']),
  'forty long names': pairs(
    FORTY,
    FORTY.map((at) => `${LONG} ${String.fromCharCode(97 + ((at * 7) % 26))}${at}`),
  ),
  'names of ten thousand characters': pairs(
    [1, 2, 3],
    ['0', '1', '2'].map((digit) => digit + 'x'.repeat(10_000)),
  ),
  'empty names': pairs([1, 2, 3], ['', '', '']),
  emoji: pairs([1, 2, 3], ['👩‍👩‍👧‍👦', '🇪🇺', '🏴󠁧󠁢󠁳󠁣󠁴󠁿']),
  'right-to-left text': pairs([1, 2, 3], ['مبيعات', 'עברית', '\u202Eevil']),
  'lone surrogates and controls': pairs([1, 2, 3], ['\uD800', '\u0000\u0007', 'a\nb\tc']),
  markup: pairs([1, 2], ['<img src=x onerror=alert(0)>', '<img src=x onerror=alert(1)>']),
  'dates before 1970': typed(DATES, Object.entries({ '1850-01-01': 1, '1900-06-01': 2, '1969-12-31': 3 })),
  'distant dates': typed(DATES, Object.entries({ '0001-01-01': 1, '9999-12-31': 2 })),
  timestamps: typed(
    { name: 'timestamp', value: 'number' },
    Object.entries({ '2024-01-01T00:00:00Z': 1, '1969-01-01T12:00:00+05:30': 2 }),
  ),
  booleans: typed(
    { name: 'boolean', value: 'number' },
    [true, false, null].map((name, at) => [name, at + 1]),
  ),
  'lists and objects': typed({ name: 'json', value: 'json' }, OBJECTS),
  'a __proto__ column': columns('__proto__', 'value'),
  'columns named after members of Object.prototype': rows(
    ['constructor', 'toString', 'hasOwnProperty'],
    ['a', 'b'].map((name) => [name, 1, 2]),
  ),
  'columns with dots': columns('shop.name', 'sum.of.all'),
  'columns with brackets': columns('shop[0]', "sum['x']"),
  'columns with quotes': columns(`shop's "name"`, 'back\\slash`tick'),
  'columns with markup': columns('<b>shop</b>', '${sum}{{x}}'),
  'columns without names': columns('', ''),
  'columns with equal names': rows(
    ['value', 'value', 'value'],
    ['a', 'b'].map((name) => [name, 1, 2]),
  ),
  'columns of emoji': columns('😀', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'),
  'columns of spaces': columns(' ', '\n'),
  'rows that are too short or too long': rows(['name', 'value'], [['a'], ['b', 2, 3], []]),
  'a thousand columns': rows(
    THOUSAND.map((at) => `column ${at}`),
    [1, 2, 3].map((row) => THOUSAND.map((at) => row * at)),
  ),
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
        const element = mountViz(apiOf(query, spec));
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
        expect(Object.keys(Object.prototype)).to.deep.equal([]);
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
      const heights = allOf(element, '.picture .mark-rect path').map(
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
    const query = typed(DATES, Object.entries({ '2024-01-01': 1, '2024-13-45': 2 }));
    const element = mountViz(salesApi({ queries: { [SALES_SQL]: query } }));
    await element.ready.catch(() => {});
    await settle(element);
    expect(element.error?.kind).to.equal('malformed');
    expect(element.error?.message).to.include('rows[1][0]');
    expect(shows(element)).to.deep.equal(['message']);
  });

  const points = {
    mark: 'point',
    encoding: { x: { field: 'a', type: 'quantitative' }, y: { field: 'b', type: 'quantitative' } },
  };
  for (const spec of [points, null]) {
    it(`draws 100,000 rows ${spec ? 'with' : 'without'} a spec`, async () => {
      const cells = Array.from({ length: 100_000 }, (_, index) => [index % 317, (index * 7919) % 1009]);
      const element = await readyViz(apiOf(rows(['a', 'b'], cells), spec), { loading: 'eager' });
      expect(element.data?.rows).to.have.length(100_000);
      expect(shadow(element).querySelector('.picture canvas')).to.not.equal(null);
      const table = await openTable(element);
      expect(table.getAttribute('aria-rowcount')).to.equal('100001');
      expect(textOf(element, '[part=status]')).to.include('100,000 rows');
      expect(warnings).to.deep.equal([]);
    });
  }
});

const NAMES = ['__proto__', 'constructor', 'hasOwnProperty', 'toString'];
/** The suffix of escaped texts. */
const MARK = '\u2060';

const VALUES = rows(
  ['dimension', 'value'],
  NAMES.map((name, index) => [name, index + 1]),
);
const SERIES = rows(
  ['date', 'series', 'value'],
  NAMES.flatMap((name, index) => [0, 1].map((month) => [`2024-0${month + 1}-01`, name, index + month])),
);

async function draw(
  data: ReturnType<typeof rows>,
  attributes: Readonly<Record<string, string>>,
  spec?: object,
): Promise<VibedasherViz> {
  const element = mountViz(apiOf(data, spec), { loading: 'eager', ...attributes });
  element.style.cssText = 'width: 800px; height: 500px';
  await element.ready;
  await element.updateComplete;
  return element;
}

const written = (element: VibedasherViz): string => shadow(element).innerHTML;

describe('<vibedasher-viz>: values such as "constructor"', () => {
  let inherited: readonly PropertyKey[];
  beforeEach(() => void (inherited = Reflect.ownKeys(Object.prototype)));
  afterEach(() => {
    cleanUp();
    expect(Reflect.ownKeys(Object.prototype)).to.deep.equal(inherited);
    expect(([] as unknown[])[0]).to.equal(undefined);
  });

  for (const [what, data, marks] of [
    ['values', VALUES, ['bar', 'arc', 'point', 'table']],
    ['series', SERIES, ['line', 'area', 'bar', 'point']],
  ] as const)
    for (const mark of marks)
      it(`appear in a derived chart of ${what}: ${mark}`, async () => {
        const element = await draw(data, { mark });
        for (const name of NAMES) expect(written(element)).to.contain(name);
        expect(shadow(element).textContent).not.to.contain(MARK);
      });

  it('appear in facets and legends of a published spec', async () => {
    const spec = {
      mark: 'bar',
      encoding: {
        column: { field: 'series' },
        x: { field: 'date', type: 'temporal' },
        y: { field: 'value', type: 'quantitative' },
        color: { field: 'series' },
      },
    };
    const element = await draw(SERIES, {}, spec);
    for (const name of NAMES) expect(written(element).split(`>${name}<`).length).to.be.greaterThan(2);
    expect(shadow(element).querySelectorAll('.mark-rect.role-mark > *')).to.have.length(8);
  });

  it('appear unchanged in tooltips, tables and files', async () => {
    const element = await draw(VALUES, {}, { ...BAR_SPEC, mark: { type: 'bar', tooltip: true } });
    for (const name of NAMES) {
      pressKey(element, name === NAMES[0] ? 'Home' : 'ArrowRight');
      await until(() => textOf(element, '.tooltip').includes(name), `the tooltip of ${name}`);
      expect(textOf(element, '.tooltip')).not.to.contain(MARK);
    }
    for (const type of ['text/csv', 'application/json', 'image/svg+xml'] as const) {
      const text = await (await element.toBlob(type)).text();
      for (const name of NAMES) expect(text).to.contain(name);
      expect(text).not.to.contain(MARK);
    }
    await openTable(element);
    expect(rowsOf(element).map(([name]) => name)).to.deep.equal(NAMES);
  });

  for (const highlight of NAMES) {
    it(`can be highlighted: ${highlight}`, async () => {
      const element = await draw(VALUES, { highlight }, BAR_SPEC);
      const looks = (): ReadonlySet<string> =>
        new Set(
          partsOf(element, '.mark-rect.role-mark > *').map((bar) =>
            ['opacity', 'fill', 'fill-opacity'].map((name) => bar.getAttribute(name)).join(),
          ),
        );
      await until(() => looks().size === 2, 'one bar that differs');
    });
  }

  it('are passed to the page when a reader selects them', async () => {
    const element = await draw(VALUES, { 'select-to': 'region' }, BAR_SPEC);
    const chosen: unknown[] = [];
    element.addEventListener('vibedasher-select', ({ value, datum }) =>
      chosen.push([value, datum?.['dimension']]),
    );
    for (const [keys, name] of [
      [['Home', 'Enter'], '__proto__'],
      [['Home', 'ArrowRight', 'Enter'], 'constructor'],
    ] as const) {
      // Enter does nothing until the selection code has loaded.
      await until(() => {
        for (const key of keys) pressKey(element, key);
        return chosen.length > 0;
      }, `the choice of ${name}`);
      expect(chosen.splice(0)).to.deep.equal([[name, name]]);
    }
  });
});
