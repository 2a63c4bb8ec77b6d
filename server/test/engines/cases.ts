/** What all engines have to do alike: one table, each result equal or refused, never different. */
import type { WireType } from '../../src/engine/encode.ts';
import type { ParamDeclaration } from '../../src/queries/template-params.ts';

export type EngineName = 'duckdb' | 'postgres' | 'clickhouse';

/** The same SQL for all engines, or that of each engine that has such a type. */
type Sql = string | Readonly<Partial<Record<EngineName, string>>>;

interface Case {
  readonly sql: Sql;
  /** The engines that refuse it, each with what its message contains. */
  readonly refused?: Readonly<Partial<Record<EngineName, RegExp>>>;
}

/** An expression, and its type and value in a result. */
export interface ValueCase extends Case {
  readonly type: WireType;
  readonly value: unknown;
}

/** A statement with `{{key}}`, values for it, and the rows of its result. */
export interface ParamCase extends Case {
  readonly args: Readonly<Record<string, string>>;
  readonly rows: readonly (readonly unknown[])[];
}

export const DECLARED: ReadonlyMap<string, ParamDeclaration> = new Map([
  ['n', { type: 'number', multiple: false }],
  ['yes', { type: 'boolean', multiple: false }],
  ['day', { type: 'date', multiple: false }],
  ['text', { type: 'string', multiple: false }],
  ['texts', { type: 'string', multiple: true }],
  ['numbers', { type: 'number', multiple: true }],
]);

const value = (sql: Sql, type: WireType, expected: unknown, refused: Case['refused'] = {}): ValueCase => ({
  sql,
  type,
  value: expected,
  refused,
});

const inAll = (message: RegExp): Case['refused'] => ({
  ...{ duckdb: message, postgres: message, clickhouse: message },
});

const UUID = '6f9619ff-8b86-d011-b42d-00c04fc964ff';

/** A `CAST` of text, which all engines read alike. */
const cast = (text: string, type: string): string => `CAST('${text}' AS ${type})`;

/** SQL that differs in ClickHouse. */
const but = (sql: string, clickhouse: string): Sql => ({ duckdb: sql, postgres: sql, clickhouse });

/** ClickHouse writes these types in another form, so a result cannot hold them. */
const UNSENDABLE = { clickhouse: /column "c" is of type \w+.*, which a result cannot hold/ };

const list = (elements: string): Sql => but(`ARRAY[${elements}]`, `[${elements}]`);

/** ClickHouse has no such dates. A cast moves some to the first of its years, and `parseDateTime` does not. */
const NO_DATE = { clickhouse: /Cannot parse|Cannot read|must be in the range/ };

const day = (date: string, expected = date): ValueCase =>
  value(but(cast(date, 'DATE'), `parseDateTime('${date}', '%Y-%m-%d')`), 'date', expected, NO_DATE);
const moment = (text: string, expected: string): ValueCase =>
  value(but(cast(text, 'TIMESTAMP'), cast(text, 'DateTime64(6)')), 'timestamp', expected);
const duration = (text: string, expected = text): ValueCase =>
  value({ duckdb: cast(text, 'INTERVAL'), postgres: cast(text, 'INTERVAL') }, 'string', expected);
/** For types of DuckDB and PostgreSQL, or of DuckDB alone. */
const both = (duckdb: string, postgres = duckdb): Sql => ({ duckdb, postgres });
const duck = (sql: string, type: WireType, expected: unknown): ValueCase =>
  value({ duckdb: sql }, type, expected);

