import { hasOnlyZeros } from '../charts/columns.ts';
import { missingFields, NO_ROWS, singleViews, summarizeChart, type SummaryField } from '../charts/summary.ts';
import type { MeasureFormats } from '../charts/measure-formats.ts';
import type { Chart, ChartSource, PreferredMark, SpecChart } from '../charts/types.ts';
import { isObject } from '../internal/json.ts';
import { clip, listNames, MAX_DESCRIPTION_LENGTH, MAX_NAME_LENGTH } from '../internal/text.ts';
import { longestTextWidth } from '../internal/widths.ts';
import { ageText, asOfText, chartWords, describeChart } from '../locale/summary.ts';
import type { Locale } from '../locale/types.ts';
import { VibedasherError, lazily } from '../public-client/errors.ts';
import type { Viz } from '../public-client/types.ts';
import { fillsBox, isComposed, ownSize, plainTitle, type PlainTitle } from '../spec/facts.ts';
import { MAIN } from '../spec/names.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { textScale, type Tokens } from '../theming/tokens.ts';
import type { Size } from '../vega/types.ts';
import {
  type CaptionSettings,
  type ChartSettings,
  type EditorSettings,
  isEmpty,
  loadDeriver,
  type LoadedChart,
} from './load-chart.ts';

/** Numbers of categories: shown, and in the rows. */
interface Cut {
  readonly shown: number;
  readonly total: number;
}

/** The state that a host renders, besides the picture itself. */
export interface ChartViewModel {
  readonly locale: Locale;
  /** Whether text runs from right to left; never with `theme="none"`. */
  readonly rtl: boolean;
  /** `null` with `theme="none"`. */
  readonly tokens: Tokens | null;
  /** Background color for a chart whose color scheme differs from that of the page. */
  readonly backdrop: string | null;
  /** Whether title, description and chart are known: `false` until the rows have loaded. */
  readonly isResolved: boolean;
  /** `null` until the rows have loaded. */
  readonly loaded: LoadedChart | null;
  /** `null` without rows, or before they have loaded. */
  readonly chart: Chart | null;
  /** The `mark` that the chart was chosen with. */
  readonly mark: PreferredMark | null;
  /** How many categories a derived chart shows; `null` for a chart that shows all. */
  readonly cut: Cut | null;
  readonly title: string | null;
  readonly description: string | null;
  /** The formats that the page has set for measures. */
  readonly formats: MeasureFormats | null;
  /** If set, the box grows to the size of the picture, with at least this height in px. */
  readonly intrinsicHeight: number | null;
}

/** The view model of a chart that has not loaded yet. */
export const UNRESOLVED = {
  isResolved: false,
  loaded: null,
  chart: null,
  mark: null,
  cut: null,
  title: null,
  description: null,
  formats: null,
  intrinsicHeight: null,
} as const;

/** Estimated height of caption and footer in px. */
export const CAPTION_AND_FOOTER_HEIGHT = 90;
/** The size of a picture whose box has no size yet. */
const DEFAULT_SIZE: Size = { width: 640, height: 320 };
/**
 * The box size is rounded to a multiple of this, in px, before a chart is derived, so small size changes do not change
 * the chart.
 */
const SIZE_STEP = 80;
/** Loads the outlines of places and the code for them. Rejects with an error of kind `network`. */
const loadMaps = (): Promise<typeof import('./maps.ts')> => lazily(() => import('./maps.ts'));

/** The settings that the choice of a chart depends on. */
interface ChoiceSettings
  extends EditorSettings, CaptionSettings, Pick<ChartSettings, 'theme' | 'mark' | 'fit'> {
  readonly request: Pick<ChartSettings['request'], 'ref' | 'sql'>;
}

/** Returns whether a chart has formats that need its rows. */
export const hasMeasureFormats = ({
  unit,
  decimals,
  format,
  theme,
}: Pick<ChoiceSettings, 'unit' | 'decimals' | 'format' | 'theme'>): boolean =>
  theme !== 'none' && Boolean(unit || decimals || format);

