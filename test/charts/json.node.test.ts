import { describe, it } from 'node:test';
import { expect } from 'chai';
import { withPosition } from '../../src/charts/json-mistake.ts';
import { ChartError, parseJson } from '../../src/charts/json.ts';

function mistakeIn(text: string): string {
  try {
    parseJson(text, 'charts/a.vl.json', 'spec');
  } catch (error) {
    if (error instanceof ChartError && error.json !== null) return withPosition(error, error.json).message;
    throw error;
  }
  return 'none';
}

describe('parseJson', () => {
  it('accepts a byte order mark and white space around JSON', () => {
    expect(
      parseJson('\uFEFF {"a": [1, -2.5e3, "\\u00e9\\n", true, null, {}]}\n', 'x', 'config'),
    ).to.deep.equal({ a: [1, -2500, 'é\n', true, null, {}] });
  });

  const mistakes: Readonly<Record<string, readonly [text: string, line: number, column: number]>> = {
    'a missing value': ['{\n  "mark": \n}', 3, 1],
    'a comma at the end of a list': ['[1,\n 2,]', 2, 4],
    'a comma at the end of an object': ['{"a": 1,}', 1, 9],
    'a comment': ['{\n  // bars\n  "mark": "bar"}', 2, 3],
    'single quotes': ["{'mark': 'bar'}", 1, 2],
    'a name without quotes': ['{mark: "bar"}', 1, 2],
    'a missing colon': ['{"mark" "bar"}', 1, 9],
    'a missing comma': ['{"a": 1\n "b": 2}', 2, 2],
    'a line break in a string': ['{"a": "x\ny"}', 1, 7],
    'a wrong bracket': ['{"a": [1}', 1, 9],
    'a stray closing bracket': [']', 1, 1],
    'text after the end': ['{} {}', 1, 4],
    'a bad number': ['[01]', 1, 3],
    'an unterminated string': ['\n\n["abc', 3, 2],
    'a missing end': ['{"a": [1, 2', 1, 12],
    'an empty file': ['', 1, 1],
    '`NaN`': ['{"a": NaN}', 1, 7],
  };
  for (const [name, [text, line, column]] of Object.entries(mistakes))
    it(`reports the line and column of ${name}`, () => {
      expect(mistakeIn(text)).to.equal(`charts/a.vl.json: invalid JSON (line ${line}, column ${column})`);
    });

  it('reports a mistake before and after a string of many megabytes', () => {
    const long = '\\n'.repeat(5_000_000) + 'x'.repeat(10_000_000);
    expect(mistakeIn(`{"a": "${long}" 1}`)).to.contain('(line 1, column 20000010)');
    expect(mistakeIn(`{"a": "${long}}`)).to.contain('(line 1, column 7)');
  });
});