export const VALUES: readonly ValueCase[] = [
  value(`'text'`, 'string', 'text'),
  value(`''`, 'string', ''),
  value(`'007'`, 'string', '007'),
  value(`'it''s "so"'`, 'string', `it's "so"`),
  value(but(String.raw`'C:\new\'`, String.raw`'C:\\new\\'`), 'string', String.raw`C:\new\ `.trim()),
  value(`'two\nlines\tand\ra tab'`, 'string', 'two\nlines\tand\ra tab'),
  value(`'😀 שלום e\u0301'`, 'string', '😀 שלום e\u0301'),
  value(but(`chr(0)`, `char(0)`), 'string', '\0', { postgres: /null character not permitted/ }),
  value(cast(UUID, 'UUID'), 'string', UUID),

  value('true', 'boolean', true),
  value('false', 'boolean', false),

  value(cast('-32768', 'SMALLINT'), 'number', -32768),
  value('42', 'number', 42),
  value(cast('9007199254740991', 'BIGINT'), 'number', 9007199254740991),
  value(cast('9007199254740992', 'BIGINT'), 'number', '9007199254740992'),
  value(cast('9007199254740993', 'BIGINT'), 'number', '9007199254740993'),
  value(cast('-9223372036854775808', 'BIGINT'), 'number', '-9223372036854775808'),
  value('(SELECT count(*) FROM (SELECT 1 AS one) AS ones)', 'number', 1),
  value(
    but('(SELECT sum(i) FROM (VALUES (1), (2)) AS v(i))', '(SELECT sum(number) FROM numbers(1, 2))'),
    'number',
    3,
  ),

  value(cast('12.30', 'DECIMAL(10, 2)'), 'number', 12.3),
  value(cast('100', 'DECIMAL(10, 2)'), 'number', 100),
  value(cast('-0.05', 'DECIMAL(10, 2)'), 'number', -0.05),
  value(cast('0.00', 'DECIMAL(10, 2)'), 'number', 0),
  value(cast('0.0000001', 'DECIMAL(18, 7)'), 'number', 1e-7),
  value(cast('1234567890123456.5', 'DECIMAL(20, 2)'), 'number', 1234567890123456.5),
  value(cast('1234567890123456789.01', 'DECIMAL(30, 2)'), 'number', '1234567890123456789.01'),
  value(cast('0.12345678901234567890', 'DECIMAL(30, 20)'), 'number', '0.12345678901234567890'),

  value(cast('0.1', 'DOUBLE PRECISION'), 'number', 0.1),
  value(cast('1.7976931348623157e308', 'DOUBLE PRECISION'), 'number', Number.MAX_VALUE),
  value(cast('5e-324', 'DOUBLE PRECISION'), 'number', Number.MIN_VALUE),
  value(cast('9007199254740993', 'DOUBLE PRECISION'), 'number', 9007199254740992),
  value(cast('0.1', 'REAL'), 'number', Math.fround(0.1)),
  value(cast('NaN', 'DOUBLE PRECISION'), 'number', Number.NaN),
  value(cast('Infinity', 'DOUBLE PRECISION'), 'number', Infinity),
  value(cast('-Infinity', 'REAL'), 'number', -Infinity),

  value(cast('2026-01-31', 'DATE'), 'date', '2026-01-31'),
  day('1899-12-31'),
  day('1582-10-10'),
  day('0001-01-01'),
  value(
    {
      duckdb: cast('0044-03-15 (BC)', 'DATE'),
      postgres: cast('0044-03-15 BC', 'DATE'),
      clickhouse: `parseDateTime('-0043-03-15', '%Y-%m-%d')`,
    },
    'date',
    '-000043-03-15',
    NO_DATE,
  ),
  value(cast('12345-01-01', 'DATE'), 'date', '+012345-01-01', NO_DATE),
  value(cast('infinity', 'DATE'), 'date', null, NO_DATE),
  value(cast('-infinity', 'DATE'), 'date', null, NO_DATE),

  value(cast('2026-01-31 12:34:56', 'TIMESTAMP'), 'timestamp', '2026-01-31T12:34:56'),
  moment('2026-01-31 12:34:56.5', '2026-01-31T12:34:56.500'),
  moment('2026-01-31 12:34:56.123456', '2026-01-31T12:34:56.123456'),
  moment('1899-12-31 23:59:59.999', '1899-12-31T23:59:59.999'),
  moment('1969-12-31 23:59:59.999', '1969-12-31T23:59:59.999'),
  value(
    both(`TIMESTAMP '0044-03-15 (BC) 12:00:00'`, `TIMESTAMP '0044-03-15 12:00:00 BC'`),
    'timestamp',
    '-000043-03-15T12:00:00',
  ),
  value(cast('infinity', 'TIMESTAMP'), 'timestamp', null, NO_DATE),
  value(
    but(
      cast('2026-01-31 12:00:00+02', 'TIMESTAMP WITH TIME ZONE'),
      `toDateTime('2026-01-31 11:00:00', 'Europe/Berlin')`,
    ),
    'timestamp',
    '2026-01-31T10:00:00+00:00',
  ),
  value(
    but(
      cast('1880-01-01 00:00:00.25+00', 'TIMESTAMP WITH TIME ZONE'),
      `toDateTime64('1880-01-01 00:00:00.25', 6, 'UTC')`,
    ),
    'timestamp',
    '1880-01-01T00:00:00.250+00:00',
  ),
  value(
    but(cast('-infinity', 'TIMESTAMP WITH TIME ZONE'), `toDateTime64('-infinity', 6, 'UTC')`),
    'timestamp',
    null,
    NO_DATE,
  ),
  // The zone of a session is UTC.
  value(
    but(
      cast('2026-01-31 12:00:00', 'TIMESTAMP WITH TIME ZONE'),
      cast('2026-01-31 12:00:00', "DateTime('UTC')"),
    ),
    'timestamp',
    '2026-01-31T12:00:00+00:00',
  ),
  value(cast('12:34:56', 'TIME'), 'string', '12:34:56', UNSENDABLE),
  value(but(cast('12:34:56.5', 'TIME'), cast('12:34:56.5', 'Time64(3)')), 'string', '12:34:56.5', UNSENDABLE),
  value(but(cast('3 days', 'INTERVAL'), 'INTERVAL 3 DAY'), 'string', '3 days', UNSENDABLE),
  duration('1 year 2 months 3 days 04:05:06'),
  duration('0 days', '00:00:00'),
  duration('1 day'),
  duration('14 months', '1 year 2 months'),
  duration('-13 months', '-1 year -1 month'),
  duration('-1 month'),
  duration('1 year -3 days'),
  duration('1.5 seconds', '00:00:01.5'),
  duration('100 hours', '100:00:00'),
  value(
    both(`INTERVAL '-1 days' + INTERVAL '2 hours'`, `INTERVAL '-1 days +02:00:00'`),
    'string',
    '-1 day 02:00:00',
  ),
  value(both(cast('12:34:56.12+02', 'TIMETZ')), 'string', '12:34:56.12+02'),
  value(both(`'0101'::BIT`, `B'0101'`), 'string', '0101'),
  duck('1::TINYINT', 'number', 1),
  duck('65535::USMALLINT', 'number', 65535),
  duck('18446744073709551615::UBIGINT', 'number', '18446744073709551615'),
  duck('5::HUGEINT', 'number', 5),
  duck(`'${2n ** 127n - 1n}'::HUGEINT`, 'number', String(2n ** 127n - 1n)),
  duck(cast('2026-01-31 12:34:56', 'TIMESTAMP_S'), 'timestamp', '2026-01-31T12:34:56'),
  duck(cast('2026-01-31 12:34:56.789', 'TIMESTAMP_MS'), 'timestamp', '2026-01-31T12:34:56.789'),
  duck(cast('2026-01-31 12:34:56.123456789', 'TIMESTAMP_NS'), 'timestamp', '2026-01-31T12:34:56.123456789'),
  duck(`date_trunc('day', TIMESTAMPTZ '2026-01-31 23:30:00-05')`, 'timestamp', '2026-02-01T00:00:00+00:00'),
  duck(`'a'::ENUM ('a', 'b')`, 'string', 'a'),

  value(
    cast('{"a": [1, null, "x"], "b": {"c": true}}', 'JSON'),
    'json',
    { a: [1, null, 'x'], b: { c: true } },
    UNSENDABLE,
  ),
  value(cast('null', 'JSON'), 'json', null, UNSENDABLE),
  value(both(`'{"a": 2, "b": 1}'::JSON`, `'{"b": 1, "a": 2}'::jsonb`), 'json', { a: 2, b: 1 }),
  value(list('1, 2, NULL'), 'json', [1, 2, null]),
  value(list(`'a,b', 'c"d', NULL, 'NULL', ''`), 'json', ['a,b', 'c"d', null, 'NULL', '']),
  value(but('ARRAY[ARRAY[1], ARRAY[2]]', '[[1], [2]]'), 'json', [[1], [2]]),
  value(list(cast('2026-01-31', 'DATE')), 'json', ['2026-01-31']),
  value(list(cast('9007199254740993', 'BIGINT')), 'json', ['9007199254740993']),
  value(list('true, false'), 'json', [true, false]),
  value(both(`ARRAY[DATE '2026-01-31', 'infinity'::date]`), 'json', ['2026-01-31', null]),
  value(both(`ARRAY[TIMESTAMPTZ '2026-01-31 12:34:56+00']`), 'json', ['2026-01-31T12:34:56+00:00']),
  value(both('[]::INT[]', `'{}'::int[]`), 'json', []),
  value(both('[1, 2]', `'[0:1]={1,2}'::int[]`), 'json', [1, 2]),
  duck('[1, 2]::INT[2]', 'json', [1, 2]),
  duck('[]', 'json', []),
  duck(`{'a': 1, 'b': [DATE '2026-01-31']}`, 'json', { a: 1, b: ['2026-01-31'] }),
  duck(`{'__proto__': 1}.__proto__`, 'number', 1),
  duck(`MAP {'x': 9007199254740993}`, 'json', { x: '9007199254740993' }),
  duck(`MAP {1: 'a'}`, 'json', [{ key: 1, value: 'a' }]),
  duck('union_value(n := 1)', 'json', 1),
  duck('NULL::INT[]', 'json', null),

  ...(
    [
      ['VARCHAR', 'string'],
      ['BIGINT', 'number'],
      ['DECIMAL(10, 2)', 'number'],
      ['DOUBLE PRECISION', 'number'],
      ['BOOLEAN', 'boolean'],
      ['DATE', 'date'],
      ['TIMESTAMP', 'timestamp'],
      ['TIMESTAMP WITH TIME ZONE', 'timestamp', "DateTime('UTC')"],
      ['JSON', 'json'],
    ] as readonly (readonly [string, WireType, string?])[]
  ).map(([type, wire, inClickHouse = type]) =>
    value(
      but(`CAST(NULL AS ${type})`, `CAST(NULL AS Nullable(${inClickHouse}))`),
      wire,
      null,
      type === 'JSON' ? UNSENDABLE : {},
    ),
  ),

  ...[
    `'x'::BLOB`,
    `['x'::BLOB]`,
    `{'a': 'x'::BLOB}`,
    `MAP {1: 'x'::BLOB}`,
    `union_value(b := 'x'::BLOB)`,
  ].map((sql) =>
    value({ duckdb: sql }, 'string', '', {
      duckdb: /column "c" is of type .*BLOB.*, which a result cannot hold/,
    }),
  ),
  ...[
    [cast('x', 'BYTEA'), 'bytea'],
    ['ROW(1)', 'record'],
  ].map(([sql, type]) =>
    value({ postgres: sql! }, 'string', '', {
      postgres: new RegExp(`column "c" is of type ${type}, which a result cannot hold`),
    }),
  ),
  value({ clickhouse: `map('x', 1)` }, 'string', '', {
    clickhouse: /column "c" is of type Map\(String, UInt8\), which a result cannot hold/,
  }),
];

