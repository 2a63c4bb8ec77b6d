/**
 * Tests the previous minor versions of Lit and of Vega's packages. Needs a network and about a minute:
 * `npm run test:previous`, and part of `npm run test:all -- --every-engine`.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { it } from 'node:test';
import {
  describeVersions,
  FAMILIES,
  installedVersion,
  readPackage,
  type Versions,
} from './other-versions.ts';

/** Returns the time a minute before the publication of a version, in ISO 8601. */
function timeBefore(name: string, version: string): string {
  const { stdout } = spawnSync('npm', ['view', name, 'time', '--json'], { encoding: 'utf8' });
  const published = (JSON.parse(stdout) as Readonly<Record<string, string>>)[version]!;
  return new Date(Date.parse(published) - 60_000).toISOString();
}

/** Returns the range of versions with the same major and a smaller minor version. */
function previousMinors(version: string): string {
  const [major, minor] = version.split('.').map(Number) as [number, number];
  return `>=${major}.0.0 <${major}.${minor}.0`;
}

/** Returns the versions before the installed ones and, for all other packages, those of that time. */
function previousVersions(): Versions {
  return {
    ranges: Object.fromEntries(FAMILIES.map((name) => [name, previousMinors(installedVersion(name))])),
    before: timeBefore('vega', installedVersion('vega')),
  };
}

describeVersions('the project with previous minor versions of Lit and Vega', previousVersions, (folder) => {
  it('installs other versions', () => {
    for (const name of FAMILIES)
      assert.notEqual(readPackage(join(folder, 'node_modules', name)).version, installedVersion(name), name);
  });
});
