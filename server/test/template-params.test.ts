import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fillTemplate } from '../src/queries/template-params.ts';
import type { ParamDeclaration } from '../src/queries/template-params.ts';
import type { BoundValue, Dialect } from '../src/engine/statement.ts';
import { serve } from './support.ts';

const DECLARED = new Map<string, ParamDeclaration>([
  ['n', { type: 'number', multiple: false }],
  ['yes', { type: 'boolean', multiple: false }],
  ['day', { type: 'date', multiple: false }],
  ['text', { type: 'string', multiple: false }],
  ['many', { type: 'number', multiple: true }],
]);

const fill = (sql: string, args: Record<string, string>): string =>
  fillTemplate(sql, args, DECLARED, 1000).sql.replaceAll(/ +/g, ' ').trim();

describe('filling {{key}}', () => {
  const cases: [string, string, Record<string, string>, string][] = [
    ['in quotes', `a = '{{x}}'`, { x: 'EU' }, `a = 'EU'`],
    ['in an identifier', `"{{x}}"`, { x: 'a"b' }, `"a""b"`],
    ['plain, undeclared', `a = {{x}}`, { x: `1; DROP` }, `a = '1; DROP'`],
    ['a number', `a > {{n}}`, { n: '3.5' }, `a > 3.5`],
    ['a negative number after a minus', `a -{{n}}`, { n: '-3' }, `a - -3`],
    ['a boolean', `a = {{yes}}`, { yes: 'true' }, `a = TRUE`],
    ['a date', `a = {{day}}`, { day: '2026-01-31' }, `a = DATE '2026-01-31'`],
    [
      'several values',
      `from_json('{{many}}', '["VARCHAR"]')`,
      { many: `["a'b"]` },
      `from_json('["a''b"]', '["VARCHAR"]')`,
    ],
    ['several values, plain', `{{many}}`, { many: '["1"]' }, `'["1"]'`],
    ['the same key twice', `{{n}} + {{ n }}`, { n: '1' }, `1 + 1`],
    ['a value that looks like a key', `'{{x}}'`, { x: '{{n}}' }, `'{{n}}'`],
    ['a value with $', `'{{x}}'`, { x: `$&$'$1` }, `'$&$''$1'`],
    [
      'after a string that ends in a word with e',
      `SELECT date'{{day}}'`,
      { day: '2026-01-31' },
      `SELECT date'2026-01-31'`,
    ],
    ['nothing to fill', `SELECT 1 -- {x} {{`, {}, `SELECT 1 -- {x} {{`],
    ['an arg that is not used', `SELECT 1`, { unused: 'x' }, `SELECT 1`],
    ['after a comment', `/* ' */ '{{x}}' -- '`, { x: `'` }, `/* ' */ '''' -- '`],
    ['after dollar quotes', `$a$ ' $a$ || '{{x}}'`, { x: `'` }, `$a$ ' $a$ || ''''`],
    ['after an escape string', `E'\\'' || '{{x}}'`, { x: `'` }, `E'\\'' || ''''`],
  ];
  for (const [name, sql, args, expected] of cases)
    it(`writes a safe literal: ${name}`, () => assert.equal(fill(sql, args), expected));

  it('keeps a value from joining the tokens around it', () => {
    assert.equal(fillTemplate(`E{{x}}`, { x: `\\' OR 1=1 --` }, DECLARED, 1000).sql, `E '\\'' OR 1=1 --' `);
    assert.equal(fillTemplate(`5-{{n}}`, { n: '-3' }, DECLARED, 1000).sql, `5- -3 `);
    assert.equal(fillTemplate(`1{{n}}`, { n: '5' }, DECLARED, 1000).sql, `1 5 `);
  });

  it('is refused in places where no value is safe', () => {
    for (const sql of [
      `SELECT 1 -- {{x}}`,
      `SELECT /* {{x}} */ 1`,
      `SELECT /* /* */ {{x}} */ 1`,
      `SELECT $$ {{x}} $$`,
      `SELECT $tag$ {{x}} $tag$`,
      `SELECT E'{{x}}'`,
      `SELECT e'\\' {{x}}'`,
    ])
      assert.throws(
        () => fill(sql, { x: 'v' }),
        { status: 400, message: /\{\{x\}\} is not allowed inside/ },
        sql,
      );
  });

  it('fails with the name of each key that is missing or has the wrong type', () => {
    const issue = (key: string, msg: string, type = 'value_error'): object => ({
      ...{ loc: ['body', 'args', key], type },
      msg: `The parameter "${key}" ${msg}.`,
    });
    const args = { n: '1; DROP', day: 'today', yes: 'perhaps' };
    assert.throws(() => fill(`{{a}} {{n}} {{a}} {{day}} {{yes}}`, args), {
      status: 422,
      issues: [
        issue('a', 'is missing', 'missing'),
        issue('n', 'must be a number, not "1; DROP"'),
        issue('day', 'must be a date, not "today"'),
        issue('yes', 'must be a boolean, not "perhaps"'),
      ],
    });
    for (const n of ['1 OR 1=1', '1) OR (1=1', '(SELECT 1)', '0x10', 'NaN', '1;'])
      assert.throws(() => fill('{{n}}', { n }), { issues: [issue('n', `must be a number, not "${n}"`)] });
    assert.throws(() => fill(`{{constructor}}`, {}), /"constructor" is missing/);
  });
});

