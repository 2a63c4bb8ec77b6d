/** One chart as HTML: loaded, chosen and drawn as by the element, once for each width. */
import { withTitles } from '../charts/column-titles.ts';
import { hash, pictureKey } from '../charts/picture-key.ts';
import type { PreferredMark, SpecChart } from '../charts/types.ts';
import { svgSize } from '../export/svg.ts';
import { resolveMetadata } from '../internal/attribution.ts';
import { clip, LONGEST_NAME, warnOnce } from '../internal/text.ts';
import { extraWords } from '../locale/summary.ts';
import { loadLocale } from '../locale/load-locale.ts';
import { originList } from '../pipeline/check-settings.ts';
import type { LoadedChart } from '../pipeline/load-chart.ts';
import {
  AROUND,
  asOfMoment,
  describe,
  pictureSize,
  settledViewModel,
  UNSETTLED,
  type ChartViewModel,
} from '../pipeline/view-model.ts';
import type { Viz } from '../public-client/types.ts';
import {
  annotate,
  describeAnnotations,
  highlightedNames,
  showHighlight,
  type WarnOfAnnotation,
} from '../selection/annotate.ts';
import { findTheme } from '../theming/themes.ts';
import { createTokens } from '../theming/tokens.ts';
import type { ColorScheme, Tokens } from '../theming/tokens.ts';
import { themeConfig } from '../theming/vega-config.ts';
import type { MountedChart, Size } from '../vega/types.ts';
import { boxHeight, roomIn, sortedWidths, type Surroundings, WIDTHS } from './box.ts';
import { noticesOf, numberText, writeFigure, type FigureContent, type PictureFile } from './figure.ts';
import { drawHeadless, type HeadlessRequest } from './headless.ts';
import { type LoadedViz, loadViz, rowsOf, signalOf } from './load-viz.ts';
import { canPaint, svgToPng } from './png.ts';
import { writeSvg, type WrittenSvg } from './svg-writer.ts';
import { measureFor, useMeasure, type TextMeasure } from './text-widths.ts';
import type { RenderedViz, RenderSettings } from './types.ts';

/** A picture with more marks or more characters is written as a PNG. */
const MOST_MARKS = 3000;
const MOST_BYTES = 60_000;
/** The greatest width of a PNG in px, and the pixels for each. */
const PNG_WIDTH = 720;
const PNG_SCALE = 2;
/** Most characters of a PNG within a page; a larger one is a file. */
const MOST_INLINE = 200_000;

/** A chart with everything that its picture depends on. */
interface Chart {
  readonly settings: RenderSettings;
  readonly viz: Viz;
  readonly loaded: LoadedChart;
  readonly base: ChartViewModel;
  readonly key: string;
  readonly measure: TextMeasure;
  /** The text below it. */
  readonly around: Omit<Surroundings, 'title' | 'description'>;
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
  const { theme = 'auto', timezone = null, target = 'web', caption = 'auto' } = settings;
  const widths = sortedWidths(settings.widths ?? WIDTHS);
  const locale = await loadLocale(settings.lang, timezone);
  // The style sheet has the colors for dark pages.
  const tokens = tokensFor(theme, ownScheme(theme) ?? 'light', settings.font);
  const base = { ...UNSETTLED, locale, rtl: tokens !== null && locale.dir === 'rtl', tokens, backdrop: null };
  const measure = await measureFor(settings.font, settings.fontFile);
  const { fit = 'container', highlight = null, reference = null } = settings;
  const key = pictureKey({ ...loaded, look: { mark: markOf(settings), fit, highlight, reference } });
  const written = { source: settings.source ?? null, notes: settings.notes ?? null };
  const { attribution: source, notes } = resolveMetadata(written, viz, 'vibedasher-viz');
  const asOf = asOfMoment(viz, loaded);
  const isAgeSaid = asOf !== null && locale.messages.asOf(asOf) === settings.saidAge;
  const dataset = rowsOf(loaded);
  const around = {
    notes,
    source: source && `${extraWords(locale).source}: ${source.text}`,
    notices: noticesOf(dataset, isAgeSaid ? null : asOf, locale),
    button: locale.messages.showTable,
    // Other requests for a scheme usually come from a page with that scheme.
    framed: ownScheme(theme) === 'dark',
  };
  const chart: Chart = { settings, viz, loaded, base, key, measure, around };

