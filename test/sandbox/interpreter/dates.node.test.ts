import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';

/** Time limit of a child process, in ms. It needs some seconds on a busy machine. */
const TOO_LONG = 120_000;

type Answer = readonly [expression: string, answer: { readonly value?: string; readonly error?: string }];

/** Evaluates expressions in a child process, because a test cannot stop an endless loop. */
function answersOf(...args: readonly string[]): readonly Answer[] {
  const { stdout, stderr, signal } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'date-calls.ts'), ...args],
    { encoding: 'utf8', timeout: TOO_LONG, maxBuffer: 1e9, env: { ...process.env, TZ: 'Europe/Berlin' } },
  );
  const lines = stdout.trim().split('\n');
  assert.equal(signal, null, `${lines.at(-1)} does not end`);
  assert.equal(stderr, '');
  return lines.flatMap((line, index) =>
    index % 2 === 0 ? [[JSON.parse(line), JSON.parse(lines[index + 1]!)] as Answer] : [],
  );
}

const REFUSED: Readonly<Record<string, RegExp>> = {
  "timeUnitSpecifier('quarter', {quarter: null})": /a format of "quarter" that is no text/,
  "timeUnitSpecifier(['year', 'quarter'], {quarter: missing})": /a format of "quarter" that is no text/,
  "timeUnitSpecifier('fortnight')": /"fortnight" is not a unit of time/,
  'timeUnitSpecifier(sequence(10000))': /units of time: at most 12 /,
  "timeSequence('quarter', 0, 1000, 1e9)": /before or after 1970: at most 8600000000000000 /,
  "utcSequence(['quarter'], 0, 1000, 1e9)": /before or after 1970: at most 8600000000000000 /,
  "utcSequence('quarter', 8.5e15, 8.6e15, 10000)": /before or after 1970: at most 8600000000000000 /,
  "timeSequence('quarter', -8.6e15, 8.6e15, 1000000)": /before or after 1970: at most 8600000000000000 /,
  "timeSequence('quarter', -8.6e15, 8.5e15, 10000)": /steps at once/,
  "timeOffset(['quarter'], 0, 1e9)": /before or after 1970: at most 8600000000000000 /,
  "timeOffset('quarter', 8.6e15, -1e9)": /before or after 1970: at most 8600000000000000 /,
  "timeOffset('quarter', -8.6e15, 2000000)": /quarters between two dates: at most 10000 /,
  "timeOffset('days of old', 0, 1)": /"days of old" is not a unit of time/,
  "timeOffset(['year', 'month'], 0, 1)": /"year,month" is not a unit of time/,
  'timeOffset({}, 0, 1)': /"\[object Object\]" is not a unit of time/,
};

const MADE: Readonly<Record<string, string>> = {
  "timeUnitSpecifier(['year', 'quarter'])": '"%Y Q%q"',
  "timeUnitSpecifier(['year', 'month'], {'year-month': '%b %Y '})": '"%b %Y"',
  "timeUnitSpecifier('year', {})": '"%Y"',
  "timeSequence('quarter', datetime(2020, 0), datetime(2030, 0), 2)": 'a list of 20',
  "utcSequence(['quarter'], utc(2020, 0), utc(2030, 0))": 'a list of 40',
  "utcSequence('month', utc(2020, 0), utc(2030, 0), 3)": 'a list of 40',
  "utcOffset('day', utc(1899, 11, 30), 45000)": '"2023-03-15T00:00:00.000Z"',
  "utcOffset('seconds', 0, 86400)": '"1970-01-02T00:00:00.000Z"',
  "utcOffset('quarter', 0, -4)": '"1969-01-01T00:00:00.000Z"',
  "utcOffset('quarter', 0)": '"1970-04-01T00:00:00.000Z"',
  "timeOffset('quarter', NaN, 1e3)": 'null',
  "timeSequence('quarter', missing, null)": 'a list of 0',
};

describe('expressions about dates', () => {
  it('are rejected if d3 would search for a date forever', () => {
    for (const [text, { error }] of answersOf(JSON.stringify(Object.keys(REFUSED)))) {
      assert.match(String(error), REFUSED[text]!, text);
    }
  });

  it('have the results of Vega', () => {
    const answers = answersOf(JSON.stringify(Object.keys(MADE)));
    assert.deepEqual(
      Object.fromEntries(answers.map(([text, { value, error }]) => [text, value ?? error])),
      MADE,
    );
  });

  it('terminate for any arguments', () => {
    const answers = answersOf('4000', '20261');
    assert.equal(answers.length, 4000);
    const made = answers.filter(([, { value }]) => value !== undefined);
    assert.ok(made.length > 1000, `${made.length} gave a value`);
  });
});
