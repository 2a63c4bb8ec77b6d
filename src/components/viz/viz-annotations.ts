/** Implements the attributes `colors`, `highlight`, `reference` and `annotate`, which annotate a chart. Loaded on demand. */
import { css, html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { annotate, type AnnotationAttribute } from '../../charts/emphasis/annotate.ts';
import { readNotes, type Note } from '../../charts/emphasis/notes.ts';
import type { Reference } from '../../charts/emphasis/references.ts';
import type { Highlight } from '../../charts/emphasis/selected-marks.ts';
import type { Chart } from '../../charts/types.ts';
import type { ChartController } from '../../controllers/chart/chart.ts';
import type { Annotate } from '../../controllers/chart/drawing.ts';
import { clip, warnOnce } from '../../internal/text.ts';
import { NARROW } from '../../internal/widths.ts';
import { describeAnnotations, referenceText } from '../../locale/annotations.ts';
import type { ChartViewModel } from '../../pipeline/view-model.ts';
import { withReadableColors } from '../../vega/colors.ts';
import { highlightedNames, showHighlight } from '../../vega/highlight.ts';
import { SHOWN_NOTES } from '../../internal/secret-names.ts';
import { signalOf } from '../../spec/scene.ts';
import { shownNotes, type NoteList } from '../../vega/shown-notes.ts';
import type { MountedChart } from '../../vega/types.ts';
import type { VizExtra, VizHost, VizView } from './viz-host.ts';

type View = MountedChart['view'];

/** Maximum number of characters of an attribute that a warning quotes. */
const MAX_QUOTED = 200;

const styles = css`
  .annotations {
    display: none;
    flex: none;
    order: -1;
    width: 100%;
    margin: 0 0 0.25rem;
    padding-inline-start: 1.7em;
    box-sizing: border-box;
    line-height: 1.4;
    overflow-wrap: anywhere;
    color: var(--_text);
  }
  .annotations ::marker {
    font-weight: 600;
  }
  /* The circle around a number is filled with the color of other texts. */
  @media (forced-colors: active) {
    .picture .mark-symbol.role-annotation + .mark-text text {
      fill: Canvas;
    }
  }
  @container (width < ${NARROW}px) {
    .annotations {
      display: block;
    }
  }
  /* In print, the list explains the numbers of the picture, which does not change. */
  @media print {
    .annotations {
      display: none;
    }
    .annotations.numbered {
      display: block;
    }
  }
`;

class VizAnnotations implements ReactiveController, VizExtra {
  readonly #viz: VizHost;
  readonly #chart: ChartController;
  #references: readonly Reference[] = [];
  /** The annotations of the picture that is drawn next. */
  #notes: readonly Note[] = [];
  /** The annotations of the picture; `null` before it is drawn. */
  #shownNotes: NoteList | null = null;
  /** The last view whose annotations were read. */
  #readView: View | null = null;
  #highlight: Highlight | null = null;
  /** The names in `highlight` that occur in the chart's marks. */
  #foundNames: readonly string[] = [];
  /** The last chart that was searched for the names in `highlight`. */
  #searchedChart: Chart | null = null;

  constructor(viz: VizHost, chart: ChartController) {
    this.#viz = viz;
    this.#chart = chart;
    chart.drawing.annotate = this.#annotate;
    viz.shadowRoot!.adoptedStyleSheets.push(styles.styleSheet!);
    viz.addController(this);
  }

  hostUpdated(): void {
    const { viewModel, mounted } = this.#chart.drawing;
    const chart = viewModel?.chart;
    if (mounted && mounted.view !== this.#readView) this.#followNotes(mounted.view);
    if (!chart || chart === this.#searchedChart) return;
    if (chart.kind !== 'spec') {
      this.#searchedChart = chart;
      if (this.#attributeText('highlight')) this.#warn('highlight', `a ${chart.kind} has no categories`);
      if (this.#attributeText('reference')) this.#warn('reference', `a ${chart.kind} has no axis`);
      if (this.#attributeText('annotate')) this.#warn('annotate', `a ${chart.kind} has no marks`);
    } else if (mounted) {
      this.#searchedChart = chart;
      if (this.#highlight) this.#highlightMarks(this.#highlight, mounted.view);
    }
  }

  description({ locale, formats }: ChartViewModel): string {
    const notes = this.#shownNotes?.notes ?? [];
    return describeAnnotations(this.#foundNames, this.#references, notes, locale, formats);
  }

  /** Renders the list of annotations, which narrow pictures show as numbers. Reserves its space before the picture. */
  footer({ viewModel }: VizView): TemplateResult | typeof nothing {
    const { notes, numbered } = this.#shownNotes ?? {
      notes: viewModel.chart ? this.#notes : readNotes(this.#attributeText('annotate'), () => {}),
      numbered: false,
    };
    if (notes.length === 0 || !viewModel.loaded) return nothing;
    return html`<ol part="annotations" class="annotations ${numbered ? 'numbered' : ''}">
      ${notes.map(({ text }) => html`<li><bdi>${text}</bdi></li>`)}
    </ol>`;
  }

  legend(): readonly string[] {
    const { notes, numbered } = this.#shownNotes ?? { notes: [], numbered: false };
    return numbered ? notes.map(({ text }, index) => `${index + 1}. ${text}`) : [];
  }

  readonly #annotate: Annotate = (spec, { locale, rtl, tokens, formats }, data) => {
    const written = {
      highlight: this.#attributeText('highlight'),
      reference: this.#attributeText('reference'),
      annotate: this.#attributeText('annotate'),
    };
    const format = (reference: Reference): string => referenceText(reference, locale, formats);
    const warn = (why: string): void => this.#warn('colors', why);
    const colored = withReadableColors(spec, this.#attributeText('colors'), tokens, { data, warn });
    const annotated = annotate(colored, { written, data, tokens, rtl, format, warn: this.#warn });
    this.#highlight = annotated.highlight;
    if (!this.#highlight) this.#foundNames = [];
    this.#references = annotated.references;
    this.#notes = annotated.notes;
    return annotated.spec;
  };

  /** Reads the annotations of a view, now and each time the engine has placed them. */
  #followNotes(view: View): void {
    this.#readView = view;
    const read = (): void => {
      if (view !== this.#readView) return;
      const shown = shownNotes(this.#notes, view, this.#warn);
      if (JSON.stringify(shown) === JSON.stringify(this.#shownNotes)) return;
      this.#shownNotes = shown;
      this.#viz.requestUpdate();
    };
    read();
    if (signalOf(view, SHOWN_NOTES) !== undefined) view.addSignalListener(SHOWN_NOTES, read);
  }

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