  const pictures: Picture[] = [];
  for (const width of widths) {
    settings.signal?.throwIfAborted();
    pictures.push(await pictureOf(chart, width));
  }
  const last = pictures.at(-1)!;
  const { title, description } = last.viewModel;
  const { warnings = [], ...content } = await contentOf(chart, pictures);
  const html = writeFigure({
    key,
    locale,
    caption,
    title,
    description,
    notes,
    source,
    ...content,
    dataset: withTitles(dataset, last.viewModel),
    asOf,
    isAgeSaid,
    natural: pictures.some(({ viewModel }) => viewModel.intrinsicHeight !== null),
    scheme: theme === 'none' ? 'none' : (ownScheme(theme) ?? 'auto'),
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
    warnings,
  };
}

const markOf = ({ mark = null, rowsOnly }: RenderSettings): PreferredMark | null =>
  rowsOnly ? 'table' : mark;

/** A chart at one width. */
interface Picture {
  readonly width: number;
  readonly viewModel: ChartViewModel;
  /** As written into a page, and in light colors alone; `null` if it is not a drawing. */
  readonly written: (WrittenSvg & { readonly light: string; readonly label: string }) | null;
}

/** The scheme that a theme has regardless of the page. */
const ownScheme = (theme: string): ColorScheme | null =>
  theme === 'light' || theme === 'dark' ? theme : (findTheme(theme)?.scheme ?? null);

function tokensFor(theme: string, scheme: ColorScheme, font: string | undefined): Tokens | null {
  if (theme === 'none') return null;
  return createTokens(scheme, { ...findTheme(theme)?.tokens, ...(font && { font }) });
}

type Content = Pick<FigureContent, 'svgs' | 'image' | 'number'> & Partial<Pick<RenderedViz, 'warnings'>>;
type Written = WrittenSvg & { readonly width: number; readonly label: string };

/** The picture of a figure: the drawings, or one of them as a PNG if they are too large or cannot be shown. */
async function contentOf(chart: Chart, pictures: readonly Picture[]): Promise<Content> {
  const { target = 'web' } = chart.settings;
  const { viewModel } = pictures.at(-1)!;
  if (viewModel.chart?.kind === 'number') return { svgs: [], number: viewModel.chart };
  const drawn = pictures.flatMap(({ width, written }) => (written ? [{ width, ...written }] : []));
  const isLarge = drawn.some(({ svg, marks }) => marks > MOST_MARKS || svg.length > MOST_BYTES);
  const usual = drawn.findLast(({ width }) => width <= PNG_WIDTH) ?? drawn[0];
  if (!usual || (target === 'web' && !isLarge)) return { svgs: drawn };
  if (target === 'web') return largeContent(chart, usual);
  return { svgs: [], image: await imageOf(chart, usual) };
}

/** If a page has to do without the PNG, it has one drawing, as several would be larger still. */
async function largeContent(chart: Chart, usual: Written): Promise<Content> {
  const size = `${Math.round(usual.svg.length / 1000)} kB with ${usual.marks} marks`;
  const about = `${chart.settings.slug}: the picture is an SVG of ${size}. For a PNG,`;
  const stays = (remedy: string): Content => ({ svgs: [usual], warnings: [`${about} ${remedy}`] });
  if (!(await canPaint())) return stays('run npm install --save-dev @resvg/resvg-js');
  const image = await imageOf(chart, usual);
  if (!chart.settings.saveImage && image.src.length > MOST_INLINE)
    return stays('say where its file goes: --images DIR, or saveImage');
  return { svgs: [], image };
}

async function imageOf({ settings }: Chart, { svg, width, label }: Written): Promise<PictureFile> {
  const png = await svgToPng(svg, width, PNG_SCALE);
  const src =
    (await settings.saveImage?.(`${settings.slug}-${hash(svg)}.png`, png)) ??
    `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  const { height } = svgSize(svg);
  return { src, width, height, alt: label };
}

async function pictureOf(chart: Chart, width: number): Promise<Picture> {
  const { settings, viz, loaded, base, around, measure } = chart;
  const { theme = 'auto', fit = 'container', caption = 'auto', slug } = settings;
  const choice = {
    theme,
    mark: markOf(settings),
    fit,
    request: { ref: { slug } },
  } as const;
  // As in the element: whether the spec's own height fits the box is decided before the caption is laid out.
  const expected = { width, height: boxHeight(width) - AROUND };
  const first = await settledViewModel(base, viz, loaded, choice, expected);
  const { title, description } = caption === 'none' ? NO_CAPTION : first;
  const room = first.intrinsicHeight
    ? { width, height: first.intrinsicHeight }
    : roomIn(width, { ...around, title, description }, measure);
  const isDerived = first.chart?.kind === 'spec' && first.chart.derived;
  const viewModel = isDerived ? await settledViewModel(base, viz, loaded, choice, room) : first;
  const drawn = viewModel.chart?.kind === 'spec' ? viewModel.chart : null;
  const written = drawn && (await draw(chart, viewModel, drawn, room));
  return { width, viewModel, written };
}

const NO_CAPTION = { title: null, description: null };

/** One drawing at a time: the whole process shares one way to measure text. */
let drawing: Promise<unknown> = Promise.resolve();

function draw(
  chart: Chart,
  viewModel: ChartViewModel,
  drawn: SpecChart,
  room: Size,
): Promise<Picture['written']> {
  const next = drawing.then(async () => {
    const restore = useMeasure(chart.measure);
    try {
      return await drawNow(chart, viewModel, drawn, room);
    } finally {
      restore();
    }
  });
  drawing = next.catch(() => {});
  return next;
}

async function drawNow(
  { settings, measure, key }: Chart,
  viewModel: ChartViewModel,
  chart: SpecChart,
  room: Size,
): Promise<Picture['written']> {
  const { locale, rtl, tokens, title } = viewModel;
  const { theme = 'auto', fit = 'container', slug } = settings;
  const { data } = chart;
  const warn: WarnOfAnnotation = (attribute, why) =>
    warnOnce(`${slug}, ${attribute}="${clip(settings[attribute] ?? '', LONGEST_NAME)}": ${why}`);
  const { spec, highlight, references } = annotate(chart.spec, {
    written: { highlight: settings.highlight?.trim() ?? '', reference: settings.reference?.trim() ?? '' },
    data,
    tokens,
    warn,
  });
  let found: readonly string[] = [];
  const settle = async (view: MountedChart['view']): Promise<void> => {
    if (!highlight) return;
    found = highlightedNames(highlight, view, warn);
    await showHighlight(highlight, found, view);
  };
  const requestIn = (look: Tokens | null): HeadlessRequest => ({
    settle,
    spec,
    data,
    size: pictureSize(room, spec),
    fit,
    config: look && themeConfig(theme, look, room.width, !!spec['projection']),
    locale: theme === 'none' ? null : locale.vega,
    rtl,
    captioned: theme !== 'none',
    allowHosts: originList(settings.allowHosts ?? null),
    onWarning: (text) => warnOnce(`${slug}: ${text}`),
    signal: signalOf(settings),
  });
  return drawHeadless(requestIn(tokens), async (light) => {
    // Which names stand out is known only once the marks exist.
    const annotations = describeAnnotations(found, references, locale);
    const named = [title, describe(viewModel)].filter(Boolean).join('. ');
    const label = [named, annotations].filter(Boolean).join(' ');
    // Ids are unique in a page: only equal drawings may share them.
    const id = hash(JSON.stringify([key, room, theme, settings.lang, settings.font]));
    const options = { idPrefix: `vd-${id}`, label, tokens, measure };
    const written = writeSvg(light, options);
    if (!written.needsDark || ownScheme(theme)) return { ...written, light: written.svg, label };
    const darkTokens = tokensFor(theme, 'dark', settings.font);
    return drawHeadless(requestIn(darkTokens), (dark) => ({
      ...writeSvg(light, { ...options, dark }),
      light: written.svg,
      label,
    }));
  });
}
