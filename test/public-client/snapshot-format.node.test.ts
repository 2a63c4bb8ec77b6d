import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toWireQuery } from '../../src/public-client/batch.ts';
import type { Params } from '../../src/public-client/types.ts';
import {
  answerKey,
  findAnswer,
  findSnapshotViz,
  readAnswerKey,
  readSnapshotIndex,
  SNAPSHOT_VERSION,
  snapshotPath,
  type SnapshotIndex,
} from '../../src/public-client/snapshot-format.ts';

const HASH = '3f9c1a2e5b7d8c90';
const SQL = 'SELECT {{region}}, {{year}}';

const index: SnapshotIndex = {
  version: SNAPSHOT_VERSION,
  date: '2026-11-29T12:00:00.000Z',
  vizzes: [
    {
      account: 'acme',
      slug: 'sales',
      viz: { file: snapshotPath('viz', HASH), bytes: 900 },
      queries: [
        {
          sql: SQL,
          answers: { '{"region":"","year":"2026"}': { file: snapshotPath('answer', HASH), bytes: 300 } },
        },
      ],
    },
  ],
};
/** The index with all that is optional. */
const withTables: SnapshotIndex = {
  ...index,
  vizzes: index.vizzes.map((viz) => ({
    ...viz,
    tables: { file: snapshotPath('tables', HASH), bytes: 5000, names: ['sales'], version: '1' },
  })),
  engine: { worker: snapshotPath('worker', HASH), module: snapshotPath('module', HASH) },
};
const [viz] = index.vizzes as [SnapshotIndex['vizzes'][number]];

/** Returns the index with another value at a path such as `vizzes.0.viz`; without one, with nothing there. */
const changed = (path: string, value?: unknown): unknown => {
  const copy = structuredClone(withTables) as unknown as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop()!;
  const owner = names.reduce((part, name) => part[name] as Record<string, unknown>, copy);
  if (value === undefined) delete owner[last];
  else owner[last] = value;
  return copy;
};
const refused = (json: unknown, message: RegExp) =>
  assert.throws(() => readSnapshotIndex(json), { name: 'VibedasherError', kind: 'malformed', message });

describe('the key of an answer', () => {
  test('does not depend on the order of the arguments', () => {
    const key = '{"B":"1","a":"2","ä":"3"}';
    assert.equal(answerKey({ B: '1', a: '2', ä: '3' }), key);
    assert.equal(answerKey({ ä: '3', a: '2', B: '1' }), key);
    assert.equal(answerKey({ b: '1', 2: '2', 10: '3' }), '{"10":"3","2":"2","b":"1"}');
    assert.equal(answerKey(), '{}');
  });

  test('is the same for equal values of different types', () => {
    const key = (params: Params) => answerKey(toWireQuery({ sql: SQL, params }).args);
    assert.equal(key({ region: null, year: 2026 }), key({ year: '2026', region: '' }));
    assert.equal(key({ regions: ['EU', 'US'] }), key({ regions: '["EU","US"]' }));
    assert.equal(key({ day: new Date(2026, 0, 31), on: true }), key({ day: '2026-01-31', on: 'true' }));
  });

  test('has the arguments', () => {
    const args = JSON.parse('{"__proto__":"a\\"b","region":"Côte d\'Or\\n","year":""}') as Record<
      string,
      string
    >;
    assert.deepEqual([...readAnswerKey(answerKey(args))], Object.entries(args));
    assert.equal(readAnswerKey('toString').size, 0);
  });
});

describe('a snapshot', () => {
  test('has vizzes by account and slug, or by slug', () => {
    assert.equal(findSnapshotViz(index, { account: 'acme', slug: 'sales' }), viz);
    assert.equal(findSnapshotViz(index, { slug: 'sales' }), viz);
    assert.equal(findSnapshotViz(index, { account: 'other', slug: 'sales' }), null);
  });

  test('has answers by statement and arguments', () => {
    const args = { year: '2026', region: '' };
    assert.deepEqual(findAnswer(viz, { sql: `\n  ${SQL}\n`, args })?.file, `a/${HASH}.msgpack`);
    assert.equal(findAnswer(viz, { sql: SQL, args: { ...args, region: 'EU' } }), null);
    assert.equal(findAnswer(viz, { sql: SQL }), null);
    assert.equal(findAnswer(viz, { sql: 'SELECT 1', args }), null);
    assert.equal(findAnswer(viz, { sql: 'toString' }), null);
  });
});

describe('index.json', () => {
  test('is read as it is written', () => {
    for (const each of [index, withTables])
      assert.deepEqual(readSnapshotIndex(JSON.parse(JSON.stringify(each))), each);
  });

  test('is refused in another version, which the message names', () => {
    refused(changed('version', 2), /^version 2 .* reads version 1/);
    refused(changed('version'), /^version null/);
    refused([], /root/);
  });

  test('is refused if a part is missing or has another type, with its path', () => {
    for (const date of ['yesterday', '1', '2026-11-29', '2026-13-29T12:00:00Z', '2026-11-29T12:00:00'])
      refused(changed('date', date), /at date: expected date/);
    refused(changed('vizzes', {}), /at vizzes: expected list/);
    refused(changed('vizzes.0.viz'), /at vizzes\[0\]\.viz/);
    refused(changed('vizzes.0.queries.0.answers', []), /queries\[0\]\.answers/);
    refused(changed('vizzes.0.viz.bytes', '900'), /viz\.bytes/);
    refused(changed('vizzes.0.tables.names'), /vizzes\[0\]\.tables\.names: expected list/);
    refused(changed('vizzes.0.tables.bytes'), /tables\.bytes: expected number/);
    refused(changed('engine.worker'), /at engine\.worker: expected text/);
  });

  test('names only files with a hash in the folder of their kind', () => {
    const name = `${HASH}.msgpack`;
    const folders = ['https://evil.example/a/', '//evil.example/a/', '../a/', '/a/', 'a/../../', 'a\\'];
    const hostile = [
      ...folders.map((folder) => folder + name),
      ...[
        `a/${name}?x=1`,
        `a/${name}\n`,
        `a/${HASH}.html`,
        `v/${HASH}.json`,
        'a/secret.msgpack',
        'a/.msgpack',
      ],
      ...['', null],
    ];
    for (const file of hostile) {
      const json = changed('vizzes.0.queries.0.answers', { '{}': { file, bytes: 300 } });
      refused(json, /answers\[.*\]\.file: expected/);
      refused(changed('vizzes.0.tables.file', file), /tables\.file: expected/);
      refused(changed('engine.worker', file), /engine\.worker: expected/);
      refused(changed('engine.module', file), /engine\.module: expected/);
    }
    refused(changed('engine.worker', snapshotPath('module', HASH)), /path such as e\/HASH\.js/);
  });
});
