/** Roles of colors in a picture, which become classes: `src/components/page.styles.ts` sets their colors. */
import { parseEntries } from '../../src/charts/entries.ts';
import { isObject } from '../../src/internal/json.ts';
import type { Tokens } from '../../src/theming/tokens.ts';
import { readableColor, TEXT_CONTRAST } from '../../src/vega/contrast.ts';
import { cssColor } from '../../src/vega/css-color.ts';
import { writeColor } from './svg-values.ts';

/** Roles by color, as `writeColor` writes it. */
export type Roles = ReadonlyMap<string, string>;

/** The end of the roles of names at lines. */
const NAME = '-name';

/** Returns the colors in a spec and in the attribute `colors`, as `writeColor` writes them. Dark pages keep them. */
export function fixedColors(spec: unknown, attribute: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === 'string') found.add(writeColor(value) ?? '');
    else if (Array.isArray(value)) value.forEach(visit);
    else if (isObject(value))
      for (const [key, inner] of Object.entries(value)) if (!/^data(sets)?$/.test(key)) visit(inner);
  };
  visit([spec, ...parseEntries(attribute).map(({ value }) => cssColor(value))]);
  return found;
}

/** Maps colors to roles, which become classes, except `fixed` ones. If two roles have the same color, the first wins. */
export function colorRoles(tokens: Tokens | null, fixed: ReadonlySet<string>): Roles {
  if (!tokens) return new Map();
  const { text, muted, grid, background, accent, palette } = tokens;
  const roles: readonly (readonly [string, string])[] = [
    ['text', text],
    ['muted', muted],
    ['grid', grid],
    ['background', background],
    ['accent', accent],
    ...palette.map((color, place) => [String(place + 1), color] as const),
  ];
  const written = roles.map(([role, color]) => [writeColor(color) ?? '', role] as const);
  return new Map(written.filter(([color]) => !fixed.has(color)).reverse());
}

/** Maps the colors of names at lines to roles, in addition to `roles`. */
export function nameRoles(roles: Roles, tokens: Tokens | null, fixed: ReadonlySet<string>): Roles {
  const { palette = [], background = '' } = tokens ?? {};
  const names = palette.flatMap((color, place) =>
    fixed.has(writeColor(color) ?? '')
      ? []
      : [[readableColor(color, background, TEXT_CONTRAST) ?? '', `${place + 1}${NAME}`] as const],
  );
  return new Map([...roles, ...names.reverse()]);
}

/** Returns whether a color with this role is a variable of the style sheet. That of a name depends on the page. */
export const hasVariable = (role: string | undefined): boolean => role !== undefined && !role.endsWith(NAME);

/** Returns the role of a paint: a color, or `light-dark()` with two. */
export const roleOf = (paint: string, roles: Roles): string | undefined =>
  roles.get(/^light-dark\(([^,]+),/.exec(paint)?.[1] ?? paint);
