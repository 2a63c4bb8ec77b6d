/**
 * Computes the size of an element's box at a given width, and of the picture between caption and footer, in CSS px at
 * a text size of 16 px. The styles have the same sizes: those in rem and em, too.
 */
import {
  ANNOTATIONS_HEIGHT,
  LOW_BOX,
  MAX_EXTRA_HEIGHT,
  MAX_HEIGHT,
  MIN_HEIGHT,
  SMALL_BOX,
  VERY_NARROW,
  WIDER_WIDTHS,
} from '../../src/components/viz/figure-size.ts';
import { NARROW } from '../../src/internal/widths.ts';
import { VibedasherError } from '../../src/public-client/errors.ts';
import type { Size } from '../../src/vega/types.ts';
import type { TextMeasure } from './text-widths.ts';

const ASPECT_RATIO = 16 / 9;
/** Gap between caption, picture and footer; the second one in a small box. */
const GAP = 8;
const SMALL_GAP = 4;
const LINE_HEIGHT = 1.35;
const DESCRIPTION = { size: 14, margin: 2.1 };
/** Font size of the text below the picture. */
const SMALL = 13;
const NOTES_LINE_HEIGHT = 1.4;
/** Maximum height of the notes, as a fraction of the height of the box; in a narrow one, also that of the source. */
const MAX_NOTES_SHARE = 0.2;
const MAX_NARROW_SHARE = 0.1;
/** Indentation of a list, in em, and the margin below it. */
const LIST_INDENT = 1.7;
const LIST_MARGIN = 4;
const FOOTER = 28;
const FOOTER_LINE = 24;
/** Gap between the text below the picture and the button to its right. */
const COLUMN_GAP = 16;
/** Padding of the button, in em. */
const BUTTON_PADDING = 0.2;
/** Width of the frame around an element whose theme has its own background. */
export const FRAME = 12;

/** The default widths of drawings, in CSS px. */
export const WIDTHS: readonly number[] = [320, 360, 480, 640, 720, 1080];

const MAX_WIDTH = 4000;

/**
 * Sorts the widths of drawings and removes duplicates.
 * @throws VibedasherError of kind `config` if no rule would ever show a drawing
 */
export function sortedWidths(widths: readonly number[]): readonly number[] {
  const sorted = [...new Set(widths)].sort((a, b) => a - b);
  const [smallest = NaN, ...wider] = sorted;
  const isPossible = Number.isInteger(smallest) && smallest >= 1 && smallest <= MAX_WIDTH;
  if (isPossible && wider.every((width) => WIDER_WIDTHS.includes(width))) return sorted;
  throw new VibedasherError(
    'config',
    `widths ${widths.join(',')}: use any whole number from 1 to ${MAX_WIDTH} as the smallest, and ${WIDER_WIDTHS.join(', ')} as others`,
  );
}

/** The texts and the frame around a picture. */
export interface Surroundings {
  readonly title: string | null;
  readonly description: string | null;
  readonly notes: string | null;
  /** The annotations, which are below narrow pictures. */
  readonly annotations: readonly string[];
  /** The source of the data. */
  readonly source: string | null;
  /** Further texts after the source. */
  readonly notices: readonly string[];
  /** The text of the button to the right of the source and notices. */
  readonly button: string;
  /** Whether the element has a frame. */
  readonly framed: boolean;
  /** The `caption` attribute is not `none`. */
  readonly captioned: boolean;
}

/** Returns the height of the box at a given width. A narrow chart with annotations has room for their list. */
export function boxHeight(width: number, captioned: boolean, annotated: boolean): number {
  const list = annotated && width < NARROW ? ANNOTATIONS_HEIGHT : 0;
  const extra = Math.max(0, Math.min(MAX_EXTRA_HEIGHT, VERY_NARROW - width));
  const least = (captioned ? MIN_HEIGHT.captioned : MIN_HEIGHT.plain) + list + extra;
  return Math.max(least, Math.min(MAX_HEIGHT, width / ASPECT_RATIO));
}

