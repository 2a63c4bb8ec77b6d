/** Writes a chart as HTML without a script: its pictures, and the texts that the element shows around them. */
import type { AttributeValues } from '../../src/pipeline/attributes.ts';
import type { NumberChart } from '../../src/charts/types.ts';
import { MAX_HEADING_LENGTH } from '../../src/components/table/table-model.ts';
import { clip, MAX_DESCRIPTION_LENGTH, MAX_NAME_LENGTH } from '../../src/internal/text.ts';
import { NARROW } from '../../src/internal/widths.ts';
import { formatCell } from '../../src/locale/cells.ts';
import { columnFormats } from '../../src/locale/column-formats.ts';
import { describeNumber } from '../../src/locale/comparison.ts';
import { asOfText, extraWords } from '../../src/locale/summary.ts';
import type { ColumnFormat, Locale } from '../../src/locale/types.ts';
import type { Attribution } from '../../src/pipeline/attribution.ts';
import type { Dataset } from '../../src/public-client/types.ts';
import type { ColorScheme } from '../../src/theming/tokens.ts';
import { escapeText, RIGHT_TO_LEFT } from './svg-values.ts';
import type { Target } from './types.ts';

/** The picture as a file, for programs that do not show SVG. */
export interface PictureFile {
  /** An http(s) URL, a relative one, `cid:` or `data:image/png;base64,`. */
  readonly src: string;
  /** In px. */
  readonly width: number;
  readonly height: number;
  readonly alt: string;
}

export interface FigureContent {
  /** 8 hex digits that change with the rows. */
  readonly key: string;
  readonly locale: Locale;
  readonly caption: AttributeValues['caption'];
  readonly title: string | null;
  readonly description: string | null;
  readonly notes: string | null;
  /** The author of the chart. */
  readonly byline?: string | null | undefined;
  readonly source: Attribution | null;
  /** Describes the data, for readers of the table, if the picture has another text alternative. */
  readonly summary?: string | null | undefined;
  /** The picture: drawings with their width in px, an image file, or a number. Absent for a table. */
  readonly svgs: readonly { readonly width: number; readonly svg: string }[];
  readonly image?: PictureFile | null | undefined;
  readonly number?: NumberChart | null | undefined;
  /** The texts of annotations that narrow drawings show as numbers, and the width from which drawings show the texts. */
  readonly annotations?:
    { readonly texts: readonly string[]; readonly until: number | null } | null | undefined;
  /** The rows, with the titles of columns instead of their names. */
  readonly dataset: Dataset;
  /** The format of each column. Default: by its title and its cells. */
  readonly formats?: readonly ColumnFormat[] | undefined;
  /** The color scheme of the theme; `none`: only the spec's config; `auto`: the scheme of the page. */
  readonly scheme: ColorScheme | 'auto' | 'none';
  /** The date of the data. */
  readonly asOf: Date | null;
  /** The surrounding dashboard shows the date of the data. */
  readonly isAgeShownElsewhere?: boolean | undefined;
  /** Places that are not on the map. */
  readonly mapNotice?: string | null | undefined;
  /** The spec sets the height of the picture. */
  readonly natural: boolean;
  readonly target: Target;
}

