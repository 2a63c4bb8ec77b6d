import type { View } from 'vega-typings';
import type { Dataset } from '../public-client/types.ts';
import type { Renderer, VegaLiteConfig, VegaLiteSpec, VegaLocale } from '../spec/types.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What a tooltip says: rows of name and value, or one text. Plain text, never HTML. */
export type TooltipContent =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'rows';
      readonly title: string | null;
      readonly rows: readonly { readonly name: string; readonly value: string }[];
    };

/** A tooltip to show at a place (px within the chart's container), or `null` to hide it. */
export type TooltipSink = (
  tooltip: { readonly content: TooltipContent; readonly x: number; readonly y: number } | null,
) => void;

/** One point of the chart on the keyboard path, in reading order. */
export interface ChartPoint {
  /** Box in px within the chart's container. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly content: TooltipContent;
  /** Plain object of the row behind the mark. */
  readonly datum: Readonly<Record<string, unknown>>;
}

export interface MountRequest {
  readonly container: HTMLElement;
  readonly spec: VegaLiteSpec;
  /** Rows by data set name; `main` feeds a spec without `data`. */
  readonly data: ReadonlyMap<string, Dataset>;
  readonly size: Size;
  readonly fit: 'container' | 'none';
  /** Goes *under* the spec's own config; `null` leaves the spec's look untouched. */
  readonly config: VegaLiteConfig | null;
  readonly locale: VegaLocale | null;
  /** The page is read from right to left, and the chart with it: without a `config` it has a look of its own. */
  readonly rtl?: boolean | undefined;
  readonly renderer: Renderer;
  /** Origins from which the spec may load data or images. */
  readonly allowHosts: readonly string[];
  readonly reducedMotion: boolean;
  /** The caption shows the spec's plain top-level title: leave it out of the picture. */
  readonly captioned: boolean;
  readonly onTooltip: TooltipSink;
  /** Errors that come after the first picture (a signal's expression, a refused load). */
  readonly onError: (error: Error) => void;
  /** Whatever Vega and its compiler warn of, each time. Without it, warnings go to the console. */
  readonly onWarning?: ((text: string) => void) | undefined;
  /** What a reader had made of the chart before, in an earlier view of the same spec. */
  readonly state?: ChartState | null;
  readonly signal: AbortSignal;
  /** Its place among the charts of the page: whichever has the smallest is drawn first. */
  readonly order?: (() => number) | undefined;
}

/** Parameters, selections and zoom of a view, to be handed to another one of the same spec. */
export type ChartState = object;

/** A chart in the page. */
export interface MountedChart {
  readonly view: View;
  /** Milliseconds that drawing waited for a part of the engine. */
  readonly waitTime: number;
  /** Moves new rows through the running view. Resolves when they are drawn. */
  update(data: ReadonlyMap<string, Dataset>): Promise<void>;
  /** Fits the picture into a new box; does nothing for a composed view or `fit="none"`. */
  resize(size: Size): void;
  /** The points of the keyboard path, in reading order; at most `limit`. */
  points(limit: number): readonly ChartPoint[];
  /** What the reader has made of the chart. */
  state(): ChartState;
  /** Lets go of the view and of all that it holds; the picture stays in the page as it is. */
  suspend(): void;
  finalize(): void;
}

/** All of a mount request that is known before its rows are. */
export interface CompileInput extends Pick<
  MountRequest,
  'spec' | 'fit' | 'config' | 'locale' | 'rtl' | 'renderer' | 'captioned' | 'signal' | 'order' | 'onWarning'
> {
  /** Names of the data sets whose rows will come. */
  readonly dataNames: ReadonlySet<string>;
}

/** The seam: whatever draws Vega-Lite for the elements. Rejects with a `VibedasherError` of kind `spec` or `render`. */
export interface ChartEngine {
  /** Does what needs no rows while they are on their way, so that the same chart is mounted sooner. Never fails. */
  prepare?(input: CompileInput): void;
  mount(request: MountRequest): Promise<MountedChart>;
  /** Lets what a spec will need be fetched, while its rows are on their way. */
  preload?(spec: VegaLiteSpec): void;
}
