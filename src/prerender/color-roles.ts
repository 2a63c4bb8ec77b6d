/** Roles of colors in a picture, which become classes: `src/cdn.css` sets their colors. */
import type { Tokens } from '../theming/tokens.ts';
import { readableColor, TEXT_CONTRAST } from '../vega/contrast.ts';
import { writeColor } from './svg-values.ts';

/** Roles by color, as `writeColor` writes it. */
export type Roles = ReadonlyMap<string, string>;

/** The end of the roles of names at lines. */
const NAME = '-name';

/** Maps colors to roles, which become classes. If two roles have the same color, the first wins. */
export function colorRoles(tokens: Tokens | null): Roles {
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
  return new Map(roles.map(([role, color]) => [writeColor(color) ?? '', role] as const).reverse());
}

/** Maps the colors of names at lines to roles, in addition to `roles`. */
export function nameRoles(roles: Roles, tokens: Tokens | null): Roles {
  const { palette = [], background = '' } = tokens ?? {};
  const names = palette.map(
    (color, place) => [readableColor(color, background, TEXT_CONTRAST) ?? '', `${place + 1}${NAME}`] as const,
  );
  return new Map([...roles, ...names.reverse()]);
}

/** Returns whether a color with this role is a variable of the style sheet. That of a name depends on the page. */
export const hasVariable = (role: string | undefined): boolean => role !== undefined && !role.endsWith(NAME);

/** Returns the role of a paint: a color, or `light-dark()` with two. */
export const roleOf = (paint: string, roles: Roles): string | undefined =>
  roles.get(/^light-dark\(([^,]+),/.exec(paint)?.[1] ?? paint);
