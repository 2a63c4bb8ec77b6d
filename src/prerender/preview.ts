/** Draws a chart with its title at a given size, for link previews. */
import { measureFormat, withUnit } from '../charts/measure-formats.ts';
import { svgSize } from '../export/svg.ts';
import { titleOf } from '../internal/text.ts';
import { formatCell } from '../locale/cells.ts';
import { columnFormats } from '../locale/column-formats.ts';
import { loadLocale } from '../locale/load-locale.ts';
import { readMeasureFormats } from '../pipeline/measure-formats.ts';
import { createTokens } from '../theming/tokens.ts';
import type { Tokens } from '../theming/tokens.ts';
import type { Size } from '../vega/types.ts';
import { renderViz } from './isolated/render-viz.ts';
import { escapeText } from './svg-values.ts';
import { measureFor, type TextMeasure } from './text-widths.ts';
import type { PreviewSettings, RenderedViz } from './types.ts';

const MARGIN = 20;
const TITLE = { size: 20, bold: true };
const LINE = 26;
const MAX_LINES = 2;
/** Font sizes in px: of a number chart, and of the rows of a table. */
const NUMBER = 72;
const ROW = { size: 14, bold: false };
const ROW_HEIGHT = 26;
const MAX_COLUMNS = 4;

/**
 * Draws a viz with its title as an SVG. Numbers, and the first rows of tables, are text. Rejects with the same errors
 * as `renderViz`.
 */
export async function renderPreview(
  settings: PreviewSettings,
): Promise<Pick<RenderedViz, 'title' | 'description' | 'alt'> & { readonly svg: string }> {
  const { width, height, theme = 'light', ...chart } = settings;
  // The chart has about the proportions of the space below the title.
  const drawn = await renderViz({ ...chart, theme, widths: [width - 2 * MARGIN] });
  const tokens = createTokens(theme);
  const measure = await measureFor(settings.font, settings.fontFile);
  const { title, description, alt } = drawn;
  const lines = wrapLines(title ?? '', (line) => measure(line, TITLE) <= width - 2 * MARGIN);
  const top = lines.length > 0 ? MARGIN + lines.length * LINE + MARGIN / 2 : MARGIN;
  const available = { width: width - 2 * MARGIN, height: height - top - MARGIN };
  const heading = lines
    .map((line, index) => textAt(0, LINE * index + TITLE.size, line, TITLE, tokens.text))
    .join('');
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif">`,
    `<title>${escapeText(title ?? '')}</title><rect width="100%" height="100%" fill="${tokens.background}"/>`,
    `<g transform="translate(${MARGIN},${MARGIN})">${heading}</g><g transform="translate(${MARGIN},${top})">`,
    drawn.svg === null
      ? await writeTexts(drawn, settings, available, tokens, measure)
      : fitted(drawn.svg, available),
    `</g></svg>\n`,
  ].join('');
  return { svg, title, description, alt };
}

function textAt(x: number, y: number, text: string, font: typeof ROW, color: string): string {
  const bold = font.bold ? ' font-weight="bold"' : '';
  return `<text x="${x}" y="${y}" font-size="${font.size}"${bold} fill="${color}">${escapeText(text)}</text>`;
}

/** Scales the drawing to fit, and centers it. */
function fitted(svg: string, available: Size): string {
  const own = svgSize(svg);
  const scale = Math.min(available.width / own.width, available.height / own.height);
  const x = (available.width - own.width * scale) / 2;
  const y = (available.height - own.height * scale) / 2;
  return `<g transform="translate(${x.toFixed(1)},${y.toFixed(1)}) scale(${scale.toFixed(4)})">${svg}</g>`;
}

/** Writes text instead of a drawing: the number, or the first rows. */
async function writeTexts(
  { number, rows: dataset }: RenderedViz,
  { lang, timezone = null, unit = null, decimals = null, format = null }: PreviewSettings,
  available: Size,
  tokens: Tokens,
  measure: TextMeasure,
): Promise<string> {
  if (number !== null) {
    const size = Math.min(NUMBER, (NUMBER * available.width) / measure(number, { size: NUMBER, bold: true }));
    const y = Math.round(available.height / 2 + size / 3);
    return textAt(0, y, number, { size: Math.floor(size), bold: true }, tokens.text);
  }
  const locale = await loadLocale(lang, timezone);
  const columns = dataset.columns.slice(0, MAX_COLUMNS);
  const measures = readMeasureFormats({ unit, decimals, format }, columns, locale);
  const formats = columnFormats({ ...dataset, columns }, measures);
  const rows = dataset.rows.slice(0, Math.max(0, Math.floor(available.height / ROW_HEIGHT) - 1));
  const step = Math.floor(available.width / Math.max(1, columns.length));
  const cell = (text: string, column: number, row: number, bold: boolean): string => {
    const font = { ...ROW, bold };
    const shown = clipped(text, (line) => measure(line, font) <= step - MARGIN, false);
    const color = bold ? tokens.muted : tokens.text;
    return textAt(column * step, row * ROW_HEIGHT + ROW.size, shown, font, color);
  };
  return [
    ...columns.map(({ name }, index) =>
      cell(withUnit(titleOf(name), measures && measureFormat(measures, name)?.unit), index, 0, true),
    ),
    ...rows.flatMap((row, at) =>
      columns.map((column, index) =>
        cell(formatCell(row[index], column, locale, formats[index]), index, at + 1, false),
      ),
    ),
  ].join('');
}

/** Wraps a text into lines that fit. The last line ends in an ellipsis if there is more text. */
function wrapLines(text: string, fits: (line: string) => boolean): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (!line || fits(longer)) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  if (line) lines.push(line);
  const shown = lines.slice(0, MAX_LINES);
  const isCut = lines.length > shown.length;
  return shown.map((each, index) => clipped(each, fits, isCut && index === MAX_LINES - 1));
}

function clipped(line: string, fits: (line: string) => boolean, isCut: boolean): string {
  if (!isCut && fits(line)) return line;
  const letters = [...line];
  while (letters.length > 1 && !fits(`${letters.join('')}…`)) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
