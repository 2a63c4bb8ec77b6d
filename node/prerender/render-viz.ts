/** Renders one chart as HTML, with the same steps as the element, and one drawing for each width. */
import { withTitles } from '../../src/charts/column-titles.ts';
import { annotate, type AnnotationWarner } from '../../src/charts/emphasis/annotate.ts';
import { readNotes } from '../../src/charts/emphasis/notes.ts';
import { hash, pictureKey } from '../../src/charts/picture-key.ts';
import { readsViz } from '../../src/charts/query-tables.ts';
import type { PreferredMark, SpecChart } from '../../src/charts/types.ts';
import { clip, MAX_DESCRIPTION_LENGTH, MAX_NAME_LENGTH, warnOnce } from '../../src/internal/text.ts';
import { describeAnnotations, referenceText } from '../../src/locale/annotations.ts';
import { describeNumber } from '../../src/locale/comparison.ts';
import { asOfText, extraWords } from '../../src/locale/summary.ts';
import { columnFormats } from '../../src/locale/column-formats.ts';
import { loadLocale } from '../../src/locale/load-locale.ts';
import { resolveMetadata } from '../../src/pipeline/attribution.ts';
import { type AttributeValues, pictureLook, withDefaultValues } from '../../src/pipeline/attributes.ts';
import { originList } from '../../src/pipeline/check-settings.ts';
import { describeDrawnRanges } from '../../src/pipeline/drawn-ranges.ts';
import type { LoadedChart } from '../../src/pipeline/load-chart.ts';
import { chartWarnings } from '../../src/pipeline/warnings.ts';
import {
  CAPTION_AND_FOOTER_HEIGHT,
  asOfMoment,
  hidesVizTexts,
  accessibleDescription,
  pictureSize,
  resolveViewModel,
  shownText,
  UNRESOLVED,
  type ChartViewModel,
} from '../../src/pipeline/view-model.ts';
import type { Viz } from '../../src/public-client/types.ts';
import type { VegaLiteSpec } from '../../src/spec/types.ts';
import { findTheme } from '../../src/theming/themes.ts';
import { createTokens } from '../../src/theming/tokens.ts';
import type { ColorScheme, Tokens } from '../../src/theming/tokens.ts';
import { themeConfig } from '../../src/theming/vega-config.ts';
import { withReadableColors } from '../../src/vega/colors.ts';
import { highlightedNames, showHighlight } from '../../src/vega/highlight.ts';
import { shownNotes, type NoteList } from '../../src/vega/shown-notes.ts';
import type { MountedChart, Size } from '../../src/vega/types.ts';
import { boxHeight, availableSize, sortedWidths, type Surroundings, WIDTHS } from './box.ts';
import { figureNotices, writeFigure } from './figure.ts';
import { chooseContent, type Picture } from './figure-content.ts';
import { inOrderOf, withFootnote } from './categories.ts';
import { fixedColors } from './color-roles.ts';
import { drawHeadless, type HeadlessRequest } from './headless.ts';
import { type LoadedViz, loadViz, tableRows, signalOrTimeout } from './load-viz.ts';
import { writeSvg } from './svg-writer.ts';
import { measureFor, useMeasure, type TextMeasure } from './text-widths.ts';
import type { RenderedViz, RenderSettings } from './types.ts';

/** A loaded chart, and everything else that its picture depends on. */
interface Chart {
  readonly settings: RenderSettings;
  readonly attributes: Omit<AttributeValues, 'mark'> & { readonly mark: PreferredMark | null };
  readonly viz: Viz;
  readonly loaded: LoadedChart;
  readonly base: ChartViewModel;
  readonly key: string;
  readonly measure: TextMeasure;
  /** The texts and the frame around the picture. */
  readonly surroundings: Omit<Surroundings, 'title' | 'description'>;
}

/** Loads and draws one viz, in this process. */
export const renderViz = async (settings: RenderSettings): Promise<RenderedViz> =>
  drawViz(settings, await loadViz(settings));

/**
 * Draws one viz. Nothing in the result depends on the clock, so the same rows give the same bytes.
 *
 * Rejects with a `VibedasherError`, or with the signal's reason.
 */