/** Returns the size of the picture in a box of a given width. */
export function availableSize(
  width: number,
  { title, description, notes, annotations, source, notices, button, framed, captioned }: Surroundings,
  measure: TextMeasure,
): Size {
  const frame = framed ? 2 * FRAME : 0;
  const height = boxHeight(width + frame, captioned, annotations.length > 0) - frame;
  const isLow = height <= LOW_BOX;
  const isSmall = isLow || (width <= SMALL_BOX.width && height <= SMALL_BOX.height);
  const textWidth = (text: string, size: number, bold = false): number => measure(text, { size, bold });
  const lines = (text: string, size: number, bold = false): number =>
    countLines(text, width, (part) => textWidth(part, size, bold));

  const titleSize = isSmall ? 16 : 18;
  const titleHeight = title ? lines(title, titleSize, true) * titleSize * LINE_HEIGHT : 0;
  const descriptionLines = description ? lines(description, DESCRIPTION.size) : 0;
  const descriptionHeight =
    Math.min(descriptionLines, isSmall ? 2 : Infinity) * DESCRIPTION.size * LINE_HEIGHT +
    (description && !isSmall ? DESCRIPTION.margin : 0);
  const caption = Math.min(titleHeight + descriptionHeight, height / 2);

  const notesLine = SMALL * NOTES_LINE_HEIGHT;
  const isNarrow = width <= SMALL_BOX.width;
  const mostNarrow = isNarrow
    ? Math.floor(Math.max(FOOTER_LINE, height * MAX_NARROW_SHARE) / notesLine) * notesLine
    : Infinity;
  const mostNotes = Math.min(height * MAX_NOTES_SHARE, mostNarrow);
  const notesHeight = notes
    ? Math.min((isLow ? 1 : lines(notes, SMALL)) * notesLine, Math.max(notesLine, mostNotes))
    : 0;
  const footerTextWidth = width - COLUMN_GAP - textWidth(button, SMALL) - BUTTON_PADDING * SMALL;
  // In a low box, a source too long for one line is cut off.
  const isCut = isLow && source !== null && textWidth(source, SMALL) > footerTextWidth;
  const remarks = [isCut ? null : source, ...notices].filter((text) => text !== null).join(' · ');
  const remarkLines =
    (isCut ? 1 : 0) + (remarks ? countLines(remarks, footerTextWidth, (part) => textWidth(part, SMALL)) : 0);
  const itemWidth = width - LIST_INDENT * SMALL;
  const items = width < NARROW ? annotations : [];
  const listLines = items.reduce(
    (sum, text) => sum + countLines(text, itemWidth, (part) => textWidth(part, SMALL)),
    0,
  );
  const listHeight = items.length > 0 ? listLines * notesLine + LIST_MARGIN : 0;
  const remarksHeight =
    notesHeight +
    Math.min(
      mostNarrow + FOOTER_LINE - notesLine,
      FOOTER_LINE + (isNarrow ? notesLine : FOOTER_LINE) * Math.max(0, remarkLines - 1),
    );
  const footer = Math.max(isSmall ? FOOTER_LINE : FOOTER, listHeight + remarksHeight);

  const gaps = (caption > 0 ? 2 : 1) * (isSmall ? SMALL_GAP : GAP);
  return { width, height: Math.max(40, Math.round(height - caption - footer - gaps)) };
}

/** Counts the lines of a text that breaks between words, and within words that are too long. */
function countLines(text: string, width: number, measure: (text: string) => number): number {
  let lines = 0;
  for (const paragraph of text.split('\n')) {
    lines++;
    let line = '';
    for (const word of paragraph.split(/[^\S\u00a0]+/).filter(Boolean)) {
      const longer = line && `${line} ${word}`;
      if (longer && measure(longer) <= width) {
        line = longer;
        continue;
      }
      if (line) lines++;
      lines += Math.max(0, Math.ceil(measure(word) / width) - 1);
      line = word;
    }
  }
  return lines;
}
