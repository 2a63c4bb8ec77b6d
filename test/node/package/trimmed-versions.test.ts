import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { strangers, TRIMMED } from '../../../scripts/trimmed-versions.ts';
import { REWRITTEN } from '../../../scripts/vega-trim.ts';
import { root } from './project.ts';

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version: string }>>;
}

const lockfile = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lockfile;
const locked = (name: string): string => lockfile.packages[`node_modules/${name}`]?.version ?? 'missing';

describe('the versions that the bundle is trimmed in', () => {
  it('are those of the lockfile', () => assert.equal(strangers(locked), null));

  it('are known for every package that is rewritten', () => {
    assert.deepEqual(Object.keys(TRIMMED).sort(), [...new Set(REWRITTEN)].sort());
  });

  it('stop a build with others, and say which, and what to do', () => {
    const text = strangers((name) => (name === 'a' ? '2.0.0' : '1.0.0'), { a: '1.0.0', b: '1.0.0' });
    assert.match(text ?? '', /\n {2}a 2\.0\.0 \(made for 1\.0\.0\)$/);
    const [, heading = ''] = /"(.+)" in CONTRIBUTING\.md/.exec(text ?? '') ?? [];
    assert.ok(readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').includes(`## ${heading}\n`));
  });
});
