/** Warns in the console about markup that has no effect. Loaded if the element may have such markup. */
import type { ReactiveController } from 'lit';
import type { ChartController } from '../../controllers/chart/chart.ts';
import { readParamAttributes } from '../../controllers/markup.ts';
import { clip, MAX_NAME_LENGTH, warnOnce } from '../../internal/text.ts';
import { LANGUAGES } from '../../locale/load-locale.ts';
import type { ChartViewModel } from '../../pipeline/view-model.ts';
import { chartWarnings, isKnownLanguage, unknownAttributes } from '../../pipeline/warnings.ts';
import type { VizHost } from './viz-host.ts';

/** Children that belong to an article rather than to a chart. */
const OF_ARTICLE = ':is(h1, h2, h3, h4, article, aside, footer, main, nav, section, p ~ p):not([slot])';

class VizWarnings implements ReactiveController {
  readonly #viz: VizHost;
  readonly #chart: ChartController;
  #checked: Pick<ChartViewModel, 'loaded' | 'mark'> | null = null;

  constructor(viz: VizHost, chart: ChartController) {
    this.#viz = viz;
    this.#chart = chart;
  }

  hostUpdated(): void {
    const { viewModel } = this.#chart.drawing;
    if (!viewModel?.loaded) return;
    // `mark` of the element may have changed since.
    const { loaded, chart, mark } = viewModel;
    if (loaded === this.#checked?.loaded && mark === this.#checked.mark) return;
    this.#checked = { loaded, mark };
    const { attributes, localName, params } = this.#viz;
    const written = { ...params, ...readParamAttributes(this.#viz) };
    const messages = [
      ...unknownAttributes(localName, attributes),
      ...chartWarnings(localName, { mark, params: written, loaded, chart }),
      ...this.#otherWarnings(),
    ];
    messages.forEach((message) => warnOnce(message));
  }

  *#otherWarnings(): Generator<string> {
    const { localName, lang, selectTo, slug } = this.#viz;
    const languages = ['en', ...Object.keys(LANGUAGES)];
    if (lang && !isKnownLanguage(lang, languages)) {
      yield `<${localName} lang="${clip(lang, MAX_NAME_LENGTH)}">: the sentences are in English. Use one of ${languages.join(', ')}`;
    }
    if (selectTo && !this.#chart.settings?.request.shared) {
      yield `<${localName} select-to="${clip(selectTo, MAX_NAME_LENGTH)}">: the element is in no dashboard, so a selection sets no parameter`;
    }
    if (this.#viz.querySelector(`:scope > :is(${OF_ARTICLE}, vibedasher-viz, vibedasher-dashboard)`)) {
      yield `<${localName} slug="${slug}"> contains what follows it and hides it. HTML has no self-closing tags: write </${localName}>`;
    }
  }
}

export const attach = (viz: VizHost, chart: ChartController): void =>
  viz.addController(new VizWarnings(viz, chart));
