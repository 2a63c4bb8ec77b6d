import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FairCache } from '../src/queries/fair-cache.ts';
import { FairQueue } from '../src/queries/fair-queue.ts';
import type { Place, QueueLimits, QueueTask } from '../src/queries/fair-queue.ts';

const LIMITS: QueueLimits = {
  running: 2,
  runningPerGroup: 1,
  places: 100,
  placesPerGroup: 50,
  noun: 'queries',
};

describe('a fair queue', () => {
  /** Enters a task for each group. `started` lists the tasks in the order of their turns. */
  function line(
    queue: FairQueue,
    groups: readonly string[],
  ): { started: string[]; places: Map<string, Place> } {
    const started: string[] = [];
    const places = new Map<string, Place>();
    for (const [index, group] of groups.entries()) {
      const place = queue.enter(group);
      const name = `${group}${index}`;
      places.set(name, place);
      void place.turn().then(() => started.push(name));
    }
    return { started, places };
  }
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('gives turns to all groups alternately, however many tasks one group has queued', async () => {
    const queue = new FairQueue({ ...LIMITS, running: 1 });
    const { started, places } = line(queue, ['a', 'a', 'a', 'b', 'b', 'c']);
    for (let n = 0; n < 6; n += 1) {
      await settle();
      places.get(started.at(-1) ?? '')?.leave();
    }
    assert.deepEqual(started, ['a0', 'b3', 'c5', 'a1', 'b4', 'a2']);
  });

  it('leaves turns to other groups when a group has its share', async () => {
    const queue = new FairQueue(LIMITS);
    const { started } = line(queue, ['a', 'a', 'a']);
    await settle();
    assert.deepEqual(started, ['a0']);
    const later = line(queue, ['b']);
    await settle();
    assert.deepEqual(later.started, ['b0']);
  });

  it('refuses a group without free places, and all groups when there are no free places', () => {
    const queue = new FairQueue({ ...LIMITS, places: 3, placesPerGroup: 2 });
    queue.enter('a');
    const second = queue.enter('a');
    assert.throws(() => queue.enter('a'), { status: 503, retryAfter: 1, message: /This visualization.*2/ });
    queue.enter('b');
    assert.throws(() => queue.enter('b'), { status: 503, message: /The server.*3/ });
    second.leave();
    queue.enter('b');
  });

  it('admits a new group although other groups have all places', () => {
    const queue = new FairQueue({ ...LIMITS, places: 6, placesPerGroup: 6 });
    for (let n = 0; n < 6; n += 1) queue.enter(n % 2 ? 'a' : 'b');
    queue.enter('c');
    queue.enter('c');
    for (const group of ['a', 'b', 'c']) assert.throws(() => queue.enter(group), { status: 503 });
  });

  /** Enters each task. Returns the tasks that have started, and a function that ends a task. */
  async function begin(queue: FairQueue, works: Readonly<Record<string, [group: string, work: QueueTask]>>) {
    const started: string[] = [];
    const places = new Map<string, Place>();
    for (const [name, [group, work]] of Object.entries(works)) {
      const place = queue.enter(group, work);
      places.set(name, place);
      void place.turn().then(() => started.push(name));
    }
    await settle();
    const end = async (name: string): Promise<string[]> => {
      places.get(name)?.leave();
      await settle();
      return started;
    };
    return { started, places, end };
  }
  const visitor = (name: string): QueueTask => ({ visitor: name });

  it('leaves turns to other visitors when a visitor has its share in all groups together', async () => {
    const queue = new FairQueue({ ...LIMITS, running: 3, runningPerVisitor: () => 2 });
    const flood = { a: ['1', visitor('x')], b: ['2', visitor('x')], c: ['3', visitor('x')] } as const;
    const { started, end } = await begin(queue, { a: [...flood.a], b: [...flood.b], c: [...flood.c] });
    assert.deepEqual(started, ['a', 'b']);
    const other = await begin(queue, { d: ['3', visitor('y')] });
    assert.deepEqual(other.started, ['d']);
    assert.deepEqual(await end('a'), ['a', 'b']);
    await other.end('d');
    assert.deepEqual(started, ['a', 'b', 'c']);
  });

  it('prefers visitors without running tasks', async () => {
    const queue = new FairQueue({ ...LIMITS, runningPerVisitor: () => 2 });
    const { started, end } = await begin(queue, {
      a: ['1', visitor('x')],
      b: ['2', visitor('y')],
      c: ['3', visitor('x')],
      d: ['4', visitor('y')],
      e: ['5', visitor('z')],
    });
    assert.deepEqual(started, ['a', 'b']);
    assert.deepEqual(await end('a'), ['a', 'b', 'e']);
    assert.deepEqual(await end('e'), ['a', 'b', 'e', 'c']);
    assert.deepEqual(await end('b'), ['a', 'b', 'e', 'c', 'd']);
  });

  it('soon gives turns to a new visitor of a flooded group, and to a group without a flood', async () => {
    const queue = new FairQueue({ ...LIMITS, running: 1 });
    const flood = ['a', 'b', 'c', 'd'].map((name, n) => [name, ['1', visitor(`x${n % 2}`)]] as const);
    const works = Object.fromEntries(flood.map(([name, [group, work]]) => [name, [group, work]]));
    const { started, end } = await begin(queue, works as Record<string, [string, QueueTask]>);
    await end('a');
    await end('b');
    assert.deepEqual(started, ['a', 'b', 'c']);
    const late = await begin(queue, { e: ['1', visitor('y')], f: ['2', visitor('z')] });
    await end('c');
    await late.end('f');
    await late.end('e');
    assert.deepEqual(
      [late.started, started],
      [
        ['f', 'e'],
        ['a', 'b', 'c', 'd'],
      ],
    );
  });

  it('never gives all turns to ad hoc tasks', async () => {
    const queue = new FairQueue({ ...LIMITS, running: 3, runningAdHoc: 2 });
    const works = ['a', 'b', 'c'].map((name) => [name, [name, { adHoc: true }]] as const);
    const { started, end } = await begin(
      queue,
      Object.fromEntries(works) as unknown as Record<string, [string, QueueTask]>,
    );
    assert.deepEqual(started, ['a', 'b']);
    const own = await begin(queue, { d: ['a', {}], e: ['e', {}] });
    assert.deepEqual(own.started, ['d']);
    await own.end('d');
    assert.deepEqual(
      [own.started, started],
      [
        ['d', 'e'],
        ['a', 'b'],
      ],
    );
    assert.deepEqual(await end('a'), ['a', 'b', 'c']);
  });

  it('runs a task of two visitors on the first turn of either', async () => {
    const queue = new FairQueue({ ...LIMITS, running: 1 });
    const { places, end } = await begin(queue, {
      a: ['1', visitor('x')],
      b: ['1', visitor('x')],
      c: ['1', visitor('x')],
      d: ['1', visitor('y')],
    });
    places.get('c')?.join('z');
    assert.deepEqual(await end('a'), ['a', 'c']);
    assert.deepEqual(await end('c'), ['a', 'c', 'd']);
    assert.deepEqual(await end('d'), ['a', 'c', 'd', 'b']);
  });

  it('refuses a visitor without free places', () => {
    const queue = new FairQueue({ ...LIMITS, placesPerVisitor: 2 });
    queue.enter('1', visitor('x'));
    const second = queue.enter('2', visitor('x'));
    assert.throws(() => queue.enter('3', visitor('x')), { status: 503, message: /This address.*2/ });
    queue.enter('3', visitor('y'));
    second.leave();
    queue.enter('3', visitor('x'));
  });

  it('admits a visitor within its share although another visitor has all places of the group', () => {
    const queue = new FairQueue({ ...LIMITS, places: 4, placesPerGroup: 4 });
    for (let n = 0; n < 4; n += 1) queue.enter('1', visitor('x'));
    assert.throws(() => queue.enter('1', visitor('x')), { status: 503 });
    queue.enter('1', visitor('y'));
    queue.enter('1', visitor('y'));
    assert.throws(() => queue.enter('1', visitor('y')), { status: 503 });
  });

  it('gives all waiting tasks a turn on release', async () => {
    const queue = new FairQueue(LIMITS);
    const { started } = line(queue, ['a', 'a', 'a', 'b', 'b']);
    queue.release();
    await settle();
    assert.equal(started.length, 5);
  });
});

