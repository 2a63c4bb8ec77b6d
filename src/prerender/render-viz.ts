/** Renders one chart as HTML, with the same steps as the element, and one drawing for each width. */
import { withTitles } from '../charts/column-titles.ts';
import { annotate, type AnnotationWarner } from '../charts/emphasis/annotate.ts';
import { hash, pictureKey } from '../charts/picture-key.ts';
import type { PreferredMark, SpecChart } from '../charts/types.ts';
import { svgSize } from '../export/svg.ts';
import { clip, MAX_DESCRIPTION_LENGTH, MAX_NAME_LENGTH, warnOnce } from '../internal/text.ts';
import { describeAnnotations, referenceText } from '../locale/annotations.ts';
import { asOfText, extraWords } from '../locale/summary.ts';
import { columnFormats } from '../locale/column-formats.ts';
import { loadLocale } from '../locale/load-locale.ts';
import { resolveMetadata } from '../pipeline/attribution.ts';
import { type AttributeValues, pictureLook, withDefaultValues } from '../pipeline/attributes.ts';
import { originList } from '../pipeline/check-settings.ts';
import type { LoadedChart } from '../pipeline/load-chart.ts';
import { chartWarnings } from '../pipeline/warnings.ts';
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
} from '../pipeline/view-model.ts';
import type { Viz } from '../public-client/types.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { findTheme } from '../theming/themes.ts';
import { createTokens } from '../theming/tokens.ts';
import type { ColorScheme, Tokens } from '../theming/tokens.ts';
import { themeConfig } from '../theming/vega-config.ts';
import { withReadableColors } from '../vega/colors.ts';
import { highlightedNames, showHighlight } from '../vega/highlight.ts';
import type { MountedChart, Size } from '../vega/types.ts';
import { boxHeight, availableSize, sortedWidths, type Surroundings, WIDTHS } from './box.ts';
import { figureNotices, numberText, writeFigure, type FigureContent, type PictureFile } from './figure.ts';
import { inOrderOf, withFootnote } from './categories.ts';
import { drawHeadless, type HeadlessRequest } from './headless.ts';
import { type LoadedViz, loadViz, tableRows, signalOrTimeout } from './load-viz.ts';
import { canPaint, svgToPng } from './png.ts';
import { writeSvg, type WrittenSvg } from './svg-writer.ts';
import { measureFor, useMeasure, type TextMeasure } from './text-widths.ts';
import type { RenderedViz, RenderSettings } from './types.ts';

