import { nextTask } from '../internal/turns.ts';
import type { Dataset } from '../public-client/types.ts';
import type { SVGRenderer } from 'vega-scenegraph';
import type { View } from 'vega-view';
import type { ConfinedView } from './confined-view.ts';
import type { ErrorDesk } from './error-desk.ts';
import type { FitCells } from './plan.ts';
import { placeIn } from './place.ts';
import { collectPoints } from './points.ts';
import { toRecords } from './records.ts';
import { sceneRoot } from './scene.ts';
import { still } from './still.ts';
import type { ChartPoint, ChartState, MountedChart, Size } from './types.ts';
import { readState } from './view-state.ts';

export interface ViewChartParts {
  readonly view: View & Partial<Pick<ConfinedView, 'clean' | 'notifyResize'>>;
  /** What the keyboard path is measured against. */
  readonly container: HTMLElement;
  /** The element in it that the view draws into, and that of its inputs: see {@link placesIn}. */
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
  readonly waited?: number;
  readonly errors: ErrorDesk;
}

/**
 * Makes the two elements that a view is drawn into: one for the picture, which is hidden from assistive technology, and
 * one for the inputs of its parameters, which is not. The element around has a name, a description and a keyboard path.
 */
export function placesIn(container: HTMLElement): {
  readonly host: HTMLElement;
  readonly inputs: HTMLElement;
} {
  const host = document.createElement('div');
  host.setAttribute('aria-hidden', 'true');
  const inputs = document.createElement('form');
  inputs.className = 'vega-bindings';
  container.replaceChildren(host, inputs);
  // Enter would send the form, and with that leave the page.
  container.addEventListener('submit', (event) => event.preventDefault());
  return { host, inputs };
}

/** A chart that a running Vega view draws. */
export class ViewChart implements MountedChart {
  readonly view: MountedChart['view'];
  readonly waited: number;
  readonly #parts: ViewChartParts;
  /** The box that cells were fitted into. */
  #box: Size;

  constructor(parts: ViewChartParts) {
    this.view = parts.view as unknown as MountedChart['view'];
    this.#box = { width: parts.host.clientWidth, height: parts.height ?? 0 };
    this.waited = parts.waited ?? 0;
    this.#parts = parts;
  }

  async update(data: ReadonlyMap<string, Dataset>): Promise<void> {
    const { view, sources, errors, container, fitCells } = this.#parts;
    for (const name of sources) {
      const dataset = data.get(name);
      if (!dataset) continue;
      const changes = view.changeset().remove(() => true);
      view.change(name, changes.insert(toRecords(dataset)));
    }
    // Vega would keep up to 10,000 marks that have gone, of each kind, with the rows they stood for.
    view.cleanThreshold = 0;
    // Other rows may have longer labels: what these leave of the box for the marks is worked out anew.
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
      // Not within the turn of an observer: the height of the picture follows, and would be told to it at once.
      void nextTask().then(() => fitCells(view, box));
    }
    view.notifyResize?.();
  }

  points(limit: number): readonly ChartPoint[] {
    const { view, container, host } = this.#parts;
    const { left, top } = view.padding() as { readonly left: number; readonly top: number };
    const [x, y] = view.origin();
    const picture = placeIn(container, host.getBoundingClientRect());
    return collectPoints(sceneRoot(view), { x: picture.x + left + x, y: picture.y + top + y }, limit);
  }

  state(): ChartState {
    const { view, sources } = this.#parts;
    return readState(view, sources);
  }

  rest(): void {
    const { view, host, inputs } = this.#parts;
    letGo(view);
    for (const each of [host, inputs]) each.replaceWith(still(each));
  }

  finalize(): void {
    const { view, host, inputs } = this.#parts;
    letGo(view);
    for (const each of [host, inputs]) each.remove();
  }
}

/** What Vega's listeners on a picture know of the rest. */
const LINKS = ['_active', '_down', '_el', '_canvas', '_loader', '_obj', '_scene', '_tooltip', '_touch'];

/**
 * Ends a view. Of all charts of a page Vega keeps what it drew into last, whose listeners and marks know the view, and with
 * it the page: for an SVG element it is given another one, and from a canvas nothing leads on.
 */
function letGo(view: View): void {
  const { _renderer: renderer, _handler: handler } = view;
  view.finalize();
  const element = Object.assign(document.createElementNS('http://www.w3.org/2000/svg', 'g'), {
    __values__: {},
  });
  (renderer as Partial<SVGRenderer> | null)?._update?.({ type: '', attr() {} }, element, {});
  for (const name of LINKS) handler[name] = null;
}
