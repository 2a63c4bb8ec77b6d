/**
 * A chart as a file: its rows as CSV or JSON, its picture as PNG or SVG. Loaded on demand, also for the words about a
 * choice.
 */
import type { NumberChart } from '../../charts/types.ts';
import type { ChartController } from '../../controllers/chart/chart.ts';
import { noticeTexts, type ChartViewModel } from '../../controllers/chart/view-model.ts';
import { scaleFor, writePng } from '../../export/png.ts';
import { writeCsv, writeJson } from '../../export/rows.ts';
import { fileName, save } from '../../export/save.ts';
import { layOut, type Paragraph } from '../../export/sheet.ts';
import { sizeOfSvg, writeSvg } from '../../export/svg.ts';
import { type FileMetadata, type FileFormat, type FileOptions, type FileType } from '../../export/types.ts';
import type { Attribution } from '../../internal/attribution.ts';
import { titleOf, warnOnce } from '../../internal/text.ts';
import { describeValue, formatCell } from '../../locale/cells.ts';
import { describeComparison, extraWords } from '../../locale/summary.ts';
import type { Choice, Locale } from '../../locale/types.ts';
import { VibedasherError } from '../../public-client/errors.ts';
import type { Dataset, ParamValue } from '../../public-client/types.ts';
import { plainTitle } from '../../spec/facts.ts';
import { MAIN } from '../../spec/names.ts';
import type { Files, VizExtra, VizHost } from './viz-host.ts';
import { viewerUrl } from './viz-model.ts';

/** Files say what was chosen, too: a chunk for the few lines that say it alone would cost more than these. */

/** Where the page, or the viz, says that the numbers are from, what to know of them, and what the chart shows. */
interface Remarks {
  readonly attribution: Attribution | null;
  readonly notes: string | null;
  readonly describe: (viewModel: ChartViewModel) => string;
}

type Loader = ReturnType<NonNullable<ChartController['view']>['loader']>;

const TYPES: Readonly<Record<FileFormat, FileType>> = {
  csv: 'text/csv',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
};
const FORMATS = Object.keys(TYPES) as readonly FileFormat[];
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
      const viewModel = shownViewModel(chart);
      const { asOf, retrievedAt } = metadataOf(chart, remarks, viewModel);
      const parts = [request?.ref.slug ?? null, chartName(chart, id), ...rowsName(chart, viewModel)];
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
  const viewModel = shownViewModel(chart);
  const metadata = metadataOf(chart, remarks, viewModel);
  const rows: Dataset = chart.data ?? { columns: [], rows: [], truncated: false };
  if (format === 'csv') return { blob: await writeCsv(rows), smaller: false };
  if (format === 'json') return { blob: await writeJson(rows, metadata), smaller: false };
  return makePicture(chart, remarks, viewModel, metadata, format, options.scale ?? SCALE);
}

async function makePicture(
  chart: ChartController,
  { describe }: Remarks,
  viewModel: ChartViewModel,
  metadata: FileMetadata,
  format: 'png' | 'svg',
  wanted: number,
): Promise<Made> {
  const { kind = null } = viewModel.chart ?? {};
  if (kind !== 'spec' && kind !== 'number') {
    const what = kind === 'table' ? 'A table' : 'A result without rows';
    throw new VibedasherError('unsupported', `${what} cannot be exported as a picture: use csv or json`);
  }
  return chart.lend(async (view) => {
    if (kind === 'spec' && !view)
      throw chart.error ?? new VibedasherError('render', 'The chart has not been drawn');
    if (view) refuseQuietly(view.loader());
    const svg = view ? await view.toSVG() : '';
    const sheet = layOut(sheetOf(chart, viewModel, metadata, sizeOfSvg(svg)));
    if (format === 'svg') {
      return {
        blob: writeSvg(sheet, svg, metadata, describe(viewModel) || (metadata.description ?? '')),
        smaller: false,
      };
    }
    const scale = scaleFor(sheet, wanted);
    const smaller = scale < wanted;
    if (smaller)
      warnOnce(`The picture is exported at scale ${scale.toFixed(2)}, as ${wanted} would be too large`);
    const canvas = svg && view ? await view.toCanvas(scale) : null;
    return { blob: await writePng(sheet, canvas, scale, metadata), smaller };
  });
}

const quiet = new WeakSet<Loader>();

/**
 * Over a link that is refused Vega's writer of SVG stumbles, by an error that cannot be caught. From the first file on
 * such a link is one that leads nowhere; so it was before, without a word.
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
function shownViewModel({ drawing, loaded, error }: ChartController): ChartViewModel {
  const { viewModel } = drawing;
  if (!viewModel?.settled || !loaded)
    throw error ?? new VibedasherError('render', 'There is nothing to export yet');
  return viewModel;
}

/** What tells charts of one viz apart; `null` for its main one. */
function chartName({ viz, loaded, settings, drawing }: ChartController, id: string): string | null {
  const { chart = null } = settings?.request ?? {};
  const file = chart ?? loaded?.source.id;
  if (file) return file === MAIN ? chart : file;
  const title = drawing.viewModel?.title;
  return title && title !== viz?.name ? title : id;
}

/** What tells rows of one chart apart: what was chosen, and that they are not all. */
function rowsName(chart: ChartController, { locale }: ChartViewModel): readonly string[] {
  const chosen = choicesOf(chart, locale).filter(({ isDefault }) => !isDefault);
  const first = chart.data?.truncated ? [`first-${chart.data.rows.length}-rows`] : [];
  return [...chosen.map(({ value }) => value), ...first];
}

