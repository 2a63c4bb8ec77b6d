import type { SVGRenderer } from 'vega-scenegraph';
import type { View } from 'vega-view';
import { nextTask } from '../internal/tasks.ts';
import type { Dataset } from '../public-client/types.ts';
import { countHeld } from '../sandbox/budget.ts';
import { toRecords } from '../spec/records.ts';
import { sceneRoot } from '../spec/scene.ts';
import type { ConfinedView } from './confined-view.ts';
import type { ErrorCollector } from './errors.ts';
import type { FitToBox } from './rewrite.ts';
import { collectPoints } from './points.ts';
import { toElementPoint } from './tooltip.ts';
import type { ChartPoint, ViewState, MountedChart, Size } from './types.ts';

interface ViewChartParts {
  readonly view: ConfinedView;
  /** The element that positions of points are relative to. */
  readonly container: HTMLElement;
  /** Children of the container for the picture and the inputs; see {@link createMountPoints}. */
  readonly host: HTMLElement;
  readonly inputs: HTMLElement;
  /** Names of the data sources that receive rows from queries. */
  readonly sources: ReadonlySet<string>;
  /** Whether the picture takes the size of its box. */
  readonly fitted: boolean;
  /** Fits the cells of a facet, or places annotations; `null` for other charts. */
  readonly fitToBox: FitToBox | null;
  /** Height of the box in px. */
  readonly height: number;
  /** Milliseconds that drawing waited for a part of the engine. */
  readonly waitTime: number;
  readonly errors: ErrorCollector;
}

/**
 * Creates the two elements that a view draws into: one for the picture, hidden from assistive technology, because its
 * container has a name, a description and keyboard navigation; and one for the inputs of parameters.
 */
export function createMountPoints(container: HTMLElement): {
  readonly host: HTMLElement;
  readonly inputs: HTMLElement;
} {
  const host = document.createElement('div');
  host.setAttribute('aria-hidden', 'true');
  // Vega uses a `<form>`, but inputs could shadow its properties, such as `remove`, and Enter would submit it.
  const inputs = document.createElement('div');
  inputs.className = 'vega-bindings';
  container.replaceChildren(host, inputs);
  return { host, inputs };
}

/** A chart drawn by a running Vega view. */
export class ViewChart implements MountedChart {
  readonly view: MountedChart['view'];
  readonly waitTime: number;
  readonly #parts: ViewChartParts;
  /** The size of the box at the last call of {@link FitToBox}. */
  #box: Size;

  constructor(parts: ViewChartParts) {
    this.view = parts.view as unknown as MountedChart['view'];
    // Reading a width forces layout, so do it only for charts that need it.
    this.#box = { width: parts.fitToBox ? parts.host.clientWidth : 0, height: parts.height };
    this.waitTime = parts.waitTime;
    this.#parts = parts;
  }

  async update(data: ReadonlyMap<string, Dataset>): Promise<void> {
    const { view, sources, errors, container, fitToBox } = this.#parts;
    (view.loader() as { renew?(): void }).renew?.();
    for (const name of sources) {
      const dataset = data.get(name);
      if (!dataset) continue;
      const changes = view.changeset().remove(() => true);
      view.change(name, changes.insert(toRecords(dataset)));
    }
    // By default, Vega keeps up to 10,000 removed items of each mark, with their rows.
    view.cleanThreshold = 0;
    // The new rows may have longer labels, so compute the size of the plot again.
    view.resize();
    await errors.during(async () => {
      await view.runAsync();
      await fitToBox?.(view, { ...this.#box, width: container.clientWidth });
    });
    view.clean();
  }

  resize({ width, height }: Size): void {
    const { view, fitted, fitToBox } = this.#parts;
    if (fitted) void view.width(width).height(height).runAsync();
    if (fitToBox && (width !== this.#box.width || height !== this.#box.height)) {
      const box = (this.#box = { width, height });
      // Wait for the end of the ResizeObserver callback: the picture's height changes and would trigger the observer
      // again.
      void nextTask().then(() => fitToBox(view, box));
    }
    view.notifyResize();
  }

  points(limit: number): readonly ChartPoint[] {
    const { view, container, host } = this.#parts;
    const { left, top } = view.padding();
    const [x, y] = view.origin();
    const picture = toElementPoint(container, host.getBoundingClientRect());
    return collectPoints(sceneRoot(view), { x: picture.x + left + x, y: picture.y + top + y }, limit);
  }

  state(): ViewState {
    const { view, sources } = this.#parts;
    return readState(view, sources);
  }

  heldRows(): number {
    return countHeld(this.#parts.view._runtime).rows;
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

/** Members of Vega's event handler that keep the view alive. */
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
 * Finalizes a view and removes references to it. Vega's SVG renderer keeps a global reference to the last element
 * that it updated, which leaks the view, so this function makes it update a dummy element. The canvas renderer has no
 * such reference.
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
 * Clones a picture without references to marks and their rows, which Vega stores in its elements. Copies the pixels of a
 * canvas and the values of inputs.
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

/** Data sets in which Vega-Lite stores selections. */
const SELECTION = /_store$/;
/** Signals that change a selection. Restoring them would apply the change twice. */
const STEP = /_(tuple|toggle|modify|scale_trigger|(translate|zoom)_(anchor|delta))$/;
/** Sizes of bands and of a facet's cells, which depend on the box and the theme. */
const SIZE = /(^|_)([xy](Offset)?_step|child_(width|height))$/;
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

/** Vega's state of a view or of one of its facets. */
interface State {
  readonly signals: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>>;
  readonly subcontext?: readonly State[];
}

const NO_DATA: ReadonlySet<string> = new Set();

/**
 * Reads the state of a view without computed signals and without the rows of queries (the data sets in `sources`).
 */
function readState(view: View, sources = NO_DATA): ViewState {
  return view.getState({
    signals: (name, { _update }) =>
      !_update && !ENGINE_SIGNALS.has(name) && !STEP.test(name) && !SIZE.test(name),
    data: (name) => SELECTION.test(name) && !sources.has(name),
  });
}

/**
 * Restores a state in a new view of the same spec, as far as the view has the same signals, data sets and facets.
 * Resolves when the dataflow has run.
 */
export async function applyState(view: View, state: ViewState): Promise<void> {
  const own = readState(view) as State;
  await view.setState(selectKnownState(state as State, own)).runAsync();
}

/** Selects the parts of a state that a view also has. Another size or theme may lead to other signals. */
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
