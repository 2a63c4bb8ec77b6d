import type { ChartWords } from '../charts/columns.ts';
import { missingFields, summarizeChart } from '../charts/summary.ts';
import type { Chart, ChartSource, PreferredMark, SpecChart } from '../charts/types.ts';
import { lazily } from '../internal/tasks.ts';
import { clip, LONGEST_DESCRIPTION, LONGEST_NAME, warnOnce } from '../internal/text.ts';
import { ageText, describeChart } from '../locale/summary.ts';
import type { Locale } from '../locale/types.ts';
import type { Dataset, Viz } from '../public-client/types.ts';
import { fillsBox, isComposed, ownSize, plainTitle } from '../spec/facts.ts';
import { LAND, MAIN } from '../spec/names.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import type { Tokens } from '../theming/tokens.ts';
import type { Size } from '../vega/types.ts';
import { type ChartSettings, isEmpty, loadDeriver, type LoadedChart } from './load-chart.ts';

/** What a host shows besides the picture. */
export interface ChartViewModel {
  readonly locale: Locale;
  /** Whether it is read from right to left; never under `theme="none"`. */
  readonly rtl: boolean;
  /** `null` under `theme="none"`. */
  readonly tokens: Tokens | null;
  /** What is painted under a chart whose theme does not fit the page's own ground. */
  readonly backdrop: string | null;
  /** Whether title, description and chart are those of the rows: `false` until there are rows. */
  readonly settled: boolean;
  /** The loaded chart; `null` until it is settled. */
  readonly loaded: LoadedChart | null;
  /** `null` where there are no rows, or not yet. */
  readonly chart: Chart | null;
  readonly title: string | null;
  readonly description: string | null;
  /** The box grows to the picture's own size, with at least this height in px. */
  readonly intrinsicHeight: number | null;
}

/** The view model of a chart that has not loaded yet. */
export const UNSETTLED = {
  settled: false,
  loaded: null,
  chart: null,
  title: null,
  description: null,
  intrinsicHeight: null,
} as const;

/** About what caption and footer take of a box's height, in px. */
export const AROUND = 90;
/** The size of a picture whose box has none yet. */
const UNSEEN: Size = { width: 640, height: 320 };
/** Derived charts are made for a box rounded to this many px, so that small changes make no other chart. */
const STEP = 80;
const NO_ROWS: Dataset = { columns: [], rows: [], truncated: false };

/** What the choice of a chart depends on besides its rows. */
export interface ChoiceSettings extends Pick<ChartSettings, 'theme' | 'mark' | 'fit'> {
  readonly request: Pick<ChartSettings['request'], 'ref'>;
}

/** The view model of a chart whose rows have loaded; `box` is the size of its picture in px. */
export async function settledViewModel(
  base: ChartViewModel,
  viz: Viz | null,
  loaded: LoadedChart,
  settings: ChoiceSettings,
  box: Size,
): Promise<ChartViewModel> {
  const chart = isEmpty(loaded) ? null : await chooseChart(base, loaded, settings, box);
  const { source } = loaded;
  const spec = chart === null ? source.spec : chart.kind === 'spec' ? chart.spec : null;
  // What the viz says above its own numbers need not be true of those that the page asks for.
  const specTitle =
    settings.theme !== 'none' && spec && !source.usesVizSpecForPageQuery ? plainTitle(spec) : null;
  const title = specTitle?.title ?? viz?.name;
  const description = specTitle ? specTitle.subtitle : viz?.description;
  return {
    ...base,
    settled: true,
    loaded,
    chart,
    title: title == null ? null : clip(title, LONGEST_NAME),
    description: description == null ? null : clip(description, LONGEST_DESCRIPTION),
    intrinsicHeight: chart?.kind === 'spec' ? naturalHeight(chart.spec, settings.fit, box) : null,
  };
}

async function chooseChart(
  { locale, rtl }: ChartViewModel,
  { source, data }: LoadedChart,
  { mark, request: { ref } }: ChoiceSettings,
  { width, height }: Size,
): Promise<Chart> {
  if (source.spec && suits(source, data, mark, ref.slug)) {
    return { kind: 'spec', spec: source.spec, data, derived: false, more: 0 };
  }
  const rows = data.get(MAIN) ?? NO_ROWS;
  if (mark === 'table') return { kind: 'table', dataset: rows };
  const round = (length: number): number => Math.max(STEP, Math.round(length / STEP) * STEP);
  const available = width > 0 ? { width: round(width), height: round(height) } : UNSEEN;
  const { deriveChart } = await loadDeriver();
  const chart = deriveChart(rows, { mark, available, rtl, words: chartWords(locale) });
  return chart.kind === 'spec' ? withLand(chart) : chart;
}

