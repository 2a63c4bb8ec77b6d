import type { ChartController } from '../../controllers/chart/chart.ts';
import { linkingWords, type LinkingWords } from '../../locale/linking-words.ts';

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
  get words(): LinkingWords {
    return linkingWords(this.#chart.drawing.face?.locale.language ?? 'en');
  }

  say(text: string): void {
    this.#region.lang = this.#chart.drawing.face?.locale.language ?? '';
    this.#region.textContent = text;
  }
}
