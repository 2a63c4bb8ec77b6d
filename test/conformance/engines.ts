/** The two engines to compare: ours and vega-embed. */
import { expect } from 'chai';
import type { View } from 'vega-view';
import type { default as Embed } from 'vega-embed';
import type { VegaLiteSpec, Renderer } from '../../src/spec/types.ts';
import type { ChartEngine, TooltipContent } from '../../src/vega/types.ts';

/** A tooltip with its position in px from the top left of the picture's container. */
export interface Hint {
  readonly content: TooltipContent;
  readonly x: number;
  readonly y: number;
}

/** A chart that a test has drawn. */
export interface Drawn {
  readonly view: View;
  readonly container: HTMLElement;
  /** All tooltips so far; `null` each time that one was hidden. */
  readonly hints: readonly (Hint | null)[];
  /** Errors after the first picture. */
  readonly errors: readonly Error[];
  remove(): void;
}

export interface DrawOptions {
  /** The parent of the chart; by default, the body. */
  readonly parent?: ParentNode & Node;
  readonly renderer?: Exclude<Renderer, 'auto'>;
}

export type Draw = (spec: VegaLiteSpec, options?: DrawOptions) => Promise<Drawn>;

const nativeRandom = Math.random;
let seed = 1;
/** Returns the next number of a linear congruential generator. Both engines get the same numbers. */
function seededRandom(): number {
  seed = (seed * 48271) % 2147483647;
  return seed / 2147483647;
}

let embed: typeof Embed;
let engine: ChartEngine;
let toTooltip: (value: unknown) => TooltipContent | null;

/** For `before`: loads both engines with the same random numbers. */
export async function loadEngines(): Promise<void> {
  // Vega stores Math.random when it is imported.
  Math.random = seededRandom;
  ({ default: embed } = await import('vega-embed'));
  const { createDefaultEngine } = await import('../../src/vega/default-engine.ts');
  const { getRuntime } = await import('../../src/vega/runtime.ts');
  ({ toTooltip } = await import('../../src/vega/tooltip.ts'));
  engine = createDefaultEngine(() => Promise.resolve(getRuntime()));
}

/** Undoes `loadEngines`. */
export function restoreRandom(): void {
  Math.random = nativeRandom;
}

/** Loads the engines for the tests of a suite, and removes what each test has drawn. */
export function useEngines(): void {
  before(async function () {
    this.timeout(60_000);
    await loadEngines();
  });
  after(restoreRandom);
  afterEach(() => document.body.replaceChildren());
}

export const drawStock: Draw = async (spec, { parent = document.body, renderer = 'svg' } = {}) => {
  seed = 1;
  const container = parent.appendChild(document.createElement('div'));
  const hints: (Hint | null)[] = [];
  const { view, finalize } = await embed(container, spec as never, {
    mode: 'vega-lite',
    renderer,
    actions: false,
    defaultStyle: false,
    tooltip: (_handler: unknown, event: MouseEvent | null, _item: unknown, value: unknown) => {
      const content = event && toTooltip(value);
      const box = container.getBoundingClientRect();
      hints.push(content ? { content, x: event.clientX - box.left, y: event.clientY - box.top } : null);
    },
  });
  view.logLevel(0);
  const remove = (): void => {
    finalize();
    container.remove();
  };
  return { view: view as unknown as View, container, hints, errors: [], remove };
};

export const drawOurs: Draw = async (spec, { parent = document.body, renderer = 'svg' } = {}) => {
  seed = 1;
  const container = parent.appendChild(document.createElement('div'));
  const hints: (Hint | null)[] = [];
  const errors: Error[] = [];
  const chart = await engine.mount({
    container,
    spec,
    data: new Map(),
    size: { width: 600, height: 400 },
    fit: 'none',
    config: null,
    locale: null,
    renderer,
    allowHosts: [location.origin],
    reducedMotion: false,
    captioned: false,
    onTooltip: (hint) => hints.push(hint),
    onError: (error) => errors.push(error),
    signal: new AbortController().signal,
  });
  const remove = (): void => {
    chart.finalize();
    container.remove();
  };
  return { view: chart.view as unknown as View, container, hints, errors, remove };
};

/**
 * Returns the SVG in a container, with the ids of clips and gradients counted from 0. The URLs of images are omitted
 * because only our engine uses `data:` URLs.
 */
export function pictureIn(container: HTMLElement): string {
  const names = new Map<string, string>();
  return container
    .querySelector('svg')!
    .outerHTML.replace(/\b(clip|gradient_|p_gradient_)\d+/g, (name, kind: string) => {
      if (!names.has(name)) names.set(name, `${kind}${names.size}`);
      return names.get(name)!;
    })
    .replace(/(<image\b[^>]*?\bhref=")[^"]*/g, '$1');
}

/** Fails at the first difference between two texts. */
export function expectSame(ours: string, stock: string, what: string): void {
  if (ours === stock) return;
  let index = 0;
  while (ours[index] === stock[index]) index += 1;
  const around = (text: string): string => text.slice(Math.max(0, index - 80), index + 80);
  expect(around(ours), what).to.equal(around(stock));
}