/** Whether the spec is one for these rows: the viz's own need not be, where the page brings the query. */
function suits(
  { spec, usesVizSpecForPageQuery }: ChartSource,
  data: LoadedChart['data'],
  mark: PreferredMark | null,
  slug: string,
): boolean {
  const rows = data.get(MAIN);
  if (!spec || !rows) return true;
  const missing = missingFields(spec, rows.columns);
  if (usesVizSpecForPageQuery) return missing.length === 0 && mark === null;
  if (missing.length > 0) {
    warnOnce(`The spec of "${slug}" uses fields that the data does not have: ${missing.join(', ')}`);
  }
  return true;
}

/** The least height in px of a picture that does not fit into its box, else `null`. */
function naturalHeight(spec: VegaLiteSpec, fit: ChartSettings['fit'], box: Size): number | null {
  if (fit === 'none' || (isComposed(spec) && !fillsBox(spec))) return 0;
  const { minHeight } = ownSize(spec);
  // A box that has grown already has just this height.
  return minHeight !== null && minHeight >= box.height ? minHeight : null;
}

/** The size of a picture within its box: less high where the spec asks for a flat strip. */
export function pictureSize({ width, height }: Size, spec: VegaLiteSpec): Size {
  if (width === 0 || height === 0) return UNSEEN;
  const { ratio, minHeight } = ownSize(spec);
  const flat = ratio === null ? height : Math.min(height, Math.max(width / ratio, minHeight ?? 0));
  return { width, height: Math.round(flat) };
}

/** The words of a derived chart in a reader's language. */
function chartWords({ messages }: Locale): ChartWords {
  const { other, none, yes, no, verdicts, directions, current, previous } = messages;
  const same = directions.same.replace(/^./u, (letter) => letter.toUpperCase());
  return { other, none, yes, no, ...verdicts, same, current, previous };
}

interface LayerWithData {
  readonly data?: { readonly name?: string };
}

/** Puts the outline of the land into a derived map; any other chart is returned as it is. */
async function withLand(chart: SpecChart): Promise<SpecChart> {
  const layers = (chart.spec['layer'] ?? []) as readonly LayerWithData[];
  if (!layers.some(isLand)) return chart;
  const { default: values } = await lazily(
    () => import('world-atlas/land-110m.json', { with: { type: 'json' } }),
  );
  const layer = layers.map((each) => (isLand(each) ? { ...each, data: { ...each.data, values } } : each));
  const spec: VegaLiteSpec = { ...chart.spec, layer };
  return { ...chart, spec };
}

const isLand = ({ data }: LayerWithData): boolean => data?.name === LAND;

/** What a reader must know of the rows on show: cut off, not yet complete, how old, unless `saidAge` says that already. */
export function noticeTexts(
  { locale, loaded }: ChartViewModel,
  viz: Viz | null,
  saidAge?: string,
): readonly string[] {
  if (!loaded) return [];
  const { messages } = locale;
  const cut = [...loaded.data.values()].find(({ truncated }) => truncated);
  return [
    cut ? messages.truncated(cut.rows.length) : null,
    viz?.dataState.status === 'waiting' ? messages.dataWaiting : null,
    ageOf(viz, loaded, locale),
  ].filter((text): text is string => text !== null && text !== saidAge);
}

function ageOf(viz: Viz | null, loaded: LoadedChart, { messages }: Locale): string | null {
  const asOf = asOfMoment(viz, loaded);
  return asOf ? messages.asOf(asOf) : viz && ageText(viz.freshness, messages);
}

/** The moment that the data describe, where the API knows it: the rows' own, else the viz's. */
export function asOfMoment(viz: Viz | null, loaded: LoadedChart): Date | null {
  for (const { asOf } of loaded.data.values()) if (asOf) return asOf;
  return viz?.freshness.status === 'measured' ? viz.freshness.asOf : null;
}

const summaries = new WeakMap<SpecChart, ReturnType<typeof summarizeChart>>();

/** Reads the rows once for a chart: it is asked for with every update, that of a tooltip included. */
function summaryOf(chart: SpecChart): ReturnType<typeof summarizeChart> {
  const summary = summaries.get(chart) ?? summarizeChart(chart);
  summaries.set(chart, summary);
  return summary;
}

/** What the chart is called: "Bar chart". */
export function kindText({ locale, chart }: ChartViewModel): string {
  const kind = chart?.kind === 'spec' ? summaryOf(chart).kind : 'chart';
  return locale.messages.kinds[kind];
}

/** The description for those who do not see the picture: the spec's own, else one made from fields and ranges. */
export function describe({ locale, chart }: ChartViewModel): string {
  if (chart?.kind !== 'spec') return '';
  const { description } = chart.spec;
  if (typeof description === 'string' && description.trim()) return description;
  return describeChart(summaryOf(chart), locale);
}