/** A drawing with more marks or more characters becomes a PNG. */
const MAX_MARKS = 3000;
const MAX_SVG_LENGTH = 60_000;
/** Maximum width of a PNG in CSS px, and pixels per CSS px. */
const PNG_WIDTH = 720;
const PNG_SCALE = 2;
/** Maximum length of a PNG as a data URL; a larger one needs a file. */
const MAX_INLINE_LENGTH = 200_000;

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
  const {
    byline,
    attribution: source,
    notes,
  } = resolveMetadata(attributes, { ...viz, hiddenName }, 'vibedasher-viz');
  const asOf = asOfMoment(viz, loaded);
  const isAgeShownElsewhere = asOf !== null && asOfText(asOf, locale.messages) === settings.dashboardAge;
  const dataset = tableRows(loaded);
  const surroundings = {
    notes,
    source:
      [byline, source && `${extraWords(locale).source}: ${source.text}`].filter(Boolean).join(' · ') || null,
    notices: figureNotices(dataset, isAgeShownElsewhere ? null : asOf, locale),
    button: locale.messages.showTable,
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
  const { warnings = [], ...content } = await chooseContent(chart, pictures);
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
  const number = last.viewModel.chart?.kind === 'number' ? numberText(last.viewModel.chart, locale) : null;
  return {
    html,
    svg: last.written?.light ?? null,
    number,
    alt: last.written?.label ?? [title, number].filter(Boolean).join(': '),
    rows: dataset,
    title,
    description,
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

/** The chart at one width. */
interface Picture {
  readonly width: number;
  readonly viewModel: ChartViewModel;
  /** The SVG for a page, and one with light colors only; `null` for a number or a table. */
  readonly written:
    (WrittenSvg & { readonly light: string; readonly label: string; readonly summary: string }) | null;
}

/** Returns the color scheme of a theme, or `null` if it follows the page. */
const fixedScheme = (theme: string): ColorScheme | null =>
  theme === 'light' || theme === 'dark' ? theme : (findTheme(theme)?.scheme ?? null);

function tokensFor(theme: string, scheme: ColorScheme, font: string | undefined): Tokens | null {
  if (theme === 'none') return null;
  return createTokens(scheme, { ...findTheme(theme)?.tokens, ...(font && { font }) });
}

type Content = Pick<FigureContent, 'svgs' | 'image' | 'number'> & Partial<Pick<RenderedViz, 'warnings'>>;
type Written = WrittenSvg & { readonly width: number; readonly label: string };

/**
 * Returns the content of the figure: all drawings, or one as a PNG if they are too large or the target does not
 * support SVG.
 */
async function chooseContent(chart: Chart, pictures: readonly Picture[]): Promise<Content> {
  const { target = 'web' } = chart.settings;
  const { viewModel } = pictures.at(-1)!;
  if (viewModel.chart?.kind === 'number') return { svgs: [], number: viewModel.chart };
  const drawn = pictures.flatMap(({ width, written }) => (written ? [{ width, ...written }] : []));
  const isLarge = drawn.some(({ svg, marks }) => marks > MAX_MARKS || svg.length > MAX_SVG_LENGTH);
  const usual = drawn.findLast(({ width }) => width <= PNG_WIDTH) ?? drawn[0];
  if (!usual || (target === 'web' && !isLarge)) return { svgs: drawn };
  if (target === 'web') return largeContent(chart, usual);
  return { svgs: [], image: await createPictureFile(chart, usual) };
}

/**
 * Returns one drawing as a PNG. If that is not possible, returns the same drawing as an SVG, because several large
 * SVGs would be even larger.
 */
async function largeContent(chart: Chart, usual: Written): Promise<Content> {
  const size = `${Math.round(usual.svg.length / 1000)} kB with ${usual.marks} marks`;
  const about = `${chart.settings.slug}: the picture is an SVG of ${size}. For a PNG,`;
  const stays = (remedy: string): Content => ({ svgs: [usual], warnings: [`${about} ${remedy}`] });
  if (!(await canPaint())) return stays('run npm install --save-dev @resvg/resvg-js');
  const image = await createPictureFile(chart, usual);
  if (!chart.settings.saveImage && image.src.length > MAX_INLINE_LENGTH)
    return stays('say where its file goes: --images DIR, or saveImage');
  return { svgs: [], image };
}

async function createPictureFile({ settings }: Chart, { svg, width, label }: Written): Promise<PictureFile> {
  const png = await svgToPng(svg, width, PNG_SCALE);
  const src =
    (await settings.saveImage?.(`${settings.slug}-${hash(svg)}.png`, png)) ??
    `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  const { height } = svgSize(svg);
  return { src, width, height, alt: label };
}

async function renderPicture(chart: Chart, width: number): Promise<Picture> {
  const { settings, attributes, viz, loaded, base, surroundings, measure } = chart;
  const { caption } = attributes;
  const choice = { ...attributes, request: { ref: { slug: settings.slug }, sql: attributes.sql } };
  // As in the element, check before the layout of the caption whether the height in the spec fits the box.
  const expected = { width, height: boxHeight(width, surroundings.captioned) - CAPTION_AND_FOOTER_HEIGHT };
  const first = await resolveViewModel(base, viz, loaded, choice, expected);
  const { title, description } = caption === 'none' ? NO_CAPTION : first;
  const notices = [...surroundings.notices, mapNotice(first)].filter((text) => text !== null);
  const available = first.intrinsicHeight
    ? { width, height: first.intrinsicHeight }
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
  { settings, attributes, measure, key }: Chart,
  viewModel: ChartViewModel,
  chart: SpecChart,
  available: Size,
): Promise<Picture['written']> {
  const { locale, rtl, tokens, title, cut } = viewModel;
  const { slug } = settings;
  const count = cut && locale.messages.shown(cut.shown, cut.total);
  const { theme, fit, allowHosts } = attributes;
  const { data } = chart;
  const warn: AnnotationWarner = (attribute, why) =>
    warnOnce(`${slug}, ${attribute}="${clip(attributes[attribute] ?? '', MAX_NAME_LENGTH)}": ${why}`);
  const { spec, highlight, references } = annotate(chart.spec, {
    written: { highlight: attributes.highlight?.trim() ?? '', reference: attributes.reference?.trim() ?? '' },
    data,
    tokens,
    rtl,
    format: (reference) => referenceText(reference, locale),
    warn,
  });
  const warnOfColors = (why: string): void =>
    warnOnce(`${slug}, colors="${clip(attributes.colors ?? '', MAX_NAME_LENGTH)}": ${why}`);
  const finish = (look: Tokens | null): VegaLiteSpec => {
    const colored = withReadableColors(spec, attributes.colors ?? '', look, { data, warn: warnOfColors });
    return count === null ? colored : withFootnote(colored, count, look, rtl);
  };
  let highlighted: readonly string[] = [];
  const settle = async (view: MountedChart['view']): Promise<void> => {
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
    locale: theme === 'none' ? null : locale.vega,
    rtl,
    captioned: theme !== 'none',
    allowHosts: originList(allowHosts),
    onWarning: (text) => warnOnce(`${slug}: ${text}`),
    signal: signalOrTimeout(settings),
  });
  return drawHeadless(requestWith(tokens), async (light) => {
    // `settle` finds the highlighted names when the marks exist.
    const annotations = describeAnnotations(highlighted, references, locale);
    const summary = [accessibleDescription(viewModel), count && `${count}.`, annotations]
      .filter(Boolean)
      .join(' ');
    const label = [title, shownText(attributes.alt, MAX_DESCRIPTION_LENGTH) ?? summary]
      .filter(Boolean)
      .join('. ');
    // Ids must be unique in a page, so they are derived from everything that the drawing depends on.
    const id = hash(JSON.stringify([key, available, theme, settings.lang, settings.font]));
    const options = { idPrefix: `vd-${id}`, label, tokens, measure };
    const written = writeSvg(light, options);
    if (!written.needsDark || fixedScheme(theme)) return { ...written, light: written.svg, label, summary };
    const darkTokens = tokensFor(theme, 'dark', settings.font);
    return drawHeadless(requestWith(darkTokens), (dark) => ({
      ...writeSvg(light, { ...options, dark }),
      light: written.svg,
      label,
      summary,
    }));
  });
}