/** Texts that end a literal, a pattern or a list in one engine or another. */
export const TEXTS: readonly string[] = [
  'EU',
  '',
  ' ',
  `O'Hara`,
  `''`,
  `' OR 1=1 --`,
  `'; DROP TABLE sales; --`,
  `') UNION ALL SELECT version() --`,
  '\\',
  `\\' UNION ALL SELECT version() --`,
  `" OR ""="`,
  '`x`',
  'a\nb\r\tc',
  '😀 שלום',
  '$1 ? :p {{n}} {p:String} %s',
  '$$x$$',
  '/* -- */',
  '100%_\\%',
  'NULL',
  '{a,"b"}',
  '["a"]',
  '\u00a0\u200b\ufeff',
  'x'.repeat(10_000),
];

const LETTERS = `(VALUES (1, 'a'), (2, 'b,c'), (3, 'd"e'), (4, 'f\\g'), (5, 'NULL'), (6, ''), (7, '{h}'), (8, 'i''j')) AS v(i, t)`;
/** In ClickHouse, pairs: `('f\\\\g')` is there a text with one backslash. */
const PAIRS = `(SELECT r.1 AS i, r.2 AS t FROM (SELECT arrayJoin([(1, 'a'), (2, 'b,c'), (3, 'd"e'), (4, 'f\\\\g'), (5, 'NULL'), (6, ''), (7, '{h}'), (8, 'i''j')]) AS r)) AS v`;
const selectFrom = (rows: string, where: string, end = ''): string =>
  `SELECT i FROM ${rows} WHERE ${where} ORDER BY i${end}`;