export async function drawViz(settings: RenderSettings, { viz, loaded }: LoadedViz): Promise<RenderedViz> {
  const { target = 'web' } = settings;
  const mark = settings.rowsOnly ? 'table' : (settings.mark ?? null);
  const attributes = { ...withDefaultValues({ ...settings, spec: null }), mark };
  const { theme, timezone, caption } = attributes;
  const widths = sortedWidths(settings.widths ?? WIDTHS);
  const locale = await loadLocale(settings.lang, timezone);
  // The style sheet contains the colors for dark pages.
  const tokens = tokensFor(theme, fixedScheme(theme) ?? 'light', settings.font);
  const base = {
    ...UNRESOLVED,
    locale,
    rtl: tokens !== null && locale.dir === 'rtl',
    tokens,
    backdrop: null,
  };
  const measure = await measureFor(settings.font, settings.fontFile);
  const key = pictureKey({ ...loaded, look: pictureLook(attributes) });
  const hiddenName = hidesVizTexts({ ...attributes, request: attributes }) ? viz.name : null;
  const isFromViz = readsViz(attributes.sql);
  const {
    byline,
    attribution: source,
    notes,
  } = resolveMetadata(attributes, isFromViz ? { ...viz, hiddenName } : null, 'vibedasher-viz');
  const asOf = isFromViz ? asOfMoment(viz, loaded) : null;
  const isAgeShownElsewhere = asOf !== null && asOfText(asOf, locale.messages) === settings.dashboardAge;
  const dataset = tableRows(loaded);
  const surroundings = {
    notes,
    source:
      [byline, source && `${extraWords(locale).source}: ${source.text}`].filter(Boolean).join(' · ') || null,
    notices: figureNotices(dataset, isAgeShownElsewhere ? null : asOf, locale),
    button: locale.messages.showTable,
    annotations: readNotes(attributes.annotate ?? '', () => {}).map(({ text }) => text),
    // A light theme is usually on a light page and needs no frame.
    framed: fixedScheme(theme) === 'dark',
    captioned: caption !== 'none',
  };
  const chart: Chart = { settings, attributes, viz, loaded, base, key, measure, surroundings };

  const pictures: Picture[] = [];
  for (const width of widths) {
    settings.signal?.throwIfAborted();
    pictures.push(await renderPicture(chart, width));
  }
  const last = pictures.at(-1)!;
  const { title, description } = last.viewModel;
  const { warnings = [], ...content } = await chooseContent(settings, pictures);
  const html = writeFigure({
    key,
    locale,
    caption,
    title,
    description,
    notes,
    byline,
    source,
    ...content,
    summary: attributes.alt ? (last.written?.summary ?? null) : null,
    dataset: withTitles(inOrderOf(last.viewModel.chart, dataset), last.viewModel),
    formats: columnFormats(dataset, last.viewModel.formats),
    asOf,
    isAgeShownElsewhere,
    mapNotice: mapNotice(last.viewModel),
    natural: pictures.some(({ viewModel }) => viewModel.intrinsicHeight !== null),
    scheme: theme === 'none' ? 'none' : (fixedScheme(theme) ?? 'auto'),
    target,
  });
  const number =
    last.viewModel.chart?.kind === 'number' ? describeNumber(last.viewModel.chart, locale).text : null;
  return {
    html,
    svg: last.written?.light ?? null,
    number,
    alt: last.written?.label ?? [title, number].filter(Boolean).join(': '),
    rows: dataset,
    title,
    description,
    source: surroundings.source,
    asOf,
    key,
    warnings: [...warnings, ...markupWarnings(settings, loaded, last.viewModel.chart)],
  };
}

/** Returns the same warnings as the element. */
const markupWarnings = (
  { mark = null, params = {}, paramAttributes, rowsOnly }: RenderSettings,
  loaded: LoadedChart,
  chart: ChartViewModel['chart'],
): readonly string[] =>
  chartWarnings(rowsOnly ? 'vibedasher-table' : 'vibedasher-viz', {
    mark,
    params: { ...params, ...paramAttributes },
    loaded,
    chart,
  });

/** Returns the color scheme of a theme, or `null` if it follows the page. */
const fixedScheme = (theme: string): ColorScheme | null =>
  theme === 'light' || theme === 'dark' ? theme : (findTheme(theme)?.scheme ?? null);

function tokensFor(theme: string, scheme: ColorScheme, font: string | undefined): Tokens | null {
  if (theme === 'none') return null;
  return createTokens(scheme, { ...findTheme(theme)?.tokens, ...(font && { font }) });
}

async function renderPicture(chart: Chart, width: number): Promise<Picture> {
  const { settings, attributes, viz, loaded, base, surroundings, measure } = chart;
  const { caption } = attributes;
  const choice = { ...attributes, request: { ref: { slug: settings.slug }, sql: attributes.sql } };
  // As in the element, check before the layout of the caption whether the height in the spec fits the box.
  const annotated = surroundings.annotations.length > 0;
  const height = boxHeight(width, surroundings.captioned, annotated) - CAPTION_AND_FOOTER_HEIGHT;
  const expected = { width, height: settings.height ?? height };
  const first = await resolveViewModel(base, viz, loaded, choice, expected);
  const { title, description } = caption === 'none' ? NO_CAPTION : first;
  const notices = [...surroundings.notices, mapNotice(first)].filter((text) => text !== null);
  const available = first.intrinsicHeight
    ? { width, height: first.intrinsicHeight }
    : settings.height
      ? expected
      : availableSize(width, { ...surroundings, notices, title, description }, measure);
  const isDerived = first.chart?.kind === 'spec' && first.chart.derived;
  const resolve = (size: Size): Promise<ChartViewModel> => resolveViewModel(base, viz, loaded, choice, size);
  let viewModel = isDerived ? await resolve(available) : first;
  if (viewModel.cut) viewModel = await resolve({ width, height: available.height - CUT_HEIGHT });
  const drawn = viewModel.chart?.kind === 'spec' ? viewModel.chart : null;
  const written = drawn && (await draw(chart, viewModel, drawn, available));
  return { width, viewModel, written };
}

