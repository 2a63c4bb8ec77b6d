/** Exports the rows of a chart as CSV or JSON and its picture as PNG or SVG. Loaded on demand. */
import { readsViz } from '../../charts/query-tables.ts';
import { NO_ROWS } from '../../charts/summary.ts';
import type { NumberChart } from '../../charts/types.ts';
import type { ChartController } from '../../controllers/chart/chart.ts';
import { limitScale, writePng } from '../../export/png.ts';
import { writeCsv, writeJson } from '../../export/rows.ts';
import { fileName, save } from '../../export/save.ts';
import { layOutSheet, type Paragraph } from '../../export/sheet.ts';
import { svgSize, writeSvg } from '../../export/svg.ts';
import { type FileMetadata, type FileFormat, type FileOptions, type FileType } from '../../export/types.ts';
import { warnOnce } from '../../internal/text.ts';
import { describeNumber } from '../../locale/comparison.ts';
import { extraWords } from '../../locale/summary.ts';
import type { Metadata } from '../../pipeline/attribution.ts';
import { asOfMoment, kindText, noticeTexts, type ChartViewModel } from '../../pipeline/view-model.ts';
import { VibedasherError } from '../../public-client/errors.ts';
import { isCloud, viewerUrl } from '../../public-client/urls.ts';
import { plainTitle } from '../../spec/facts.ts';
import { MAIN } from '../../spec/names.ts';
import { listChoices } from './viz-choices.ts';
import type { Files, ShownChart, VizHost } from './viz-host.ts';

