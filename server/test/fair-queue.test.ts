import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FairCache } from '../src/queries/fair-cache.ts';
import { FairQueue } from '../src/queries/fair-queue.ts';
import type { Place, QueueLimits, Work } from '../src/queries/fair-queue.ts';

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

  /** Enters each work, and returns how to end it, and which have begun so far. */
  async function begin(queue: FairQueue, works: Readonly<Record<string, [group: string, work: Work]>>) {
    const begun: string[] = [];
    const places = new Map<string, Place>();
    for (const [name, [group, work]] of Object.entries(works)) {
      const place = queue.enter(group, work);
      places.set(name, place);
      void place.turn().then(() => begun.push(name));
    }
    await settle();
    const end = async (name: string): Promise<string[]> => {
      places.get(name)?.leave();
      await settle();
      return begun;
    };
    return { begun, places, end };
  }
  const visitor = (name: string): Work => ({ visitor: name });

  it('are left to other visitors by one that has its share of all groups together', async () => {
    const queue = new FairQueue({ ...LIMITS, running: 3, runningPerVisitor: () => 2 });
    const flood = { a: ['1', visitor('x')], b: ['2', visitor('x')], c: ['3', visitor('x')] } as const;
    const { begun, end } = await begin(queue, { a: [...flood.a], b: [...flood.b], c: [...flood.c] });
    assert.deepEqual(begun, ['a', 'b']);
    const other = await begin(queue, { d: ['3', visitor('y')] });
    assert.deepEqual(other.begun, ['d']);
    assert.deepEqual(await end('a'), ['a', 'b']);
    await other.end('d');
    assert.deepEqual(begun, ['a', 'b', 'c']);
  });

  it('go to a visitor of whom none runs before one of whom some do', async () => {
    const queue = new FairQueue({ ...LIMITS, runningPerVisitor: () => 2 });
    const { begun, end } = await begin(queue, {
      a: ['1', visitor('x')],
      b: ['2', visitor('y')],
      c: ['3', visitor('x')],
      d: ['4', visitor('y')],
      e: ['5', visitor('z')],
    });
    assert.deepEqual(begun, ['a', 'b']);
    assert.deepEqual(await end('a'), ['a', 'b', 'e']);
    assert.deepEqual(await end('e'), ['a', 'b', 'e', 'c']);
    assert.deepEqual(await end('b'), ['a', 'b', 'e', 'c', 'd']);
  });

  it('come soon to a new visitor of a group that others flood, and to a group that nobody floods', async () => {
    const queue = new FairQueue({ ...LIMITS, running: 1 });
    const flood = ['a', 'b', 'c', 'd'].map((name, n) => [name, ['1', visitor(`x${n % 2}`)]] as const);
    const works = Object.fromEntries(flood.map(([name, [group, work]]) => [name, [group, work]]));
    const { begun, end } = await begin(queue, works as Record<string, [string, Work]>);
    await end('a');
    await end('b');
    assert.deepEqual(begun, ['a', 'b', 'c']);
    const late = await begin(queue, { e: ['1', visitor('y')], f: ['2', visitor('z')] });
    await end('c');
    await late.end('f');
    await late.end('e');
    assert.deepEqual(
      [late.begun, begun],
      [
        ['f', 'e'],
        ['a', 'b', 'c', 'd'],
      ],
    );
  });

  it('are never all held by what is ad hoc', async () => {
    const queue = new FairQueue({ ...LIMITS, running: 3, runningAdHoc: 2 });
    const works = ['a', 'b', 'c'].map((name) => [name, [name, { adHoc: true }]] as const);
    const { begun, end } = await begin(
      queue,
      Object.fromEntries(works) as unknown as Record<string, [string, Work]>,
    );
    assert.deepEqual(begun, ['a', 'b']);
    const own = await begin(queue, { d: ['a', {}], e: ['e', {}] });
    assert.deepEqual(own.begun, ['d']);
    await own.end('d');
    assert.deepEqual(
      [own.begun, begun],
      [
        ['d', 'e'],
        ['a', 'b'],
      ],
    );
    assert.deepEqual(await end('a'), ['a', 'b', 'c']);
  });

  it('come to what two visitors ask for when they come to the first of them', async () => {
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

  it('are refused to a visitor that has all its places', () => {
    const queue = new FairQueue({ ...LIMITS, placesPerVisitor: 2 });
    queue.enter('1', visitor('x'));
    queue.demandRoom('2', 1, visitor('x'));
    assert.throws(() => queue.demandRoom('2', 2, visitor('x')), { status: 503, message: /This address.*2/ });
    const second = queue.enter('2', visitor('x'));
    assert.throws(() => queue.enter('3', visitor('x')), { status: 503, message: /This address.*2/ });
    queue.enter('3', visitor('y'));
    second.leave();
    queue.enter('3', visitor('x'));
  });

  it('are not refused to a visitor with less than its share because another one has all of a group', () => {
    const queue = new FairQueue({ ...LIMITS, places: 4, placesPerGroup: 4 });
    for (let n = 0; n < 4; n += 1) queue.enter('1', visitor('x'));
    assert.throws(() => queue.enter('1', visitor('x')), { status: 503 });
    queue.enter('1', visitor('y'));
    queue.enter('1', visitor('y'));
    assert.throws(() => queue.enter('1', visitor('y')), { status: 503 });
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
