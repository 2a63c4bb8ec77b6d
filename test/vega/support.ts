import type { Column, Dataset } from '../../src/public-client/types.ts';
import { createDefaultEngine } from '../../src/vega/default-engine.ts';
import { getRuntime } from '../../src/vega/runtime.ts';
import type { MountedChart, MountRequest, TooltipContent } from '../../src/vega/types.ts';

export const engine = createDefaultEngine(() => Promise.resolve(getRuntime()));

/** Returns a dataset with column types derived from the first row. */
export function dataset(names: string[], rows: Dataset['rows']): Dataset {
  const columns = names.map((name, index): Column => {
    const value = rows[0]?.[index];
    if (value instanceof Date) return { name, type: 'date' };
    return { name, type: typeof value === 'number' ? 'number' : 'string' };
  });
  return { columns, rows, truncated: false };
}

export const SALES = dataset(['region', 'amount'], Object.entries({ North: 28, South: 55, West: 43 }));

export { BAR } from '../support/charts.ts';

export interface Mounted {
  readonly chart: MountedChart;
  readonly container: HTMLElement;
  readonly errors: Error[];
  readonly tooltips: ({ readonly content: TooltipContent; readonly x: number; readonly y: number } | null)[];
}

const mounted: Mounted[] = [];

/** Mounts a spec, by default over {@link SALES} in a 400 × 300 box. */
export async function mount(
  spec: MountRequest['spec'],
  request: Partial<MountRequest> = {},
  using = engine,
): Promise<Mounted> {
  const { size = { width: 400, height: 300 } } = request;
  const container = request.container ?? addBox(size.width);
  const errors: Error[] = [];
  const tooltips: Mounted['tooltips'] = [];
  const chart = await using.mount({
    container,
    spec,
    data: new Map([['main', SALES]]),
    size,
    fit: 'container',
    config: {},
    locale: null,
    renderer: 'svg',
    allowHosts: [],
    reducedMotion: false,
    captioned: false,
    onTooltip: (tooltip) => tooltips.push(tooltip),
    onError: (error) => errors.push(error),
    signal: new AbortController().signal,
    ...request,
  });
  const result = { chart, container, errors, tooltips };
  mounted.push(result);
  return result;
}

/** Adds a box with a fixed width, which a scrollbar of the page does not change. */
function addBox(width: number): HTMLElement {
  const box = document.createElement('div');
  box.style.width = `${width}px`;
  return document.body.appendChild(box);
}

/** Removes all charts that {@link mount} has added. */
export function unmountAll(): void {
  for (const { chart, container } of mounted.splice(0)) {
    chart.finalize();
    container.remove();
  }
  document.body.replaceChildren();
}

/** Returns the error that a promise rejects with. Throws if the promise resolves. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { readonly kind?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('Expected a rejection');
}

/** Returns the elements of an SVG picture that represent rows. */
export function marks(container: HTMLElement, type = 'rect'): SVGElement[] {
  return [...container.querySelectorAll<SVGElement>(`.mark-${type}.role-mark > *`)];
}

/** Dispatches a pointer event and a mouse event at a position within an element. */
export function point(type: 'move' | 'down' | 'up', target: Element | Window, x: number, y: number): void {
  const buttons = type === 'down' ? 1 : 0;
  const init = {
    clientX: x,
    clientY: y,
    bubbles: true,
    composed: true,
    cancelable: true,
    buttons,
    view: window,
  };
  target.dispatchEvent(new PointerEvent(`pointer${type}`, { ...init, pointerId: 1, isPrimary: true }));
  target.dispatchEvent(new MouseEvent(`mouse${type}`, init));
}