const loadMeasureFormats = (): Promise<typeof import('./measure-formats.ts')> =>
  lazily(() => import('./measure-formats.ts'));

/** Loads the titles of aggregates into the locale if a spec needs them, unless its look must stay unchanged. */
export async function loadAggregateTitles(
  spec: VegaLiteSpec,
  { locale, tokens }: Pick<ChartViewModel, 'locale' | 'tokens'>,
): Promise<void> {
  const isOpen = singleViews(spec).some(({ encoding }) =>
    Object.values(encoding)
      .flat()
      .some((definition) => isObject(definition) && definition['aggregate'] && !('title' in definition)),
  );
  if (tokens && isOpen) (await lazily(() => import('../locale/aggregate-titles.ts'))).titleAggregates(locale);
}

/** Creates the view model once the rows have loaded. `box` is the size of the picture in px. */
export async function resolveViewModel(
  base: ChartViewModel,
  viz: Viz | null,
  loaded: LoadedChart,
  settings: ChoiceSettings,
  box: Size,
): Promise<ChartViewModel> {
  const formats = hasMeasureFormats(settings)
    ? (await loadMeasureFormats()).readMeasureFormats(
        settings,
        loaded.data.get(MAIN)?.columns ?? [],
        base.locale,
      )
    : null;
  const chart = isEmpty(loaded) ? null : await chooseChart(base, loaded, settings, box, formats);
  const { source } = loaded;
  const spec = chart === null ? source.spec : chart.kind === 'spec' ? chart.spec : null;
  // The title in the viz's spec may not apply to the results of the page's own query.
  const hasSpecTitle =
    settings.theme !== 'none' && (!source.usesVizSpecForPageQuery || settings.caption === 'viz');
  return {
    ...base,
    isResolved: true,
    loaded,
    chart,
    mark: settings.mark,
    formats,
    cut: cutOf(chart),
    ...captionTexts(settings, viz, hasSpecTitle && spec ? plainTitle(spec) : null),
    intrinsicHeight: chart?.kind === 'spec' ? naturalHeight(chart.spec, settings.fit, box) : null,
  };
}

/**
 * Returns title and description: those of the page, else of the spec or the viz. Rows of the page's own query do not have
 * those of the viz, unless `caption="viz"`.
 */
export function captionTexts(
  settings: CaptionSettings,
  viz: Pick<Viz, 'name' | 'description'> | null,
  inSpec: PlainTitle | null = null,
): Pick<ChartViewModel, 'title' | 'description'> {
  const { heading, description } = settings;
  const ofViz = hidesVizTexts(settings) ? null : viz;
  return {
    title: shownText(heading ?? inSpec?.title ?? ofViz?.name, MAX_NAME_LENGTH),
    description: shownText(
      description ?? (inSpec ? inSpec.subtitle : ofViz?.description),
      MAX_DESCRIPTION_LENGTH,
    ),
  };
}

/** Returns whether the chart shows rows of the page's own query, which the texts of the viz may not describe. */
export const hidesVizTexts = ({ caption, request: { sql } }: CaptionSettings): boolean =>
  sql !== null && caption !== 'viz';

/** Returns the text of an attribute, `null` if it is empty. Frameworks may set a property to a value of any type. */
export const shownText = (text: unknown, most: number): string | null =>
  clip(String(text ?? '').trim(), most) || null;

function cutOf(chart: Chart | null): Cut | null {
  const { more = 0, total = 0 } = chart?.kind === 'spec' ? chart : {};
  return more > 0 ? { shown: total - more, total } : null;
}

