/** Messages to and from the processes that draw charts. */
import type { ErrorKind } from '../../../src/public-client/errors.ts';
import type { Theme } from '../../../src/theming/themes.ts';
import type { LoadedViz } from '../load-viz.ts';
import type { RenderedViz, RenderSettings } from '../types.ts';

type DrawingSettings = Omit<RenderSettings, 'client' | 'signal' | 'saveImage' | 'fontFile' | 'drawTimeout'>;

/** One chart to draw. */
export interface DrawingTask {
  readonly kind: 'draw';
  readonly settings: DrawingSettings;
  readonly found: LoadedViz;
  /** The theme, if a script has defined it. */
  readonly theme: Theme | undefined;
  /** Omitted if it is the same as in the previous task. */
  readonly fontFile?: Uint8Array | undefined;
  readonly hasFontFile: boolean;
  readonly savesImages: boolean;
}

export type DrawingRequest = DrawingTask | { readonly kind: 'saved'; readonly src: string };

/** Without the rows, which the parent process has. */
export type DrawnViz = Omit<RenderedViz, 'rows'>;

interface DrawingProblem {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly hint: string | undefined;
  readonly retryable: boolean;
}

/** `intact`: the chart has not changed built-in objects of the process. */
export type DrawingReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'warning'; readonly text: string }
  | { readonly kind: 'image'; readonly name: string; readonly png: Uint8Array }
  | { readonly kind: 'drawn'; readonly drawn: DrawnViz; readonly intact: boolean }
  | { readonly kind: 'failed'; readonly problem: DrawingProblem; readonly intact: boolean };
