/** `highlight` and `reference`: what a page adds to a chart without writing Vega-Lite. Loaded on demand. */
import type { ReactiveController } from 'lit';
import {
  annotate,
  describeAnnotations,
  highlightedNames,
  showHighlight,
  type AnnotationAttribute,
  type WarnOfAnnotation,
} from '../../selection/annotate.ts';
import type { Highlight } from '../../selection/selected-marks.ts';
import type { Reference } from '../../charts/references.ts';
import type { Chart } from '../../charts/types.ts';
import type { ChartController } from '../../controllers/chart/chart.ts';
import type { Annotate } from '../../controllers/chart/drawing.ts';
import type { ChartViewModel } from '../../controllers/chart/view-model.ts';
import { clip, warnOnce } from '../../internal/text.ts';
import type { MountedChart } from '../../vega/types.ts';
import type { VizExtra, VizHost } from './viz-host.ts';

type View = MountedChart['view'];

/** Letters of an attribute that a warning quotes. */
const LONGEST = 200;

class VizAnnotations implements ReactiveController, VizExtra {
  readonly #viz: VizHost;
  readonly #chart: ChartController;
  #references: readonly Reference[] = [];
  #highlight: Highlight | null = null;
  /** Those of its names that marks have. */
  #found: readonly string[] = [];
  /** The chart whose marks were looked through for them. */
  #searched: Chart | null = null;

  constructor(viz: VizHost, chart: ChartController) {
    this.#viz = viz;
    this.#chart = chart;
    chart.drawing.annotate = this.#annotate;
    viz.addController(this);
  }

  hostUpdated(): void {
    const { viewModel, mounted } = this.#chart.drawing;
    const chart = viewModel?.chart;
    if (!chart || chart === this.#searched) return;
    if (chart.kind !== 'spec') {
      this.#searched = chart;
      if (this.#written('highlight')) this.#warn('highlight', `a ${chart.kind} has no categories`);
      if (this.#written('reference')) this.#warn('reference', `a ${chart.kind} has no axis`);
    } else if (mounted) {
      this.#searched = chart;
      if (this.#highlight) this.#search(this.#highlight, mounted.view);
    }
  }

  description({ locale }: ChartViewModel): string {
    return describeAnnotations(this.#found, this.#references, locale);
  }

  readonly #annotate: Annotate = (spec, { tokens }, data) => {
    const written = { highlight: this.#written('highlight'), reference: this.#written('reference') };
    const annotated = annotate(spec, { written, data, tokens, warn: this.#warn });
    this.#highlight = annotated.highlight;
    if (!this.#highlight) this.#found = [];
    this.#references = annotated.references;
    return annotated.spec;
  };

  #search(highlight: Highlight, view: View): void {
    const found = highlightedNames(highlight, view, this.#warn);
    showHighlight(highlight, found, view).catch((error: unknown) => view.logger().error(error));
    if (found.join() === this.#found.join()) return;
    this.#found = found;
    this.#viz.requestUpdate();
  }

  /** A framework may set anything. */
  #written(attribute: AnnotationAttribute): string {
    return String(this.#viz[attribute] ?? '').trim();
  }

  readonly #warn: WarnOfAnnotation = (attribute, why) =>
    warnOnce(`<${this.#viz.localName} ${attribute}="${clip(this.#written(attribute), LONGEST)}">: ${why}`);
}

export const attach = (viz: VizHost, chart: ChartController): VizExtra => new VizAnnotations(viz, chart);
