/** Types for the parts of Vega 6 and d3 that this project uses, including private members. */

declare module 'vega-dataflow' {
  import type { OperatorContext } from 'vega-view';

  /** A constructor of a dataflow operator, with the definition that the parser reads. */
  export type TransformClass = new (...parameters: never[]) => Transform;
  /** The registry of transforms by lower-case type. */
  export const transforms: Record<string, TransformClass>;
  export class Operator {
    value: unknown;
    /** The operators that depend on this one. Vega creates the list on first use, unless it exists. */
    _targets?: Operator[] & { add(operator: Operator): unknown; remove(operator: Operator): unknown };
  }
  /** Returns the id that a dataflow has given to a row. */
  export function tupleid(row: object): number;
  /** An operator over rows. */
  export class Transform extends Operator {
    transform(parameters: object, pulse: object): unknown;
    /** Evaluates the transform. Returns the output pulse, or a promise of it. */
    run(pulse: object): unknown;
  }
  export class Dataflow {
    /** The current pulse while the dataflow runs. */
    readonly _pulse?: object | null;
    /** Operators of a view. */
    readonly _runtime?: OperatorContext;
    error(error: unknown): unknown;
    warn(...values: readonly unknown[]): unknown;
  }
  export class EventStream {
    constructor(filter?: (event: object) => boolean);
    receive(event: object): void;
  }
}

declare module 'vega-view' {
  import type {
    Changeset,
    Renderers,
    ToCanvasOptions,
    View as PublicView,
    ViewOptions as PublicOptions,
  } from 'vega-typings';
  import type { EventStream, Operator } from 'vega-dataflow';
  import type { RuntimeSpec } from 'vega-parser';

  /** Operators and event streams of a dataflow by id, and those of its groups. */
  export interface OperatorContext {
    readonly nodes: Readonly<Record<string, Pick<Operator, 'value'>>>;
    readonly subcontext?: readonly OperatorContext[];
  }

  export interface ViewOptions extends Omit<PublicOptions, 'locale' | 'logger'> {
    readonly locale?: { readonly number?: object; readonly time?: object | null };
    readonly logger?: object;
  }

  export type EventHandler = (event: Event, item?: object | null) => void;

  /** Functions that format and parse numbers and dates by a pattern. */
  export interface ViewLocale {
    format(pattern?: string): (value: number) => string;
    formatPrefix(pattern: string, value: number): (value: number) => string;
    formatFloat(pattern?: string): (value: number) => string;
    formatSpan(start: number, stop: number, count: number, pattern?: string): (value: number) => string;
    timeFormat(pattern?: TimePattern): (date: Date) => string;
    utcFormat(pattern?: TimePattern): (date: Date) => string;
    timeParse(pattern: string): (text: string) => Date | null;
    utcParse(pattern: string): (text: string) => Date | null;
  }
  /** One pattern, or one for each unit of time. */
  export type TimePattern = string | Readonly<Record<string, string>> | undefined;

  /** The public view, and the private members that our subclass uses. */
  export interface View extends Omit<PublicView, keyof Overridden>, Overridden {
    warn(...values: readonly unknown[]): this;
    /** Sets a new size, without padding. */
    _resizeView(viewWidth: number, viewHeight: number, ...others: never[]): void;
    /** The size of the picture in px, without padding. */
    readonly _viewWidth: number;
    readonly _viewHeight: number;
    /** Parses data of a spec, inline or loaded, into rows. */
    parse(data: unknown, format?: object): object[];
    /** Running intervals of `timer` streams. */
    readonly _timers: { stop(): void }[];
    readonly _runtime: OperatorContext;
    /** The number of deleted entries after which Vega cleans a map. */
    cleanThreshold: number;
    readonly _pulse?: object | null;
    /** `null` until `initialize()`, which reuses an existing renderer. */
    _renderer: object | null;
    /** Listens for events of the picture. */
    readonly _handler: Record<string, unknown>;
    /** Starts the interval of a `timer` stream. */
    timer(
      callback: (tick: { readonly timestamp: number; readonly elapsed: number }) => void,
      delay: number,
    ): void;
  }
  export const View: new (runtime: RuntimeSpec, options?: ViewOptions) => View;

  type Callback = (view: View) => void;

  interface StateOptions {
    /** Signals with `_update` are computed from others. */
    readonly signals: (name: string, operator: { readonly _update?: unknown }) => boolean;
    readonly data: (name: string) => boolean;
  }

