/** The names that specs and the elements share: of data sets, columns and layers. */

/** The name of the data set for views without `data`. */
export const MAIN = 'main';

/** Names of the two columns that a derived chart folds several measures into: their titles and their numbers. */
export const FOLDED = ['_series', '_value'] as const;

/** The column of a derived chart that contains the categories that it shows, and a category for all others. */
export const GROUPED = '_group';

/** The name of the data set with the outlines that derived maps draw under their data: GeoJSON features. */
export const LAND = 'vibedasher:land';

/** The name of the Vega mark with the names at the ends of lines. */
export const LINE_NAMES = 'vibedasher_line_names';

/** The column of a derived map with the outline of each row's place. */
export const SHAPE = '_shape';

/** The name of the layer with the values in the parts of stacked bars. */
export const PART_VALUES = 'vibedasher_part_values';

/** The name of the layer with the lines of the attribute `reference`. */
export const REFERENCES = 'vibedasher_references';
