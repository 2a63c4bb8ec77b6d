import type { Sheet, TextRun } from './types.ts';

/** The contents of a picture, from top to bottom. Sizes are CSS px, colors are CSS colors. */
interface SheetRequest {
  readonly heading: readonly Paragraph[];
  /** Size of the chart, or its text if the chart is a text. */
  readonly chart: { readonly width: number; readonly height: number } | readonly Paragraph[];
  readonly footing: readonly Paragraph[];
  readonly background: string;
  readonly font: string;
  readonly direction: 'ltr' | 'rtl';
}

/** Text that wraps. */
export interface Paragraph extends Pick<TextRun, 'size' | 'weight' | 'color'> {
  readonly text: string;
}

const MARGIN = 16;
const GAP = 12;
const LINE_HEIGHT = 1.35;
/** Minimum width of the text, even for narrow charts. */
const NARROWEST = 320;
const MAX_LINES = 6;
/** Maximum length of a paragraph, in characters. */
const MAX_LETTERS = 1000;

/** Lays out heading, chart and footing one below the other. */
export function layOutSheet({ heading, chart, footing, background, font, direction }: SheetRequest): Sheet {
  const drawn = 'width' in chart ? chart : null;
  const inner = Math.max(NARROWEST, Math.ceil(drawn?.width ?? 0));
  const x = direction === 'rtl' ? MARGIN + inner : MARGIN;
  const texts: TextRun[] = [];
  let y = MARGIN;
  const write = (paragraphs: readonly Paragraph[]): void => {
    for (const { text, size, weight, color } of paragraphs) {
      for (const line of wrap(text, inner, measurer(`${weight} ${size}px ${font}`))) {
        const height = size * LINE_HEIGHT;
        texts.push({ text: line, x, y: Math.round(y + (height + size * 0.7) / 2), size, weight, color });
        y += height;
      }
    }
  };
  write(heading);
  if (heading.length > 0) y = Math.ceil(y) + GAP;
  const place = drawn && { x: MARGIN + Math.round((inner - drawn.width) / 2), y };
  if ('width' in chart) y += Math.ceil(chart.height);
  else write(chart);
  y = Math.ceil(y) + GAP;
  write(footing);
  const height = Math.ceil(y + MARGIN);
  return { width: inner + 2 * MARGIN, height, background, font, direction, texts, chart: place };
}

/**
 * Breaks text into lines of at most `width`, but not at no-break spaces. Cuts off after `most` lines with an ellipsis.
 */
export function wrap(
  text: string,
  width: number,
  measure: (text: string) => number,
  most = MAX_LINES,
): readonly string[] {
  const lines: string[] = [];
  let line = '';
  const letters = text
    .replace(/[^\S\u00a0]+/g, ' ')
    .trim()
    .slice(0, MAX_LETTERS);
  // A word that is wider than the line breaks anywhere, as in languages without spaces.
  for (const word of letters.split(/(?<= )/).flatMap((each) => (measure(each) > width ? [...each] : each))) {
    if (line && measure((line + word).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += word;
  }
  if (line) lines.push(line.trimEnd());
  if (lines.length <= most) return lines;
  const last = [...(lines[most - 1] ?? '')];
  while (last.length > 0 && measure(`${last.join('')}…`) > width) last.pop();
  return [...lines.slice(0, most - 1), `${last.join('').trimEnd()}…`];
}

function measurer(font: string): (text: string) => number {
  const context = document.createElement('canvas').getContext('2d')!;
  context.font = font;
  return (text) => context.measureText(text).width;
}
