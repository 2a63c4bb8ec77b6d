/**
 * How parts of Vega's packages are loaded, by name, that the script-tag bundle has taken out of them: there the build
 * writes this module (scripts/vega-parts.ts). Elsewhere there are none, as all of a package is in its place.
 */
export const parts: Readonly<Record<string, () => Promise<object>>> = {};