/** Maximum number of rows in the HTML. The element's table contains all rows. */
const MAX_ROWS = 200;
const MAX_COLUMNS = 50;
/** Maximum number of characters in a cell. */
const MAX_CELL_LENGTH = 300;
/** Matches URLs of pictures that cannot run scripts. */
const PICTURE = /^(?:https?:\/\/\S+|cid:\S+|data:image\/png;base64,[\w+/=]+|(?!$)[^\s:/?#]*(?:[/?#]\S*)?)$/i;

/** Writes the `<figure>`, without the comments around it. Equal content results in equal text. */
export function writeFigure(content: FigureContent): string {
  const { key, asOf, locale, natural, scheme, target, dataset, isAgeShownElsewhere } = content;
  const rows = summaryHtml(content) + tableHtml(content);
  const shown = stageHtml(content);
  const attributes = [
    `data-key="${escapeText(key)}"`,
    asOf ? `data-as-of="${asOf.toISOString().replace('.000Z', 'Z')}"` : '',
    natural ? 'data-natural=""' : '',
    scheme === 'none' ? 'data-plain=""' : scheme === 'auto' ? '' : `data-scheme="${scheme}"`,
    `lang="${escapeText(locale.language)}"`,
    locale.dir === 'rtl' ? 'dir="rtl"' : '',
  ].filter(Boolean);
  return [
    `<figure data-vibedasher="" ${attributes.join(' ')}>`,
    captionHtml(content),
    `<div>${shown ?? rows}</div>`,
    shown === null ? '' : annotationsHtml(content),
    remarksHtml({
      ...content,
      notices: figureNotices(dataset, isAgeShownElsewhere ? null : asOf, locale, content.mapNotice),
    }),
    shown === null || !rows ? '' : target === 'web' ? detailsHtml(rows, content) : rows,
    '</figure>',
  ].join('');
}

/** Gives a text the direction of its first letter. */
const isolated = (text: string, maxLength: number): string =>
  `<bdi>${escapeText(clip(text, maxLength))}</bdi>`;

function captionHtml({ caption, title, description }: FigureContent): string {
  if (caption === 'none' || !(title || description)) return '';
  const heading = title ? `<div>${isolated(title, MAX_NAME_LENGTH)}</div>` : '';
  const text = description ? `<p>${isolated(description, MAX_DESCRIPTION_LENGTH)}</p>` : '';
  return `<figcaption>${heading}${text}</figcaption>`;
}

/** Writes the list that explains the numbers in a picture. */
function annotationsHtml({ annotations, svgs }: FigureContent): string {
  if (!annotations || annotations.texts.length === 0) return '';
  const { texts, until } = annotations;
  const items = texts.map((text) => `<li>${isolated(text, MAX_NAME_LENGTH)}</li>`).join('');
  // Without a style sheet, the drawing for phones shows numbers if no wider one fits there.
  const hidden = svgs.some(({ width }) => width <= NARROW && width === until) ? ' hidden=""' : '';
  return `<ol data-annotations="${until ?? ''}"${hidden}>${items}</ol>`;
}

/** Writes the picture or the number. Returns `null` if there are only rows. */
function stageHtml({ svgs, image, number, locale, target }: FigureContent): string | null {
  if (number) return numberHtml(number, locale);
  if (image) return imageHtml(image);
  if (svgs.length === 0 || target !== 'web') return null;
  // The rules in page.styles.ts rely on this order.
  const sorted = [...svgs].sort((one, other) => one.width - other.width);
  // Without a style sheet, show only the widest drawing that fits on a phone, else the narrowest.
  const usual = sorted.findLast(({ width }) => width <= NARROW) ?? sorted[0];
  return sorted
    .map((drawing) => {
      // SVG has no attribute `hidden`. The style sheet overrides `display`.
      const hidden = drawing === usual ? '' : ' display="none"';
      return drawing.svg.replace(
        /^<svg/,
        `<svg data-width="${Math.round(drawing.width)}"${hidden} preserveAspectRatio="xMidYMin"`,
      );
    })
    .join('');
}

function imageHtml({ src, width, height, alt }: PictureFile): string {
  if (!PICTURE.test(src)) return escapeText(alt);
  const size = `width="${Math.round(width)}" height="${Math.round(height)}"`;
  return `<img src="${escapeText(src)}" ${size} alt="${escapeText(alt)}"/>`;
}

/** Writes a number chart, with the same markup and texts as in the element. */
function numberHtml(number: NumberChart, locale: Locale): string {
  const { label, text, length, compared } = describeNumber(number, locale);
  const name = label ? `<p>${isolated(label, MAX_NAME_LENGTH)}</p>` : '';
  const value = `<b data-length="${length}">${escapeText(text)}</b>`;
  if (!compared) return name + value;
  const { arrow, direction, text: change, verdict } = compared;
  const accessibleName = direction
    ? `role="img" aria-label="${escapeText(direction)}"`
    : 'aria-hidden="true"';
  const verdictText = verdict ? ` (${escapeText(verdict)})` : '';
  return `${name}${value}<p><span ${accessibleName}>${arrow}</span> ${escapeText(change)}${verdictText}</p>`;
}

interface Remarks extends Pick<FigureContent, 'notes' | 'byline' | 'source' | 'locale'> {
  /** From {@link figureNotices}. */
  readonly notices: readonly string[];
}

/** Writes the texts below the picture: notes, author, source and notices. */
export function remarksHtml({ notes, byline, source, notices, locale }: Remarks): string {
  const about = notes
    ? `<p data-notes="" dir="auto">${escapeText(clip(notes, MAX_DESCRIPTION_LENGTH))}</p>`
    : '';
  const lines = [
    byline ? `<span>${isolated(byline, MAX_NAME_LENGTH)}</span>` : null,
    source ? `<span>${escapeText(extraWords(locale).source)}: ${sourceHtml(source)}</span>` : null,
    ...notices.map(escapeText),
  ].filter((line) => line !== null);
  return about + (lines.length > 0 ? `<p data-source="">${lines.join(' · ')}</p>` : '');
}

/** Returns notices about missing rows, places that are not on the map, and the date of the data, if any. */
export function figureNotices(
  dataset: Dataset,
  asOf: Date | null,
  { messages }: Locale,
  mapNotice: string | null = null,
): readonly string[] {
  return [
    dataset.truncated ? messages.truncated(dataset.rows.length) : null,
    mapNotice,
    asOf ? asOfText(asOf, messages, [dataset]) : null,
  ].filter((text) => text !== null);
}

function sourceHtml({ text, link }: Attribution): string {
  const name = isolated(text, MAX_NAME_LENGTH);
  return link
    ? `<a href="${escapeText(link.href)}" target="${link.target}" rel="${link.rel}">${name}</a>`
    : name;
}

function detailsHtml(rows: string, { title, locale: { messages } }: FigureContent): string {
  const text = escapeText(messages.showTable);
  const label = title ? ` aria-label="${text}: ${escapeText(clip(title, MAX_NAME_LENGTH))}"` : '';
  return `<details><summary${label}>${text}</summary>${rows}</details>`;
}

const summaryHtml = ({ summary }: FigureContent): string =>
  summary ? `<p>${isolated(summary, MAX_DESCRIPTION_LENGTH)}</p>` : '';

/** Writes the first rows, formatted as in the element's table. Returns an empty string if there are no rows. */
function tableHtml({ dataset, title, locale, ...content }: FigureContent): string {
  const columns = dataset.columns.slice(0, MAX_COLUMNS);
  if (dataset.rows.length === 0 || columns.length === 0) return '';
  const formats = content.formats ?? columnFormats({ ...dataset, columns });
  const attributes = columns.map(({ type }) => (type === 'number' ? ' class="vd-number"' : ''));
  const isRtl = locale.dir === 'rtl';
  const head = columns.map(
    ({ name }, index) => `<th scope="col"${attributes[index]}>${isolated(name, MAX_HEADING_LENGTH)}</th>`,
  );
  const body = dataset.rows.slice(0, MAX_ROWS).map((row) => {
    const cells = columns.map((column, index) => {
      const text = clip(formatCell(row[index], column, locale, formats[index]), MAX_CELL_LENGTH);
      const isForeign = column.type !== 'number' && (isRtl || RIGHT_TO_LEFT.test(text));
      const content = isForeign ? isolated(text, MAX_CELL_LENGTH) : escapeText(text);
      return `<td${attributes[index]}>${content}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const rest = dataset.rows.length - body.length;
  return [
    `<table aria-label="${escapeText(clip(locale.messages.tableCaption(title), MAX_NAME_LENGTH))}">`,
    `<thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`,
    rest > 0 ? `<p>${escapeText(locale.messages.more(rest))}</p>` : '',
  ].join('');
}
