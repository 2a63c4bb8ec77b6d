import type { ChartController } from '../../controllers/chart/chart.ts';
import { selectionWords } from '../../locale/linking-words.ts';
import { localeFor } from '../../locale/load-locale.ts';
import type { SelectionWords } from '../../locale/types.ts';

/** Tells those who hear a chart what is chosen in it. */
export class ChoiceVoice {
  readonly #chart: ChartController;
  readonly #region = document.createElement('div');

  constructor(chart: ChartController, root: ShadowRoot) {
    this.#chart = chart;
    this.#region.className = 'announcer';
    this.#region.setAttribute('role', 'status');
    root.append(this.#region);
  }

  /** In the language of the chart that is on show. */
  get words(): SelectionWords {
    return selectionWords(this.#chart.drawing.face?.locale ?? localeFor('en'));
  }

  say(text: string): void {
    this.#region.lang = this.#chart.drawing.face?.locale.language ?? '';
    this.#region.textContent = text;
  }
}
