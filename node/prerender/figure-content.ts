/** Chooses how a figure contains its picture: as SVG drawings, or as one PNG. */
import { hash } from '../../src/charts/picture-key.ts';
import { svgSize } from '../../src/export/svg.ts';
import type { ChartViewModel } from '../../src/pipeline/view-model.ts';
import type { NoteList } from '../../src/vega/shown-notes.ts';
import type { FigureContent, PictureFile } from './figure.ts';
import { canPaint, svgToPng } from './png.ts';
import type { WrittenSvg } from './svg-writer.ts';
import type { RenderedViz, RenderSettings } from './types.ts';

/** A drawing with more marks or more characters becomes a PNG. */
const MAX_MARKS = 3000;
const MAX_SVG_LENGTH = 60_000;
/** Maximum width of a PNG in CSS px, and pixels per CSS px. */
const PNG_WIDTH = 720;
const PNG_SCALE = 2;
/** Maximum length of a PNG as a data URL; a larger one needs a file. */
const MAX_INLINE_LENGTH = 200_000;

/** The chart at one width. */
export interface Picture {
  readonly width: number;
  readonly viewModel: ChartViewModel;
  /** The SVG for a page, and one with light colors only; `null` for a number or a table. */
  readonly written: (Omit<Written, 'width'> & { readonly light: string; readonly summary: string }) | null;
}

type Content = Pick<FigureContent, 'svgs' | 'image' | 'number' | 'annotations'> &
  Partial<Pick<RenderedViz, 'warnings'>>;
export type Written = WrittenSvg & {
  readonly width: number;
  readonly label: string;
  readonly annotations: NoteList;
};

/**
 * Returns the content of the figure: all drawings, or one as a PNG if they are too large or the target does not
 * support SVG.
 */
export async function chooseContent(
  settings: RenderSettings,
  pictures: readonly Picture[],
): Promise<Content> {
  const { target = 'web' } = settings;
  const { viewModel } = pictures.at(-1)!;
  if (viewModel.chart?.kind === 'number') return { svgs: [], number: viewModel.chart };
  const drawn = pictures.flatMap(({ width, written }) => (written ? [{ width, ...written }] : []));
  const isLarge = drawn.some(({ svg, marks }) => marks > MAX_MARKS || svg.length > MAX_SVG_LENGTH);
  const usual = drawn.findLast(({ width }) => width <= PNG_WIDTH) ?? drawn[0];
  if (!usual || (target === 'web' && !isLarge)) return { svgs: drawn, annotations: numberedTexts(drawn) };
  if (target === 'web') return largeContent(settings, usual);
  return { svgs: [], image: await createPictureFile(settings, usual), annotations: numberedTexts([usual]) };
}

/** Returns the texts that drawings show as numbers, and the width of the first drawing that shows the texts. */
function numberedTexts(drawn: readonly Written[]): FigureContent['annotations'] {
  const [narrowest] = drawn;
  if (!narrowest?.annotations.numbered) return null;
  return {
    texts: narrowest.annotations.notes.map(({ text }) => text),
    until: drawn.find(({ annotations }) => !annotations.numbered)?.width ?? null,
  };
}

/**
 * Returns one drawing as a PNG. If that is not possible, returns the same drawing as an SVG, because several large
 * SVGs would be even larger.
 */
async function largeContent(settings: RenderSettings, usual: Written): Promise<Content> {
  const size = `${Math.round(usual.svg.length / 1000)} kB with ${usual.marks} marks`;
  const about = `${settings.slug}: the picture is an SVG of ${size}. For a PNG,`;
  const annotations = numberedTexts([usual]);
  const stays = (remedy: string): Content => ({
    svgs: [usual],
    annotations,
    warnings: [`${about} ${remedy}`],
  });
  if (!(await canPaint())) return stays('run npm install --save-dev @resvg/resvg-js');
  const image = await createPictureFile(settings, usual);
  if (!settings.saveImage && image.src.length > MAX_INLINE_LENGTH)
    return stays('say where its file goes: --images DIR, or saveImage');
  return { svgs: [], image, annotations };
}

async function createPictureFile(
  settings: RenderSettings,
  { svg, width, label }: Written,
): Promise<PictureFile> {
  const png = await svgToPng(svg, width, PNG_SCALE);
  const src =
    (await settings.saveImage?.(`${settings.slug}-${hash(svg)}.png`, png)) ??
    `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  const { height } = svgSize(svg);
  return { src, width, height, alt: label };
}
