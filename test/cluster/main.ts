/**
 * `npm run test:cluster -- NAME…`: tests several instances of the reference server with real Valkey, S3 (moto), haproxy and
 * Varnish, on one machine, and a page in Chromium, which needs `npm run build` first. NAME selects files, such as `state`.
 * The programs come from Debian's packages and PyPI, into `.cache/cluster/`. Skips files whose programs cannot be had, and
 * prints why. The last line is `N passed, N failed`.
 */
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { COMPONENTS, type Component } from './components.ts';

/** What each file needs. */
const FILES: Readonly<Record<string, readonly Component[]>> = {
  state: ['valkey-server'],
  results: ['valkey-server', 'moto'],
  proxy: ['valkey-server', 'haproxy', 'varnishd'],
  page: ['valkey-server', 'haproxy', 'moto', 'chromium'],
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(FILES, name));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}. Allowed: ${Object.keys(FILES).join(', ')}`);
  process.exit(1);
}
const wanted = Object.keys(FILES).filter((name) => names.length === 0 || names.includes(name));

const missing = new Map<Component, string>();
const needed = new Set(wanted.flatMap((name) => FILES[name] ?? []));
await Promise.all(
  [...needed].map((component) =>
    COMPONENTS[component]().catch((error: unknown) => missing.set(component, String(error).trim())),
  ),
);
const skipped = wanted.filter((name) => FILES[name]?.some((component) => missing.has(component)));
for (const [component, reason] of missing) console.log(`No ${component}: ${reason}`);
for (const name of skipped) {
  const absent = FILES[name]?.filter((component) => missing.has(component));
  console.log(`Skipped: ${name}, as there is no ${absent?.join(', ')}`);
}

const tally = { passed: 0, failed: 0 };
// One file at a time: each starts several servers.
const stream = run({
  files: wanted
    .filter((name) => !skipped.includes(name))
    .map((name) => join(import.meta.dirname, `${name}.cluster.ts`)),
  concurrency: 1,
  timeout: 300_000,
});
stream.on('test:summary', ({ file, counts }) => {
  if (file !== undefined) return;
  tally.passed = counts.passed;
  tally.failed = counts.tests - counts.passed - counts.skipped - counts.todo;
});
const report = stream.compose(new spec());
report.pipe(process.stdout);
await finished(report);
console.log(`\n${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed === 0 && (tally.passed > 0 || skipped.length === wanted.length) ? 0 : 1);
