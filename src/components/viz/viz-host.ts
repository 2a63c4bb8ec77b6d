/** What the parts of `<vibedasher-viz>` know of one another: the element, its view, and what it does beyond that. */
import type { ReactiveControllerHost } from 'lit';
import type { PreferredMark } from '../../charts/types.ts';
import type { ChartController } from '../../controllers/chart/chart.ts';
import type { ChartViewModel } from '../../controllers/chart/view-model.ts';
import type { InheritedSettings } from '../../controllers/dashboard/scope.ts';
import type { FileFormat, FileOptions, FileType } from '../../export/types.ts';
import type { Metadata } from '../../internal/attribution.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import type { Params } from '../../public-client/types.ts';
import type { VegaLiteSpec, Renderer } from '../../spec/types.ts';
import type { TablePart } from '../table/table-part.ts';

/** The element, as its parts need it: see there for what its properties mean. */
export interface VizHost extends ReactiveControllerHost, HTMLElement, InheritedSettings {
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly ready: Promise<void>;
  readonly sql: string | null;
  readonly spec: VegaLiteSpec | null;
  readonly chart: string | null;
  readonly toolbar: string | null;
  readonly mark: PreferredMark | '' | null;
  readonly params: Params;
  readonly allowHosts: string | null;
  readonly maxCells: number;
  readonly selectTo: string | null;
  readonly loading: 'lazy' | 'eager';
  readonly activate: 'visible' | 'interaction' | 'never';
  readonly link: string | null;
  readonly renderer: Renderer;
  readonly fit: 'container' | 'none';
  readonly timeout: number;
  readonly caption: 'auto' | 'none';
  readonly source: string | null;
  readonly notes: string | null;
  readonly highlight: string | null;
  readonly reference: string | null;
  readonly rowsOnly: boolean | undefined;
  readonly saidAge: string | undefined;
  readonly saidSource: boolean | undefined;
}

/** What the element shows, and what it does when a reader acts. */
export interface VizView {
  readonly chart: ShownChart;
  readonly viewModel: ChartViewModel;
  readonly caption: 'auto' | 'none';
  readonly fallback: 'link' | 'viewer';
  readonly mark: string;
  readonly hasFallback: boolean;
  /** The fallback is an older picture of the chart, which stays where there is no newer one. */
  readonly isPictured: boolean;
  readonly onRetry: () => void;
}

/** The chart of a view, with its rows as a table. */
export interface ShownChart extends ChartController {
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
  readonly saidAge: string | undefined;
}

/** What something that a chart does beyond its picture has to show. */
export interface VizExtra {
  /** What it has in the toolbar. */
  tools?(view: VizView): unknown;
  /** What it says under the chart. */
  notices?(view: VizView): unknown;
  /** What it has above all that stands under the chart. */
  foot?(view: VizView): unknown;
  /** Where the numbers are from, and what to know of them, for files. */
  metadata?(): Metadata;
  /** What it adds to the description of the chart. */
  description?(viewModel: ChartViewModel): string;
  /** What it says to those who come to the picture by keyboard. */
  hint?(view: VizView): string;
  /** What it says of an error, or of a result without rows, where it knows more. */
  says?(viewModel: ChartViewModel, error: VibedasherError | null): string | null;
}

/** What the element offers of its chart as a file. */
export interface Files {
  toBlob(type: FileType, options?: FileOptions): Promise<Blob>;
  /** Resolves when the file is handed over. */
  download(format: FileFormat, options?: FileOptions): Promise<void>;
}
