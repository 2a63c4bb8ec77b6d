import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { guardIntrinsics, watchIntrinsics } from '../../src/sandbox/intrinsics.ts';
import { describeIntrinsics } from './support.ts';

type Writable = Record<PropertyKey, unknown>;

/** Assignments that a library might make with keys from data. */
const CHANGES: Readonly<Record<string, () => void>> = {
  'a new property of all objects': () => ((Object.prototype as unknown as Writable)['polluted'] = 1),
  'a new symbol of all objects': () => ((Object.prototype as unknown as Writable)[Symbol('vega_id')] = 1),
  'a new index of all objects': () => ((Object.prototype as unknown as Writable)[0] = 1),
  'a method of all objects': () => (Object.prototype.toString = () => 'x'),
  'a property of a method': () => ((Object.prototype.hasOwnProperty as unknown as Writable)['call'] = 1),
  'a static method': () => ((Object as unknown as Writable)['defineProperty'] = 1),
  'a property of a static method': () => ((Object.keys as unknown as Writable)['polluted'] = 1),
  'a method of lists': () => ((Array.prototype as unknown as Writable)['map'] = 1),
  'a method of texts': () => ((String.prototype as unknown as Writable)['at'] = 1),
  'a new property of functions': () => ((Function.prototype as unknown as Writable)['polluted'] = 1),
  'the prototype of lists': () => Object.setPrototypeOf(Array.prototype, { polluted: 1 }),
};

describe('built-in objects', () => {
  let before: unknown[];
  beforeEach(() => void (before = describeIntrinsics()));
  afterEach(() => assert.deepEqual(describeIntrinsics(), before));

  for (const [name, change] of Object.entries(CHANGES)) {
    it(`are restored, and the chart fails: ${name}`, () => {
      assert.throws(() => guardIntrinsics(change), { kind: 'spec', message: /built-in objects/ });
    });

    it(`are restored before the page’s next task: ${name}`, async () => {
      const errors: unknown[] = [];
      watchIntrinsics(
        () => {},
        (error) => errors.push(error),
      );
      change();
      await Promise.resolve();
      assert.equal(errors.length, 1);
    });
  }

  it('are restored even if the chart fails for another reason', () => {
    const fail = (): never => {
      CHANGES['a new property of all objects']!();
      throw new Error('failed');
    };
    assert.throws(() => guardIntrinsics(fail), { kind: 'spec' });
  });

  it('keep changes of the page between two charts', () => {
    guardIntrinsics(() => {});
    Object.defineProperty(Array.prototype, 'ofThePage', { value: 1, configurable: true });
    try {
      guardIntrinsics(() => {});
      assert.throws(() => guardIntrinsics(CHANGES['a method of lists']!));
      assert.equal((Array.prototype as unknown as Writable)['ofThePage'], 1);
    } finally {
      delete (Array.prototype as unknown as Writable)['ofThePage'];
    }
  });
});
