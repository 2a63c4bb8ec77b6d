import type { ErrorKind, VibedasherError } from './public-client/errors.ts';
import type { Dataset, Params } from './public-client/types.ts';
import type { VibedasherSelectEvent } from './select-event.ts';
import type { Status } from './state/load-state.ts';
import type { ParamsSource } from './state/param-store.ts';

export type { ParamsSource };

/** How long the steps of the first picture took, in ms. Steps overlap, so `total` is not their sum. */
export interface Timings {
  /** Fetching the viz. */
  readonly viz: number;
  /** From submitting the query until its rows are decoded. */
  readonly query: number;
  /** Decoding the rows; part of `query`. */
  readonly decode: number;
  /** Waiting for the chart engine; 0 if the chart needs none. */
  readonly engine: number;
  /** Drawing the chart, once rows and engine are loaded. */
  readonly render: number;
  readonly total: number;
}

/** Fired when the first picture of a source is drawn, or its result turns out to be empty. */
export class VibedasherLoadEvent extends Event {
  static readonly type = 'vibedasher-load';
  readonly timings: Timings;

  constructor(timings: Timings) {
    super(VibedasherLoadEvent.type);
    this.timings = timings;
  }
}

/** Fired when new rows have arrived. */
export class VibedasherDataEvent extends Event {
  static readonly type = 'vibedasher-data';
  readonly data: Dataset;

  constructor(data: Dataset) {
    super(VibedasherDataEvent.type);
    this.data = data;
  }
}

/** Fired when the element's status has changed. */
export class VibedasherStatusEvent extends Event {
  static readonly type = 'vibedasher-status';
  readonly status: Status;
  readonly previous: Status;

  constructor(status: Status, previous: Status) {
    super(VibedasherStatusEvent.type);
    this.status = status;
    this.previous = previous;
  }
}

/** Fired when an error occurs; the element also shows a message. Bubbles and is composed. */
export class VibedasherErrorEvent extends Event {
  static readonly type = 'vibedasher-error';
  readonly error: VibedasherError;
  readonly kind: ErrorKind;

  constructor(error: VibedasherError) {
    super(VibedasherErrorEvent.type, { bubbles: true, composed: true });
    this.error = error;
    this.kind = error.kind;
  }
}

/** Fired when parameters have changed. Bubbles and is composed. */
export class VibedasherParamsEvent extends Event {
  static readonly type = 'vibedasher-params';
  /** The values of all parameters that are set, by name. */
  readonly params: Params;
  /** The names of the parameters that have changed. */
  readonly changed: readonly string[];
  readonly source: ParamsSource;

  constructor(params: Params, changed: readonly string[], source: ParamsSource) {
    super(VibedasherParamsEvent.type, { bubbles: true, composed: true });
    this.params = params;
    this.changed = changed;
    this.source = source;
  }
}

/** The events of `<vibedasher-viz>` by type. */
export interface VibedasherVizEventMap {
  'vibedasher-load': VibedasherLoadEvent;
  'vibedasher-data': VibedasherDataEvent;
  'vibedasher-status': VibedasherStatusEvent;
  'vibedasher-error': VibedasherErrorEvent;
  'vibedasher-params': VibedasherParamsEvent;
  'vibedasher-select': VibedasherSelectEvent;
}

/** The events that bubble, for listeners on ancestors. */
export type VibedasherBubblingEventMap = Pick<
  VibedasherVizEventMap,
  'vibedasher-error' | 'vibedasher-params'
>;

declare global {
  interface HTMLElementEventMap extends VibedasherVizEventMap {}
  interface ShadowRootEventMap extends VibedasherBubblingEventMap {}
  interface DocumentEventMap extends VibedasherBubblingEventMap {}
  interface WindowEventMap extends VibedasherBubblingEventMap {}
}
