/**
 * `npm run test:cluster -- NAME…`: tests several instances of the reference server with real Valkey, S3 (moto), haproxy and
 * Varnish, on one machine. NAME selects files, such as `state`. The programs come from Debian's packages and PyPI, into
 * `.cache/cluster/`. The last line is `N passed, N failed`.
 */
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fetchMoto, fetchPrograms } from './components.ts';

const names = process.argv.slice(2);
await Promise.all([fetchPrograms(), fetchMoto()]);

const files = globSync('*.cluster.ts', { cwd: import.meta.dirname }).filter(
  (file) => names.length === 0 || names.includes(basename(file, '.cluster.ts')),
);
const tally = { passed: 0, failed: 0 };
// One file at a time: each starts several servers.
const stream = run({
  files: files.map((file) => join(import.meta.dirname, file)),
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
process.exit(tally.failed === 0 && tally.passed > 0 ? 0 : 1);