  /** Members whose public types are too loose to build on. */
  interface Overridden {
    container(): HTMLElement | null;
    events(source: string, type: string, filter?: (event: object) => boolean): EventStream;
    addEventListener(type: string, handler: EventHandler, options?: object): this;
    runAsync(encode?: string | null, before?: Callback, after?: Callback): Promise<unknown>;
    getState(options: StateOptions): object;
    setState(state: object): this;
    change(name: string, changes: Changeset): this;
    finalize(): this;
    add(...parameters: never[]): Operator;
    /** Runs the dataflow and draws. */
    evaluate(encode?: string | null, before?: Callback, after?: Callback): Promise<this>;
    /** Like `evaluate()`, unless the dataflow is running. */
    run(encode?: string | null, before?: Callback, after?: Callback): this;
    /** Calls back after the current run, or at once if there is none, and awaits the result. */
    runAfter(callback: (view: this) => unknown, enqueue?: boolean, priority?: number): void;
    /** Sets the value of an operator, in this run or the next. */
    update(operator: Operator, value: unknown, options?: object): this;
    /** Schedules the evaluation of an operator, in this run or the next. */
    touch(operator: Operator, options?: object): this;
    /** Passes changed rows to an operator, in this run or the next. */
    pulse(operator: Operator, changes: Changeset, options?: object): this;
    error(error: unknown): this;
    renderer(): Renderers;
    renderer(type: Renderers): this;
    initialize(element?: Element | string | null, inputs?: Element | string): this;
    background(): string;
    background(color: string): this;
    loader(): object;
    padding(): Readonly<Record<'left' | 'right' | 'top' | 'bottom', number>>;
    toCanvas(scaleFactor?: number, options?: ToCanvasOptions): Promise<HTMLCanvasElement>;
    toImageURL(type: string, scaleFactor?: number): Promise<string>;
    toSVG(scaleFactor?: number): Promise<string>;
    locale(): ViewLocale;
    locale(locale: ViewLocale): this;
  }
}

declare module 'vega-scenegraph' {
  /** Returns the classes of a renderer, or `undefined` if none has this name (yet). */
  export function renderModule(name: string): Record<string, unknown> | undefined;
  /** The bounding box of an item. */
  export class Bounds {}
  /** Measures text in px, truncated at `limit`. */
  export const textMetrics: {
    width(
      item: {
        readonly font?: string;
        readonly fontSize?: number;
        readonly fontWeight?: number;
        readonly limit?: number;
      },
      text: string,
    ): number;
  };

  export interface Item {
    /** The loaded image of an image mark. */
    image?: { readonly src?: string } | null;
    /** Id of the item's `<clipPath>`. */
    clip_id?: unknown;
  }

  /** A mark with its items. */
  export interface MarkScene {
    clip_id?: unknown;
  }

  /** How a mark type is drawn. */
  export interface MarkDefinition {
    readonly type: string;
    /** Whether all items form one element, with the attributes of the first item. */
    readonly nested?: boolean;
    /** Emits the attributes that only this mark type has. */
    attr(emit: (name: string, value: unknown) => void, item: Item): void;
  }

  /** Draws the frame of a group: `background` below its marks and `foreground` above them. */
  export interface GroupDefinition extends MarkDefinition {
    background(emit: (name: string, value: unknown) => void, item: Item): void;
    foreground(emit: (name: string, value: unknown) => void, item: Item): void;
  }

  export const Marks: Readonly<Record<string, MarkDefinition>> & { readonly group: GroupDefinition };
  /** Visits the items of a mark, or the marks of a group, in painting order. */
  export function sceneVisit<Child>(
    scene: { readonly items?: readonly Child[] },
    visit: (child: Child) => void,
  ): void;
  /** Parses an SVG path. Throws if the parameters of a command are wrong. */
  export function pathParse(path: string): [command: string, ...parameters: number[]][];
  /** Draws the commands of a path, translated, then scaled. */
  export function pathRender(
    context: object,
    path: ReturnType<typeof pathParse>,
    x: number,
    y: number,
    scaleX: number,
    scaleY: number,
  ): void;
  /** Returns the line height of a text item in px. */
  export function lineHeight(item: object): number;

  export class CanvasRenderer {
    constructor(loader: object);
    context(): CanvasRenderingContext2D | null;
  }

  /** The renderer for SVG, with the private members that our subclass uses. */
  export class SVGRenderer {
    constructor(loader: object);
    /** Gradients and clips by id, also of removed marks. */
    readonly _defs: Readonly<Record<'gradient' | 'clipping', object>>;
    /** Changed items. If it is empty, the renderer draws the whole scene. */
    _dirty: unknown[];
    _render(scene: MarkScene, ...others: unknown[]): this;
    mark(element: Element, scene: MarkScene, ...others: unknown[]): unknown;
    /** Sets the attributes and styles of an item's element. */
    _update(definition: MarkDefinition, element: Element, item: Item): void;
  }
}

