/** The names that specs and the elements share: of data sets, columns and layers. */

/** The name of the data set that a spec without `data` draws. */
export const MAIN = 'main';

/** The columns that several columns of a derived chart are folded into: the name of each, and its numbers. */
export const FOLDED = ['_series', '_value'] as const;

/**
 * The name of the data set that derived maps draw under their points: the world's land as topojson with an object
 * `land` (`world-atlas`, land-110m). The caller supplies its `values`.
 */
export const LAND = 'vibedasher:land';

/** The name of the layer with the lines of the attribute `reference`. */
export const REFERENCES = 'vibedasher_references';