async function chooseChart(
  { locale, rtl, tokens }: ChartViewModel,
  { source, data }: LoadedChart,
  { mark, sort, limit, bins, highlight, fit, theme, reference, request: { sql } }: ChoiceSettings,
  { width, height }: Size,
  formats: MeasureFormats | null,
): Promise<Chart> {
  const isExact = fit === 'none' && theme === 'none';
  const rows = data.get(MAIN) ?? NO_ROWS;
  if (source.spec && fitsRows(source, data, mark, isExact)) {
    let { spec } = source;
    await loadAggregateTitles(spec, { locale, tokens });
    if (
      !isExact &&
      (sort ||
        (sql !== null && hasColoredBars(spec)) ||
        rows.columns.some((_, at) => hasOnlyZeros(rows.rows, at)))
    )
      spec = (await lazily(() => import('./spec-edits.ts'))).editSpec(spec, data, { sort }, locale);
    if (formats) spec = (await loadMeasureFormats()).formatSpec(spec, formats);
    return { kind: 'spec', spec, data, derived: false, more: 0 };
  }
  if (mark === 'table') return { kind: 'table', dataset: rows };
  const round = (length: number): number => Math.max(SIZE_STEP, Math.round(length / SIZE_STEP) * SIZE_STEP);
  const reserved = Math.min(width / 3, referenceLabelWidth(reference) * textScale(tokens));
  const available = width > 0 ? { width: round(width - reserved), height: round(height) } : DEFAULT_SIZE;
  // A histogram, which is also the default for one column, has a count.
  if (mark === 'histogram' || rows.columns.length === 1)
    (await lazily(() => import('../locale/aggregate-titles.ts'))).titleAggregates(locale);
  const words = chartWords(locale);
  const scale = { available, textScale: textScale(tokens) };
  const options = {
    ...{ mark, sort, limit, bins, highlight, sql, rtl, words, formats },
    ...scale,
    language: locale.tag,
  };
  const map = mark === 'map' ? await (await loadMaps()).drawPlaces(rows, options, locale) : null;
  if (map && typeof map === 'object') return map;
  const { deriveChart, loadRareKinds } = await loadDeriver();
  const chart = deriveChart(rows, { ...options, noMap: map }, await loadRareKinds(mark));
  return chart.kind === 'spec' && 'projection' in chart.spec
    ? (await loadMaps()).withLand(chart, available.width)
    : chart;
}

/** Returns the estimated width in px of the longest label next to the plot, at the line of a number. */
const referenceLabelWidth = (reference: string | null): number =>
  longestTextWidth((reference ?? '').split(';').filter((part) => /^\s*[-−]?[\d.]+%?\s/.test(part)));

/** Returns whether the spec has bars with colors whose order it may leave open. */
const hasColoredBars = (spec: VegaLiteSpec): boolean =>
  singleViews(spec).some(
    ({ mark, encoding: { color } }) => mark === 'bar' && isObject(color) && color['field'],
  );

/**
 * Returns whether the spec can draw these rows. The viz's own spec may not fit the results of the page's query.
 * With `isExact`, the chart must be what Vega-Lite draws, so there is no error.
 *
 * @throws VibedasherError of kind `spec` for other specs with fields that the rows lack, because Vega-Lite would draw
 *   "undefined"
 */
function fitsRows(
  { spec, usesVizSpecForPageQuery }: ChartSource,
  data: LoadedChart['data'],
  mark: PreferredMark | null,
  isExact: boolean,
): boolean {
  if (!spec || !data.has(MAIN)) return true;
  const columns = [...data.values()].flatMap((each) => each.columns);
  const missing = missingFields(spec, columns);
  if (usesVizSpecForPageQuery) return missing.length === 0 && mark === null;
  if (missing.length > 0 && !isExact) {
    const present = columns.map(({ name }) => name);
    throw new VibedasherError(
      'spec',
      `The rows lack fields of the spec: ${listNames(missing)}. They have: ${listNames(present)}`,
    );
  }
  return true;
}

/** Returns the minimum height in px of a picture that does not fit into its box, else `null`. */
function naturalHeight(spec: VegaLiteSpec, fit: ChartSettings['fit'], box: Size): number | null {
  if (fit === 'none' || (isComposed(spec) && !fillsBox(spec))) return 0;
  const { minHeight } = ownSize(spec);
  // A box that has already grown has exactly this height.
  return minHeight !== null && minHeight >= box.height ? minHeight : null;
}

