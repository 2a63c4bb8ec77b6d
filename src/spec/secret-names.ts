/** The names of our own parameters and signals, which no spec can guess. */
import { SECRET } from '../internal/secret.ts';

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
