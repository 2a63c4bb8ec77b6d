import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FairCache } from '../src/queries/fair-cache.ts';
import { FairQueue } from '../src/queries/fair-queue.ts';
import type { Place, QueueLimits } from '../src/queries/fair-queue.ts';

const LIMITS: QueueLimits = {
  running: 2,
  runningPerGroup: 1,
  places: 100,
  placesPerGroup: 50,
  of: 'queries',
};

describe('turns', () => {
  /** Enters for each group named, and tells in which order they got their turns. */
  function line(
    queue: FairQueue,
    groups: readonly string[],
  ): { begun: string[]; places: Map<string, Place> } {
    const begun: string[] = [];
    const places = new Map<string, Place>();
    for (const [index, group] of groups.entries()) {
      const place = queue.enter(group);
      const name = `${group}${index}`;
      places.set(name, place);
      void place.turn().then(() => begun.push(name));
    }
    return { begun, places };
  }
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('go round the groups, however many one has asked for', async () => {
    const queue = new FairQueue({ ...LIMITS, running: 1 });
    const { begun, places } = line(queue, ['a', 'a', 'a', 'b', 'b', 'c']);
    for (let n = 0; n < 6; n += 1) {
      await settle();
      places.get(begun.at(-1) ?? '')?.leave();
    }
    assert.deepEqual(begun, ['a0', 'b3', 'c5', 'a1', 'b4', 'a2']);
  });

  it('are left to others by a group that has its share', async () => {
    const queue = new FairQueue(LIMITS);
    const { begun } = line(queue, ['a', 'a', 'a']);
    await settle();
    assert.deepEqual(begun, ['a0']);
    const later = line(queue, ['b']);
    await settle();
    assert.deepEqual(later.begun, ['b0']);
  });

  it('are refused to a group that has all its places, and to all when there are none', () => {
    const queue = new FairQueue({ ...LIMITS, places: 3, placesPerGroup: 2 });
    queue.enter('a');
    const second = queue.enter('a');
    assert.throws(() => queue.enter('a'), { status: 503, retryAfter: 1, message: /This visualization.*2/ });
    queue.enter('b');
    assert.throws(() => queue.enter('b'), { status: 503, message: /The server.*3/ });
    second.leave();
    queue.enter('b');
  });

  it('are not refused to who has none, because others have them all', () => {
    const queue = new FairQueue({ ...LIMITS, places: 6, placesPerGroup: 6 });
    for (let n = 0; n < 6; n += 1) queue.enter(n % 2 ? 'a' : 'b');
    queue.enter('c');
    queue.enter('c');
    for (const group of ['a', 'b', 'c']) assert.throws(() => queue.enter(group), { status: 503 });
  });

  it('come to all at once at the end', async () => {
    const queue = new FairQueue(LIMITS);
    const { begun } = line(queue, ['a', 'a', 'a', 'b', 'b']);
    queue.release();
    await settle();
    assert.equal(begun.length, 5);
  });
});

describe('what is kept', () => {
  const always = (): boolean => true;

  it('is dropped from the group that has most, its oldest first', () => {
    const dropped: string[] = [];
    const cache = new FairCache<string>(100, always, (value) => dropped.push(value));
    cache.put('small', 's', 's', 10);
    for (let n = 0; n < 6; n += 1) cache.put('large', `l${n}`, `l${n}`, 25);
    assert.deepEqual(dropped, ['l0', 'l1', 'l2']);
    assert.equal(cache.get('s'), 's');
  });

  it('makes space for a group from what that group has beyond its share, and may leave', () => {
    const cache = new FairCache<string>(100, (value) => value !== 'busy');
    cache.put('a', '1', 'busy', 60);
    cache.put('a', '2', 'over', 30);
    assert.equal(cache.admits('a', 50), false);
    assert.equal(cache.admits('a', 40), true);
    assert.equal(cache.get('2'), undefined);
  });

  it('makes no space for a group beyond its share from what others have', () => {
    const cache = new FairCache<string>(100, (value) => value !== 'busy');
    cache.put('c', '1', 'over', 20);
    cache.put('b', '2', 'over', 40);
    cache.put('a', '3', 'busy', 40);
    assert.equal(cache.admits('a', 10), false);
    assert.deepEqual([cache.get('1'), cache.get('2')], ['over', 'over']);
  });

  it('makes space for a group within its share from what is beyond that of another, or has more for a while', () => {
    const cache = new FairCache<string>(100, (value) => value !== 'busy');
    cache.put('a', '1', 'over', 50);
    cache.put('a', '2', 'busy', 50);
    assert.equal(cache.admits('b', 50), true);
    assert.equal(cache.get('1'), undefined);
    cache.put('b', '3', 'over', 50);
    assert.equal(cache.admits('c', 30), true);
    cache.put('c', '4', 'busy', 30);
    assert.equal(cache.admits('d', 30), true);
  });

  it('is not dropped from a group within its share because the largest has nothing that may leave', () => {
    const cache = new FairCache<string>(100, (value) => value !== 'busy');
    cache.put('b', '1', 'over', 40);
    cache.put('a', '2', 'busy', 90);
    assert.equal(cache.get('1'), 'over');
    cache.expire(0);
    assert.equal(cache.get('1'), 'over');
  });

  it('grows, and is looked at when something comes or goes', () => {
    const cache = new FairCache<string>(100, always);
    cache.put('a', '1', 'first', 10);
    cache.grow('1', 200);
    assert.equal(cache.get('1'), 'first');
    cache.expire(0);
    assert.equal(cache.get('1'), undefined);
  });

  it('is dropped by age, unless it may not leave', () => {
    const cache = new FairCache<string>(100, (value) => value !== 'busy');
    cache.put('a', '1', 'busy', 10);
    cache.put('a', '2', 'over', 10);
    cache.expire(Date.now() + 1);
    assert.deepEqual([cache.get('1'), cache.get('2')], ['busy', undefined]);
  });
});