/** Returns the size of a picture in its box: lower if the spec sets an aspect ratio. */
export function pictureSize({ width, height }: Size, spec: VegaLiteSpec): Size {
  if (width === 0 || height === 0) return DEFAULT_SIZE;
  const { ratio, minHeight } = ownSize(spec);
  const flat = ratio === null ? height : Math.min(height, Math.max(width / ratio, minHeight ?? 0));
  return { width, height: Math.round(flat) };
}

/** Returns the notices about the rows: truncated, waiting for data, not on the map, their age. Omits one equal to `dashboardAge`. */
export function noticeTexts(
  { locale, loaded, chart }: ChartViewModel,
  viz: Viz | null,
  dashboardAge: string | null = null,
): readonly string[] {
  if (!loaded) return [];
  const { messages } = locale;
  const rows = [...loaded.data.values()];
  const cut = rows.find(({ truncated }) => truncated);
  const asOf = asOfMoment(viz, loaded);
  const age = asOf ? asOfText(asOf, messages) : viz && ageText(viz.freshness, messages);
  const isAgeShown = age === dashboardAge;
  return [
    cut ? messages.truncated(cut.rows.length) : null,
    viz?.dataState.status === 'waiting' ? messages.dataWaiting : null,
    (chart?.kind === 'spec' && chart.map?.notice) || null,
    isAgeShown ? null : asOf ? asOfText(asOf, messages, rows) : age,
  ].filter((text): text is string => text !== null);
}

/** Returns the time that the data describe: that of the rows, else that of the viz, else `null`. */
export function asOfMoment(viz: Viz | null, loaded: LoadedChart): Date | null {
  for (const { asOf } of loaded.data.values()) if (asOf) return asOf;
  return viz?.freshness.status === 'measured' ? viz.freshness.asOf : null;
}

const summaries = new WeakMap<SpecChart, ReturnType<typeof summarizeChart>>();

/** Caches the summary of a chart's rows, because each update of the element, even for a tooltip, needs it. */
function cachedSummary(chart: SpecChart, locale: Locale): ReturnType<typeof summarizeChart> {
  const summary = summaries.get(chart) ?? summarizeChart(chart, chartWords(locale));
  summaries.set(chart, summary);
  return summary;
}

/** Returns the kind of the chart in the reader's language: "Bar chart". */
export function kindText({ locale, chart }: ChartViewModel): string {
  const kind = chart?.kind === 'spec' ? cachedSummary(chart, locale).kind : 'chart';
  return locale.messages.kinds[kind];
}

/** Returns the description of the spec, unless it is the text above the chart. */
function ownDescription({ chart, description: shown }: ChartViewModel): string | null {
  const own = chart?.kind === 'spec' ? chart.spec['description'] : null;
  return typeof own === 'string' && own.trim() && own !== shown ? own : null;
}

/** Returns the description for screen readers: that of the spec, else one of fields and their ranges. */
export function accessibleDescription(viewModel: ChartViewModel): string {
  const { locale, chart, formats } = viewModel;
  if (chart?.kind !== 'spec') return '';
  return (
    ownDescription(viewModel) ??
    [describeChart(cachedSummary(chart, locale), locale, formats), chart.map?.remark]
      .filter(Boolean)
      .join(' ')
  );
}

/** Returns the described measures whose range only the drawn marks have, because the spec computes them. */
export const computedMeasures = (
  viewModel: ChartViewModel,
): readonly Extract<SummaryField, { type: 'number' }>[] =>
  viewModel.chart?.kind === 'spec' && ownDescription(viewModel) === null
    ? cachedSummary(viewModel.chart, viewModel.locale).measures.flatMap((field) =>
        field.type === 'number' && isNaN(field.min) ? [field] : [],
      )
    : [];
