import type { EventStream, Operator } from 'vega-dataflow';
import type { RuntimeSpec } from 'vega-parser';
import type { Renderers } from 'vega-typings';
import { View, type EventHandler, type OperatorContext, type ViewOptions } from 'vega-view';
import { isObject } from '../internal/json.ts';
import { isOnScreen } from '../internal/elements.ts';
import { unescapeText } from '../spec/inherited-names.ts';
import { sceneRoot } from '../spec/scene.ts';
import { Budget } from '../sandbox/budget.ts';
import { WHEEL } from '../sandbox/confine-spec.ts';
import { getRefuse, createSanitizer } from '../sandbox/css-values.ts';
import { type DataFormat, isDelimited, limitData, limitFormats } from '../sandbox/limited-data.ts';
import { chargePaths, type Mark } from '../sandbox/limited-marks.ts';
import { checkPixels } from '../sandbox/limits.ts';
import { ConfinedSvgRenderer, confineScene, unknownVersion } from './confined-renderer.ts';
import { isPartLoaded, loadLazyModules } from './lazy-modules.ts';
import { withGrains } from './locale.ts';
import { Targets } from './targets.ts';
import { throttledInterval, DragEvents, type Tick } from './view-events.ts';

interface ConfinedOptions extends ViewOptions {
  /** The element to draw into; `null` without a page. */
  readonly host: HTMLElement | null;
  /** Stops timers, so that nothing moves on its own. */
  readonly reducedMotion: boolean;
}

const sanitize = createSanitizer(['background', 'cursor']);

/** Members of Vega's view that the limits override or read. If one is missing, nothing is drawn. */
const METHODS = ['evaluate', 'events', 'parse', 'pulse', 'timer', 'touch', 'update', '_resizeView'];
const FIELDS = ['_pulse', '_runtime', '_timers'];

/**
 * A Vega view that works within its budget and receives only two kinds of events from outside its chart: moves and ends
 * of drags that started in the chart, and resizing of the chart. `confineDataflow` refuses all other event streams.
 */
export class ConfinedView extends View {
  // These fields use `declare`, because Vega's constructor sets them before this class would initialize its fields.
  declare private drags?: DragEvents;
  declare private resizeHandlers?: EventHandler[];
  declare private intercept?: ((handler: EventHandler) => void) | undefined;
  declare private host?: HTMLElement;
  declare private budget?: Budget;
  declare private rerun: Promise<this> | undefined;

  constructor(runtime: RuntimeSpec, { host, reducedMotion, ...options }: ConfinedOptions) {
    super(runtime, options);
    if (!METHODS.every((name) => name in View.prototype) || !FIELDS.every((name) => name in this)) {
      throw unknownVersion('vega-view');
    }
    this.locale(withGrains(limitFormats(this.locale(), this.budget), this.loader()));
    if (host) {
      this.host = host;
      (this.drags ??= new DragEvents()).attach(host);
    }
    if (reducedMotion) for (const timer of this._timers) timer.stop();
  }

  /** Returns the element to draw into, even before the first picture, for expressions such as `containerSize()`. */
  override container(): HTMLElement | null {
    return super.container() ?? this.host ?? null;
  }

  override events(source: string, type: string, filter?: (event: object) => boolean): EventStream {
    if (source !== 'window') return super.events(source, type, filter);
    // Vega's event wrapper is private. So register a `view` stream, intercept its handler, and call it with our own
    // events.
    this.intercept = (handler) => {
      if (type === 'resize') (this.resizeHandlers ??= []).push(handler);
      else (this.drags ??= new DragEvents()).add(type, handler);
    };
    const stream = super.events('view', type, filter);
    this.intercept = undefined;
    return stream;
  }

  override addEventListener(type: string, handler: EventHandler, options?: object): this {
    if (this.intercept) {
      this.intercept(handler);
      return this;
    }
    // Only Vega's own listeners are confined. `removeEventListener()` must find those that the page adds.
    const isOwn = options && 'trap' in options;
    return super.addEventListener(type, isOwn ? confineHandler(this, type, handler) : handler, options);
  }

  override initialize(...parameters: Parameters<View['initialize']>): this {
    if (this.renderer() === 'svg') this._renderer ??= new ConfinedSvgRenderer(this.loader(), getRefuse(this));
    super.initialize(...parameters);
    if (this.renderer() === 'svg' && !(this._renderer instanceof ConfinedSvgRenderer)) {
      throw unknownVersion('vega-view');
    }
    return this;
  }

  override parse(data: unknown, format?: DataFormat): object[] {
    const rows = limitData(data, format);
    return super.parse(rows, {
      ...format,
      ...(format && isDelimited(format) && { type: 'json' }),
      property: undefined,
    });
  }

  override background(): string;
  override background(color: string): this;
  override background(...colors: [] | [string]): string | this {
    if (colors.length > 0) return super.background(...(colors as [string]));
    const item = { background: super.background() };
    sanitize(item, getRefuse(this));
    return item.background;
  }

  override timer(callback: (tick: Tick) => void, delay: number): void {
    const tick = (event: Tick): void => {
      if (!this.host || isOnScreen(this.host)) callback(event);
    };
    this._timers.push(throttledInterval(tick, Number(delay), () => this.runAsync()));
  }

  override add(...parameters: never[]): Operator {
    (this.budget ??= new Budget(this)).chargeOperator();
    const operator = super.add(...parameters);
    operator._targets ??= new Targets();
    return operator;
  }