/** Placeholders such as `$1:number`, and `$1:string[]` for a list. */
const BINDING: Dialect = {
  name: 'OtherSQL',
  folder: 'other',
  syntax: 'standard',
  placeholder: (position, { type, value }) => `$${position}:${type}${Array.isArray(value) ? '[]' : ''}`,
};

describe('binding {{key}}', () => {
  const bind = (
    sql: string,
    args: Record<string, string>,
  ): { sql: string; values: readonly BoundValue[] } => {
    const { sql: text, values } = fillTemplate(sql, args, DECLARED, 1000, BINDING);
    return { sql: text.replaceAll(/ +/g, ' ').trim(), values };
  };
  const cases: [string, string, Record<string, string>, string, ...(string | null | string[])[]][] = [
    ['in quotes', `a = '{{x}}'`, { x: 'EU' }, `a = $1:string`, 'EU'],
    [
      'in quotes, within other text',
      `a LIKE '%{{x}}_{{n}}'`,
      { x: `'\\`, n: '1' },
      `a LIKE $1:string`,
      `%'\\_1`,
    ],
    ['in quotes, after a doubled quote', `'it''s {{x}}'`, { x: `''` }, `$1:string`, `it's ''`],
    ['in quotes, several values', `f('{{many}}')`, { many: '["1"]' }, `f( $1:string )`, '["1"]'],
    ['plain, undeclared', `a = {{x}}`, { x: `' --` }, `a = $1:string`, `' --`],
    ['a number that no double holds', `{{n}}`, { n: '9007199254740993' }, `$1:number`, '9007199254740993'],
    ['a boolean', `{{yes}}`, { yes: 'TRUE' }, `$1:boolean`, 'true'],
    ['a date', `{{day}}`, { day: '2026-01-31' }, `$1:date`, '2026-01-31'],
    ['no number', `{{n}}`, { n: '' }, `$1:number`, null],
    ['no text', `{{text}}`, { text: '' }, `$1:string`, ''],
    [
      'several values, plain',
      `a = ANY({{many}})`,
      { many: '["1", 2.5]' },
      `a = ANY( $1:number[] )`,
      ['1', '2.5'],
    ],
    ['no values, plain', `{{many}}`, { many: '' }, `$1:number[]`, []],
    ['equal values once', `{{x}} '{{x}}' {{x}}`, { x: 'a' }, `$1:string $1:string $1:string`, 'a'],
    ['equal values of two types', `'{{n}}' {{n}}`, { n: '1' }, `$1:string $2:number`, '1', '1'],
    [
      'a value that looks like a placeholder',
      `{{x}}, {{n}}`,
      { x: '$2', n: '1' },
      `$1:string , $2:number`,
      '$2',
      '1',
    ],
    ['nothing to fill', `SELECT 'a' -- {x}`, {}, `SELECT 'a' -- {x}`],
  ];
  for (const [name, sql, args, expected, ...values] of cases)
    it(`keeps values out of the text: ${name}`, () => {
      const bound = bind(sql, args);
      assert.deepEqual([bound.sql, ...bound.values.map(({ value }) => value)], [expected, ...values]);
    });

  it('is refused by name where an engine takes no value', () => {
    for (const [sql, message] of [
      [`SELECT "{{x}}"`, '{{x}} is not allowed inside an identifier in OtherSQL.'],
      [`SELECT DATE '{{x}}'`, "{{x}} is not allowed inside DATE '…' in OtherSQL. Write CAST('…' AS DATE)."],
      [
        `SELECT interval'{{n}} days'`,
        "{{n}} is not allowed inside INTERVAL '…' in OtherSQL. Write CAST('…' AS INTERVAL).",
      ],
      [`SELECT '{{x}}`, '{{x}} is not allowed inside a text without an end in OtherSQL.'],
      [`SELECT 1 -- {{x}}`, '{{x}} is not allowed inside a comment.'],
      [`SELECT $$ {{x}} $$`, '{{x}} is not allowed inside dollar quotes.'],
      [`SELECT E'{{x}}'`, "{{x}} is not allowed inside an E'' string."],
    ] as const)
      assert.throws(
        () => bind(sql, { x: 'v', n: '1' }),
        { status: 400, code: 'parameter_misplaced', message },
        sql,
      );
  });

  it('fails with the name of each key that is missing or has the wrong type', () => {
    const issuesOf = (sql: string, args: Record<string, string>): unknown[] => {
      try {
        return [bind(sql, args)];
      } catch (error) {
        return (error as { issues: { msg: string }[] }).issues.map(({ msg }) => msg);
      }
    };
    assert.deepEqual(issuesOf(`'{{a}}' {{n}}`, { n: 'x' }), [
      'The parameter "a" is missing.',
      'The parameter "n" must be a number, not "x".',
    ]);
    for (const many of ['["x"]', '[""]', '[[1]]', '{"a": 1}', '1', '[1'])
      assert.deepEqual(issuesOf('{{many}}', { many }), [
        `The parameter "many" must be a JSON list of values of type number, not ${JSON.stringify(many)}.`,
      ]);
  });

  it('counts a value as often as a statement contains it', () => {
    const sql = `SELECT '${'{{x}}'.repeat(100)}'`;
    assert.throws(() => bind(sql, { x: 'v'.repeat(1000) }), { status: 400, code: 'sql_too_long' });
  });
});

