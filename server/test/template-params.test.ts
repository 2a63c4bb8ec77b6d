import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { fillTemplate } from '../src/queries/template-params.ts';
import type { ParamDeclaration } from '../src/queries/template-params.ts';
import type { BoundValue, Dialect } from '../src/engine/statement.ts';
import { SALES, serve } from './support.ts';
import type { TestApi } from './support.ts';

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
    ['in quotes, within other text', `a LIKE '%{{x}}%'`, { x: 'E' }, `a LIKE '%E%'`],
    ['in quotes, with a quote', `a = '{{x}}'`, { x: `O'Hara` }, `a = 'O''Hara'`],
    ['in quotes, after a doubled quote', `a = 'it''s {{x}}'`, { x: `'` }, `a = 'it''s '''`],
    ['in quotes, with a backslash', `a = '{{x}}'`, { x: '\\' }, `a = '\\'`],
    ['in an identifier', `"{{x}}"`, { x: 'a"b' }, `"a""b"`],
    ['plain, undeclared', `a = {{x}}`, { x: `1; DROP` }, `a = '1; DROP'`],
    ['plain, undeclared, with a quote', `a = {{x}}`, { x: `' OR 1=1 --` }, `a = ''' OR 1=1 --'`],
    ['plain text', `a = {{text}}`, { text: `O'Hara` }, `a = 'O''Hara'`],
    ['a number', `a > {{n}}`, { n: '3.5' }, `a > 3.5`],
    ['a negative number after a minus', `a -{{n}}`, { n: '-3' }, `a - -3`],
    ['a number with an exponent', `{{n}}`, { n: '1e-3' }, `1e-3`],
    ['a boolean', `a = {{yes}}`, { yes: 'true' }, `a = TRUE`],
    ['a date', `a = {{day}}`, { day: '2026-01-31' }, `a = DATE '2026-01-31'`],
    ['no number', `{{n}} IS NULL`, { n: '' }, `NULL IS NULL`],
    ['no text', `'{{text}}' = ''`, { text: '' }, `'' = ''`],
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
    assert.throws(
      () => fill(`{{a}} {{n}} {{a}} {{day}} {{yes}}`, { n: '1; DROP', day: 'today', yes: 'perhaps' }),
      {
        status: 422,
        issues: [
          { loc: ['body', 'args', 'a'], msg: 'The parameter "a" is missing.', type: 'missing' },
          {
            loc: ['body', 'args', 'n'],
            msg: 'The parameter "n" must be a number, not "1; DROP".',
            type: 'value_error',
          },
          {
            loc: ['body', 'args', 'day'],
            msg: 'The parameter "day" must be a date, not "today".',
            type: 'value_error',
          },
          {
            loc: ['body', 'args', 'yes'],
            msg: 'The parameter "yes" must be a boolean, not "perhaps".',
            type: 'value_error',
          },
        ],
      },
    );
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
    ['in quotes, empty', `'{{n}}' = ''`, { n: '' }, `$1:string = ''`, ''],
    ['in quotes, several values', `f('{{many}}')`, { many: '["1"]' }, `f( $1:string )`, '["1"]'],
    ['plain, undeclared', `a = {{x}}`, { x: `' --` }, `a = $1:string`, `' --`],
    ['a number that no double holds', `{{n}}`, { n: '9007199254740993' }, `$1:number`, '9007199254740993'],
    ['a boolean', `{{yes}}`, { yes: 'TRUE' }, `$1:boolean`, 'true'],
    ['a date', `{{day}}`, { day: '2026-01-31' }, `$1:date`, '2026-01-31'],
    ['no number', `{{n}}`, { n: '' }, `$1:number`, null],
    ['no boolean', `{{yes}}`, { yes: '' }, `$1:boolean`, null],
    ['no date', `{{day}}`, { day: '' }, `$1:date`, null],
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
    ['a value that looks like a key', `'{{x}}'`, { x: '{{n}}' }, `$1:string`, '{{n}}'],
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
    assert.throws(() => fillTemplate('{{x}}', { x: 'v' }, new Map(), 1000, { ...BINDING, fault }), {
      issues: [
        {
          loc: ['body', 'args', 'x'],
          msg: 'The parameter "x" must be a date that exists, not "v".',
          type: 'value_error',
        },
      ],
    });
  });
});

describe('parameters of a query', () => {
  let api: TestApi;
  before(async () => {
    api = await serve();
  });

  const select = async (where: string, args: Record<string, string>): Promise<unknown[]> =>
    (await api.rows(`SELECT region FROM sales WHERE ${where} ORDER BY day`, args)).rows.map(
      ([region]) => region,
    );

  it('select the right rows for every type', async () => {
    assert.deepEqual(await select(`region = '{{region}}'`, { region: `O'Hara` }), [`O'Hara`]);
    assert.deepEqual(await select(`amount > {{least}}`, { least: '15' }), ['EU', 'US']);
    assert.deepEqual(await select(`active = {{active}}`, { active: 'false' }), ['EU']);
    assert.deepEqual(
      await select(`day BETWEEN '{{from}}' AND '{{to}}'`, { from: '2026-01-02', to: '2026-01-03' }),
      ['EU', 'US'],
    );
    const listed = `list_contains(from_json('{{regions}}', '["VARCHAR"]'), region)`;
    assert.deepEqual(await select(listed, { regions: `["US", "O'Hara"]` }), ['US', `O'Hara`]);
    const optional = `('{{region}}' = '' OR region = '{{region}}')`;
    assert.equal((await select(optional, { region: '' })).length, 4);
  });

  it('cannot inject SQL', async () => {
    const injections = [
      `' OR 1=1 --`,
      `'; DROP TABLE sales; --`,
      `') UNION SELECT 'x' --`,
      `\\' OR 1=1 --`,
      `'' OR ''=''`,
    ];
    for (const region of injections) {
      assert.deepEqual(await select(`region = '{{region}}'`, { region }), [], region);
      assert.deepEqual(await select(`region = {{region}}`, { region }), [], region);
    }
    for (const least of ['1 OR 1=1', '1) OR (1=1', '(SELECT 1)', '0x10', 'NaN', '1;'])
      assert.equal(
        (await api.submit('SELECT * FROM sales WHERE amount > {{least}}', { least })).status,
        422,
        least,
      );
  });

  it('are named in the error if they are missing', async () => {
    const { status, body } = await api.submit('SELECT {{least}}, {{other}}');
    assert.equal(status, 422);
    const named = (body['detail'] as { loc: string[] }[]).map(({ loc }) => loc.at(-1));
    assert.deepEqual(named, ['least', 'other']);
  });

  it('are part of the identity of a cached result', async () => {
    const sql = `SELECT count(*) AS n FROM sales WHERE region = '{{region}}'`;
    await api.rows(sql, { region: 'EU' });
    assert.equal((await api.submit(sql, { region: 'US' })).body['cached'], false);
    assert.equal((await api.submit(sql, { region: 'EU' })).body['cached'], true);
    assert.equal(
      (await api.post(`${SALES}/query`, { sql: sql.replace('{{region}}', 'EU') })).body['cached'],
      true,
    );
  });
});
