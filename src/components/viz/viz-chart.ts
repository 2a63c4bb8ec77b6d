import type { ReactiveControllerHost } from 'lit';
import { ChartController, type ChartOptions } from '../../controllers/chart/chart.ts';
import { keepFocus } from '../../controllers/keep-focus.ts';
import { lazily } from '../../internal/tasks.ts';
import type { TablePart } from '../table/table-part.ts';
import type { VizHost } from './viz-host.ts';
import { VizExtras } from './viz-extras.ts';

/** The element loads this module beside its first requests, and with it all that shows a chart: one chunk of the bundle. */
export { applyStyles } from './viz-styles.ts';
export { styles } from './viz-chart.styles.ts';
export { styles as printStyles } from './viz-print.styles.ts';
export { vizTemplate } from './viz-template.ts';

/** An element's chart, and what is shown besides its picture. */
export class VizChart extends ChartController {
  readonly table: TableController;
  readonly extras: VizExtras;
  readonly #viz: VizHost;

  constructor(viz: VizHost, options: Omit<ChartOptions, 'table'>) {
    const table = new TableController(viz);
    super(viz, { ...options, table: table.load });
    this.#viz = viz;
    this.table = table;
    this.extras = new VizExtras(viz, this);
    keepFocus(viz, '.figure');
  }

  /** What a reader is told of the age of the data beside the chart. */
  get saidAge(): string | undefined {
    return this.#viz.saidAge;
  }
}

const loadTablePart = (): Promise<typeof import('../table/table-part.ts')> =>
  lazily(() => import('../table/table-part.ts'));

/** The rows as a table, whose code comes on demand. */
class TableController {
  /** Whether the reader has asked for it instead of the picture. */
  shown = false;
  /** Its code could not be loaded when the reader asked for it. */
  failed = false;
  /** `null` until its code is there. */
  part: TablePart | null = null;
  readonly #host: ReactiveControllerHost & HTMLElement;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
  }

  /** Resolves when there is a {@link part}. Rejects with an error of kind `network`. */
  readonly load = async (): Promise<void> => {
    const { TablePart } = await loadTablePart();
    this.part ??= new TablePart(this.#host);
  };

  /** Shows it, or the picture again. */
  readonly toggle = (): void => {
    this.shown = !this.shown;
    this.failed = false;
    const update = (): void => this.#host.requestUpdate();
    update();
    if (!this.shown) return;
    this.load().then(update, () => {
      this.shown = false;
      this.failed = true;
      update();
    });
  };
}