const select = (where: string, end = ''): Sql =>
  but(selectFrom(LETTERS, where, end), selectFrom(PAIRS, where, end));

const param = (
  sql: Sql,
  args: Readonly<Record<string, string>>,
  rows: ParamCase['rows'],
  refused: Case['refused'] = {},
): ParamCase => ({ sql, args, rows, refused });

/** The rows that {@link select} returns for these indexes. */
const rows = (...indexes: readonly number[]): ParamCase['rows'] => indexes.map((index) => [index]);

const TEXT_LIST: Sql = {
  duckdb: selectFrom(LETTERS, `list_contains(from_json('{{texts}}', '["VARCHAR"]'), t)`),
  postgres: selectFrom(LETTERS, `t = ANY({{texts}})`),
  clickhouse: selectFrom(PAIRS, `has({{texts}}, t)`),
};
const NUMBER_LIST: Sql = {
  duckdb: selectFrom(LETTERS, `list_contains(from_json('{{numbers}}', '["DOUBLE"]'), i)`),
  postgres: selectFrom(LETTERS, `i = ANY({{numbers}})`),
  clickhouse: selectFrom(PAIRS, `has({{numbers}}, i)`),
};
/** In PostgreSQL and ClickHouse, a backslash in a pattern is an escape, unless the statement says otherwise. */
const CONTAINS: Sql = {
  duckdb: selectFrom(LETTERS, `t LIKE '%{{x}}%'`),
  postgres: selectFrom(LETTERS, `t LIKE '%{{x}}%' ESCAPE ''`),
  clickhouse: selectFrom(PAIRS, String.raw`t LIKE replaceAll('%{{x}}%', '\\', '\\\\')`),
};
/** In ClickHouse, conditions are 0 and 1. */
const isTrue = (condition: string): Sql =>
  but(`SELECT ${condition} AS c`, `SELECT CAST(${condition} AS Bool) AS c`);

