/** `highlight` and `reference`: what a page adds to a chart without writing Vega-Lite. Loaded on demand. */
import type { ReactiveController } from 'lit';
import {
  HIGHLIGHTED,
  highlightOf,
  textOf,
  withHighlight,
  type ChosenMarks,
  type Highlight,
} from '../../selection/selected-marks.ts';
import { readReferences, withReferences, type Reference } from '../../charts/references.ts';
import { selectables } from '../../selection/selectable.ts';
import type { Chart } from '../../charts/types.ts';
import type { ChartController } from '../../controllers/chart/chart.ts';
import type { Annotate } from '../../controllers/chart/drawing.ts';
import type { ChartViewModel } from '../../controllers/chart/view-model.ts';
import { clip, dayText, warnOnce } from '../../internal/text.ts';
import { extraWords } from '../../locale/summary.ts';
import type { Locale } from '../../locale/types.ts';
import { drawnMarks } from '../../selection/drawn-marks.ts';
import type { MountedChart } from '../../vega/types.ts';
import type { VizExtra, VizHost } from './viz-host.ts';

type View = MountedChart['view'];
type Attribute = 'highlight' | 'reference';

/** How many values of a chart the console lists, and how many letters it has of each. */
const LISTED = 30;
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
    const { reference, highlighted } = extraWords(locale);
    const { comma } = locale.messages;
    const lines = this.#references.map((each) =>
      [each.label, valueText(each, locale)].filter(Boolean).join(comma),
    );
    return [
      ...(this.#found.length > 0 ? [`${highlighted}: ${this.#found.join(comma)}.`] : []),
      ...lines.map((line) => `${reference}: ${line}.`),
    ].join(' ');
  }

  readonly #annotate: Annotate = (spec, { tokens }, data) => {
    const [highlight, reference] = [this.#written('highlight'), this.#written('reference')];
    // What depends on the rows is said when they are there.
    const warn = (attribute: Attribute, why: string): void => {
      if (data) this.#warn(attribute, why);
    };
    const wanted = highlight ? highlightOf(spec, highlight, data) : null;
    const lit = wanted ? withHighlight(spec, selectables(spec), wanted) : spec;
    this.#highlight = lit === spec ? null : wanted;
    if (!this.#highlight) this.#found = [];
    if (highlight && !this.#highlight) warn('highlight', 'the chart has no categories');

    const refuse = (why: string): void => warn('reference', why);
    const { spec: annotated, placed } = withReferences(lit, readReferences(reference, refuse), {
      data,
      color: tokens?.text ?? null,
      fontSize: tokens ? Math.max(11, Math.round(tokens.fontSize * 0.75)) : 11,
      refuse,
    });
    this.#references = placed;
    return annotated;
  };

  /** Where no mark has one of the names, all would be faint: then none is. */
  #search({ names, ...marks }: Highlight, view: View): void {
    const values = new Map<string, string>();
    for (const { datum } of drawnMarks(view)) {
      const value = datum[marks.key];
      if (value !== undefined)
        values.set(textOf(value), value instanceof Date ? dayText(value) : String(value));
    }
    const found = names.filter((_, index) => values.has(marks.texts[index]!));
    const lost = names.filter((name) => !found.includes(name)).map((name) => `"${clip(name, LONGEST)}"`);
    if (lost.length > 0) {
      const listed = [...values.values()].slice(0, LISTED).map((each) => clip(each, LONGEST));
      const more = values.size > LISTED ? ', …' : '';
      this.#warn(
        'highlight',
        `${lost.join(', ')} is not in the chart, which has ${listed.join(', ')}${more}`,
      );
    }
    setHighlighted(view, found.length > 0 ? marks : null);
    if (found.join() === this.#found.join()) return;
    this.#found = found;
    this.#viz.requestUpdate();
  }

  /** A framework may set anything. */
  #written(attribute: Attribute): string {
    return String(this.#viz[attribute] ?? '').trim();
  }

  #warn(attribute: Attribute, why: string): void {
    warnOnce(`<${this.#viz.localName} ${attribute}="${clip(this.#written(attribute), LONGEST)}">: ${why}`);
  }
}

function setHighlighted(view: View, marks: ChosenMarks | null): void {
  try {
    if ((view.signal(HIGHLIGHTED) === null) === (marks === null)) return;
    view.signal(HIGHLIGHTED, marks);
    void view.runAsync();
  } catch {
    // The picture on show is from before the attribute was set: the next one has such a signal.
  }
}

const valueText = ({ at, grain, isPercent }: Reference, { number, date }: Locale): string =>
  grain === null ? number(at, isPercent ? 'percent' : 'full') : date(new Date(at), grain);

export const attach = (viz: VizHost, chart: ChartController): VizExtra => new VizAnnotations(viz, chart);