/** Height in px of the line that counts the categories, in the picture. */
const CUT_HEIGHT = 30;

/** Returns the notice about places that are not on a derived map. */
const mapNotice = ({ chart }: ChartViewModel): string | null =>
  (chart?.kind === 'spec' && chart.map?.notice) || null;

const NO_CAPTION = { title: null, description: null };

/**
 * Resolves when no chart is being drawn: `useMeasure` affects the whole process, so only one may be drawn at a time.
 */
let drawing: Promise<unknown> = Promise.resolve();

function draw(
  chart: Chart,
  viewModel: ChartViewModel,
  drawn: SpecChart,
  available: Size,
): Promise<Picture['written']> {
  const next = drawing.then(async () => {
    const restore = useMeasure(chart.measure);
    try {
      return await drawNow(chart, viewModel, drawn, available);
    } finally {
      restore();
    }
  });
  drawing = next.catch(() => {});
  return next;
}

async function drawNow(
  { settings, attributes, loaded, measure, key }: Chart,
  viewModel: ChartViewModel,
  chart: SpecChart,
  available: Size,
): Promise<Picture['written']> {
  const { locale, rtl, tokens, title, cut, formats } = viewModel;
  const { slug } = settings;
  const count = cut && locale.messages.shown(cut.shown, cut.total);
  const { theme, fit, allowHosts } = attributes;
  const { data } = chart;
  const warn: AnnotationWarner = (attribute, why) =>
    warnOnce(`${slug}, ${attribute}="${clip(attributes[attribute] ?? '', MAX_NAME_LENGTH)}": ${why}`);
  const { spec, highlight, references, notes } = annotate(chart.spec, {
    written: {
      highlight: attributes.highlight?.trim() ?? '',
      reference: attributes.reference?.trim() ?? '',
      annotate: attributes.annotate?.trim() ?? '',
    },
    data,
    tokens,
    rtl,
    format: (reference) => referenceText(reference, locale, formats),
    warn,
  });
  const warnOfColors = (why: string): void =>
    warnOnce(`${slug}, colors="${clip(attributes.colors ?? '', MAX_NAME_LENGTH)}": ${why}`);
  const finish = (look: Tokens | null): VegaLiteSpec => {
    const colored = withReadableColors(spec, attributes.colors ?? '', look, { data, warn: warnOfColors });
    return count === null ? colored : withFootnote(colored, count, look, rtl);
  };
  let ranges = '';
  let highlighted: readonly string[] = [];
  let annotations: NoteList = { notes: [], numbered: false };
  const settle = async (view: MountedChart['view']): Promise<void> => {
    ranges = describeDrawnRanges(viewModel, view);
    if (notes.length > 0) annotations = shownNotes(notes, view, warn);
    if (!highlight) return;
    highlighted = highlightedNames(highlight, view, warn);
    await showHighlight(highlight, highlighted, view);
  };
  const requestWith = (look: Tokens | null): HeadlessRequest => ({
    settle,
    spec: finish(look),
    data,
    size: pictureSize(available, spec),
    fit,
    config: look && themeConfig(theme, look, available.width, !!spec['projection']),
    background: look?.background,
    muted: look?.muted,
    locale: theme === 'none' ? null : locale.vega,
    rtl,
    captioned: theme !== 'none',
    allowHosts: originList(allowHosts),
    onWarning: (text) => warnOnce(`${slug}: ${text}`),
    signal: signalOrTimeout(settings),
  });
  return drawHeadless(requestWith(tokens), async (light) => {
    // `settle` finds ranges, highlighted names and annotated marks, because it waits for the marks.
    const emphasis = describeAnnotations(highlighted, references, annotations.notes, locale, formats);
    const summary = [accessibleDescription(viewModel), ranges, count && `${count}.`, emphasis]
      .filter(Boolean)
      .join(' ');
    const label = [title, shownText(attributes.alt, MAX_DESCRIPTION_LENGTH) ?? summary]
      .filter(Boolean)
      .join('. ');
    // Ids must be unique in a page, so they are derived from everything that the drawing depends on.
    const id = hash(JSON.stringify([key, available, theme, settings.lang, settings.font]));
    const fixed = fixedColors(loaded.source.spec, attributes.colors ?? '');
    const options = { idPrefix: `vd-${id}`, label, tokens, fixed, measure };
    const written = writeSvg(light, options);
    if (!written.needsDark || fixedScheme(theme))
      return { ...written, light: written.svg, label, summary, annotations };
    const darkTokens = tokensFor(theme, 'dark', settings.font);
    return drawHeadless(requestWith(darkTokens), (dark) => ({
      ...writeSvg(light, { ...options, dark }),
      light: written.svg,
      label,
      summary,
      annotations,
    }));
  });
}
