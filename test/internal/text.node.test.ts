import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listNames, splitList } from '../../src/internal/text.ts';

describe('listNames', () => {
  it('lists the first names, and clips each', () => {
    assert.equal(listNames([]), '');
    assert.equal(listNames(['a', 'b']), 'a, b');
    assert.equal(listNames(['a', 'b', 'c'], 2), 'a, b, …');
    assert.equal(listNames(['x'.repeat(400)]), `${'x'.repeat(200)}…`);
  });
});

it('splitList splits a text at commas and trims the parts', () => {
  assert.deepEqual(splitList(' a, b c ,,d'), ['a', 'b c', 'd']);
  assert.deepEqual(splitList(' , '), []);
});
