/** The map in place of Vega's does what Vega's does. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fastmap } from 'vega-util';
import fastMap from '../../../src/vega/fast-map.ts';

/** What Vega calls. */
interface VegaMap {
  readonly size: number;
  readonly object: object;
  empty: number;
  has(key: unknown): boolean;
  get(key: unknown): unknown;
  set(key: unknown, value: number): unknown;
  delete(key: unknown): unknown;
  clear(): void;
  test(test: (value: number) => boolean): VegaMap;
  readonly clean: () => void;
}

const KEYS = [
  1,
  '1',
  0,
  -0,
  '-0',
  1.5,
  '1.5',
  '01',
  1e21,
  '1e21',
  NaN,
  'NaN',
  Infinity,
  '',
  ' ',
  null,
  'null',
].concat([
  undefined as never,
  true as never,
  new Date(0) as never,
  ['a', 1] as never,
  '__proto__x',
  'constructor',
]);

const STEPS = fc.array(
  fc.tuple(fc.constantFrom('set', 'set', 'delete', 'clean', 'clear'), fc.constantFrom(...KEYS), fc.nat(9)),
);

describe('the map in place of that of vega-util', () => {
  it('has the same values under the same keys after the same steps', () => {
    fc.assert(
      fc.property(STEPS, (steps) => {
        const isOdd = (value: number): boolean => value % 2 === 1;
        const maps = [fastmap(), fastMap()].map((map) => (map as unknown as VegaMap).test(isOdd));
        for (const [step, key, value] of steps) {
          for (const map of maps) {
            if (step === 'set') map.set(key, value);
            else if (step === 'delete') map.delete(key);
            else if (step === 'clear') map.clear();
            else {
              const { clean } = map;
              clean();
            }
          }
          const [theirs, ours] = maps.map((map) =>
            KEYS.map((each) => [map.has(each), map.get(each), map.size]),
          );
          assert.deepEqual(ours, theirs);
        }
      }),
      { seed: 1 },
    );
  });

  it('begins with what it is given, and shows it', () => {
    const map = fastMap({ a: 1, 2: 3 });
    assert.deepEqual([map.get('a'), map.get(2), map.size, map.object], [1, 3, 2, { a: 1, 2: 3 }]);
  });

  it('counts what waits to be cleaned away as it is told', () => {
    const map = fastMap<number>().test((value) => value > 1);
    map.set('a', 1).set('b', 2);
    map.empty++;
    map.clean();
    assert.deepEqual([map.empty, map.size, map.has('b')], [0, 1, false]);
  });
});
