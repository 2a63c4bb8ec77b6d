/** The names of our own parameters, signals and expression functions, which no spec can guess. */

/** Random, so that a spec cannot guess the names of our parameters and functions, which read values without checks. */
const SECRET = crypto.getRandomValues(new Uint32Array(3)).join('');

/** The name of the parameter with the annotations of the attribute `annotate`. */
export const NOTES = `vibedasher_notes${SECRET}`;
/** The name of the signal with the annotations that the chart shows. */
export const SHOWN_NOTES = `vibedasher_shown${SECRET}`;
/** The name of the parameter with the dashes of each reference line, which leave out the texts in its way. */
export const DASHES = `vibedasher_dashes${SECRET}`;

/**
 * The names of the parameters with the marks that a reader chooses, and with those of the attribute `highlight`, which
 * apply while none is chosen. See `charts/emphasis/selected-marks.ts`.
 */
export const CHOSEN = `vibedasher_chosen${SECRET}`;
export const HIGHLIGHTED = `vibedasher_highlighted${SECRET}`;

/** Returns the name of an expression function of this project. Only expressions that we generate call them. */
export const ownFunction = (name: string): string => `vibedasher${name}${SECRET}`;

/** Custom format types, which format numbers and dates with the locale of their view. */
export const NUMBER = ownFunction('Number');
export const TIME = ownFunction('Time');

/** Returns what the labels of a chart have in common: the argument of {@link NUMBER} in place of a domain. */
export const LABELS = ownFunction('Labels');
