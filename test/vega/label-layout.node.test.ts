import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { textMetrics } from 'vega-scenegraph';
import { wrapText } from '../../src/vega/label-layout.ts';

const FACE = { font: 'sans-serif', size: 12 };
/** The width of a letter, in px. */
const LETTER = 7;

describe('wrapText', () => {
  const { width } = textMetrics;
  let measured = 0;
  let calls = 0;

  beforeEach(() => {
    measured = 0;
    calls = 0;
    textMetrics.width = (_, text) => {
      measured += String(text).length;
      calls++;
      // These letters have no width.
      return String(text).replace(/[\ufe00-\ufe0f]/g, '').length * LETTER;
    };
  });
  afterEach(() => {
    textMetrics.width = width;
  });

  const wrap = (text: string, letters: number, most: number) => wrapText(text, letters * LETTER, most, FACE);

  it('breaks between words, and leaves the rest in the last line', () => {
    assert.equal(wrap('one two', 7, 3), 'one two');
    assert.deepEqual(wrap('one two three', 7, 3), ['one two', 'three']);
    assert.deepEqual(wrap('one two three four', 7, 2), ['one two', 'three four']);
    assert.deepEqual(wrap('incomprehensible two', 7, 3), ['incomprehensible', 'two']);
    assert.deepEqual(wrap('one-two/three', 8, 3), ['one-two/', 'three']);
    assert.equal(wrap('one two three', 7, 1), 'one two three');
  });

  it('breaks after each square letter, but not within an emoji', () => {
    assert.deepEqual(wrap('東京都', 2, 3), ['東京', '都']);
    assert.deepEqual(wrap('🚀🚀 one', 3, 3), ['🚀🚀', 'one']);
  });

  for (const [name, text] of [
    ['words', 'a '.repeat(20_000)],
    ['East Asian letters', '東'.repeat(20_000)],
    ['letters without width', '\ufe0f'.repeat(20_000)],
  ] as const) {
    it(`measures a long text of ${name} in linear time (promise 7)`, () => {
      for (const most of [2, 30, 20_000]) wrap(`${text} and more letters`, 15, most);
      assert.ok(measured < 12 * text.length, `${measured} letters`);
      assert.ok(calls < 3 * 1002, `${calls} times`);
    });
  }
});
