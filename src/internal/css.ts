/** The names of color functions that are newer than `rgb()` and `hsl()`, as part of a regular expression. */
export const NEW_COLOR_FUNCTIONS = 'hwb|(?:ok)?(?:lab|lch)|color(?:-mix)?|light-dark';

/**
 * A CSS color function, as part of a regular expression without case. Its arguments cannot contain another function, an
 * escape or a comment, so it fetches nothing.
 */
export const COLOR_FUNCTION = `(?:rgba?|hsla?|${NEW_COLOR_FUNCTIONS})\\([\\w .,%/+-]*\\)`;
