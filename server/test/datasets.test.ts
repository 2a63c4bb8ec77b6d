import assert from 'node:assert/strict';
import fs from 'node:fs';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { after, describe, it } from 'node:test';
import { Datasets } from '../src/engine/datasets.ts';

async function* brokenStream(): AsyncGenerator<Buffer> {
  yield Buffer.from('a');
  throw new Error('EIO: i/o error, read');
}

describe('the version of a dataset', () => {
  const folders: string[] = [];
  after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

  /** Opens a new folder with one dataset. */
  async function open(text: string, hashedBytes?: number): Promise<{ datasets: Datasets; path: string }> {
    const folder = await mkdtemp(join(tmpdir(), 'vibedasher-data-test-'));
    folders.push(folder);
    const path = join(folder, 'sales.csv');
    await writeFile(path, text);
    await utimes(path, 1, 1);
    return { datasets: new Datasets({ folder, workFolder: folder, memory: '100MB', hashedBytes }), path };
  }
  const versionOf = async (datasets: Datasets): Promise<string | undefined> =>
    (await datasets.find('sales'))?.version;

  it('is that of its content, wherever the folder is and whenever it was written', async () => {
    const { datasets, path } = await open('a\n1\n');
    const version = await versionOf(datasets);
    assert.equal(await versionOf((await open('a\n1\n')).datasets), version);
    await utimes(path, 2, 2);
    assert.equal(await versionOf(datasets), version);
  });

  it('changes with the content, even if the file has the same size and time', async () => {
    for (const hashedBytes of [undefined, 0]) {
      const { datasets, path } = await open('a\n1\n', hashedBytes);
      const version = await versionOf(datasets);
      await writeFile(path, 'a\n2\n');
      await utimes(path, 1, 1);
      assert.notEqual(await versionOf(datasets), version);
    }
  });

  it('is that of the whole content once the file can be read again', async (context) => {
    const { datasets } = await open('a\n1\n');
    const { mock } = context.mock.method(fs, 'createReadStream');
    mock.mockImplementationOnce(() => {
      return Readable.from(brokenStream()) as fs.ReadStream;
    });
    syncBuiltinESMExports();
    const broken = await versionOf(datasets);
    mock.restore();
    syncBuiltinESMExports();
    const version = await versionOf((await open('a\n1\n')).datasets);
    assert.notEqual(broken, version);
    assert.equal(await versionOf(datasets), version);
  });

  it('depends on the time of a large file, which is not read for it', async () => {
    const { datasets, path } = await open('a\n1\n', 3);
    const version = await versionOf(datasets);
    assert.equal(await versionOf(datasets), version);
    await utimes(path, 2, 2);
    assert.notEqual(await versionOf(datasets), version);
  });
});

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

  it('are kept for the version in use, even if that version is older', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vibedasher-data-test-'));
    folders.push(folder);
    const datasets = new Datasets({ folder, workFolder: folder, memory: '100MB' });
    const load = async (value: number): Promise<string> => {
      await writeFile(join(folder, 'sales.csv'), `a\n${value}\n`);
      return datasets.load((await datasets.find('sales'))!);
    };
    const files = [await load(1), await load(2), await load(1), await load(3)];
    await datasets.close();
    const left = (await readdir(folder)).filter((name) => name.endsWith('.duckdb'));
    assert.deepEqual(left.sort(), [basename(files[0]!), basename(files[3]!)].sort());
  });

  it('have the same names in all instances, which can create those of another', async () => {
    const instances = [];
    for (const name of ['one', 'other']) {
      const [folder, workFolder] = await Promise.all(
        ['data', 'work'].map((kind) => mkdtemp(join(tmpdir(), `vibedasher-${kind}-${name}-test-`))),
      );
      assert.ok(folder && workFolder);
      folders.push(folder, workFolder);
      await writeFile(join(folder, 'sales.csv'), 'a\n1\n');
      await utimes(join(folder, 'sales.csv'), 1, 1);
      instances.push({ workFolder, datasets: new Datasets({ folder, workFolder, memory: '100MB' }) });
    }
    const [one, other] = instances;
    assert.ok(one && other);
    const version = await one.datasets.find('sales');
    assert.ok(version);
    const name = basename(await one.datasets.extract(version));
    assert.equal(await other.datasets.extractNamed(name), join(other.workFolder, name));
    for (const wrong of ['sales.parquet', name.replace(/-.*/, '-0123456789abcdef.parquet'), `../${name}`])
      assert.equal(await other.datasets.extractNamed(wrong), undefined);
    for (const { datasets } of instances) await datasets.close();
  });
});
