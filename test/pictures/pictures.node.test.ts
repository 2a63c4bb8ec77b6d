/** Draws charts in Node and compares them with the SVG files in this folder. `UPDATE_PICTURES=true` writes the files. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { renderViz } from '../../node/prerender/render-viz.ts';
import { createPublicClient } from '../../src/public-client/index.ts';
import { apiOf } from '../support/picture-cases.ts';
import { CASES } from './cases.ts';

const UPDATE = process.env['UPDATE_PICTURES'] === 'true';
const HINT = 'If this is right, run UPDATE_PICTURES=true FILES="test/pictures/**" npm run test:node';
const MAX_LINES = 4;

async function draw([name, result, spec, settings, width = 480]: (typeof CASES)[number]): Promise<string> {
  const api = apiOf({ name, rows: result, ...(spec && { spec }) });
  const client = createPublicClient({ apiBase: api.base, fetch: api.fetch, maxRetries: 0 });
  const fixed = { client, account: 'acme', slug: 'sales', lang: 'en', timezone: 'UTC', widths: [width] };
  const { svg, warnings } = await renderViz({ ...fixed, ...settings });
  assert.deepEqual(warnings, []);
  // The ids contain a hash of rows and spec.
  return `${svg!.replaceAll('><', '>\n<').replaceAll(/vd-[\da-f]{8}-/g, 'vd-')}\n`;
}

/** Returns the first lines that differ. */
function difference(expected: string, actual: string): string {
  const [before, after] = [expected.split('\n'), actual.split('\n')];
  const first = after.findIndex((line, at) => line !== before[at]);
  const from = (lines: readonly string[], sign: string): readonly string[] =>
    lines.slice(first, first + MAX_LINES).map((line) => `${sign} ${line}`);
  return [`Line ${first + 1}:`, ...from(before, '-'), ...from(after, '+')].join('\n');
}

describe('the stored picture', () => {
  for (const picture of CASES) {
    const [name] = picture;
    const file = join(import.meta.dirname, `${name}.svg`);
    it(`${name}.svg is what the chart looks like`, async () => {
      const actual = await draw(picture);
      if (UPDATE) return writeFileSync(file, actual);
      assert.ok(existsSync(file), `There is no ${name}.svg. ${HINT}`);
      const expected = readFileSync(file, 'utf8');
      assert.ok(actual === expected, `${name}.svg differs. ${HINT}\n${difference(expected, actual)}`);
    });
  }

  it('belongs to a case, and each case has a picture of its own', () => {
    const files = globSync('*.svg', { cwd: import.meta.dirname }).map((file) => file.slice(0, -4));
    const names = CASES.map(([name]) => name);
    assert.deepEqual(
      files.sort(),
      names.sort(),
      'A file without a case, or a case without a file of its own',
    );
  });
});