declare module 'vega-parser' {
  /** Ids of streams in a group are strings (`1:2`). */
  export type StreamId = number | string;

  /** An event stream of the dataflow: a source, or derived from other streams. */
  export interface StreamEntry {
    readonly id: StreamId;
    readonly source?: string;
    readonly type?: string;
    readonly stream?: StreamId;
    readonly merge?: readonly StreamId[];
    readonly between?: readonly [StreamId, StreamId];
    /** Stops propagation and the default action of events. */
    consume?: boolean;
    /** An expression. */
    readonly filter?: object;
  }

  /** One operator or transform of the dataflow. `update` is an expression, and `params` may contain expressions. */
  export interface OperatorEntry {
    readonly type?: string;
    readonly signal?: string;
    readonly params?: object;
    readonly update?: object;
  }

  /** The effect of an event. `target` and `update` may contain expressions (`$expr`). */
  export interface UpdateEntry {
    readonly source: { readonly $ref: StreamId } | StreamId;
    readonly target?: unknown;
    readonly update?: unknown;
  }

  /** A dataflow as JSON. Parameters of operators may contain the dataflows of groups (`$subflow`). */
  export interface RuntimeSpec {
    operators: readonly OperatorEntry[];
    streams?: readonly StreamEntry[];
    updates?: readonly UpdateEntry[];
    bindings?: Record<string, unknown>[];
    eventConfig?: Record<string, unknown>;
    locale?: unknown;
  }

  export function parse(spec: object, config?: object, options?: { ast?: boolean }): RuntimeSpec;
}

declare module 'vega-functions' {
  /** A position scale maps a value to px. The last two are of scales that map ranges of numbers. */
  export interface Scale {
    (value: unknown): number | undefined;
    bandwidth?(): number;
    thresholds?(): readonly number[];
    quantiles?(): readonly number[];
    domain(): readonly unknown[];
    range(): readonly unknown[];
  }
  /** `this` in an expression function. */
  export interface FunctionContext {
    readonly context: {
      readonly dataflow: {
        loader(): object;
        locale(): {
          format(pattern: string): (value: number) => string;
          timeFormat(pattern: string): (date: Date) => string;
        };
        /** The size of the picture in px, without padding. */
        readonly _viewWidth: number;
        readonly _viewHeight: number;
      };
      readonly scales: Readonly<Record<string, { readonly value: Scale } | undefined>>;
    };
  }
  export function expressionFunction(
    name: string,
    fn: (this: FunctionContext, ...values: never[]) => unknown,
  ): void;
}

declare module 'vega-transforms';
declare module 'vega-encode';
declare module 'vega-view-transforms';
declare module 'vega-crossfilter';
declare module 'vega-force';
declare module 'vega-geo';
declare module 'vega-hierarchy';
declare module 'vega-label';
declare module 'vega-regression';
declare module 'vega-voronoi';
declare module 'vega-wordcloud';

declare module 'vega-loader' {
  /** Registers a reader of a data format by name. */
  export function formats(name: string, reader: (text: string, format?: object) => unknown[]): void;
  /** Parses text in a registered format. */
  export function read(text: string, format: { readonly type: string }): unknown[];
}

declare module 'd3-color' {
  export interface RgbColor {
    /** Channels are 0–255, opacity is 0–1. The channels of `transparent` are NaN. */
    readonly r: number;
    readonly g: number;
    readonly b: number;
    readonly opacity: number;
    /** Clamps the values to their ranges and rounds the channels. */
    clamp(): RgbColor;
    formatHex(): string;
  }
  /** Parses a named color, hash, `rgb()` or `hsl()`. Returns `null` for any other text. */
  export function color(text: string): { rgb(): RgbColor } | null;
  /** Hue in degrees, the others from 0 to 1. */
  export function hsl(hue: number, saturation: number, lightness: number): { rgb(): RgbColor };
  /** As `lab()` of CSS, with D50 as white. */
  export function lab(lightness: number, a: number, b: number): { rgb(): RgbColor };
  export function lch(lightness: number, chroma: number, hue: number): { rgb(): RgbColor };
}

declare module 'd3-dsv' {
  export function dsvFormat(delimiter: string): { parseRows(text: string): string[][] };
}

declare module 'vega-format' {
  interface TimeLocale {
    timeFormat(pattern: string): (date: Date) => string;
  }

  interface NumberLocale {
    format(pattern: string): (value: number) => string;
  }

  export function numberFormatLocale(definition: object): NumberLocale;
  export function timeFormatLocale(definition: object): TimeLocale;
  export function timeFormatDefaultLocale(): TimeLocale;
}
