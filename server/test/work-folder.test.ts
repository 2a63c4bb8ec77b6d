import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { createWorkFolder } from '../src/vizzes/work-folder.ts';

it('removes the folder of a killed process that had the id of this one, as in a container', async () => {
  const { TMPDIR } = process.env;
  const folder = await mkdtemp(join(tmpdir(), 'vibedasher-work-test-'));
  process.env['TMPDIR'] = folder;
  try {
    await mkdir(join(folder, `vibedasher-server-${hostname()}-${process.pid}-killed`));
    const [one, other] = await Promise.all([createWorkFolder(), createWorkFolder()]);
    assert.deepEqual(
      (await readdir(folder)).map((name) => join(folder, name)).sort(),
      [one.path, other.path].sort(),
    );
  } finally {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
    await rm(folder, { recursive: true });
  }
});
