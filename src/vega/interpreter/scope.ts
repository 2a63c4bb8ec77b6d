import type { VegaEvent } from './events.ts';
import type { Language } from './language.ts';
import type { Fields } from './members.ts';
import { Shared } from './shared.ts';

/** What the names in an expression stand for. Which are there depends on where in a dataflow it stands. */
export interface Scope {
  /** What it may call where it stands. */
  readonly language: Language;
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
export function scopeOf(
  language: Language,
  params: Fields,
  datum?: unknown,
  event?: VegaEvent,
  item?: unknown,
): Scope {
  return { language, params, datum, event, item };
}

/** An expression that is the same everywhere. */
interface Constant extends Evaluate {
  readonly value: unknown;
}

/** Few values make up most of those of a page. */
const constants = new Shared<Constant>(50);

export function constant(value: unknown): Constant {
  return constants.get(value, makeConstant, value);
}

function makeConstant(value: unknown): Constant {
  return Object.assign(() => value, { value });
}

export function isConstant(evaluate: Evaluate): evaluate is Constant {
  return 'value' in evaluate;
}
