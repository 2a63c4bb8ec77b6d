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
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const visitor = (name: string): QueueTask => ({ visitor: name });

  /** Enters tasks, a letter each, of groups. `started` lists those that have started. */
  async function begin(queue: FairQueue, names: string, groupOf: (name: string) => [string, QueueTask?]) {
    const started: string[] = [];
    const places = new Map<string, Place>();
    for (const name of names) {
      const place = queue.enter(...groupOf(name));
      places.set(name, place);
      void place.turn().then(() => started.push(name));
    }
    await settle();
    /** Ends a task. Resolves with all that have started. */
    const end = async (name: string): Promise<string> => {
      places.get(name)?.leave();
      await settle();
      return started.join('');
    };
    return { begun: started.join(''), started, places, end };
  }

  it('gives turns to all groups alternately, however many tasks one group has queued', async () => {
    const queue = new FairQueue({ ...LIMITS, running: 1 });
    const group: Record<string, string> = { a: '1', b: '1', c: '1', d: '2', e: '2', f: '3' };
    const { started, end } = await begin(queue, 'abcdef', (name) => [group[name]!]);
    while (started.length < 6) await end(started.at(-1)!);
    assert.equal(started.join(''), 'adfbec');
  });

  it('leaves turns to other groups when a group has its share', async () => {
    const queue = new FairQueue(LIMITS);
    assert.equal((await begin(queue, 'abc', () => ['1'])).begun, 'a');
    assert.equal((await begin(queue, 'd', () => ['2'])).begun, 'd');
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

  it('leaves turns to other visitors when a visitor has its share in all groups together', async () => {
    const queue = new FairQueue({ ...LIMITS, running: 3, runningPerVisitor: () => 2 });
    const { begun, started, end } = await begin(queue, 'abc', (name) => [name, visitor('x')]);
    assert.equal(begun, 'ab');
    const other = await begin(queue, 'd', () => ['c', visitor('y')]);
    assert.equal(other.begun, 'd');
    assert.equal(await end('a'), 'ab');
    await other.end('d');
    assert.equal(started.join(''), 'abc');
  });

  it('prefers visitors without running tasks', async () => {
    const queue = new FairQueue({ ...LIMITS, runningPerVisitor: () => 2 });
    const visitors: Record<string, string> = { a: 'x', b: 'y', c: 'x', d: 'y', e: 'z' };
    const { begun, end } = await begin(queue, 'abcde', (name) => [name, visitor(visitors[name]!)]);
    assert.deepEqual([begun, await end('a'), await end('e'), await end('b')], ['ab', 'abe', 'abec', 'abecd']);
  });

  it('soon gives turns to a new visitor of a flooded group, and to a group without a flood', async () => {
    const queue = new FairQueue({ ...LIMITS, running: 1 });
    const flood = await begin(queue, 'abcd', (name) => ['1', visitor('ac'.includes(name) ? 'x' : 'y')]);
    await flood.end('a');
    assert.equal(await flood.end('b'), 'abc');
    const late = await begin(queue, 'ef', (name) =>
      name === 'e' ? ['1', visitor('u')] : ['2', visitor('v')],
    );
    await flood.end('c');
    await late.end('f');
    assert.equal(await late.end('e'), 'fe');
    assert.equal(flood.started.join(''), 'abcd');
  });

  it('never gives all turns to ad hoc tasks', async () => {
    const queue = new FairQueue({ ...LIMITS, running: 3, runningAdHoc: 2 });
    const { begun, started, end } = await begin(queue, 'abc', (name) => [name, { adHoc: true }]);
    assert.equal(begun, 'ab');
    const own = await begin(queue, 'de', (name) => [name === 'd' ? 'a' : 'e', {}]);
    assert.deepEqual([own.begun, await own.end('d'), started.join('')], ['d', 'de', 'ab']);
    assert.equal(await end('a'), 'abc');
  });

  it('runs a task of two visitors on the first turn of either', async () => {
    const queue = new FairQueue({ ...LIMITS, running: 1 });
    const { places, end } = await begin(queue, 'abcd', (name) => ['1', visitor(name === 'd' ? 'y' : 'x')]);
    places.get('c')?.join('z');
    assert.deepEqual([await end('a'), await end('c'), await end('d')], ['ac', 'acd', 'acdb']);
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
    const { started } = await begin(queue, 'abcde', (name) => [name < 'd' ? '1' : '2']);
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
