import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { ZONE_CASES } from './zone-cases.ts';

/** Time zone → `Date.getTimezoneOffset()` in January. */
const ZONES = { 'America/Los_Angeles': 480, 'Asia/Kolkata': -330, UTC: 0 };

for (const [zone, offset] of Object.entries(ZONES))
  test(`dates are right in ${zone}`, () => {
    const output = execFileSync(process.execPath, [join(import.meta.dirname, 'zone-run.ts')], {
      encoding: 'utf8',
      env: { ...process.env, TZ: zone },
    });
    const run = JSON.parse(output) as { offset: number; cases: number; failed: unknown[] };
    assert.equal(run.offset, offset, 'the zone took effect');
    assert.equal(run.cases, ZONE_CASES.length);
    assert.deepEqual(run.failed, []);
  });
