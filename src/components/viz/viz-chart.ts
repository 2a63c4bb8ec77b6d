import { ChartController, type ChartOptions } from '../../controllers/chart/chart.ts';
import { keepFocus } from '../../controllers/keep-focus.ts';
import type { VibedasherViz } from './viz-element.ts';
import { VizExtras } from './viz-extras.ts';
import { TableController } from './viz-table.ts';

/** An element's chart, and what is shown besides its picture. */
export class VizChart extends ChartController {
  readonly table: TableController;
  readonly extras: VizExtras;
  readonly #viz: VibedasherViz;

  constructor(viz: VibedasherViz, options: Omit<ChartOptions, 'table'>) {
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