  override async evaluate(...[encode, before, after]: Parameters<View['evaluate']>): Promise<this> {
    try {
      this.budget?.chargeRun();
    } catch (error) {
      this.error(error);
      return this;
    }
    // The updates of an event run without a pause, because one may depend on another.
    return super.evaluate(encode, before && ((view) => this.budget!.withoutPause(() => before(view))), after);
  }

  /** When a size has changed, Vega calls `run()` from within a run without awaiting it. `runAfter()` awaits it. */
  override run(...parameters: Parameters<View['run']>): this {
    if (this.budget?.paused) void this.runAsync(...parameters);
    else this.rerun = this.evaluate(...parameters);
    return this;
  }

  override runAfter(callback: (view: this) => unknown, ...options: [boolean?, number?]): void {
    super.runAfter(
      (view) => {
        this.rerun = undefined;
        callback(view);
        return this.rerun;
      },
      ...options,
    );
  }

  // Changes during a pause are deferred to the next run, because operators that have already run would miss them.
  override update(...parameters: Parameters<View['update']>): this {
    return this.budget?.paused
      ? this.deferChange(() => super.update(...parameters))
      : super.update(...parameters);
  }

  override touch(...parameters: Parameters<View['touch']>): this {
    return this.budget?.paused
      ? this.deferChange(() => super.touch(...parameters))
      : super.touch(...parameters);
  }

  override pulse(...parameters: Parameters<View['pulse']>): this {
    return this.budget?.paused
      ? this.deferChange(() => super.pulse(...parameters))
      : super.pulse(...parameters);
  }

  override _resizeView(viewWidth: number, viewHeight: number, ...others: never[]): void {
    const { left, right, top, bottom } = this.padding();
    checkPixels((viewWidth + left + right) * (viewHeight + top + bottom));
    super._resizeView(viewWidth, viewHeight, ...others);
  }

  /** Renderers other than SVG load on demand and take over when they are loaded. */
  override renderer(): Renderers;
  override renderer(type: Renderers): this;
  override renderer(type?: Renderers): Renderers | this {
    if (type === undefined) return super.renderer();
    if (type === 'canvas') {
      if (this.budget) this.budget.onCanvas = true;
      this.chargeForCanvas();
    }
    if (type === 'svg' || type === 'none' || isPartLoaded('canvas')) return super.renderer(type);
    loadLazyModules(['canvas'])
      .then(() => super.renderer(type).runAsync())
      .catch((error: unknown) => this.error(error));
    return this;
  }

  override async toCanvas(...options: Parameters<View['toCanvas']>): Promise<HTMLCanvasElement> {
    await loadLazyModules(['canvas']);
    this.chargeForCanvas();
    return super.toCanvas(...options);
  }

  override async toImageURL(...options: Parameters<View['toImageURL']>): Promise<string> {
    await loadLazyModules(['canvas']);
    this.chargeForCanvas();
    return super.toImageURL(...options);
  }

  override async toSVG(...options: Parameters<View['toSVG']>): Promise<string> {
    await loadLazyModules(['canvas']);
    await this.runAsync();
    confineScene(sceneRoot(this), getRefuse(this));
    return unescapeText(await super.toSVG(...options));
  }

  private deferChange(change: () => void): this {
    void this.runAsync(null, change);
    return this;
  }

  private chargeForCanvas(): void {
    if (this.budget) chargePaths(this.budget, sceneRoot(this) as unknown as Mark);
  }

  /** Sends `window:resize` events to the spec. */
  notifyResize(): void {
    for (const handler of this.resizeHandlers ?? []) handler(new Event('resize'));
  }

  /**
   * Removes empty facets and deleted entries, which Vega keeps in case their rows come back:
   * https://github.com/vega/vega/issues/2920
   */
  clean(): void {
    if (!this._pulse) clean(this._runtime);
  }

  override finalize(): this {
    this.drags?.detach();
    if (this.budget) this.budget.closed = true;
    // A paused run then ends without drawing.
    this._renderer = null;
    return super.finalize();
  }

  override error(error: unknown): this {
    return this.budget?.closed ? this : super.error(error);
  }
}

/** A facet, or a map of items by key, that can remove its deleted entries. */
interface Cleanable {
  clean(): void;
}

function clean(context: OperatorContext): void {
  for (const operator of Object.values(context.nodes)) {
    if (isFacet(operator)) operator.clean();
    if (isMap(operator.value)) operator.value.clean();
  }
  // Clean subcontexts last, because cleaning the facets of this context removes subcontexts.
  for (const inner of context.subcontext ?? []) clean(inner);
}

function isFacet(operator: object): operator is Cleanable {
  return 'activate' in operator && 'clean' in operator;
}

function isMap(value: unknown): value is Cleanable {
  return isObject(value) && Number(value['empty']) > 0 && typeof value['clean'] === 'function';
}

/** Wraps a listener that Vega adds for events of a type. */
function confineHandler(view: View, type: string, handler: EventHandler): EventHandler {
  return (event, item) => {
    if (WHEEL.test(type)) {
      // Without a modifier, the wheel scrolls the page. Browsers also set `ctrlKey` for pinch gestures.
      const { ctrlKey, metaKey } = event as WheelEvent;
      if (!ctrlKey && !metaKey) return;
    }
    // Vega sets the cursor of the page's pointer from the item.
    if (item) sanitize(item, getRefuse(view));
    handler(event, item);
  };
}
