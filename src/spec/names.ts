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

/** The name of the parameter with the annotations of the attribute `annotate`. */
export const NOTES = 'vibedasher_notes';
/** The name of the signal with the annotations that the chart shows. */
export const SHOWN_NOTES = 'vibedasher_shown_notes';
/** The name of the parameter with the dashes of each reference line, which leave out the texts in its way. */
export const DASHES = 'vibedasher_dashes';

/**
 * The names of the parameters with the marks that a reader chooses, and with those of the attribute `highlight`, which
 * apply while none is chosen. See `charts/emphasis/selected-marks.ts`.
 */
export const CHOSEN = 'vibedasher_chosen';
export const HIGHLIGHTED = 'vibedasher_highlighted';