export const PARAMS: readonly ParamCase[] = [
  ...TEXTS.flatMap((x) => [
    param(`SELECT '{{x}}' AS c`, { x }, [[x]]),
    param(`SELECT {{x}} AS c`, { x }, [[x]]),
    param(`SELECT {{text}} AS c`, { text: x }, [[x]]),
    param(`SELECT 'it''s <{{x}}>' AS c`, { x }, [[`it's <${x}>`]]),
    param(`SELECT '{{x}}' AS c, '{{y}}' AS d`, { x: `${x}\\`, y: x }, [[`${x}\\`, x]]),
  ]),
  param(`SELECT '{{x}}' AS c`, { x: 'a\0b' }, [], inAll(/NUL/)),

  param('SELECT {{n}} AS c', { n: '3.5' }, [[3.5]]),
  param('SELECT {{n}} AS c', { n: '-3' }, [[-3]]),
  param('SELECT {{n}} AS c', { n: '+.5' }, [[0.5]]),
  param('SELECT {{n}} AS c', { n: '1e-3' }, [[0.001]]),
  param('SELECT {{n}} AS c', { n: '9007199254740993' }, [['9007199254740993']]),
  param('SELECT {{n}} AS c', { n: '0.12345678901234567890' }, [['0.12345678901234567890']]),
  // A double, as it has an exponent, or more digits than a decimal.
  param('SELECT {{n}} AS c', { n: '1e39' }, [[1e39]]),
  param('SELECT {{n}} AS c', { n: '1234567890123456789012345678901234567.89' }, [[1.2345678901234568e36]]),
  param('SELECT {{n}} AS c', { n: '1e400' }, [], inAll(/must be a number, not "1e400"/)),
  param('SELECT 7-{{n}} AS c', { n: '-3' }, [[10]]),
  param(isTrue('{{n}} IS NULL'), { n: '' }, [[true]]),
  param('SELECT coalesce({{n}}, 7) AS c', { n: '' }, [[7]]),
  param('SELECT round(2.345, CAST({{n}} AS INTEGER)) AS c', { n: '1' }, [[2.3]]),
  param(select('({{n}} IS NULL OR i > {{n}})'), { n: '6' }, rows(7, 8)),
  param(select('true', ' LIMIT {{n}}'), { n: '2' }, rows(1, 2)),

  param('SELECT {{yes}} AS c', { yes: 'TRUE' }, [[true]]),
  param('SELECT NOT {{yes}} AS c', { yes: 'false' }, [[true]]),
  param(isTrue('{{yes}} IS NULL'), { yes: '' }, [[true]]),

  param('SELECT {{day}} AS c', { day: '2026-01-31' }, [['2026-01-31']]),
  param('SELECT {{day}} AS c', { day: '1880-01-01' }, [['1880-01-01']], {
    clickhouse: /must be a date from 1900-01-01 to 2299-12-31/,
  }),
  param('SELECT {{day}} + 1 AS c', { day: '2024-02-28' }, [['2024-02-29']]),
  param(isTrue('{{day}} IS NULL'), { day: '' }, [[true]]),
  param(isTrue(`CAST('2026-01-31 00:00:01' AS TIMESTAMP) > {{day}}`), { day: '2026-01-31' }, [[true]]),
  param(`SELECT CAST('{{day}}' AS DATE) AS c`, { day: '2026-01-31' }, [['2026-01-31']]),
  param(
    but(
      `SELECT CAST(NULLIF('{{day}}', '') AS DATE) IS NULL AS c`,
      `SELECT CAST(CAST(NULLIF('{{day}}', '') AS Nullable(DATE)) IS NULL AS Bool) AS c`,
    ),
    { day: '' },
    [[true]],
  ),
  param('SELECT {{day}} AS c', { day: '2026-02-31' }, [], {
    duckdb: /out of range/,
    postgres: /out of range/,
    clickhouse: /must be a date from/,
  }),

  param(select(`('{{x}}' = '' OR t = '{{x}}')`), { x: '' }, rows(1, 2, 3, 4, 5, 6, 7, 8)),
  param(select(`('{{x}}' = '' OR t = '{{x}}')`), { x: `i'j` }, rows(8)),
  param(select(`t IN ('{{x}}', '{{y}}')`), { x: 'f\\g', y: '{h}' }, rows(4, 7)),
  param(select(`t = '{{x}}' || '{{y}}'`), { x: 'b,', y: 'c' }, rows(2)),
  param(
    but(
      `SELECT date_trunc('{{unit}}', d) AS c, count(*) AS n FROM (VALUES (CAST('2026-01-31' AS TIMESTAMP))) AS v(d) GROUP BY date_trunc('{{unit}}', d)`,
      `SELECT CAST(date_trunc('{{unit}}', d) AS TIMESTAMP) AS c, count(*) AS n FROM (SELECT CAST('2026-01-31' AS TIMESTAMP) AS d) GROUP BY date_trunc('{{unit}}', d)`,
    ),
    { unit: 'month' },
    [['2026-01-01T00:00:00', 1]],
  ),

  param(CONTAINS, { x: '' }, rows(1, 2, 3, 4, 5, 6, 7, 8)),
  param(CONTAINS, { x: '\\' }, rows(4)),
  param(CONTAINS, { x: `'` }, rows(8)),
  param(CONTAINS, { x: '_,_' }, rows(2)),

  param(TEXT_LIST, { texts: '["a", "b,c", "d\\"e"]' }, rows(1, 2, 3)),
  param(TEXT_LIST, { texts: '["f\\\\g", "NULL", "", "{h}", "i\'j"]' }, rows(4, 5, 6, 7, 8)),
  param(TEXT_LIST, { texts: '[]' }, []),
  param(NUMBER_LIST, { numbers: '["2", "4.0"]' }, rows(2, 4)),
  param(`SELECT CAST('{{texts}}' AS JSON) AS c`, { texts: `["i'j", "\\\\"]` }, [[[`i'j`, '\\']]], {
    clickhouse: /JSON/,
  }),

  param(`SELECT "{{x}}" FROM (SELECT 1 AS a) AS v`, { x: 'a' }, [[1]], {
    postgres: /inside an identifier/,
    clickhouse: /inside an identifier/,
  }),
  param(`SELECT DATE '{{day}}' AS c`, { day: '2026-01-31' }, [['2026-01-31']], {
    postgres: /CAST\('…' AS DATE\)/,
    clickhouse: /CAST\('…' AS DATE\)/,
  }),
  param(`SELECT E'{{x}}' AS c`, { x: '' }, [], {
    duckdb: /E'' string/,
    postgres: /E'' string/,
    clickhouse: /Syntax error/,
  }),
];
