/**
 * What this project uses of Vega's packages that bring no types of their own. The shapes are those of Vega 6;
 * what is marked as internal there is named in the JSDoc.
 */

declare module 'vega-dataflow' {
  import type { OperatorContext } from 'vega-view';

  /** A constructor of a dataflow operator, with the definition that the parser reads. */
  export type TransformClass = new (...parameters: never[]) => Transform;
  /** The registry of transforms by lower-case type. */
  export const transforms: Record<string, TransformClass>;
  export class Operator {
    value: unknown;
    /** The operators that depend on this one; made when the first does, if there is none before. */
    _targets?: Operator[] & { add(operator: Operator): unknown; remove(operator: Operator): unknown };
  }
  /** The number that a dataflow knows a row by. */
  export function tupleid(row: object): number;
  /** An operator over rows. */
  export class Transform extends Operator {
    transform(parameters: object, pulse: object): unknown;
    /** Evaluates it; gives what it hands on, or a promise of that. */
    run(pulse: object): unknown;
  }
  export class Dataflow {
    /** While it runs: what its operators receive. */
    readonly _pulse?: object | null;
    /** Of a view: its operators. */
    readonly _runtime?: OperatorContext;
    error(error: unknown): unknown;
    warn(...values: readonly unknown[]): unknown;
  }
  /** A stream of events. Filters are predicates over the event. */
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

  /** Operators of a dataflow by id, among event streams, and those of its groups. */
  export interface OperatorContext {
    readonly nodes: Readonly<Record<string, Pick<Operator, 'value'>>>;
    readonly subcontext?: readonly OperatorContext[];
  }

  export interface ViewOptions extends Omit<PublicOptions, 'locale' | 'logger'> {
    readonly locale?: { readonly number?: object; readonly time?: object | null };
    readonly logger?: object;
  }

  export type EventHandler = (event: Event, item?: object | null) => void;

  /** Functions that write numbers and dates, by a pattern. */
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

  /** The public view, and the internals that its subclass relies on. */
  export interface View extends Omit<PublicView, keyof Overridden>, Overridden {
    warn(...values: readonly unknown[]): this;
    /** Takes a new size over; padding is not counted. */
    _resizeView(viewWidth: number, viewHeight: number, ...others: never[]): void;
    /** The size of the picture in px, without padding. */
    readonly _viewWidth: number;
    readonly _viewHeight: number;
    /** Rows of data that a spec brings along or loads, by their format. */
    parse(data: unknown, format?: object): object[];
    /** Running intervals of `timer` streams. */
    readonly _timers: { stop(): void }[];
    readonly _runtime: OperatorContext;
    /** The number of deleted entries that may stay in a map before it is cleaned. */
    cleanThreshold: number;
    readonly _pulse?: object | null;
    /** What draws the scene; none before the view is initialised, which takes one that is there already. */
    _renderer: object | null;
    /** What hears the events of the picture. */
    readonly _handler: Record<string, unknown>;
    /** Begins to send the events of a `timer` stream. */
    timer(
      callback: (tick: { readonly timestamp: number; readonly elapsed: number }) => void,
      delay: number,
    ): void;
  }
  export const View: new (runtime: RuntimeSpec, options?: ViewOptions) => View;

  type Callback = (view: View) => void;

  interface StateOptions {
    /** `_update` computes a signal from others. */
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
    /** Adds an operator to the dataflow. */
    add(...parameters: never[]): Operator;
    /** Runs the dataflow and draws. */
    evaluate(encode?: string | null, before?: Callback, after?: Callback): Promise<this>;
    /** The same, unless it is running. */
    run(encode?: string | null, before?: Callback, after?: Callback): this;
    /** Calls back, and waits for it, when a run is over; at once where there is none. */
    runAfter(callback: (view: this) => unknown, enqueue?: boolean, priority?: number): void;
    /** Gives an operator a value, in this run or the next. */
    update(operator: Operator, value: unknown, options?: object): this;
    /** Has an operator evaluated in this run, or the next. */
    touch(operator: Operator, options?: object): this;
    /** Hands changes of rows to an operator, in this run or the next. */
    pulse(operator: Operator, changes: Changeset, options?: object): this;
    error(error: unknown): this;
    renderer(): Renderers;
    renderer(type: Renderers): this;
    initialize(element?: Element | string | null, inputs?: Element | string): this;
    background(): string;
    background(color: string): this;
    loader(): object;
    toCanvas(scaleFactor?: number, options?: ToCanvasOptions): Promise<HTMLCanvasElement>;
    toImageURL(type: string, scaleFactor?: number): Promise<string>;
    toSVG(scaleFactor?: number): Promise<string>;
    locale(): ViewLocale;
    locale(locale: ViewLocale): this;
  }
}

