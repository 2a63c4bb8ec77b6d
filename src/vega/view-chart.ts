import type { SVGRenderer } from 'vega-scenegraph';
import type { View } from 'vega-view';
import { nextTask } from '../internal/tasks.ts';
import type { Dataset } from '../public-client/types.ts';
import type { ConfinedView } from '../sandbox/confined-view.ts';
import { toRecords } from '../spec/records.ts';
import { sceneRoot } from '../spec/scene.ts';
import type { ErrorCollector } from './errors.ts';
import type { FitCells } from './lazy/facet-cells.ts';
import { collectPoints, toElementPoint } from './tooltip.ts';
import type { ChartPoint, ChartState, MountedChart, Size } from './types.ts';

interface ViewChartParts {
  readonly view: View & Partial<Pick<ConfinedView, 'clean' | 'notifyResize'>>;
  /** What the keyboard path is measured against. */
  readonly container: HTMLElement;
  /** The element in it that the view draws into, and that of its inputs: see {@link createMountPoints}. */
  readonly host: HTMLElement;
  readonly inputs: HTMLElement;
  /** Names of the data sources that rows from queries go into. */
  readonly sources: ReadonlySet<string>;
  /** The picture takes the size of its box. */
  readonly fitted: boolean;
  /** What fits the cells of a facet into the box, and the height in px that it has. */
  readonly fitCells?: FitCells | null;
  readonly height?: number;
  /** Milliseconds that drawing waited for a part of the engine. */
  readonly waitTime?: number;
  readonly errors: ErrorCollector;
}

/**
 * Makes the two elements that a view is drawn into: one for the picture, which is hidden from assistive technology, and
 * one for the inputs of its parameters, which is not. The element around has a name, a description and a keyboard path.
 */
export function createMountPoints(container: HTMLElement): {
  readonly host: HTMLElement;
  readonly inputs: HTMLElement;
} {
  const host = document.createElement('div');
  host.setAttribute('aria-hidden', 'true');
  // Not Vega's form: in one, the name of an input hides a property, such as `remove`, and Enter leaves the page.
  const inputs = document.createElement('div');
  inputs.className = 'vega-bindings';
  container.replaceChildren(host, inputs);
  return { host, inputs };
}

/** A chart that a running Vega view draws. */
export class ViewChart implements MountedChart {
  readonly view: MountedChart['view'];
  readonly waitTime: number;
  readonly #parts: ViewChartParts;
  /** The box that cells were fitted into. */
  #box: Size;

  constructor(parts: ViewChartParts) {
    this.view = parts.view as unknown as MountedChart['view'];
    // To read a width the page is laid out, which only a facet's cells are worth.
    this.#box = { width: parts.fitCells ? parts.host.clientWidth : 0, height: parts.height ?? 0 };
    this.waitTime = parts.waitTime ?? 0;
    this.#parts = parts;
  }

