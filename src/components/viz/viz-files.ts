/** A chart as a file: its rows as CSV or JSON, its picture as PNG or SVG. Loaded by need, also for the words about a choice. */
import type { ChartController } from '../../controllers/chart/chart.ts';
import type { ChartFace } from '../../controllers/chart/face.ts';
import { writeCsv } from '../../export/csv.ts';
import { fileName } from '../../export/file-name.ts';
import { writeJson } from '../../export/json.ts';
import { scaleFor, writePng } from '../../export/png.ts';
import { save } from '../../export/save.ts';
import { layOut, type Paragraph } from '../../export/sheet.ts';
import { sizeOfSvg, writeSvg } from '../../export/svg.ts';
import {
  FORMATS,
  type Credits,
  type FileFormat,
  type FileOptions,
  type FileType,
} from '../../export/types.ts';
import { warnOnce } from '../../internal/warn-once.ts';
import { formatCell } from '../../locale/cells.ts';
import { describeComparison } from '../../locale/summary.ts';
import { extraWords } from '../../locale/extra-words.ts';
import { VibedasherError } from '../../public-client/errors.ts';
import type { Dataset } from '../../public-client/types.ts';
import { plainTitle } from '../../vega/spec-facts.ts';
import { MAIN, type NumberChart } from '../../charts/types.ts';
import { choicesOf } from './viz-choices.ts';
import { viewerUrl } from './viz-model.ts';
import type { Credit } from './viz-source.ts';
import { noticeTexts } from './viz-texts.ts';

/** Files say what was chosen, too: a chunk for the few lines that say it alone would cost more than these. */
export { attach } from './viz-choices.ts';

/** Where the page, or the viz, says that the numbers are from, what to know of them, and what the chart shows. */
interface Remarks {
  readonly credit: Credit | null;
  readonly notes: string | null;
  readonly describe: (face: ChartFace) => string;
}

/** What the element offers of it. */
export interface Files {
  toBlob(type: FileType, options?: FileOptions): Promise<Blob>;
  /** Resolves when the file is handed over. */
  download(format: FileFormat, options?: FileOptions): Promise<void>;
}

type Loader = ReturnType<NonNullable<ChartController['view']>['loader']>;

const TYPES: Readonly<Record<FileFormat, FileType>> = {
  csv: 'text/csv',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
};
const SCALE = 2;
/** Of a page that sets no look: `theme="none"`. */
const PLAIN = { font: 'sans-serif', fontSize: 16, text: '#000000', muted: '#555555', background: '#ffffff' };

interface Made {
  readonly blob: Blob;
  readonly smaller: boolean;
}

/** `id` is that of the element. */
export function chartFiles(chart: ChartController, remarks: Remarks, id: string): Files {
  return {
    async toBlob(type, options) {
      const format = FORMATS.find((each) => TYPES[each] === type);
      if (!format) {
        throw new VibedasherError(
          'config',
          `toBlob("${type}"): use one of ${Object.values(TYPES).join(', ')}`,
        );
      }
      return (await make(chart, remarks, format, options)).blob;
    },
    async download(format, options) {
      if (!FORMATS.includes(format)) {
        throw new VibedasherError('config', `download("${format}"): use one of ${FORMATS.join(', ')}`);
      }
      const { blob, smaller } = await make(chart, remarks, format, options);
      const { request } = chart.settings ?? {};
      const face = faceOnShow(chart);
      const { asOf, retrievedAt } = creditsOf(chart, remarks, face);
      const parts = [request?.ref.slug ?? null, chartName(chart, id), ...rowsName(chart, face)];
      save(blob, fileName(parts, asOf ?? retrievedAt, format));
      if (smaller) options?.onSmaller?.();
    },
  };
}

