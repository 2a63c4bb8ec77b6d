/** Implements the attributes `colors`, `highlight` and `reference`, which annotate a chart. Loaded on demand. */
import type { ReactiveController } from 'lit';
import { annotate, type AnnotationAttribute } from '../../charts/emphasis/annotate.ts';
import type { Reference } from '../../charts/emphasis/references.ts';
import type { Highlight } from '../../charts/emphasis/selected-marks.ts';
import type { Chart } from '../../charts/types.ts';
import type { ChartController } from '../../controllers/chart/chart.ts';
import type { Annotate } from '../../controllers/chart/drawing.ts';
import { clip, warnOnce } from '../../internal/text.ts';
import { describeAnnotations, referenceText } from '../../locale/annotations.ts';
import type { ChartViewModel } from '../../pipeline/view-model.ts';
import { withReadableColors } from '../../vega/colors.ts';
import { highlightedNames, showHighlight } from '../../vega/highlight.ts';
import type { MountedChart } from '../../vega/types.ts';
import type { VizExtra, VizHost } from './viz-host.ts';

type View = MountedChart['view'];

/** Maximum number of characters of an attribute that a warning quotes. */
const MAX_QUOTED = 200;

class VizAnnotations implements ReactiveController, VizExtra {
  readonly #viz: VizHost;
  readonly #chart: ChartController;
  #references: readonly Reference[] = [];
  #highlight: Highlight | null = null;
  /** The names in `highlight` that occur in the chart's marks. */
  #foundNames: readonly string[] = [];
  /** The last chart that was searched for the names in `highlight`. */
  #searchedChart: Chart | null = null;

  constructor(viz: VizHost, chart: ChartController) {
    this.#viz = viz;
    this.#chart = chart;
    chart.drawing.annotate = this.#annotate;
    viz.addController(this);
  }

  hostUpdated(): void {
    const { viewModel, mounted } = this.#chart.drawing;
    const chart = viewModel?.chart;
    if (!chart || chart === this.#searchedChart) return;
    if (chart.kind !== 'spec') {
      this.#searchedChart = chart;
      if (this.#attributeText('highlight')) this.#warn('highlight', `a ${chart.kind} has no categories`);
      if (this.#attributeText('reference')) this.#warn('reference', `a ${chart.kind} has no axis`);
    } else if (mounted) {
      this.#searchedChart = chart;
      if (this.#highlight) this.#highlightMarks(this.#highlight, mounted.view);
    }
  }

  description({ locale }: ChartViewModel): string {
    return describeAnnotations(this.#foundNames, this.#references, locale);
  }

  readonly #annotate: Annotate = (spec, { locale, rtl, tokens }, data) => {
    const written = {
      highlight: this.#attributeText('highlight'),
      reference: this.#attributeText('reference'),
    };
    const format = (reference: Reference): string => referenceText(reference, locale);
    const warn = (why: string): void => this.#warn('colors', why);
    const colored = withReadableColors(spec, this.#attributeText('colors'), tokens, { data, warn });
    const annotated = annotate(colored, { written, data, tokens, rtl, format, warn: this.#warn });
    this.#highlight = annotated.highlight;
    if (!this.#highlight) this.#foundNames = [];
    this.#references = annotated.references;
    return annotated.spec;
  };

  #highlightMarks(highlight: Highlight, view: View): void {
    const found = highlightedNames(highlight, view, this.#warn);
    showHighlight(highlight, found, view).catch((error: unknown) => view.logger().error(error));
    if (found.join() === this.#foundNames.join()) return;
    this.#foundNames = found;
    this.#viz.requestUpdate();
  }

  /** Returns the trimmed value of an attribute. Frameworks may set the property to a value of any type. */
  #attributeText(attribute: AnnotationAttribute | 'colors'): string {
    return String(this.#viz[attribute] ?? '').trim();
  }

  readonly #warn = (attribute: AnnotationAttribute | 'colors', why: string): void =>
    warnOnce(
      `<${this.#viz.localName} ${attribute}="${clip(this.#attributeText(attribute), MAX_QUOTED)}">: ${why}`,
    );
}

export const attach = (viz: VizHost, chart: ChartController): VizExtra => new VizAnnotations(viz, chart);
