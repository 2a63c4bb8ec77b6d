import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  compareFunctions,
  comparePrivateMembers,
  findMissing,
  loadPackages,
  readDeclarations,
  type Installed,
} from '../../scripts/vega-changes.ts';
import { root } from './project.ts';

const DECLARATIONS = `
declare module 'vega-view' {
  export class View { _old: object; run(): void; }
  export function kept(): { readonly inner: string };
}
declare module 'vega-scale' { export const scheme: object; }
`;

const packages = (view: string): Map<string, Installed> =>
  new Map([
    ['vega-view', { exports: new Set(['View', 'kept']), code: view }],
    ['vega-scale', { exports: new Set(['scheme']), code: '' }],
  ]);
const before = packages('class View { run() { this._old = { inner: this._both } } }');
const after = packages('class View { run() { this._new = { inner: this._both } } }');

describe('changes of Vega', () => {
  const declared = readDeclarations(DECLARATIONS);

  it('contain declared members that are missing', () => {
    assert.deepEqual(findMissing(declared, before), []);
    assert.deepEqual(findMissing(declared, after), ['vega-view: _old']);
  });

  it('contain declared exports that are missing', () => {
    const without = new Map(before).set('vega-scale', { exports: new Set(), code: '' });
    assert.deepEqual(findMissing(declared, without), ['vega-scale: scheme']);
  });

  it('contain private members that appeared or disappeared', () => {
    assert.deepEqual(comparePrivateMembers(before, after), {
      appeared: ['vega-view: _new'],
      disappeared: ['vega-view: _old'],
    });
  });

  it('are not found in the installed packages', async () => {
    const installed = readDeclarations(readFileSync(join(root, 'src/vega/vega-modules.d.ts'), 'utf8'));
    assert.ok(installed.get('vega-view')?.members.has('_runtime'));
    assert.deepEqual(findMissing(installed, await loadPackages(root, installed)), []);
    assert.deepEqual(await compareFunctions(root), { appeared: [], disappeared: [] });
  });
});
