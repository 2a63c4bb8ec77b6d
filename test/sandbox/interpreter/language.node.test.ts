/** Compares three ways to evaluate expressions, for documented cases and random expressions. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import * as vega from 'vega';
import { functionContext, parseExpression } from 'vega-functions';
import { agree, evaluateThreeWays, type Outcome, type Outcomes, type Way } from './three-ways.ts';

const DATUM = {
  number: 7,
  negative: -2.5,
  text: 'a-b c',
  digits: '12',
  yes: true,
  nothing: null,
  nan: NaN,
  date: new Date(2024, 1, 29, 13, 45, 6, 7),
  stamp: 1709214306007,
  list: [3, 1, 2],
  texts: ['b', 'a'],
  typed: new Float32Array([1, 2]),
  nested: { a: { b: 5 }, list: [{ x: 1 }, { x: 2 }] },
  empty: '',
};
const PARAMS = {
  $signal: 4,
  $word: 'ab',
  '%x': vega.scale('linear')().domain([0, 10]).range([0, 100]),
  '%band': vega.scale('band')().domain(['a', 'b']).range([0, 100]),
};
const context = {
  functions: Object.assign(Object.create(functionContext) as object, {
    context: {
      dataflow: new vega.View(vega.parse({})),
      scales: { x: { value: PARAMS['%x'] }, band: { value: PARAMS['%band'] } },
      data: { rows: { values: { value: [DATUM] } } },
    },
  }),
};
const SCOPE = {
  options: { ast: true },
  getSignal: () => false,
  getData: () => ({ tuplesRef: () => ({}), indataRef: () => ({}) }),
  scaleRef: () => ({}),
};

function evaluate(text: string): Outcomes {
  return evaluateThreeWays('parameter', context, parseExpression(text, SCOPE).$expr, [DATUM, PARAMS]);
}

describe('the language of expressions', () => {
  const AGREED = `
    1 + 2 * 3 - 4 / 5 % 6; 7 & 3 | 8 ^ 1; 1 << 4 >> 1 >>> 1; -datum.number; +datum.digits; ~5; !datum.yes;
    datum.digits + 1; datum.digits * 1; null + 1; 'b' > 'a'; 1 < 2; 2 <= 2; 3 >= 4; '1' == 1; '1' === 1;
    null != 0; null !== 0; NaN === NaN; datum.date > datum.stamp; datum.nothing && 1; datum.nothing || 2;
    'number' in datum; 'none' in datum; 0 in datum.list; 'a' in datum.text; datum.yes ? 1 : 2;
    if(datum.nothing, 'a', 'b'); datum.nothing ? datum.none.x : 3; datum.none.x; datum; datum.nested.a.b;
    datum['nested']['list'][1].x; datum[signal]; datum['te' + 'xt']; datum.list[-1]; datum[['text']];
    datum.text.length; datum.typed.length; length(datum.typed); length('abc'); length(null); signal;
    word + signal; missing; undefined; Infinity; PI + E + SQRT2 + LN2; NaN; MIN_VALUE; MAX_VALUE; [];
    [1, [2]]; {}; {a: 1, 'b c': datum.list, 3: signal}; {a: {b: 1}}.a.b; {nested: [datum]}; /b/; /a/g;
    test(/A/i, datum.text); test(/^a/, 'ba'); test('a.b', datum.text); regexp('a', 'gi');
    replace(datum.text, /[a-c]/g, '<$&>'); replace(datum.text, '-', '+'); split(datum.text, /[- ]/);
    split(datum.text, '', 2); substring(datum.text, 1, 3); substring(datum.text, 2); upper(datum.nothing);
    lower('ABC'); trim('  a '); truncate('abcdef', 3); pad('a', 3, 'x', 'left'); join(datum.list, '-');
    indexof(datum.text, 'b'); lastindexof(datum.list, 1); slice(datum.list, 1); reverse(datum.list);
    sort(datum.list); parseInt('12px'); parseInt('ff', 16); parseFloat('1.5x'); btoa('abc'); atob('YWJj');
    encodeURIComponent('a b'); datetime(2024, 0, 31); datetime(datum.stamp); datetime('2024-02-03');
    datetime(2024, 1); datetime(datum.date); utc(2024, 1, 3); time(datum.date); timezoneoffset(datum.date);
    year(datum.date); quarter(datum.date); month(datum.date); date(datum.date); day(datum.stamp);
    hours(datum.stamp); minutes(datum.stamp); seconds(datum.stamp); milliseconds(datum.stamp);
    utcyear(datum.stamp); utcmonth(datum.stamp); utcdate(datum.stamp); utcday(datum.stamp);
    utchours(datum.stamp); utcminutes(datum.stamp); utcseconds(datum.stamp); utcmilliseconds(datum.stamp);
    date('2024-01-31'); year(null); dayofyear(datum.date); timeFormat(datum.date, '%Y-%m-%d');
    utcFormat(datum.stamp, '%H:%M'); timeOffset('month', datum.date, 2); timeParse('2024-01-31', '%Y-%m-%d');
    format(datum.negative, '.2f'); monthFormat(1); dayAbbrevFormat(0); isNaN(datum.nan); isNaN('x');
    isFinite(1 / 0); isValid(datum.nothing); isDate(datum.date); isDefined(datum.none); abs(datum.negative);
    ceil(1.2); floor(-1.2); round(2.5); sqrt(2); pow(2, 10); exp(1); log(10); max(1, 2, 3, 4, 5); min();
    hypot(3, 4); atan2(1, 2); sin(1) + cos(1) + tan(1); acos(2); asin(1); atan(1); clamp(5, 1, 3);
    clamp(datum.nan, 0, 1); inrange(2, [1, 3]); lerp([0, 10], 0.3); span(datum.list); extent(datum.list);
    toNumber(datum.digits); toString(1); toBoolean('a'); toDate(datum.stamp); merge(datum.nested, {b: 2});
    peek(datum.list); sequence(3); sequence(1, 9, 3); pluck(datum.nested.list, 'x');
    pluck(datum, 'nested.a.b'); rgb('red').r; hsl('red') + ''; luminance('red'); contrast('red', 'blue');
    scale('x', 5); scale('none', 5); domain('x'); range('x'); invert('x', 50); bandwidth('band'); copy('x');
    _scale('x', 5); _scale('x', datum.number); _range('x'); _bandwidth('band'); _bandwidth('x');
    _scale('b' + 'and', 'b'); data('rows'); data('none'); 'toStringx'; datum['nested'];
    scale('x', datum.number) + bandwidth('band') * 0.5`
    .trim()
    .split(/;\s+/);

  for (const text of AGREED) {
    it(`agrees with generated code: ${text}`, () => {
      const { generated, ours } = evaluate(text);
      assert.ok(agree(generated, ours), show({ generated, ours }));
    });
  }

  it('has the results of generated code for random expressions', () => {
    fc.assert(
      fc.property(expressions(), (text) => {
        fc.pre(!/length\(\d+\)/.test(text));
        const { generated, ours } = evaluate(text);
        assert.ok(agree(generated, ours), `${text}\n${show({ generated, ours })}`);
      }),
      { numRuns: 3000, seed: 1 },
    );
  });

  it('refuses other functions, keys, operators and node types, even in a hand-made tree', () => {
    const name = (value: string): object => ({ type: 'Identifier', name: value });
    const call = (callee: object): object => ({ type: 'CallExpression', callee, arguments: [] });
    const key = (value: string): object => ({ type: 'Property', key: name(value), value: name('datum') });
    const trees = [
      ...['eval', 'constructor', 'hasOwnProperty', '__defineGetter__', 'context'].map((value) =>
        call(name(value)),
      ),
      call({ type: 'MemberExpression', object: name('datum'), property: name('at'), computed: false }),
      ...['__proto__', 'toString', 'valueOf', 'constructor', 'then'].map((value) => ({
        type: 'ObjectExpression',
        properties: [key(value)],
      })),
      { type: 'BinaryExpression', operator: 'constructor', left: name('datum'), right: name('datum') },
      { type: 'AssignmentExpression', operator: '=', left: name('datum'), right: name('datum') },
      { type: 'RawCode', code: 'alert(1)' },
    ];
    for (const ast of trees) {
      const expression = { code: JSON.stringify(ast), ast: ast as never };
      const { ours } = evaluateThreeWays('parameter', context, expression, [DATUM, PARAMS]);
      assert.match(
        String('error' in ours && ours.error),
        /Illegal|Unrecognized|Unknown/,
        JSON.stringify(ast),
      );
    }
  });
});

/** Intended differences from generated code, with both results. */
const OURS_DIFFERS: readonly (readonly [text: string, generated: unknown, ours: unknown, reason: string])[] =
  [
    ["'abc'.trim", String.prototype.trim, undefined, 'no value exposes a function'],
    ['datum.list.map', Array.prototype.map, undefined, 'no value exposes a function'],
    ['datum.nested.__proto__', Object.prototype, undefined, 'prototypes are not accessible'],
    ['/a/.source', 'a', undefined, 'getters of prototypes are not accessible'],
    ["'to' + 'String' in datum", true, false, 'the operator finds only own keys'],
    [
      'isDefined(item)',
      ReferenceError,
      false,
      'a missing variable is undefined; generated code looks for a global',
    ],
    ['isDefined(event)', ReferenceError, false, 'the same for `event`, which is a global in pages'],
    ['isObject(view())', ReferenceError, true, 'an expression gets an empty object instead of the view'],
    ['length(0)', SyntaxError, undefined, 'generated code contains 0.length, which is a syntax error'],
  ];

