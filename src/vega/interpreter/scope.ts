import type { VegaEvent } from './events.ts';
import type { Fields } from './members.ts';

/** What the names in an expression stand for. Which are there depends on where in a dataflow it stands. */
export interface Scope {
  /** Signals (`$name`), scales (`%name`) and the like. */
  readonly params: Fields;
  readonly datum: unknown;
  /** The event itself: only its copy, and what its functions return, comes into an expression. */
  readonly event: VegaEvent | undefined;
  readonly item: unknown;
}

/** A compiled expression, or a part of one. */
export interface Evaluate {
  (scope: Scope): unknown;
}

/** Always of the same shape, whatever is there. */
export function scopeOf(params: Fields, datum?: unknown, event?: VegaEvent, item?: unknown): Scope {
  return { params, datum, event, item };
}

/** An expression that is the same everywhere. */
interface Constant extends Evaluate {
  readonly value: unknown;
}

/** How many constants are shared: few values make up most of those of a page. They stay for the page's life. */
const MAX_SHARED = 500;
/** In characters. */
const MAX_SHARED_LENGTH = 50;
const shared = new Map<unknown, Constant>();

export function constant(value: unknown): Constant {
  let found = shared.get(value);
  if (!found) {
    found = Object.assign(() => value, { value });
    if (isShort(value) && shared.size < MAX_SHARED) shared.set(value, found);
  }
  return found;
}

function isShort(value: unknown): boolean {
  return typeof value === 'string' ? value.length <= MAX_SHARED_LENGTH : Object(value) !== value;
}

export function isConstant(evaluate: Evaluate): evaluate is Constant {
  return 'value' in evaluate;
}
