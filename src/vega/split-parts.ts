/**
 * Functions that load the parts of Vega's packages that the script-tag bundle has split off, by name. The build replaces
 * this module (scripts/vega-parts.ts). In other builds the packages are complete, so it is empty.
 */
export const splitParts: Readonly<Record<string, () => Promise<object>>> = {};