declare module 'vega-scenegraph' {
  /** What a renderer of this name consists of; `undefined` where it is not known (yet). */
  export function renderModule(name: string): Record<string, unknown> | undefined;
  /** The box of an item. */
  export class Bounds {}
  /** Measures texts in px, as they are drawn: cut at `limit`. */
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
    /** Of an image mark: what it shows, and the address that it was loaded for. */
    image?: { readonly src?: string } | null;
    /** The name of the clip that has been written for it. */
    clip_id?: unknown;
  }

  /** A mark with its items. */
  export interface MarkScene {
    clip_id?: unknown;
  }

  /** How a kind of marks is drawn. */
  export interface MarkDefinition {
    readonly type: string;
    /** All items are one element, written from the first. */
    readonly nested?: boolean;
    /** Writes what only marks of this kind have. */
    attr(emit: (name: string, value: unknown) => void, item: Item): void;
  }

  /** Of a group: writes its frame, `background` below its marks and `foreground` above them. */
  export interface GroupDefinition extends MarkDefinition {
    background(emit: (name: string, value: unknown) => void, item: Item): void;
    foreground(emit: (name: string, value: unknown) => void, item: Item): void;
  }

  export const Marks: Readonly<Record<string, MarkDefinition>> & { readonly group: GroupDefinition };
  /** Calls back for the items of a mark, or the marks of a group, in the order in which they are painted. */
  export function sceneVisit<Child>(
    scene: { readonly items?: readonly Child[] },
    visit: (child: Child) => void,
  ): void;
  /** The commands of an SVG path. Throws where the parameters of one are wrong. */
  export function pathParse(path: string): [command: string, ...parameters: number[]][];
  /** Draws the commands of a path: moved, then scaled. */
  export function pathRender(
    context: object,
    path: ReturnType<typeof pathParse>,
    x: number,
    y: number,
    scaleX: number,
    scaleY: number,
  ): void;
  /** From one line of a text to the next, in px. */
  export function lineHeight(item: object): number;

  /** Paints a canvas, its own or one that it is given. */
  export class CanvasRenderer {
    constructor(loader: object);
    context(): CanvasRenderingContext2D | null;
  }

  /** Draws into an `<svg>`, and the internals that the subclass relies on. */
  export class SVGRenderer {
    constructor(loader: object);
    /** Gradients and clips by their ids, of marks that are gone as well. */
    readonly _defs: Readonly<Record<'gradient' | 'clipping', object>>;
    /** Items that have changed; if there are none, all is drawn. */
    _dirty: unknown[];
    _render(scene: MarkScene, ...others: unknown[]): this;
    mark(element: Element, scene: MarkScene, ...others: unknown[]): unknown;
    /** Writes the attributes and styles of an item's element. */
    _update(definition: MarkDefinition, element: Element, item: Item): void;
  }
}

declare module 'vega-parser' {
  /** Ids of a group's own streams are text (`1:2`). */
  export type StreamId = number | string;

  /** One event stream of the dataflow: a source, or made of other streams. */
  export interface StreamEntry {
    readonly id: StreamId;
    readonly source?: string;
    readonly type?: string;
    readonly stream?: StreamId;
    readonly merge?: readonly StreamId[];
    readonly between?: readonly [StreamId, StreamId];
    /** Events go no further, and do nothing else. */
    consume?: boolean;
    /** An expression. */
    readonly filter?: object;
  }

  /** One operator or transform of the dataflow. `update` is an expression, `params` may hold some. */
  export interface OperatorEntry {
    readonly type?: string;
    readonly signal?: string;
    readonly params?: object;
    readonly update?: object;
  }

  /** What an event does. `target` and `update` may hold expressions (`$expr`). */
  export interface UpdateEntry {
    readonly source: { readonly $ref: StreamId } | StreamId;
    readonly target?: unknown;
    readonly update?: unknown;
  }

  /** A dataflow as JSON; groups hold further ones in their operators' parameters (`$subflow`). */
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
  /** From a value to px, on a scale of a position. */
  export interface Scale {
    (value: unknown): number | undefined;
    bandwidth?(): number;
    range(): readonly unknown[];
  }
  /** What `this` is inside an expression function. */
  export interface FunctionContext {
    readonly context: {
      readonly dataflow: {
        loader(): object;
        locale(): { timeFormat(pattern: string): (date: Date) => string };
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

declare module 'vega-scale' {
  /** The colors of a scheme, or what goes between them; with a second value it is known from then on. */
  export function scheme(name: string, colors?: unknown): unknown;
  export function interpolateColors(colors: readonly string[]): (fraction: number) => string;
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
  /** Reads text in a registered format; `format.type` names it. */
  export function read(text: string, format: { readonly type: string }): unknown[];
}

declare module 'd3-color' {
  export interface RgbColor {
    /** 0…255, and the opacity 0…1; NaN for the channels of `transparent`. */
    readonly r: number;
    readonly g: number;
    readonly b: number;
    readonly opacity: number;
    /** Within those bounds, the channels whole. */
    clamp(): RgbColor;
    formatHex(): string;
  }
  /** A named color, hash, `rgb()` or `hsl()`; `null` for any other text. */
  export function color(text: string): { rgb(): RgbColor } | null;
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
