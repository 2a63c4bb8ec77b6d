import type { SpecChart } from '../../charts/types.ts';
import { toJson } from '../../internal/json.ts';
import type { VegaLiteSpec } from '../../spec/types.ts';
import { loadEngine } from '../../vega/engine.ts';
import type { ChartPoint, ChartState, MountedChart, MountRequest, Size } from '../../vega/types.ts';

/** How a chart is to look: all of a mount request that is not its data or its place. */
export type PictureLook = Omit<MountRequest, 'container' | 'spec' | 'data' | 'size' | 'state' | 'signal'>;

/**
 * One chart in a box. New rows move through the running view; anything else is redrawn behind
 * the old picture, which stays until the new one is there. What the reader has selected in a spec is kept.
 */
export class Picture {
  /** `null` also while the picture is suspended. */
  #mounted: MountedChart | null = null;
  /** What the reader had selected and zoomed when the chart was suspended. */
  #state: ChartState | null = null;
  #container: HTMLElement | null = null;
  #chart: SpecChart | null = null;
  /** The spec as it read when it was drawn: a page may change its own since. `null` where it cannot be written down. */
  #text: string | null = null;
  #look: PictureLook | null = null;
  #size: Size = { width: 0, height: 0 };
  #latest: symbol | null = null;
  /** Milliseconds that the last picture waited for the engine. */
  engineTime = 0;

  get mounted(): MountedChart | null {
    return this.#mounted;
  }

  get suspended(): boolean {
    return this.#state !== null;
  }

  /** Does what needs no rows. Rejects where there is no engine. */
  async prepare(
    spec: VegaLiteSpec,
    look: PictureLook,
    dataNames: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<void> {
    const engine = await loadEngine();
    if (!signal.aborted) engine.prepare?.({ ...look, spec, dataNames, signal });
  }

  /** Resolves when the picture is there; rejects if it could not be drawn, and leaves what was there before. */
  async show(
    box: HTMLElement,
    chart: SpecChart,
    look: PictureLook,
    size: Size,
    signal: AbortSignal,
  ): Promise<void> {
    const turn = Symbol('turn');
    this.#latest = turn;
    const text = toJson(chart.spec);
    const same = this.#chart?.derived === chart.derived && this.#isDrawn(chart.spec, text);
    if (this.#mounted && this.#chart && same && sameLook(this.#look, look)) {
      if (this.#chart.data !== chart.data) await this.#update(this.#mounted, chart);
      if (this.#latest === turn) this.#chart = chart;
      return;
    }
    const start = performance.now();
    const engine = await loadEngine();
    this.engineTime = performance.now() - start;
    signal.throwIfAborted();

    const state = same ? (this.#mounted?.state() ?? this.#state) : null;
    const container = document.createElement('div');
    container.className = 'picture';
    box.append(container);
    let mounted: MountedChart;
    try {
      const { spec, data } = chart;
      mounted = await engine.mount({ ...look, container, spec, data, size, state, signal });
    } catch (error) {
      container.remove();
      throw error;
    }
    if (this.#latest !== turn || signal.aborted) {
      mounted.finalize();
      container.remove();
      signal.throwIfAborted();
      return;
    }
    this.engineTime += mounted.waitTime;
    this.#drop();
    this.#mounted = mounted;
    this.#container = container;
    this.#chart = chart;
    this.#text = text;
    this.#look = look;
    this.#size = size;
  }

  #isDrawn(spec: VegaLiteSpec, text: string | null): boolean {
    return text === null ? this.#chart?.spec === spec : this.#text === text;
  }

  /** Rows that cannot be drawn may have come into the view all the same: then the next picture is one of its own. */
  async #update(mounted: MountedChart, { data }: SpecChart): Promise<void> {
    try {
      await mounted.update(data);
    } catch (error) {
      this.#look = null;
      throw error;
    }
  }

  resize(size: Size): void {
    if (size.width === this.#size.width && size.height === this.#size.height) return;
    this.#size = size;
    this.#mounted?.resize(size);
  }

  points(limit: number): readonly ChartPoint[] {
    return this.#mounted?.points(limit) ?? [];
  }

  /** Lets go of the view, and leaves its picture: to be shown again as it was. */
  suspend(): void {
    this.#latest = null;
    if (!this.#mounted) return;
    this.#state = this.#mounted.state();
    this.#mounted.suspend();
    this.#mounted = null;
  }

  /** Lets go of the view and its picture. */
  clear(): void {
    this.#latest = null;
    this.#drop();
    this.#chart = null;
  }

  #drop(): void {
    this.#mounted?.finalize();
    this.#container?.remove();
    this.#mounted = null;
    this.#state = null;
    this.#container = null;
  }
}

function sameLook(a: PictureLook | null, b: PictureLook): boolean {
  if (a === null) return false;
  return (Object.keys(b) as (keyof PictureLook)[]).every(
    (key) => typeof b[key] === 'function' || a[key] === b[key],
  );
}
