import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openFolder } from '../src/results/folder.ts';

const ROWS = { viz: 'acme/sales', bytes: Buffer.from('rows') };
const OTHER = { viz: 'acme/sales', bytes: Buffer.from('other rows\n') };
const LONG_AGO = 1;

describe('a folder of results', () => {
  let path: string;
  before(async () => {
    path = await mkdtemp(join(tmpdir(), 'vibedasher-results-test-'));
  });
  after(() => rm(path, { recursive: true, force: true }));

  it('has what another instance has stored, and writes it once', async () => {
    const options = { path: join(path, 'shared'), seconds: 900, maxBytes: 1000 };
    const [a, b] = [await openFolder(options), await openFolder(options)];
    assert.equal(await b.get('one'), undefined);
    assert.deepEqual(await a.put('one', ROWS), ROWS);
    assert.deepEqual(await b.put('one', OTHER), ROWS);
    assert.deepEqual(await b.get('one'), ROWS);
    assert.deepEqual(await readdir(options.path), ['one.result']);
  });

  it('does not use results that are too old, and replaces them', async () => {
    const options = { path: join(path, 'old'), seconds: 900, maxBytes: 1000 };
    const results = await openFolder(options);
    await results.put('one', ROWS);
    await utimes(join(options.path, 'one.result'), LONG_AGO, LONG_AGO);
    assert.equal(await results.get('one'), undefined);
    await results.put('one', OTHER);
    assert.deepEqual(await results.get('one'), OTHER);
  });

  it('removes old results, and the oldest if all take too much space', async () => {
    const options = { path: join(path, 'full'), seconds: 900, maxBytes: 50 };
    const old = await openFolder(options);
    await old.put('expired', ROWS);
    await old.put('older', ROWS);
    await old.put('newer', ROWS);
    await writeFile(join(options.path, 'README'), '');
    await utimes(join(options.path, 'expired.result'), LONG_AGO, LONG_AGO);
    const minuteAgo = Date.now() / 1000 - 60;
    await utimes(join(options.path, 'older.result'), minuteAgo, minuteAgo);
    // A new instance cleans with its first result.
    await (await openFolder(options)).put('newest', OTHER);
    assert.deepEqual((await readdir(options.path)).sort(), ['README', 'newer.result', 'newest.result']);
  });

  it('must be a folder that can be written', async () => {
    await writeFile(join(path, 'file'), '');
    const options = { path: join(path, 'file'), seconds: 900, maxBytes: 1000 };
    await assert.rejects(openFolder(options), /The folder for results cannot be used: .*file/);
  });
});
