/** The files in `deploy/` agree with each other and with the server. `npm run test:cluster` runs haproxy and Varnish. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
/** Returns the names in capitals that a text sets, as in `NAME: value`. */
const settings = (text: string): string[] =>
  [...text.matchAll(/^ +([A-Z][A-Z0-9_]+): /gm)].map(([, name]) => name!);

describe('deploy/compose.yaml', () => {
  const [server = '', services = ''] = read('deploy/compose.yaml').split(/^services:/m);
  const main = read('server/src/main.ts');

  it('sets only variables that the server or the AWS SDK reads', () => {
    const names = settings(server).filter((name) => !name.startsWith('AWS_'));
    assert.ok(names.length > 5);
    for (const name of names) assert.ok(main.includes(`env['${name}']`), name);
  });

  it('sets the variables of haproxy.cfg', () => {
    const used = [...read('deploy/haproxy.cfg').matchAll(/"\$\{(\w+)\}"/g)];
    const names = new Set(used.map(([, name]) => name!));
    assert.deepEqual(settings(services).sort(), [...names].sort());
  });

  it('installs this version, and the packages that its options need', () => {
    const { version, peerDependencies } = JSON.parse(read('server/package.json')) as {
      readonly version: string;
      readonly peerDependencies: Readonly<Record<string, string>>;
    };
    const [, install = ''] = /npm install (.*)/.exec(server) ?? [];
    const installed = install.split(' ');
    for (const name of ['@vibedasher/server', '@vibedasher/embed'])
      assert.ok(installed.includes(`${name}@${version}`));
    // The newest version of a package can be one that the server does not support: npm would refuse to install both.
    for (const [name, range] of Object.entries(peerDependencies))
      if (name !== '@vibedasher/embed') assert.ok(installed.includes(`${name}@${range}`), name);
  });
});
