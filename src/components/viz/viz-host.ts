/** The interfaces between the modules of `<vibedasher-viz>`: the element, its view and its optional features. */
import type { ReactiveControllerHost } from 'lit';
import type { ChartController } from '../../controllers/chart/chart.ts';
import type { FileFormat, FileOptions, FileType } from '../../export/types.ts';
import type { VizProperties } from '../../pipeline/attributes.ts';
import type { Metadata } from '../../pipeline/attribution.ts';
import type { ChartViewModel } from '../../pipeline/view-model.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import type { TablePart } from '../table/table-part.ts';

/** The element as its other modules use it. `VibedasherViz` documents the properties. */
export interface VizHost extends ReactiveControllerHost, HTMLElement, VizProperties {
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly ready: Promise<void>;
  readonly rowsOnly: boolean | undefined;
}

/** What the templates need to render the element. */
export interface VizView extends Pick<VizProperties, 'alt' | 'caption' | 'fallback'> {
  readonly chart: ShownChart;
  readonly viewModel: ChartViewModel;
  readonly mark: string;
  readonly hasFallback: boolean;
  /** Whether the fallback is a prerendered picture of the chart, which stays visible until a newer one is drawn. */
  readonly hasStaticPicture: boolean;
  readonly onRetry: () => void;
}

/** The chart of a view, with its table and optional features. */
export interface ShownChart extends ChartController {
  readonly number: Pick<typeof import('./viz-number.ts'), 'numberTemplate'> | null;
  readonly table: {
    readonly shown: boolean;
    readonly failed: boolean;
    readonly part: TablePart | null;
    readonly toggle: () => void;
  };
  readonly extras: Files & {
    readonly current: readonly (VizExtra | null)[];
    readonly awaitsTools: boolean;
    readonly describe: (viewModel: ChartViewModel) => string;
  };
}

/** An optional feature of a chart, such as the toolbar: what it adds to the element. */
export interface VizExtra {
  /** Renders tools. */
  tools?(view: VizView): unknown;
  /** Renders notices in the footer. */
  notices?(view: VizView): unknown;
  /** Renders content at the top of the footer. */
  footer?(view: VizView): unknown;
  /** Returns source and notes for exported files. */
  metadata?(): Metadata;
  /** Returns texts that explain the picture, for exported files. */
  legend?(): readonly string[];
  /** Returns sentences to append to the chart's description. */
  description?(viewModel: ChartViewModel): string;
  /** Returns a hint for keyboard users. */
  hint?(view: VizView): string;
  /** Returns a message that replaces the default one about an error, or (`null`) about an empty result. */
  message?(viewModel: ChartViewModel, error: VibedasherError | null): string | null;
}

/** The methods of the element that export its chart. */
export interface Files {
  toBlob(type: FileType, options?: FileOptions): Promise<Blob>;
  /** Resolves when the browser has been asked to download the file. */
  download(format: FileFormat, options?: FileOptions): Promise<void>;
}