/** Differences of Vega's interpreter from its generated code, which ours does not have. */
const STOCK_DIFFERS: readonly (readonly [text: string, reason: string])[] = [
  ['datetime(datum.stamp)', 'it adds zeros as arguments after a timestamp'],
  ['datetime(datum.date)', 'it adds zeros as arguments after a date'],
  ['NaN', 'it ignores constants that are falsy'],
  ["'number' in datum", 'it lacks this operator'],
  ["_scale('none', 1)", 'it takes a missing scale for none'],
];

describe('differences of the interpreter', () => {
  for (const [text, generated, ours, reason] of OURS_DIFFERS) {
    it(`include ${text}: ${reason}`, () => {
      const outcomes = evaluate(text);
      expectOutcome(outcomes.generated, generated);
      expectOutcome(outcomes.ours, ours);
    });
  }

  for (const [text, reason] of STOCK_DIFFERS) {
    it(`include, for the stock interpreter, ${text}: ${reason}`, () => {
      const { generated, stock, ours } = evaluate(text);
      assert.ok(!agree(generated, stock), show({ stock }));
      assert.ok(agree(generated, ours), show({ generated, ours }));
    });
  }
});

function expectOutcome(outcome: Outcome, expected: unknown): void {
  const isError = typeof expected === 'function' && expected.prototype instanceof Error;
  if (isError)
    assert.ok(
      'error' in outcome && outcome.error instanceof (expected as ErrorConstructor),
      show({ ours: outcome }),
    );
  else assert.deepEqual(outcome, { value: expected });
}