async function make(
  chart: ChartController,
  remarks: Remarks,
  format: FileFormat,
  options: FileOptions = {},
): Promise<Made> {
  const face = faceOnShow(chart);
  const credits = creditsOf(chart, remarks, face);
  const rows: Dataset = chart.data ?? { columns: [], rows: [], truncated: false };
  if (format === 'csv') return { blob: await writeCsv(rows), smaller: false };
  if (format === 'json') return { blob: await writeJson(rows, credits), smaller: false };
  return makePicture(chart, remarks, face, credits, format, options.scale ?? SCALE);
}

async function makePicture(
  chart: ChartController,
  { describe }: Remarks,
  face: ChartFace,
  credits: Credits,
  format: 'png' | 'svg',
  wanted: number,
): Promise<Made> {
  const { kind = null } = face.chart ?? {};
  if (kind !== 'spec' && kind !== 'number') {
    const what = kind === 'table' ? 'A table' : 'A result without rows';
    throw new VibedasherError('unsupported', `${what} cannot be exported as a picture: use csv or json`);
  }
  return chart.lend(async (view) => {
    if (kind === 'spec' && !view)
      throw chart.error ?? new VibedasherError('render', 'The chart has not been drawn');
    if (view) refuseQuietly(view.loader());
    const svg = view ? await view.toSVG() : '';
    const sheet = layOut(sheetOf(chart, face, credits, sizeOfSvg(svg)));
    if (format === 'svg') {
      return {
        blob: writeSvg(sheet, svg, credits, describe(face) || (credits.description ?? '')),
        smaller: false,
      };
    }
    const scale = scaleFor(sheet, wanted);
    const smaller = scale < wanted;
    if (smaller)
      warnOnce(`The picture is exported at scale ${scale.toFixed(2)}, as ${wanted} would be too large`);
    const canvas = svg && view ? await view.toCanvas(scale) : null;
    return { blob: await writePng(sheet, canvas, scale, credits), smaller };
  });
}

const quiet = new WeakSet<Loader>();

/**
 * Over a link that is refused Vega's writer of SVG stumbles, by an error that nobody could catch. From the first file on such
 * a link is one that leads nowhere; so it was before, without a word.
 */
function refuseQuietly(loader: Loader): void {
  if (quiet.has(loader)) return;
  quiet.add(loader);
  const { sanitize } = loader;
  loader.sanitize = async (url, options) => {
    try {
      return await sanitize.call(loader, url, options);
    } catch (error) {
      if ((options as { readonly context?: string }).context !== 'href') throw error;
      return {} as Awaited<ReturnType<Loader['sanitize']>>;
    }
  };
}

/** What is on show. Throws the chart's error where that is nothing. */
function faceOnShow({ drawing, loaded, error }: ChartController): ChartFace {
  const { face } = drawing;
  if (!face?.settled || !loaded)
    throw error ?? new VibedasherError('render', 'There is nothing to export yet');
  return face;
}

/** What tells charts of one viz apart; `null` for its main one. */
function chartName({ viz, loaded, settings, drawing }: ChartController, id: string): string | null {
  const { chart = null } = settings?.request ?? {};
  const file = chart ?? loaded?.source.id;
  if (file) return file === MAIN ? chart : file;
  const title = drawing.face?.title;
  return title && title !== viz?.name ? title : id;
}

/** What tells rows of one chart apart: what was chosen, and that they are not all. */
function rowsName(chart: ChartController, { locale }: ChartFace): readonly string[] {
  const chosen = choicesOf(chart, locale).filter(({ isDefault }) => !isDefault);
  const first = chart.data?.truncated ? [`first-${chart.data.rows.length}-rows`] : [];
  return [...chosen.map(({ value }) => value), ...first];
}

