import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepValues } from '../../node/prerender/step-values.ts';

test('the steps of a slider are exact decimals', () => {
  assert.deepEqual(stepValues({ min: '-0.3', max: 0.3, step: 0.1 }), [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  assert.deepEqual(stepValues({ min: 0, max: 10, step: 4 }), [0, 4, 8]);
  assert.deepEqual(stepValues({ min: 0.25, max: 2, step: 1 }), [0.25, 1.25]);
});

test('the steps of a slider may be small or large', () => {
  assert.deepEqual(stepValues({ min: 0, max: 3e-7, step: 1e-7 }), [0, 1e-7, 2e-7, 3e-7]);
  assert.deepEqual(stepValues({ min: 0, max: '3.0e-7', step: '1.5E-7' }), [0, 1.5e-7, 3e-7]);
  assert.deepEqual(stepValues({ min: 0, max: 2e21, step: 1e21 }), [0, 1e21, 2e21]);
  assert.equal(stepValues({ min: 1, max: 1, step: 1e-120 })?.length, 1);
});

test('a slider without steps, or with too many, has no list of values', () => {
  for (const bounds of [
    {},
    { min: 0, max: 10 },
    { min: 0, max: 10, step: 0 },
    { min: 0, max: 10, step: 'any' },
    { min: 5, max: 1, step: 1 },
    { min: 0, max: 200, step: 1 },
    { min: '', max: '', step: '' },
  ])
    assert.equal(stepValues(bounds), null);
});
