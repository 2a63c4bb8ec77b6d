/**
 * Tests the newest versions of Lit and of Vega's packages, and reports what they changed. Needs a network and about a
 * minute: `npm run test:next`. `npm test` leaves it out, because the result depends on the day.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import {
  compareFunctions,
  comparePrivateMembers,
  findMissing,
  loadPackages,
  readDeclarations,
} from './vega-changes.ts';
import {
  describeVersions,
  FAMILIES,
  installedVersion,
  readPackage,
  type Versions,
} from './other-versions.ts';
import { root } from './project.ts';

const declared = readDeclarations(readFileSync(join(root, 'src/vega/vega-modules.d.ts'), 'utf8'));

function newestVersions(): Versions {
  return { ranges: Object.fromEntries(FAMILIES.map((name) => [name, 'latest'])) };
}

describeVersions('the project with the newest versions of Lit and Vega', newestVersions, (folder) => {
  it('finds every export and member that vega-modules.d.ts declares', async () => {
    assert.deepEqual(findMissing(declared, await loadPackages(folder, declared)), []);
  });

  it('finds the functions of the function policy, and no others', async () => {
    assert.deepEqual(await compareFunctions(folder), { appeared: [], disappeared: [] });
  });

  // Most private members do not concern this project, so a change is only reported.
  it('reports versions and changed private members', async (test) => {
    for (const name of FAMILIES) {
      const { version } = readPackage(join(folder, 'node_modules', name));
      test.diagnostic(`${name}: ${installedVersion(name)} is installed, ${version} is the newest`);
    }
    const { appeared, disappeared } = comparePrivateMembers(
      await loadPackages(root, declared),
      await loadPackages(folder, declared),
    );
    test.diagnostic(`Private members that appeared: ${appeared.join(', ') || 'none'}`);
    test.diagnostic(`Private members that disappeared: ${disappeared.join(', ') || 'none'}`);
  });
});