function creditsOf(chart: ChartController, { credit, notes }: Remarks, face: ChartFace): Credits {
  const { viz, loaded, settings, drawnAt } = chart;
  const choices = choicesOf(chart, face.locale);
  const { ref, client } = settings?.request ?? {};
  const slug = viz?.slug ?? ref?.slug ?? '';
  const account = viz?.account ?? ref?.account;
  const name = account ? `${account}/${slug}` : slug;
  const ofCloud = /^https:\/\/api\.(?:[\w-]+\.)?vibedasher\.com\//.test(`${client?.apiBase ?? ''}/`);
  const ofRows = [...(loaded?.data.values() ?? [])].find(({ asOf }) => asOf)?.asOf;
  return {
    title: face.title ?? viz?.name ?? slug,
    description: face.description,
    source: credit?.text ?? (ofCloud ? `${name} (Vibedasher)` : name),
    url: credit ? (credit.link?.href ?? null) : ofCloud ? viewerUrl(slug) : pageUrl(),
    notes,
    params: Object.fromEntries(choices.map(({ param, raw }) => [param, raw])),
    choices: choices.map(({ name, value }) => `${name}: ${value}`),
    asOf: ofRows ?? (viz?.freshness.status === 'measured' ? viz.freshness.asOf : null),
    retrievedAt: new Date(drawnAt ?? Date.now()),
  };
}

/** The page, without what an address may hold of its reader. */
function pageUrl(): string | null {
  const { protocol, origin, pathname } = location;
  return /^https?:$/.test(protocol) ? origin + pathname : null;
}

function sheetOf(
  chart: ChartController,
  face: ChartFace,
  credits: Credits,
  size: { readonly width: number; readonly height: number },
): Parameters<typeof layOut>[0] {
  const { font, fontSize, text, muted, background } = face.tokens ?? PLAIN;
  const { locale, rtl } = face;
  const words = extraWords(locale);
  const title = { text: credits.title, size: fontSize * 1.125, weight: 600, color: text } as const;
  const plain = (text: string, size = 0.875): Paragraph => ({
    text,
    size: Math.max(12, fontSize * size),
    weight: 400,
    color: muted,
  });
  const { source, url, choices, asOf, retrievedAt, description, notes: remarks } = credits;
  const more = face.chart?.kind === 'spec' ? face.chart.more : 0;
  const notices = [
    ...(more > 0 ? [locale.messages.more(more)] : []),
    ...noticeTexts(face, chart.viz),
    ...(asOf ? [] : [`${words.retrieved}: ${locale.moment(retrievedAt)}`]),
  ];
  return {
    heading: hasOwnTitle(chart, face) ? [] : [title, ...(description ? [plain(description)] : [])],
    chart: face.chart?.kind === 'number' ? numberTexts(face.chart, face, title, plain) : size,
    footing: [
      ...(remarks ? [plain(remarks, 0.75)] : []),
      ...(choices.length > 0 ? [plain(choices.map(unbroken).join('; '), 0.75)] : []),
      plain(`${words.source}: ${[source, url].filter(Boolean).join(', ')}`, 0.75),
      plain(notices.join(' · '), 0.75),
    ],
    background: face.ground ?? background,
    font,
    direction: rtl ? 'rtl' : locale.dir,
  };
}

/** Name and value of a parameter stay in one line, unless they are long. */
const unbroken = (choice: string): string => (choice.length > 30 ? choice : choice.replaceAll(' ', '\u00a0'));

/** With a look of its own and no caption, the picture has the title of its spec. */
function hasOwnTitle({ settings }: ChartController, { chart }: ChartFace): boolean {
  const { theme, caption } = settings ?? {};
  return theme === 'none' && caption === 'none' && chart?.kind === 'spec' && plainTitle(chart.spec) !== null;
}

const comparisonLine = ({ arrow, text, verdict }: ReturnType<typeof describeComparison>): string =>
  `${arrow} ${text}${verdict && ` (${verdict})`}`;

function numberTexts(
  { label, value, column, comparison }: NumberChart,
  { locale }: ChartFace,
  title: Paragraph,
  plain: (text: string) => Paragraph,
): readonly Paragraph[] {
  const compared = comparison && describeComparison(comparison, locale);
  return [
    ...(label ? [plain(label)] : []),
    { ...title, text: formatCell(value, column, locale), size: (title.size / 1.125) * 2.5 },
    ...(compared ? [plain(comparisonLine(compared))] : []),
  ];
}
