import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

const src = join(import.meta.dirname, '../../../src');

/** The elements that take a whole row of a dashboard's grid, as a style sheet names them. */
function wholeRows(file: string): readonly string[] {
  const [, list] =
    /:is\(([^()]*vibedasher-dashboard[^()]*)\)/.exec(readFileSync(join(src, file), 'utf8')) ?? [];
  assert.ok(list, file);
  return list.split(',').map((name) => name.trim());
}

it('gives whole rows to the same elements before and after a dashboard is defined', () => {
  const inside = wholeRows('components/dashboard/dashboard-element.styles.ts');
  assert.ok(inside.includes('h1'));
  assert.deepEqual(wholeRows('cdn.css'), inside);
});
