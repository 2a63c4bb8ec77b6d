import assert from 'node:assert/strict';
import { it } from 'node:test';
import { countLetters, longestTextWidth } from '../../src/internal/widths.ts';

it('countLetters counts square letters twice, also those outside of the common planes', () => {
  for (const [text, count] of [
    ['', 0],
    ['abc', 3],
    ['東京', 4],
    ['한글', 4],
    ['ＡＢ', 4],
    ['\u{20000}', 2],
    ['🚀', 2],
    ['ﻻ', 1],
  ] as const)
    assert.equal(countLetters(text), count, text);
});

it('longestTextWidth is that of the text with the most letters', () => {
  assert.equal(longestTextWidth([]), 0);
  assert.equal(longestTextWidth(['a', '東京', 'abc']), 26);
});
