import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { MAX_HEIGHT, MIN_HEIGHT, WIDER_WIDTHS } from '../../node/prerender/box.ts';
import { type ColorScheme, createTokens } from '../../src/theming/tokens.ts';

const src = join(import.meta.dirname, '../../src');

/** Returns the elements that take a whole row of a dashboard's grid, as a style sheet names them. */
function wholeRows(file: string): readonly string[] {
  const [, list] =
    /:is\(([^()]*vibedasher-dashboard[^()]*)\)/.exec(readFileSync(join(src, file), 'utf8')) ?? [];
  assert.ok(list, file);
  return list.split(',').map((name) => name.trim());
}

it('the style sheets give whole rows to the same elements before and after a dashboard is defined', () => {
  const inside = wholeRows('components/dashboard/dashboard-element.styles.ts');
  assert.ok(inside.includes('h1'));
  assert.deepEqual(wholeRows('cdn.css'), inside);
});

it('the style sheets give a chart the same height before and after it is defined, and its picture', () => {
  const heights = ['cdn.css', 'components/viz/viz-element.styles.ts'].map((file) => {
    const css = readFileSync(join(src, file), 'utf8');
    const lows = [...css.matchAll(/--_low: (.*);/g)].map(([, low]) => low);
    const padding = /padding-top: (clamp\([\s\S]*?\));/.exec(css)?.[1];
    // A page that has only a part of the style sheet gets the fallback.
    return [...lows, padding?.replace(/\s+/g, ' ').replace('var(--_low, 350px)', 'var(--_low)')];
  });
  const { captioned, plain } = MIN_HEIGHT;
  assert.deepEqual(heights[1], heights[0]);
  assert.deepEqual(heights[0]?.slice(0, 3), [
    `max(${captioned}px, 25em)`,
    `max(${plain}px, 20em)`,
    'max(400px, 25em)',
  ]);
  assert.match(String(heights[0]?.[3]), new RegExp(`^clamp\\( var\\(--_low\\) .* ${MAX_HEIGHT}px \\)$`));
});

it('cdn.css shows each drawing that a page may have from nine tenths of its width up', () => {
  const css = readFileSync(join(src, 'cdn.css'), 'utf8');
  const rule =
    /@container \(width >= (\d+)px\) and \(width >= ([\d.]+)em\) \{\s*svg\[data-width='(\d+)'\] \{\s*display: inline;\s*\}\s*svg:has\(~ \[data-width='\3'\]\) \{\s*display: none;/g;
  assert.deepEqual(
    // Text of up to 20 px does not change the choice.
    [...css.matchAll(rule)].map(([, px, em, width]) => [Number(width), Number(px), Number(em) * 20]),
    WIDER_WIDTHS.map((width) => [width, width * 0.9, width * 0.9]),
  );
});

/** Returns the colors of a default theme, by the name of their custom property in a picture. */
function themeColors(scheme: ColorScheme): ReadonlyMap<string, string> {
  const { text, muted, grid, background, accent, palette } = createTokens(scheme);
  const rest = palette.map((color, index) => [`${index + 1}`, color] as const).slice(1);
  return new Map([...Object.entries({ text, muted, grid, background, accent }), ...rest]);
}

it('all style sheets use the colors of the default themes', () => {
  const [light, dark] = [themeColors('light'), themeColors('dark')];
  const pairs = [...light].map(([name, color]) => [color, dark.get(name)]);
  const read = (file: string): string => readFileSync(join(src, file), 'utf8');
  const declared = (css: string, name: string): string | undefined =>
    new RegExp(`--_${name}: (.*);`).exec(css)?.[1];

  const css = read('cdn.css');
  for (const [name, color] of light)
    assert.ok(declared(css, name)?.includes(`light-dark(${color}, ${dark.get(name)})`), name);
  assert.ok(css.includes(`light-dark(var(--vibedasher-color-background, ${dark.get('background')}), `));

  const print = read('components/viz/viz-print.styles.ts');
  for (const name of ['text', 'muted', 'grid']) assert.equal(declared(print, name), light.get(name));
  for (const element of ['viz/viz', 'gallery/gallery', 'control/control']) {
    const styles = read(`components/${element}-element.styles.ts`);
    assert.ok(declared(styles, 'accent')?.includes(`, ${light.get('accent')})`), element);
  }
  for (const file of ['../server/src/viewer/assets.ts', '../demo/pages/demo.css'])
    for (const [, ...pair] of read(file)
      .replaceAll('#fff,', '#ffffff,')
      .matchAll(/light-dark\((#\w+), (#\w+)\)/g))
      for (const known of pairs)
        if (known[0] === pair[0] || known[1] === pair[1]) assert.deepEqual(pair, known, file);
});
