/** Sizes in px that the styles of figures share with the layout of prerendered pictures, at a text size of 16 px. */
import { NARROW } from '../../internal/widths.ts';

/** Minimum heights of a box: with a caption, without, and of a table without. */
export const MIN_HEIGHT = { captioned: 460, plain: 350, plainTable: 400 };
export const MAX_HEIGHT = 520;
/** The additional height of a narrow box with annotations, which are a list below the picture. */
export const ANNOTATIONS_HEIGHT = 64;
/** Below this width, a box gets higher by as much as it is narrower, up to the second number. */
export const VERY_NARROW = 256;
export const MAX_EXTRA_HEIGHT = 96;
/** In a box up to this height, notes and source have one line each. */
export const LOW_BOX = 352;
/** In a box up to this size, or a low one, caption and gaps are smaller. */
export const SMALL_BOX = { width: NARROW, height: 544 };
/**
 * Allowed widths of all drawings except the narrowest. For each, a rule in page.styles.ts shows the drawing from nine tenths
 * of this width up.
 */
export const WIDER_WIDTHS: readonly number[] = [360, 480, 640, 720, 800, 960, 1080, 1200, 1440];
