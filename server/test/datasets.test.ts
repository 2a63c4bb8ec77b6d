import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Datasets } from '../src/vizzes/datasets.ts';

describe('files created from a dataset', () => {
  const folders: string[] = [];
  after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

  it('are kept for its last two versions', async () => {
    const [folder, workFolder] = await Promise.all(
      ['data', 'work'].map((name) => mkdtemp(join(tmpdir(), `vibedasher-${name}-test-`))),
    );
    assert.ok(folder && workFolder);
    folders.push(folder, workFolder);
    const datasets = new Datasets({ folder, workFolder, memory: '100MB' });
    const made: string[] = [];
    for (let n = 1; n <= 4; n += 1) {
      await writeFile(join(folder, 'sales.csv'), `a\n${n}\n`);
      await utimes(join(folder, 'sales.csv'), n, n);
      const version = await datasets.find('sales');
      assert.ok(version);
      made.push(await datasets.load(version), await datasets.extract(version));
    }
    await datasets.close();
    const left = (await readdir(workFolder)).map((name) => join(workFolder, name));
    assert.deepEqual(left.sort(), made.slice(-4).sort());
  });
});
