import type { ErrorKind, VibedasherError } from './public-client/errors.ts';
import type { Dataset, Params } from './public-client/types.ts';
import type { VibedasherSelectEvent } from './selection/select-event.ts';
import type { Status } from './state/load-state.ts';
import type { ParamsSource } from './state/param-store.ts';

export type { ParamsSource };

/** How long the parts of a first picture took, in ms. Parts run side by side, so `total` is not their sum. */
export interface Timings {
  /** The viz's answer. */
  readonly viz: number;
  /** The rows, from the query's submission until they were decoded. */
  readonly query: number;
  /** Reading the rows; part of `query`. */
  readonly decode: number;
  /** Waiting for the chart engine; 0 where none was needed. */
  readonly engine: number;
  /** From rows and engine to the picture. */
  readonly render: number;
  readonly total: number;
}

/** The first picture of a source is there. A result without rows counts. */
export class VibedasherLoadEvent extends Event {
  static readonly type = 'vibedasher-load';
  readonly timings: Timings;

  constructor(timings: Timings) {
    super(VibedasherLoadEvent.type);
    this.timings = timings;
  }
}

/** New rows have come. */
export class VibedasherDataEvent extends Event {
  static readonly type = 'vibedasher-data';
  readonly data: Dataset;

  constructor(data: Dataset) {
    super(VibedasherDataEvent.type);
    this.data = data;
  }
}

/** The element's status has changed. */
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

/** Something went wrong; the element shows it in place. Bubbles, and leaves shadow roots. */
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

/** Parameters have changed. Bubbles, and leaves shadow roots. */
export class VibedasherParamsEvent extends Event {
  static readonly type = 'vibedasher-params';
  /** All parameters that are set. */
  readonly params: Params;
  /** The names of those that changed. */
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

/** Those that bubble, as whatever is around the element hears them. */
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
