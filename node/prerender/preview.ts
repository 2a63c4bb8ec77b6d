/** Draws a chart with its texts at a given size, for link previews. */
import { measureFormat, withUnit } from '../../src/charts/measure-formats.ts';
import { wrap } from '../../src/export/sheet.ts';
import { svgSize } from '../../src/export/svg.ts';
import { clip, titleOf } from '../../src/internal/text.ts';
import { formatCell } from '../../src/locale/cells.ts';
import { columnFormats } from '../../src/locale/column-formats.ts';
import { loadLocale } from '../../src/locale/load-locale.ts';
import type { Locale } from '../../src/locale/types.ts';
import { readMeasureFormats } from '../../src/pipeline/measure-formats.ts';
import type { Column } from '../../src/public-client/types.ts';
import { createTokens } from '../../src/theming/tokens.ts';
import type { Tokens } from '../../src/theming/tokens.ts';
import type { Size } from '../../src/vega/types.ts';
import { renderViz } from './isolated/render-viz.ts';
import { escapeText } from './svg-values.ts';
import { measureFor, type MeasuredFont, type TextMeasure } from './text-widths.ts';
import type { PreviewSettings, RenderedViz } from './types.ts';

const MARGIN = 20;
/** The texts around the chart: sizes and line heights in px. */
const TITLE = { size: 20, bold: true, line: 26 };
const DESCRIPTION = { size: 14, bold: false, line: 19 };
const SOURCE = { size: 12, bold: false };
/** The space between the texts and the chart. */
const GAP = 10;
/** Longer texts are cut before they are measured. */
const MAX_LENGTH = 600;
/** Font sizes in px: of a number chart, and of the rows of a table. */
const NUMBER = 72;
const ROW = { size: 14, bold: false };
const ROW_HEIGHT = 26;
const MAX_COLUMNS = 4;

/** Writes a line of text from the side where reading starts. */
type WriteLine = (x: number, y: number, text: string, font: MeasuredFont, color: string) => string;

/**
 * Draws a viz as an SVG with its title and description above it and its source below. Numbers, and the first rows of
 * tables, are text. Rejects with the same errors as `renderViz`.
 */
export async function renderPreview(
  settings: PreviewSettings,
): Promise<Pick<RenderedViz, 'title' | 'description' | 'alt'> & { readonly svg: string }> {
  const { width, height, theme = 'light', font, ...chart } = settings;
  const innerWidth = width - 2 * MARGIN;
  const drawn = await renderViz({ ...chart, font, theme, widths: [innerWidth], height: usualHeight(height) });
  const tokens = createTokens(theme, { ...(font && { font }) });
  const measure = await measureFor(font, settings.fontFile);
  const locale = await loadLocale(settings.lang, settings.timezone ?? null);
  const { title, description, alt, source } = drawn;
  const wrapIn = (style: MeasuredFont, text: string | null, most: number): readonly string[] =>
    most > 0 ? wrap(text ?? '', innerWidth, (line) => measure(line, style), most) : [];
  const footer = source ? SOURCE.size + GAP : 0;
  const { titleLines, descriptionLines, top } = wrapHeading(title, description, wrapIn, { height, footer });
  const available = { width: innerWidth, height: height - top - footer - MARGIN };
  const write = lineWriter(innerWidth, locale.dir === 'rtl');
  const titleHeight = titleLines.length * TITLE.line;
  const heading = [
    ...titleLines.map((line, at) => write(0, TITLE.line * at + TITLE.size, line, TITLE, tokens.text)),
    ...descriptionLines.map((line, at) =>
      write(0, titleHeight + DESCRIPTION.line * at + DESCRIPTION.size, line, DESCRIPTION, tokens.muted),
    ),
  ];
  const footing = source
    ? write(
        0,
        SOURCE.size,
        clipped(clip(source, MAX_LENGTH), (line) => measure(line, SOURCE) <= innerWidth),
        SOURCE,
        tokens.muted,
      )
    : '';
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escapeText(tokens.font)}">`,
    `<title>${escapeText(title ?? '')}</title><rect width="100%" height="100%" fill="${tokens.background}"/>`,
    `<g transform="translate(${MARGIN},${MARGIN})">${heading.join('')}</g><g transform="translate(${MARGIN},${top})">`,
    drawn.svg === null
      ? writeTexts(drawn, settings, available, { tokens, measure, locale, write })
      : fitted(drawn.svg, available),
    `</g><g transform="translate(${MARGIN},${height - MARGIN - SOURCE.size})">${footing}</g></svg>\n`,
  ].join('');
  return { svg, title, description, alt };
}

