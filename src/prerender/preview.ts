/** A chart with its title in a picture of a given size, as link previews take it. */
import { sizeOfSvg } from '../export/svg.ts';
import { createTokens } from '../theming/tokens.ts';
import type { ColorScheme } from '../theming/types.ts';
import type { Size } from '../vega/types.ts';
import { escapeText } from './svg-values.ts';
import { measureFor } from './text-widths.ts';
import type { RenderedViz } from './types.ts';

const MARGIN = 20;
const TITLE = { size: 20, bold: true };
const LINE = 26;
const MOST_LINES = 2;

/** The width at which the chart is to be drawn for such a picture: its proportion is that of the room for it. */
export const chartWidth = ({ width }: Size): number => width - 2 * MARGIN;

/** The picture as SVG. `drawn` has a drawing. */
export async function previewSvg(
  { svg, title }: Pick<RenderedViz, 'svg' | 'title'>,
  { width, height }: Size,
  scheme: ColorScheme,
): Promise<string> {
  const { background, text } = createTokens(scheme);
  const measure = await measureFor(undefined, undefined);
  const lines = linesOf(title ?? '', (line) => measure(line, TITLE) <= width - 2 * MARGIN);
  const top = lines.length > 0 ? MARGIN + lines.length * LINE + MARGIN / 2 : MARGIN;
  const own = sizeOfSvg(svg!);
  const room = { width: width - 2 * MARGIN, height: height - top - MARGIN };
  const scale = Math.min(room.width / own.width, room.height / own.height);
  const x = (width - own.width * scale) / 2;
  const y = top + (room.height - own.height * scale) / 2;
  const texts = lines.map(
    (line, index) =>
      `<text x="${MARGIN}" y="${MARGIN + LINE * index + TITLE.size}" font-size="${TITLE.size}" font-weight="bold" fill="${text}">${escapeText(line)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif"><title>${escapeText(title ?? '')}</title><rect width="100%" height="100%" fill="${background}"/>${texts.join('')}<g transform="translate(${x.toFixed(1)},${y.toFixed(1)}) scale(${scale.toFixed(4)})">${svg}</g></svg>\n`;
}

/** A text in lines that fit; the last ends in an ellipsis where there is more. */
function linesOf(text: string, fits: (line: string) => boolean): readonly string[] {
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
  const shown = lines.slice(0, MOST_LINES);
  const isCut = lines.length > shown.length;
  return shown.map((each, index) => clipped(each, fits, isCut && index === MOST_LINES - 1));
}

function clipped(line: string, fits: (line: string) => boolean, isCut: boolean): string {
  if (!isCut && fits(line)) return line;
  const letters = [...line];
  while (letters.length > 1 && !fits(`${letters.join('')}…`)) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