function metadataOf(
  chart: ChartController,
  { attribution, notes }: Remarks,
  viewModel: ChartViewModel,
): FileMetadata {
  const { viz, loaded, settings, drawnAt } = chart;
  const choices = choicesOf(chart, viewModel.locale);
  const { ref, client } = settings?.request ?? {};
  const slug = viz?.slug ?? ref?.slug ?? '';
  const account = viz?.account ?? ref?.account;
  const name = account ? `${account}/${slug}` : slug;
  const ofCloud = /^https:\/\/api\.(?:[\w-]+\.)?vibedasher\.com\//.test(`${client?.apiBase ?? ''}/`);
  const ofRows = [...(loaded?.data.values() ?? [])].find(({ asOf }) => asOf)?.asOf;
  return {
    title: viewModel.title ?? viz?.name ?? slug,
    description: viewModel.description,
    source: attribution?.text ?? (ofCloud ? `${name} (Vibedasher)` : name),
    url: attribution ? (attribution.link?.href ?? null) : ofCloud ? viewerUrl(slug) : pageUrl(),
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
  viewModel: ChartViewModel,
  metadata: FileMetadata,
  size: { readonly width: number; readonly height: number },
): Parameters<typeof layOut>[0] {
  const { font, fontSize, text, muted, background } = viewModel.tokens ?? PLAIN;
  const { locale, rtl } = viewModel;
  const words = extraWords(locale);
  const title = { text: metadata.title, size: fontSize * 1.125, weight: 600, color: text } as const;
  const plain = (text: string, size = 0.875): Paragraph => ({
    text,
    size: Math.max(12, fontSize * size),
    weight: 400,
    color: muted,
  });
  const { source, url, choices, asOf, retrievedAt, description, notes: remarks } = metadata;
  const more = viewModel.chart?.kind === 'spec' ? viewModel.chart.more : 0;
  const notices = [
    ...(more > 0 ? [locale.messages.more(more)] : []),
    ...noticeTexts(viewModel, chart.viz),
    ...(asOf ? [] : [`${words.retrieved}: ${locale.moment(retrievedAt)}`]),
  ];
  return {
    heading: hasOwnTitle(chart, viewModel) ? [] : [title, ...(description ? [plain(description)] : [])],
    chart: viewModel.chart?.kind === 'number' ? numberTexts(viewModel.chart, viewModel, title, plain) : size,
    footing: [
      ...(remarks ? [plain(remarks, 0.75)] : []),
      ...(choices.length > 0 ? [plain(choices.map(unbroken).join('; '), 0.75)] : []),
      plain(`${words.source}: ${[source, url].filter(Boolean).join(', ')}`, 0.75),
      plain(notices.join(' · '), 0.75),
    ],
    background: viewModel.backdrop ?? background,
    font,
    direction: rtl ? 'rtl' : locale.dir,
  };
}

/** Name and value of a parameter stay in one line, unless they are long. */
const unbroken = (choice: string): string => (choice.length > 30 ? choice : choice.replaceAll(' ', '\u00a0'));

/** With a look of its own and no caption, the picture has the title of its spec. */
function hasOwnTitle({ settings }: ChartController, { chart }: ChartViewModel): boolean {
  const { theme, caption } = settings ?? {};
  return theme === 'none' && caption === 'none' && chart?.kind === 'spec' && plainTitle(chart.spec) !== null;
}

const comparisonLine = ({ arrow, text, verdict }: ReturnType<typeof describeComparison>): string =>
  `${arrow} ${text}${verdict && ` (${verdict})`}`;

function numberTexts(
  { label, value, column, comparison }: NumberChart,
  { locale }: ChartViewModel,
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

/* What was chosen where that leads to nothing, or to an error, and what files say of it. Loaded on demand. */

/** A parameter that rows were asked with: the value as it is, and both as viz, dashboard and controls label them. */
interface AskedParam extends Choice {
  readonly param: string;
  readonly raw: ParamValue;
  readonly isDefault: boolean;
}

/** Those of a chart where something is chosen. */
function choicesOf({ loaded, settings }: ChartController, locale: Locale): readonly AskedParam[] {
  return Object.entries(loaded?.params ?? {}).flatMap(([param, raw]) => {
    const shared = settings?.request.shared?.look(param);
    const declared = loaded!.source.params.find(({ name }) => name === param) ?? shared?.declared;
    const isDefault = declared ? String(raw) === String(declared.default) : shared?.isChosen === false;
    if (raw === null || raw === '') return [];
    const value = describeValue(raw, [declared, shared?.schema], locale);
    return [{ param, name: declared?.label ?? titleOf(param), value, raw, isDefault }];
  });
}

/** What the API says where the value of a parameter is the reason. */
const OF_PARAMS = /param|\bargs?\b/i;

/** Whether the rows on show came by the query that fails now, with another choice. */
function workedBefore({ loaded, outdated, settings }: ChartController): boolean {
  const { sql = null, chart = null } = settings?.request ?? {};
  if (!loaded || !outdated) return false;
  const { id, queries } = loaded.source;
  return sql === null ? id !== null && id === (chart ?? id) : queries.get(MAIN) === sql;
}

/**
 * Names the choice that leads to nothing, without what would be the same without one; and of a query that fails says
 * that another choice may help, where it may: under one that is not the reason it does not.
 */
export function attach(_: VizHost, chart: ChartController): VizExtra {
  return {
    says({ locale }, error) {
      if (!error)
        return locale.messages.empty(choicesOf(chart, locale).filter(({ isDefault }) => !isDefault));
      // Data that are blocked are the reason whatever is chosen.
      const isOfQuery = error.kind === 'query' && chart.viz?.dataState.status !== 'blocked';
      const isOfChoice = isOfQuery && (workedBefore(chart) || OF_PARAMS.test(error.message));
      return isOfChoice ? locale.messages.errors.query + extraWords(locale).otherChoice : null;
    },
  };
}
