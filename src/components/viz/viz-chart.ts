import type { ReactiveControllerHost } from 'lit';
import { ChartController, type ChartOptions } from '../../controllers/chart/chart.ts';
import { keepFocus } from '../../controllers/keep-focus.ts';
import { warnOnce } from '../../internal/text.ts';
import { titleWarning } from '../../pipeline/attributes.ts';
import { lazily } from '../../public-client/errors.ts';
import type { TablePart } from '../table/table-part.ts';
import { followEngine } from './viz-progress.ts';
import type { VizHost } from './viz-host.ts';
import { VizExtras } from './viz-extras.ts';

// The element loads this module during its first requests. These exports make the view one chunk of the bundle.
export { applyStyles } from './viz-styles.ts';
export { styles } from './viz-chart.styles.ts';
export { styles as printStyles } from './viz-print.styles.ts';
export { vizTemplate } from './viz-template.ts';

type NumberPart = typeof import('./viz-number.ts');

/** The chart of an element, with its table and its optional features. */
export class VizChart extends ChartController {
  readonly table: TableController;
  readonly extras: VizExtras;
  /** The code that shows a single number; `null` until it has loaded. */
  number: NumberPart | null = null;

  constructor(viz: VizHost, options: Omit<ChartOptions, 'table' | 'number'>) {
    const table = new TableController(viz);
    const number = async (): Promise<void> => {
      if (this.number) return;
      this.number = await lazily(() => import('./viz-number.ts'));
      viz.shadowRoot!.adoptedStyleSheets.push(this.number.styles.styleSheet!);
    };
    super(viz, { ...options, table: table.load, number });
    this.table = table;
    this.extras = new VizExtras(viz, this);
    keepFocus(viz, '.figure');
    followEngine(viz);
    if (viz.title) warnOnce(titleWarning(viz.localName));
  }
}

// TypeScript does not rewrite the extension of an import in this class.
const loadTablePart = (): Promise<typeof import('../table/table-part.ts')> =>
  lazily(() => import('../table/table-part.ts'));

/** Shows the rows as a table. The table's code loads on demand. */
class TableController {
  /** Whether the reader has chosen the table instead of the picture. */
  shown = false;
  /** Whether the table's code could not be loaded when the reader chose it. */
  failed = false;
  /** `null` until the code has loaded. */
  part: TablePart | null = null;
  readonly #host: ReactiveControllerHost & HTMLElement;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
  }

  /** Resolves when {@link part} is set. Rejects with an error of kind `network`. */
  readonly load = async (): Promise<void> => {
    const { TablePart } = await loadTablePart();
    this.part ??= new TablePart(this.#host);
  };

  /** Switches between table and picture. */
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