/** The content of a file besides rows and picture: the texts around the chart, and a description. */
interface FileContext extends Metadata {
  /** Texts that explain the picture. */
  readonly legend: readonly string[];
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
const DEFAULT_SCALE = 2;
/** Text style of exported pictures with `theme="none"`, for which there are no tokens. Sizes in px. */
const DEFAULT_TOKENS = {
  font: 'sans-serif',
  fontSize: 16,
  text: '#000000',
  muted: '#555555',
  background: '#ffffff',
};

interface FileResult {
  readonly blob: Blob;
  /** Whether the picture is smaller than requested. */
  readonly smaller: boolean;
}

/** Creates the file methods of a chart. The element's id names files of charts without a name. */
export function chartFiles(
  { id, alt }: VizHost,
  chart: ChartController,
  { current, describe }: Pick<ShownChart['extras'], 'current' | 'describe'>,
): Files {
  const context: FileContext = {
    byline: null,
    attribution: null,
    notes: null,
    ...current.map((extra) => extra?.metadata?.()).find(Boolean),
    legend: current.flatMap((extra) => extra?.legend?.() ?? []),
    describe: (viewModel) => [alt, describe(viewModel)].filter(Boolean).join(' '),
  };
  return {
    async toBlob(type, options) {
      const format = FORMATS.find((each) => TYPES[each] === type);
      if (!format) {
        throw new VibedasherError(
          'config',
          `toBlob("${type}"): use one of ${Object.values(TYPES).join(', ')}`,
        );
      }
      return (await createFile(chart, context, format, options)).blob;
    },
    async download(format, options) {
      if (!FORMATS.includes(format)) {
        throw new VibedasherError('config', `download("${format}"): use one of ${FORMATS.join(', ')}`);
      }
      const { blob, smaller } = await createFile(chart, context, format, options);
      const { request } = chart.settings ?? {};
      const viewModel = shownViewModel(chart);
      const { asOf, retrievedAt } = fileMetadata(chart, context, viewModel);
      const parts = [request?.ref.slug ?? null, chartNamePart(chart, id), ...rowsNameParts(chart, viewModel)];
      save(blob, fileName(parts, asOf ?? retrievedAt, format));
      if (smaller) options?.onSmaller?.();
    },
  };
}

async function createFile(
  chart: ChartController,
  context: FileContext,
  format: FileFormat,
  options: FileOptions = {},
): Promise<FileResult> {
  const viewModel = shownViewModel(chart);
  const metadata = fileMetadata(chart, context, viewModel);
  const rows = chart.data ?? NO_ROWS;
  if (format === 'csv') return { blob: await writeCsv(rows), smaller: false };
  if (format === 'json') return { blob: await writeJson(rows, metadata), smaller: false };
  return createPicture(chart, context, viewModel, metadata, format, options.scale ?? DEFAULT_SCALE);
}

async function createPicture(
  chart: ChartController,
  { describe, legend }: FileContext,
  viewModel: ChartViewModel,
  metadata: FileMetadata,
  format: 'png' | 'svg',
  requested: number,
): Promise<FileResult> {
  const { kind = null } = viewModel.chart ?? {};
  if (kind !== 'spec' && kind !== 'number') {
    const what = kind === 'table' ? 'A table' : 'A result without rows';
    throw new VibedasherError('unsupported', `${what} cannot be exported as a picture: use csv or json`);
  }
  return chart.useView(async (view) => {
    if (kind === 'spec' && !view)
      throw chart.error ?? new VibedasherError('render', 'The chart has not been drawn');
    if (view) ignoreRefusedLinks(view.loader());
    const svg = view ? await view.toSVG() : '';
    const sheet = layOutSheet(sheetContents(chart, viewModel, metadata, legend, svgSize(svg)));
    if (format === 'svg') {
      return {
        blob: writeSvg(sheet, svg, metadata, describe(viewModel) || (metadata.description ?? '')),
        smaller: false,
      };
    }
    const scale = limitScale(sheet, requested);
    const smaller = scale < requested;
    if (smaller)
      warnOnce(`The picture is exported at scale ${scale.toFixed(2)}, as ${requested} would be too large`);
    const canvas = svg && view ? await view.toCanvas(scale) : null;
    return { blob: await writePng(sheet, canvas, scale, metadata), smaller };
  });
}

const patchedLoaders = new WeakSet<Loader>();

/**
 * Makes `loader` return an empty link instead of refusing one. If `sanitize` rejects a link, Vega's SVG string
 * renderer throws an error asynchronously, where it cannot be caught.
 */
function ignoreRefusedLinks(loader: Loader): void {
  if (patchedLoaders.has(loader)) return;
  patchedLoaders.add(loader);
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

/** Returns the view model that the chart shows. Throws the chart's error if it shows nothing. */
function shownViewModel({ drawing, loaded, error }: ChartController): ChartViewModel {
  const { viewModel } = drawing;
  if (!viewModel?.isResolved || !loaded)
    throw error ?? new VibedasherError('render', 'There is nothing to export yet');
  return viewModel;
}

/** Returns the part of a file name that distinguishes the charts of one viz; `null` for the main chart. */
function chartNamePart({ viz, loaded, settings, drawing }: ChartController, id: string): string | null {
  const { chart = null } = settings?.request ?? {};
  const file = chart ?? loaded?.source.id;
  if (file) return file === MAIN ? chart : file;
  const title = drawing.viewModel?.title;
  return title && title !== viz?.name ? title : id;
}

/** Returns the parts of a file name that distinguish results of one chart: chosen parameters and a row limit. */
function rowsNameParts(chart: ChartController, { locale }: ChartViewModel): readonly string[] {
  const chosen = listChoices(chart, locale).filter(({ isDefault }) => !isDefault);
  const first = chart.data?.truncated ? [`first-${chart.data.rows.length}-rows`] : [];
  return [...chosen.map(({ value }) => value), ...first];
}

function fileMetadata(
  chart: ChartController,
  { byline, attribution, notes }: FileContext,
  viewModel: ChartViewModel,
): FileMetadata {
  const { viz, loaded, settings, drawnAt } = chart;
  const choices = listChoices(chart, viewModel.locale);
  const { ref, client } = settings?.request ?? {};
  const slug = viz?.slug ?? ref?.slug ?? '';
  const account = viz?.account ?? ref?.account;
  const name = account ? `${account}/${slug}` : slug;
  const ofCloud = isCloud(client?.apiBase ?? '');
  const isFromViz = readsViz(settings?.request.sql);
  return {
    title: viewModel.title ?? kindText(viewModel),
    description: viewModel.description,
    byline,
    source: attribution?.text ?? (!isFromViz ? '' : ofCloud ? `${name} (Vibedasher)` : name),
    url: attribution ? (attribution.link?.href ?? null) : ofCloud && isFromViz ? viewerUrl(slug) : pageUrl(),
    notes,
    params: Object.fromEntries(choices.map(({ param, raw }) => [param, raw])),
    choices: choices.map(({ name, value }) => `${name}: ${value}`),
    asOf: isFromViz && loaded ? asOfMoment(viz, loaded) : null,
    retrievedAt: new Date(drawnAt ?? Date.now()),
  };
}

/** Returns the page's HTTP(S) URL, else `null`. Omits query and fragment, which may contain personal data. */
function pageUrl(): string | null {
  const { protocol, origin, pathname } = location;
  return /^https?:$/.test(protocol) ? origin + pathname : null;
}

function sheetContents(
  chart: ChartController,
  viewModel: ChartViewModel,
  metadata: FileMetadata,
  legend: FileContext['legend'],
  size: { readonly width: number; readonly height: number },
): Parameters<typeof layOutSheet>[0] {
  const { font, fontSize, text, muted, background } = viewModel.tokens ?? DEFAULT_TOKENS;
  const { locale, rtl } = viewModel;
  const words = extraWords(locale);
  const title = { text: metadata.title, size: fontSize * 1.125, weight: 600, color: text } as const;
  const plain = (text: string, size = 0.875): Paragraph => ({
    text,
    size: Math.max(12, fontSize * size),
    weight: 400,
    color: muted,
  });
  const { byline, source, url, choices, asOf, retrievedAt, description, notes } = metadata;
  const { cut } = viewModel;
  const notices = [
    ...noticeTexts(viewModel, chart.viz),
    ...(asOf || !readsViz(chart.settings?.request.sql)
      ? []
      : [`${words.retrieved}: ${locale.moment(retrievedAt)}`]),
  ];
  return {
    heading: hasOwnTitle(chart, viewModel)
      ? []
      : [...(viewModel.title ? [title] : []), ...(description ? [plain(description)] : [])],
    chart: viewModel.chart?.kind === 'number' ? numberTexts(viewModel.chart, viewModel, title, plain) : size,
    footing: [
      ...legend.map((each) => ({ ...plain(each, 0.75), color: text })),
      ...(cut ? [plain(locale.messages.shown(cut.shown, cut.total), 0.75)] : []),
      ...(notes ? [plain(notes, 0.75)] : []),
      ...(choices.length > 0 ? [plain(choices.map(keepOnOneLine).join('; '), 0.75)] : []),
      plain(
        [byline, source && `${words.source}: ${[source, url].filter(Boolean).join(', ')}`]
          .filter(Boolean)
          .join(' · '),
        0.75,
      ),
      plain(notices.join(' · '), 0.75),
    ],
    background: viewModel.backdrop ?? background,
    font,
    direction: rtl ? 'rtl' : locale.dir,
  };
}

/** Keeps name and value of a parameter on one line, unless they are long. */
const keepOnOneLine = (choice: string): string =>
  choice.length > 30 ? choice : choice.replaceAll(' ', '\u00a0');

/** Returns whether the picture shows the title of its spec: only with `theme="none"` and `caption="none"`. */
function hasOwnTitle({ settings }: ChartController, { chart }: ChartViewModel): boolean {
  const { theme, caption } = settings ?? {};
  return theme === 'none' && caption === 'none' && chart?.kind === 'spec' && plainTitle(chart.spec) !== null;
}

function numberTexts(
  chart: NumberChart,
  { locale }: ChartViewModel,
  title: Paragraph,
  plain: (text: string) => Paragraph,
): readonly Paragraph[] {
  const { label, text, compared } = describeNumber(chart, locale);
  const { arrow, text: change, verdict } = compared ?? {};
  return [
    ...(label ? [plain(label)] : []),
    { ...title, text, size: (title.size / 1.125) * 2.5 },
    ...(compared ? [plain(`${arrow} ${change}${verdict && ` (${verdict})`}`)] : []),
  ];
}
