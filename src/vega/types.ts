import type { View } from 'vega-typings';
import type { Dataset } from '../public-client/types.ts';
import type { Renderer, VegaLiteConfig, VegaLiteSpec, VegaLocale, VegaSpec } from '../spec/types.ts';
import type { PreparedSpec } from './prepare-spec.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Contents of a tooltip: rows of name and value, or one text. Plain text, never HTML. */
export type TooltipContent =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'rows';
      readonly title: string | null;
      readonly rows: readonly { readonly name: string; readonly value: string }[];
    };

/** Shows a tooltip at a position (px within the chart's container); `null` hides it. */
export type TooltipSink = (
  tooltip: { readonly content: TooltipContent; readonly x: number; readonly y: number } | null,
) => void;

/** A point of the chart that keyboard users can reach. */
export interface ChartPoint {
  /** Bounding box in px within the chart's container. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly content: TooltipContent;
  /** Number of the line or area that the point is on. */
  readonly line?: number | undefined;
  /** The row of the mark. */
  readonly datum: Readonly<Record<string, unknown>>;
}

export interface MountRequest {
  readonly container: HTMLElement;
  readonly spec: VegaLiteSpec;
  /** Rows by data set name; `main` feeds a spec without `data`. */
  readonly data: ReadonlyMap<string, Dataset>;
  readonly size: Size;
  readonly fit: 'container' | 'none';
  /** Defaults for the spec's own config; `null` leaves the spec's look untouched. */
  readonly config: VegaLiteConfig | null;
  /** The theme's colors of the background and of muted texts, as `#rrggbb`. */
  readonly background?: string | undefined;
  readonly muted?: string | undefined;
  readonly locale: VegaLocale | null;
  /** Mirrors the chart for right-to-left text; only with a `config`. */
  readonly rtl?: boolean | undefined;
  readonly renderer: Renderer;
  /** Origins from which the spec may load data or images. */
  readonly allowHosts: readonly string[];
  readonly reducedMotion: boolean;
  /** Whether the caption shows the spec's plain top-level title, so the picture omits it. */
  readonly captioned: boolean;
  readonly onTooltip: TooltipSink;
  /** Called with errors after the first picture, such as those of a signal's expression or of a refused URL. */
  readonly onError: (error: Error) => void;
  /** Called with each warning of Vega and its compiler. By default, warnings go to the console. */
  readonly onWarning?: ((text: string) => void) | undefined;
  /** The state to restore, from an earlier view of the same spec. */
  readonly state?: ViewState | null;
  readonly signal: AbortSignal;
  /** Position among the charts of the page: the smallest is drawn first. */
  readonly order?: (() => number) | undefined;
}

/** Parameters, selections and zoom of a view. Another view of the same spec can restore them. */
export type ViewState = object;

/** A drawn chart. */
export interface MountedChart {
  readonly view: View;
  /** Milliseconds that drawing waited for a part of the engine. */
  readonly waitTime: number;
  /** Replaces the rows in the running view. Resolves when they are drawn. */
  update(data: ReadonlyMap<string, Dataset>): Promise<void>;
  /** Fits the picture into a new box. Does nothing for a composed view or `fit="none"`. */
  resize(size: Size): void;
  /** Returns at most `limit` points for keyboard users, in reading order. */
  points(limit: number): readonly ChartPoint[];
  /** Returns the parameters, selections and zoom that the reader has changed. */
  state(): ViewState;
  /** Returns the number of entries in all lists of rows and marks. */
  heldRows(): number;
  /** Disposes of the view and its data. A snapshot of the picture stays in the page. */
  suspend(): void;
  finalize(): void;
}

/** The parts of a mount request that are known before its rows. */
export interface CompileInput extends Pick<
  MountRequest,
  | 'spec'
  | 'fit'
  | 'config'
  | 'background'
  | 'muted'
  | 'locale'
  | 'rtl'
  | 'renderer'
  | 'captioned'
  | 'signal'
  | 'order'
  | 'onWarning'
> {
  /** Names of the data sets that will have rows. */
  readonly dataNames: ReadonlySet<string>;
}

/** What the passes over a compiled spec read: the prepared spec, and the config with the theme's defaults. */
export interface PassFacts
  extends
    PreparedSpec,
    Pick<CompileInput, 'fit' | 'config' | 'background' | 'muted' | 'locale' | 'rtl' | 'renderer'> {}

/** A step that rewrites a compiled spec. Returns a copy, or the spec itself if there is nothing to do. */
export type Pass = (vega: VegaSpec, facts: PassFacts) => VegaSpec;

/** Draws Vega-Lite specs for the elements. */
export interface ChartEngine {
  /** Compiles and parses a spec while its rows load, so `mount` is faster. Never fails. */
  prepare?(input: CompileInput): void;
  /** Draws a chart. Rejects with a `VibedasherError` of kind `spec` or `render`. */
  mount(request: MountRequest): Promise<MountedChart>;
  /** Preloads the modules that a spec is likely to need. */
  preload?(spec: VegaLiteSpec): void;
}
