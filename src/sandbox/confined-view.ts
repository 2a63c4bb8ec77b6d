import type { EventStream, Operator } from 'vega-dataflow';
import type { RuntimeSpec } from 'vega-parser';
import type { Renderers } from 'vega-typings';
import { View, type EventHandler, type OperatorContext, type ViewOptions } from 'vega-view';
import { isObject } from '../internal/json.ts';
import { unescapeText } from '../spec/inherited-names.ts';
import { sceneRoot } from '../spec/scene.ts';
import { Budget } from './budget.ts';
import { throttledInterval, DragEvents, type Throttle, type Tick } from './view-events.ts';
import { WHEEL } from './confine-spec.ts';
import { ConfinedSvgRenderer, confineScene, unknownVersion } from './confined-renderer.ts';
import { getRefuse, createSanitizer } from './css-values.ts';
import { type DataFormat, isDelimited, limitData, limitFormats } from './limited-data.ts';
import { chargePaths, type Mark } from './limited-marks.ts';
import { checkPixels } from './limits.ts';
import { withGrains } from '../vega/locale.ts';
import { isPartLoaded, loadLazyModules } from '../vega/lazy-modules.ts';
import { Targets } from '../vega/targets.ts';

interface ConfinedOptions extends ViewOptions {
  /** The element that the chart will be drawn into; `null` where there is no page. */
  readonly host: HTMLElement | null;
  /** Nothing moves by itself: timers stand still. */
  readonly reducedMotion: boolean;
}

const sanitize = createSanitizer(['background', 'cursor']);

/** What Vega's view calls, or has, for limits to stand before. Without one of them, nothing is drawn. */
const METHODS = ['evaluate', 'events', 'parse', 'pulse', 'timer', 'touch', 'update', '_resizeView'];
const FIELDS = ['_pulse', '_runtime', '_timers'];

/**
 * A Vega view that hears of the page only what its own chart is concerned with: the rest of a drag that began
 * in it, and its own resizing. `confineDataflow` has refused every other stream by name before.
 */
export class ConfinedView extends View {
  // Set while Vega's constructor runs, thus before fields of this class could be initialised.
  declare private drags?: DragEvents;
  declare private resizeHandlers?: EventHandler[];
  declare private intercept?: ((handler: EventHandler) => void) | undefined;
  declare private host?: HTMLElement;
  declare private budget?: Budget;
  declare private throttle?: Throttle;
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

  /** The element drawn into; known to expressions even before the first picture. */
  override container(): HTMLElement | null {
    return super.container() ?? this.host ?? null;
  }

  override events(source: string, type: string, filter?: (event: object) => boolean): EventStream {
    if (source !== 'window') return super.events(source, type, filter);
    // Vega knows how to dress up an event, but not for others to use: it is made to think of a stream of its
    // own, whose handler is then fed from here.
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
    // Those of the page itself hear what they like, and want to be found again.
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
    this._timers.push(
      throttledInterval(callback, Number(delay), () => this.runAsync(), (this.throttle ??= { idleUntil: 0 })),
    );
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
    // What an event changes may depend on what it changed before.
    return super.evaluate(encode, before && ((view) => this.budget!.withoutPause(() => before(view))), after);
  }

  /** Vega runs itself once more, without waiting for it, where a size has changed. */
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

  // What happens while the page has a task is for the next run: operators that have run already would miss it.
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
    const { left, right, top, bottom } = this.padding() as Record<
      'left' | 'right' | 'top' | 'bottom',
      number
    >;
    checkPixels((viewWidth + left + right) * (viewHeight + top + bottom));
    super._resizeView(viewWidth, viewHeight, ...others);
  }

  /** Another renderer than SVG may arrive, and take over, a moment later. */
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

  /** Tells the chart that its box has another size (`window:resize` in its spec). */
  notifyResize(): void {
    for (const handler of this.resizeHandlers ?? []) handler(new Event('resize'));
  }

  /**
   * Lets go of groups of rows, and of marks, that have gone. Where rows are derived on their way, Vega keeps them in
   * case they come back: https://github.com/vega/vega/issues/2920
   */
  clean(): void {
    if (!this._pulse) clean(this._runtime);
  }

  override finalize(): this {
    this.drags?.detach();
    if (this.budget) this.budget.closed = true;
    // A run that waits for its next task ends there, and draws nothing.
    this._renderer = null;
    return super.finalize();
  }

  override error(error: unknown): this {
    return this.budget?.closed ? this : super.error(error);
  }
}

/** What knows which of its parts have gone, and how to let go of them: a facet, and a map of marks by their keys. */
interface Cleanable {
  clean(): void;
}

function clean(context: OperatorContext): void {
  for (const operator of Object.values(context.nodes)) {
    if (isFacet(operator)) operator.clean();
    if (isMap(operator.value)) operator.value.clean();
  }
  // Of those that were there, some may have gone by now.
  for (const inner of context.subcontext ?? []) clean(inner);
}

function isFacet(operator: object): operator is Cleanable {
  return 'activate' in operator && 'clean' in operator;
}

function isMap(value: unknown): value is Cleanable {
  return isObject(value) && Number(value['empty']) > 0 && typeof value['clean'] === 'function';
}

/** Vega's own listener, as a stream of events of this type has it. */
function confineHandler(view: View, type: string, handler: EventHandler): EventHandler {
  return (event, item) => {
    if (WHEEL.test(type)) {
      // Without them the page scrolls. Browsers also say Ctrl of a pinch.
      const { ctrlKey, metaKey } = event as WheelEvent;
      if (!ctrlKey && !metaKey) return;
    }
    // The pointer takes the shape that the item in the event says.
    if (item) sanitize(item, getRefuse(view));
    handler(event, item);
  };
}
