/**
 * Evaluates expressions as a published chart does, and prints a JSON line before and after each. If an expression
 * hangs, the last line contains it. Arguments: number of random calls of date functions and their seed; or
 * expressions.
 */
import { writeSync } from 'node:fs';
import fc from 'fast-check';
import { Dataflow } from 'vega-dataflow';
import { functionContext, parseExpression } from 'vega-functions';
import { Budget } from '../../../src/sandbox/budget.ts';
import { createExpressions } from '../../../src/sandbox/expressions.ts';

const DATE_FUNCTIONS =
  'timeOffset utcOffset timeSequence utcSequence timeUnitSpecifier ' +
  'datetime date day year month hours minutes seconds milliseconds time timezoneoffset utc utcdate utcday utcyear ' +
  'utcmonth utchours utcminutes utcseconds utcmilliseconds ' +
  'quarter utcquarter week utcweek isoweek utcisoweek dayofyear utcdayofyear ' +
  'timeFormat timeParse utcFormat utcParse monthFormat monthAbbrevFormat dayFormat dayAbbrevFormat toDate';

const UNITS = 'year quarter month week isoweek date day dayofyear hours minutes seconds milliseconds'.split(
  ' ',
);
const VALUES = `
  0; 1; -1; 0.5; 1e9; -1e9; 2e6; 10000; 8.6e15; -8.6e15; 8.64e15; 8.6399e15; NaN; 1e999; -1e999; 5e-324; MAX_VALUE; null;
  missing; true; false; ''; '2024-02-30'; '1e9'; []; [1e9]; [[1e9]]; {}; {a: 1}; /a/; datetime(2024, 1); datetime(NaN);
  'constructor'; '__proto__'; 'hour'; 'quarters'; '%Y %q %V'; {quarter: null, 'year-month': 'x'}`
  .trim()
  .split(/;\s+/);

const quoted = (texts: readonly string[]): string => `[${texts.map((text) => `'${text}'`).join()}]`;
const unit = fc.constantFrom(...UNITS).map((name) => `'${name}'`);
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...VALUES) },
  unit,
  fc.double().map((number) => `(${String(number).replace('Infinity', '1e999')})`),
  fc.subarray(UNITS, { minLength: 1, maxLength: 3 }).map(quoted),
  fc.constantFrom(...UNITS).map((name) => `{${name}: null}`),
);
const call = fc.oneof(
  fc
    .tuple(fc.constantFrom(...DATE_FUNCTIONS.split(' ')), fc.array(value, { maxLength: 5 }))
    .map(([name, values]) => `${name}(${values.join(', ')})`),
  fc
    .tuple(fc.constantFrom(...DATE_FUNCTIONS.split(' ').slice(0, 5)), unit, value, value, value)
    .map(([name, ...values]) => `${name}(${values.join(', ')})`),
);

const SCOPE = { options: { ast: true }, getSignal: () => true, signalRef: () => ({}), scales: {} };
const dataflow = new Dataflow();
new Budget(dataflow as never);
const functions = Object.assign(Object.create(functionContext) as Record<string, unknown>, {
  context: { dataflow: Object.assign(dataflow, { loader: () => ({}) }), data: {}, scales: {} },
});

async function evaluate(text: string): Promise<void> {
  writeSync(1, `${JSON.stringify(text)}\n`);
  let answer: unknown;
  try {
    const { $expr } = parseExpression(text, SCOPE) as { readonly $expr: never };
    const found = createExpressions().operator({ functions }, $expr)({});
    answer = { value: Array.isArray(found) ? `a list of ${found.length}` : String(JSON.stringify(found)) };
  } catch (error) {
    answer = { error: (error as Error).message };
  }
  writeSync(1, `${JSON.stringify(answer)}\n`);
  // Waits until the budget has been reset.
  await new Promise(setImmediate);
}

const [first = '', seed] = process.argv.slice(2);
const expressions = seed
  ? fc.sample(call, { numRuns: Number(first), seed: Number(seed) })
  : (JSON.parse(first) as string[]);
for (const text of expressions) await evaluate(text);
