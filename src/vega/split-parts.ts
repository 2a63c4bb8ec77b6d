/**
 * Loads, by name, the parts that the script-tag bundle has split off Vega's packages: there the build writes this module
 * (scripts/vega-parts.ts). Elsewhere there are none, as all of a package is in its place.
 */
export const splitParts: Readonly<Record<string, () => Promise<object>>> = {};
