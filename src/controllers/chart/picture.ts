import type { SpecChart } from '../../charts/types.ts';
import { toJson } from '../../internal/json.ts';
import type { VegaLiteSpec } from '../../spec/types.ts';
import { loadEngine } from '../../vega/engine.ts';
import type { ChartPoint, ViewState, MountedChart, MountRequest, Size } from '../../vega/types.ts';
import { recordHeldRows, type RowHolder } from './held-rows.ts';

/** The look of a chart: the parts of a mount request that do not depend on data or container. */
export type PictureLook = Omit<MountRequest, 'container' | 'spec' | 'data' | 'size' | 'state' | 'signal'>;

/**
 * A chart in a box. New rows update the running view. Any other change draws a new picture, and the old one stays until
 * the new one is complete. If the spec is the same, the reader's selections are kept.
 */
export class Picture implements RowHolder {
  /** `null` before the first picture and while suspended. */
  #mounted: MountedChart | null = null;
  /** Selections and zoom of the reader when the chart was suspended. */
  #state: ViewState | null = null;
  container: HTMLElement | null = null;
  readonly onDisplaced: () => void;
  #chart: SpecChart | null = null;
  /** The JSON text of the spec when it was drawn, because a page may mutate its spec; `null` if it has no JSON. */
  #specText: string | null = null;
  #look: PictureLook | null = null;
  #size: Size = { width: 0, height: 0 };
  #latest: symbol | null = null;
  /** The time that the last picture waited for the engine, in ms. */
  engineTime = 0;

  constructor(onDisplaced: () => void = () => {}) {
    this.onDisplaced = onDisplaced;
  }

  get mounted(): MountedChart | null {
    return this.#mounted;
  }

  get suspended(): boolean {
    return this.#state !== null;
  }

  /** Does the work that needs no rows. Rejects if the engine cannot be loaded. */
  async prepare(
    spec: VegaLiteSpec,
    look: PictureLook,
    dataNames: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<void> {
    const engine = await loadEngine();
    if (!signal.aborted) engine.prepare?.({ ...look, spec, dataNames, signal });
  }

  /** Resolves when the picture is drawn. Rejects if it cannot be drawn, and keeps the previous picture. */
  async show(
    box: HTMLElement,
    chart: SpecChart,
    look: PictureLook,
    size: Size,
    signal: AbortSignal,
  ): Promise<void> {
    const attempt = Symbol('attempt');
    this.#latest = attempt;
    const text = toJson(chart.spec);
    const same = this.#chart?.derived === chart.derived && this.#isDrawn(chart.spec, text);
    if (this.#mounted && this.#chart && same && sameLook(this.#look, look)) {
      if (this.#chart.data !== chart.data) await this.#update(this.#mounted, chart);
      if (this.#latest === attempt) this.#chart = chart;
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
    if (this.#latest !== attempt || signal.aborted) {
      mounted.finalize();
      container.remove();
      signal.throwIfAborted();
      return;
    }
    this.engineTime += mounted.waitTime;
    this.#unmount();
    this.#mounted = mounted;
    this.container = container;
    this.#chart = chart;
    this.#specText = text;
    this.#look = look;
    this.#size = size;
    recordHeldRows(this, mounted.heldRows());
  }

  #isDrawn(spec: VegaLiteSpec, text: string | null): boolean {
    return text === null ? this.#chart?.spec === spec : this.#specText === text;
  }

  /** Updates the rows. After an error, the view may already contain new rows, so the next call mounts a new view. */
  async #update(mounted: MountedChart, { data }: SpecChart): Promise<void> {
    try {
      await mounted.update(data);
      if (mounted === this.#mounted) recordHeldRows(this, mounted.heldRows());
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

  /** Finalizes the view and leaves its picture as a snapshot. Saves the reader's selections for the next view. */
  suspend(): void {
    this.#latest = null;
    if (!this.#mounted) return;
    this.#state = this.#mounted.state();
    this.#mounted.suspend();
    this.#mounted = null;
    recordHeldRows(this, 0);
  }

  /** Finalizes the view and removes its picture. */
  clear(): void {
    this.#latest = null;
    this.#unmount();
    this.#chart = null;
  }

  #unmount(): void {
    this.#mounted?.finalize();
    recordHeldRows(this, 0);
    this.container?.remove();
    this.#mounted = null;
    this.#state = null;
    this.container = null;
  }
}

function sameLook(a: PictureLook | null, b: PictureLook): boolean {
  if (a === null) return false;
  return (Object.keys(b) as (keyof PictureLook)[]).every(
    (key) => typeof b[key] === 'function' || a[key] === b[key],
  );
}
