import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { MAX_HEIGHT, MIN_HEIGHT, WIDER_WIDTHS } from '../../src/prerender/box.ts';

const src = join(import.meta.dirname, '../../src');

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

it('keeps the same height for a chart before and after it is defined, and for its picture', () => {
  const heights = ['cdn.css', 'components/viz/viz-element.styles.ts'].map((file) => {
    const css = readFileSync(join(src, file), 'utf8');
    return [/--_low: (.*);/, /padding-top: (clamp\(.*\));/].map((rule) => rule.exec(css)?.[1]);
  });
  const [low, height] = heights[0] ?? [];
  assert.deepEqual(heights[1], [low, height]);
  assert.equal(low, `max(${MIN_HEIGHT.table}px, ${MIN_HEIGHT.table / 16}em)`);
  assert.match(
    String(height),
    new RegExp(`^clamp\\(var\\(--_low, max\\(${MIN_HEIGHT.chart}px, .* ${MAX_HEIGHT}px\\)$`),
  );
});

it('shows each drawing that a page may have from nine tenths of its width on', () => {
  const css = readFileSync(join(src, 'cdn.css'), 'utf8');
  const rule =
    /@container \(width >= (\d+)px\) \{\s*svg\[data-width='(\d+)'\] \{\s*display: inline;\s*\}\s*svg:has\(~ \[data-width='\2'\]\) \{\s*display: none;/g;
  assert.deepEqual(
    [...css.matchAll(rule)].map(([, from, width]) => [Number(width), Number(from)]),
    WIDER_WIDTHS.map((width) => [width, width * 0.9]),
  );
});