  async update(data: ReadonlyMap<string, Dataset>): Promise<void> {
    const { view, sources, errors, container, fitCells } = this.#parts;
    (view.loader() as { renew?(): void }).renew?.();
    for (const name of sources) {
      const dataset = data.get(name);
      if (!dataset) continue;
      const changes = view.changeset().remove(() => true);
      view.change(name, changes.insert(toRecords(dataset)));
    }
    // Vega would keep up to 10,000 marks that have gone, of each kind, with the rows they stood for.
    view.cleanThreshold = 0;
    // Other rows may have longer labels: what these leave of the box for the marks is computed again.
    view.resize();
    await errors.during(async () => {
      await view.runAsync();
      await fitCells?.(view, { ...this.#box, width: container.clientWidth });
    });
    view.clean?.();
  }

  resize({ width, height }: Size): void {
    const { view, fitted, fitCells } = this.#parts;
    if (fitted) void view.width(width).height(height).runAsync();
    if (fitCells && (width !== this.#box.width || height !== this.#box.height)) {
      const box = (this.#box = { width, height });
      // Not within the callback of an observer: the height of the picture follows, and would trigger it again at once.
      void nextTask().then(() => fitCells(view, box));
    }
    view.notifyResize?.();
  }

  points(limit: number): readonly ChartPoint[] {
    const { view, container, host } = this.#parts;
    const { left, top } = view.padding() as { readonly left: number; readonly top: number };
    const [x, y] = view.origin();
    const picture = toElementPoint(container, host.getBoundingClientRect());
    return collectPoints(sceneRoot(view), { x: picture.x + left + x, y: picture.y + top + y }, limit);
  }

  state(): ChartState {
    const { view, sources } = this.#parts;
    return readState(view, sources);
  }

  suspend(): void {
    const { view, host, inputs } = this.#parts;
    disposeView(view);
    for (const each of [host, inputs]) each.replaceWith(snapshot(each));
  }

  finalize(): void {
    const { view, host, inputs } = this.#parts;
    disposeView(view);
    for (const each of [host, inputs]) each.remove();
  }
}

/** What Vega's listeners on a picture know of the rest. */
const HANDLER_REFERENCES = [
  '_active',
  '_down',
  '_el',
  '_canvas',
  '_loader',
  '_obj',
  '_scene',
  '_tooltip',
  '_touch',
];

/**
 * Ends a view. Of all charts of a page Vega keeps what it drew into last, whose listeners and marks know the view, and
 * with it the page: for an SVG element it is given another one, and from a canvas nothing leads on.
 */
function disposeView(view: View): void {
  const { _renderer: renderer, _handler: handler } = view;
  view.finalize();
  const element = Object.assign(document.createElementNS('http://www.w3.org/2000/svg', 'g'), {
    __values__: {},
  });
  (renderer as Partial<SVGRenderer> | null)?._update?.({ type: '', attr() {} }, element, {});
  for (const name of HANDLER_REFERENCES) handler[name] = null;
}

const CONTROLS = 'input, select, textarea';

/**
 * A copy of a picture that nothing is tied to: elements of a live one hold their marks, and those their rows.
 * A canvas keeps its pixels, a control its value.
 */
function snapshot(picture: HTMLElement): HTMLElement {
  const copy = picture.cloneNode(true) as HTMLElement;
  forEachPair<HTMLCanvasElement>(picture, copy, 'canvas', (from, to) => {
    if (from.width > 0 && from.height > 0) to.getContext('2d')?.drawImage(from, 0, 0);
  });
  forEachPair<HTMLInputElement>(picture, copy, CONTROLS, (from, to) => {
    to.value = from.value;
    to.checked = from.checked;
  });
  return copy;
}

function forEachPair<E extends Element>(
  original: Element,
  copy: Element,
  selector: string,
  visit: (from: E, to: E) => void,
): void {
  const copies = copy.querySelectorAll<E>(selector);
  original.querySelectorAll<E>(selector).forEach((from, index) => visit(from, copies[index]!));
}

/** The data sets that Vega-Lite keeps selections in. */
const SELECTION = /_store$/;
/** What is a step on the way of a selection: taken again, it would be one step too many. */
const STEP = /_(tuple|toggle|modify|scale_trigger|(translate|zoom)_(anchor|delta))$/;
/** The size of a band, or of a facet's cells: a matter of the box and the theme. */
const SIZE = /(^|_)([xy](Offset)?_step|child_(width|height))$/;
/** Set by whoever draws the chart, not by who reads it. */
const ENGINE_SIGNALS = new Set([
  'width',
  'height',
  'padding',
  'autosize',
  'background',
  'style',
  'cursor',
  'parent',
  'facet',
]);

/** A state as Vega describes it, of a view or of one of its facets. */
interface State {
  readonly signals: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>>;
  readonly subcontext?: readonly State[];
}

const NO_DATA: ReadonlySet<string> = new Set();

/**
 * Reads the state of a view: what is computed from something else is left to the next view, and so are the rows of
 * queries, whatever the names of their `sources` are.
 */
function readState(view: View, sources = NO_DATA): ChartState {
  return view.getState({
    signals: (name, { _update }) =>
      !_update && !ENGINE_SIGNALS.has(name) && !STEP.test(name) && !SIZE.test(name),
    data: (name) => SELECTION.test(name) && !sources.has(name),
  });
}

/**
 * Brings a new view of the same spec into a state, as far as it has a place for it. Resolves when its dataflow has run.
 */
export async function applyState(view: View, state: ChartState): Promise<void> {
  const own = readState(view) as State;
  await view.setState(selectKnownState(state as State, own)).runAsync();
}

/** The parts of a state that a view has, too: one in another size or look need not have all. */
function selectKnownState({ signals, data, subcontext = [] }: State, own: State): State {
  const { subcontext: facets = [] } = own;
  return {
    signals: pick(signals, own.signals),
    data: pick(data, own.data),
    subcontext: subcontext
      .slice(0, facets.length)
      .map((inner, index) => selectKnownState(inner, facets[index]!)),
  };
}

function pick(values: State['signals'], known: State['signals']): State['signals'] {
  return Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(known, name)));
}