function show(outcomes: Partial<Record<Way, Outcome>>): string {
  return Object.entries(outcomes)
    .map(([way, outcome]) => `${way}: ${'error' in outcome ? String(outcome.error) : inspect(outcome.value)}`)
    .join('\n');
}

/** Generates valid expressions over {@link DATUM} and {@link PARAMS}. */
function expressions(): fc.Arbitrary<string> {
  const fields = Object.keys(DATUM);
  const { expression } = fc.letrec<{ expression: string }>((tie) => {
    const sub = tie('expression');
    return {
      expression: fc.oneof(
        { maxDepth: 4, depthIdentifier: 'expression' },
        fc.oneof(
          fc.constantFrom(...fields).map((name) => `datum.${name}`),
          fc.constantFrom(...fields).map((name) => `datum["${name}"]`),
          fc.constantFrom(...'signal word missing NaN PI true false null datum /a/ /[ab]/g'.split(' ')),
          fc.integer({ min: 0, max: 40 }).map(String),
          fc.double({ min: 0, max: 1e9, noNaN: true }).map(String),
          fc
            .string({ maxLength: 4 })
            .map((text) => JSON.stringify(text))
            .filter((text) => !(text.slice(1, -1) in Object.prototype)),
        ),
        fc.tuple(fc.constantFrom('+', '-', '~', '!'), sub).map(([operator, a]) => `(${operator} ${a})`),
        fc.tuple(sub, fc.constantFrom(...BINARY), sub).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
        fc.tuple(sub, sub, sub).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
        fc.array(sub, { maxLength: 3 }).map((parts) => `[${parts.join(', ')}]`),
        fc
          .array(sub, { maxLength: 3 })
          .map((parts) => `{${parts.map((part, index) => `k${index}: ${part}`).join(', ')}}`),
        fc.tuple(sub, sub).map(([a, b]) => `(${a})[${b}]`),
        ...CALLS.map(([names, arity]) =>
          fc
            .tuple(fc.constantFrom(...names), fc.array(sub, { minLength: arity, maxLength: arity }))
            .map(([name, values]) => `${name}(${values.join(', ')})`),
        ),
      ),
    };
  });
  return expression;
}

const BINARY = '+ - * / % < > <= >= == != === !== & | ^ << >> >>> && ||'.split(' ');

/** Pure functions of the language, by number of arguments. */
const CALLS = Object.entries({
  1: `isNaN isFinite abs acos asin atan ceil cos exp floor log round sin sqrt tan time timezoneoffset date day year month
    hours minutes seconds milliseconds utcdate utcday utcyear utcmonth utchours utcminutes utcseconds utcmilliseconds
    datetime length upper lower trim btoa atob encodeURIComponent isArray isBoolean isDate isDefined isNumber isObject
    isRegExp isString isValid toBoolean toDate toNumber toString reverse sort peek span extent quarter utcquarter week
    dayofyear merge parseFloat parseInt regexp`,
  2: `atan2 hypot max min pow datetime utc substring split test join indexof lastindexof slice inrange lerp parseInt
    merge truncate regexp scale _scale`,
  3: 'clamp if max datetime substring replace slice split',
}).map(([arity, names]) => [names.split(/\s+/), Number(arity)] as const);