describe('a fair cache', () => {
  const always = (): boolean => true;

  it('drops the oldest values of the largest group', () => {
    const dropped: string[] = [];
    const cache = new FairCache<string>(100, always, (value) => dropped.push(value));
    cache.put('small', 's', 's', 10);
    for (let n = 0; n < 6; n += 1) cache.put('large', `l${n}`, `l${n}`, 25);
    assert.deepEqual(dropped, ['l0', 'l1', 'l2']);
    assert.equal(cache.get('s'), 's');
  });

  it('makes room for a group beyond its share by dropping its own droppable values', () => {
    const cache = new FairCache<string>(100, (value) => value !== 'busy');
    cache.put('a', '1', 'busy', 60);
    cache.put('a', '2', 'over', 30);
    assert.equal(cache.admits('a', 50), false);
    assert.equal(cache.admits('a', 40), true);
    assert.equal(cache.get('2'), undefined);
  });

  it('does not make room for a group beyond its share by dropping values of others', () => {
    const cache = new FairCache<string>(100, (value) => value !== 'busy');
    cache.put('c', '1', 'over', 20);
    cache.put('b', '2', 'over', 40);
    cache.put('a', '3', 'busy', 40);
    assert.equal(cache.admits('a', 10), false);
    assert.deepEqual([cache.get('1'), cache.get('2')], ['over', 'over']);
  });

  it('makes room for a group within its share by dropping values of a group beyond its share, or exceeds its limit', () => {
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

  it('keeps values of a group within its share when the largest group has nothing to drop', () => {
    const cache = new FairCache<string>(100, (value) => value !== 'busy');
    cache.put('b', '1', 'over', 40);
    cache.put('a', '2', 'busy', 90);
    assert.equal(cache.get('1'), 'over');
    cache.expire(0);
    assert.equal(cache.get('1'), 'over');
  });

  it('counts the growth of a value, and drops it on the next expiry', () => {
    const cache = new FairCache<string>(100, always);
    cache.put('a', '1', 'first', 10);
    cache.grow('1', 200);
    assert.equal(cache.get('1'), 'first');
    cache.expire(0);
    assert.equal(cache.get('1'), undefined);
  });

  it('drops old values, unless they cannot be dropped', () => {
    const cache = new FairCache<string>(100, (value) => value !== 'busy');
    cache.put('a', '1', 'busy', 10);
    cache.put('a', '2', 'over', 10);
    cache.expire(Date.now() + 1);
    assert.deepEqual([cache.get('1'), cache.get('2')], ['busy', undefined]);
  });
});