/** Returns the height of a chart with a source, and a title and a description of one line each. */
const usualHeight = (height: number): number =>
  Math.max(height / 2, height - 2 * MARGIN - TITLE.line - DESCRIPTION.line - SOURCE.size - 2 * GAP);

/** The lines of the title and the description, and the top of the chart. */
interface Heading {
  readonly titleLines: readonly string[];
  readonly descriptionLines: readonly string[];
  readonly top: number;
}

/** Maximum numbers of lines of title and description, from the most to the fewest. */
const LIMITS = [
  [2, 2],
  [2, 1],
  [2, 0],
  [1, 0],
] as const;

/** Wraps title and description into as many lines as leave the chart half of the height. */
function wrapHeading(
  title: string | null,
  description: string | null,
  wrapIn: (style: MeasuredFont, text: string | null, most: number) => readonly string[],
  { height, footer }: { readonly height: number; readonly footer: number },
): Heading {
  const headings = LIMITS.map(([most, further]): Heading => {
    const titleLines = wrapIn(TITLE, title, most);
    const descriptionLines = wrapIn(DESCRIPTION, description, further);
    const lines = titleLines.length * TITLE.line + descriptionLines.length * DESCRIPTION.line;
    return { titleLines, descriptionLines, top: MARGIN + (lines && lines + GAP) };
  });
  return headings.find(({ top }) => height - top - footer - MARGIN >= height / 2) ?? headings.at(-1)!;
}

function lineWriter(width: number, rtl: boolean): WriteLine {
  return (x, y, text, { size, bold }, color) => {
    const weight = bold ? ' font-weight="bold"' : '';
    const anchor = rtl ? ' text-anchor="end"' : '';
    // The isolate takes the direction of its first letter.
    const content = escapeText(rtl ? `\u2068${text}\u2069` : text);
    return `<text x="${rtl ? width - x : x}" y="${y}" font-size="${size}"${weight}${anchor} fill="${color}">${content}</text>`;
  };
}

/** Scales the drawing to fit, and centers it. */
function fitted(svg: string, available: Size): string {
  const own = svgSize(svg);
  const scale = Math.min(available.width / own.width, available.height / own.height);
  const x = (available.width - own.width * scale) / 2;
  const y = (available.height - own.height * scale) / 2;
  return `<g transform="translate(${x.toFixed(1)},${y.toFixed(1)}) scale(${scale.toFixed(4)})">${svg}</g>`;
}

interface Texts {
  readonly tokens: Tokens;
  readonly measure: TextMeasure;
  readonly locale: Locale;
  readonly write: WriteLine;
}

/** Writes text instead of a drawing: the number, or the first rows. */
function writeTexts(
  { number, rows: dataset }: RenderedViz,
  { unit = null, decimals = null, format = null }: PreviewSettings,
  available: Size,
  { tokens, measure, locale, write }: Texts,
): string {
  if (number !== null) {
    const size = Math.min(NUMBER, (NUMBER * available.width) / measure(number, { size: NUMBER, bold: true }));
    const y = Math.round(available.height / 2 + size / 3);
    return write(0, y, number, { size: Math.floor(size), bold: true }, tokens.text);
  }
  const columns = dataset.columns.slice(0, MAX_COLUMNS);
  const measures = readMeasureFormats({ unit, decimals, format }, columns, locale);
  const formats = columnFormats({ ...dataset, columns }, measures);
  const rows = dataset.rows.slice(0, Math.max(0, Math.floor(available.height / ROW_HEIGHT) - 1));
  const step = Math.floor(available.width / Math.max(1, columns.length));
  const cell = (text: string, column: number, row: number, bold: boolean): string => {
    const font = { ...ROW, bold };
    const shown = clipped(text, (line) => measure(line, font) <= step - MARGIN);
    const color = bold ? tokens.muted : tokens.text;
    return write(column * step, row * ROW_HEIGHT + ROW.size, shown, font, color);
  };
  const headingOf = ({ name, type }: Column): string =>
    withUnit(titleOf(name), type === 'number' ? measureFormat(measures, name)?.unit : null);
  return [
    ...columns.map((column, index) => cell(headingOf(column), index, 0, true)),
    ...rows.flatMap((row, at) =>
      columns.map((column, index) =>
        cell(formatCell(row[index], column, locale, formats[index]), index, at + 1, false),
      ),
    ),
  ].join('');
}

/** Cuts off a line that does not fit, with an ellipsis. */
function clipped(line: string, fits: (line: string) => boolean): string {
  if (fits(line)) return line;
  const letters = [...line];
  while (letters.length > 1 && !fits(`${letters.join('')}…`)) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