describe('binding {{key}} as ClickHouse divides a statement', () => {
  const bind = (sql: string): { sql: string; values: readonly BoundValue[] } =>
    fillTemplate(sql, { x: 'v' }, new Map(), 1000, { ...BINDING, syntax: 'clickhouse' });

  it('finds each text, also after a backslash', () => {
    for (const [sql, expected, ...values] of [
      [String.raw`'a\'b' {{x}} '\\' {{x}}`, String.raw`'a\'b'  $1:string  '\\'  $1:string `, 'v'],
      [String.raw`'\'' '{{x}}'`, String.raw`'\''  $1:string `, 'v'],
      ["`a\\`'` \"b\\\"'\" '{{x}}'", '`a\\`\'` "b\\"\'"  $1:string ', 'v'],
      [`x'4\\' {{x}}`, `x'4\\'  $1:string `, 'v'],
      [`max'{{x}}'`, `max $1:string `, 'v'],
      [`a$b {{x}}`, `a$b  $1:string `, 'v'],
    ] as const) {
      const bound = bind(sql);
      assert.deepEqual([bound.sql, ...bound.values.map(({ value }) => value)], [expected, ...values]);
    }
  });

  it('is refused by name where ClickHouse takes no value', () => {
    for (const [sql, place] of [
      ['# {{x}}', 'a comment.'],
      ['// {{x}}', 'a comment.'],
      ['/* {{x}} */', 'a comment.'],
      ['$$ {{x}} $$', 'dollar quotes.'],
      [`$a$ ' {{x}} $a$`, 'dollar quotes.'],
      ['`{{x}}`', 'an identifier in OtherSQL.'],
      [`x'{{x}}'`, "a b'' or x'' string."],
      [String.raw`'\n{{x}}'`, "a text with a backslash in OtherSQL. Write concat('…', '{{x}}')."],
    ] as const)
      assert.throws(
        () => bind(`SELECT ${sql}`),
        { code: 'parameter_misplaced', message: `{{x}} is not allowed inside ${place}` },
        sql,
      );
  });

  it('is refused if the engine would change the value', () => {
    const fault = (): string => 'a date that exists';
    const fill = (): unknown => fillTemplate('{{x}}', { x: 'v' }, new Map(), 1000, { ...BINDING, fault });
    const msg = 'The parameter "x" must be a date that exists, not "v".';
    assert.throws(fill, { issues: [{ loc: ['body', 'args', 'x'], msg, type: 'value_error' }] });
  });
});

it('makes values a part of the identity of a cached result', async () => {
  const api = await serve();
  const sql = `SELECT count(*) AS n FROM sales WHERE region = '{{region}}'`;
  const isCached = async (text: string, region: string): Promise<unknown> =>
    (await api.submit(text, { region })).body['cached'];
  await api.rows(sql, { region: 'EU' });
  assert.equal(await isCached(sql, 'US'), false);
  assert.equal(await isCached(sql, 'EU'), true);
  assert.equal(await isCached(sql.replace('{{region}}', 'EU'), ''), true);
});
