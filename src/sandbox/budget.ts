import { Bounds } from 'vega-scenegraph';
import type { OperatorContext } from 'vega-view';
import { type Dataflow, tupleid } from 'vega-dataflow';
import { isObject } from '../internal/json.ts';
import { nextTask } from '../internal/tasks.ts';
import { escapeText, escapeTexts } from '../spec/inherited-names.ts';
import { watchIntrinsics } from './intrinsics.ts';
import {
  atMost,
  MAX_HELD,
  MAX_HELD_BYTES,
  MAX_HELD_OPERATORS,
  MAX_OPERATORS,
  MAX_PAUSE,
  MAX_ROWS,
  MAX_SHAPES,
  MAX_STEPS,
  MAX_TEXT,
} from './limits.ts';

/**
 * Maximum number of consecutive runs of a dataflow without a pause. Expressions that change rows can trigger endless
 * runs.
 */
const MAX_RUNS = 1000;
/** Cost of a row that passes through an operator. */
const STEPS_PER_ROW = 10;
/** Cost of creating an operator. */
const STEPS_PER_OPERATOR = 1000;
/**
 * Each row of the largest data set adds this many ms to the time limit, because slow phones need long to process many
 * rows.
 */
const PAUSE_PER_ROW = 0.01;
/** Each row of the largest data set adds this many steps to the step limit. Drawing a point takes about 530 steps. */
const STEPS_FOR_ROW = 300;
/** Time in ms after which a dataflow yields to the page, if it can. */
const MAX_SLICE_TIME = 100;
/** The budget checks the clock after this many steps or charges. */
const STEPS_PER_CHECK = 10_000;
const CALLS_PER_CHECK = 100;

/** The budget counts the held rows and bytes again after this many were added. */
const RECOUNT_ROWS = MAX_HELD / 20;
const RECOUNT_BYTES = MAX_HELD_BYTES / 4;
/** Maximum number of texts that {@link Budget.isFirstUse} remembers. */
const MAX_KNOWN = 10_000;

const budgets = new WeakMap<Dataflow, Budget>();
/**
 * Number of rows in dataflows that have paused and not ended yet, above which no chart begins: each would fill the memory
 * with its rows.
 */
const MAX_ROWS_UNDER_WAY = 250_000;
let rowsUnderWay = 0;

/** Returns whether another chart may begin to run its dataflow. */
export const mayBegin = (): boolean => rowsUnderWay <= MAX_ROWS_UNDER_WAY;

/** Returns the budget of a dataflow, or `undefined` for views that this package did not create. */
export function budgetOf(dataflow: Dataflow): Budget | undefined {
  return budgets.get(dataflow);
}

/** Replaces negative costs and `NaN`, which parameters of a spec can cause, with infinity. */
function toCost(count: number): number {
  return count >= 0 ? count : Infinity;
}

/**
 * Returns the usage after a reset. `largest` is the number of rows of the largest data set, which raises the limits.
 */
const emptyUsage = () => ({ rows: 0, steps: 0, operators: 0, largest: 0 });

/**
 * Limits the work and memory of a chart while its dataflow runs. Code that does expensive work calls the `charge…`
 * methods before it starts. They throw an error of kind `spec` that names the limit. The budget resets after the page
 * has had time to run another task. A time limit catches work that takes longer than its cost suggests.
 */
export class Budget {
  /** Whether the dataflow has yielded to the page in the middle of a run. */
  paused = false;
  /** Whether the chart draws on a canvas. */
  onCanvas = false;
  /** Whether the view is finalized. */
  closed = false;
  #used = emptyUsage();
  #resetScheduled = false;
  #pausesBlocked = false;
  #guarded = false;
  readonly #dataflow: Dataflow;
  /** Time of the last pause for the page, in ms. */
  #lastPause = 0;
  #stepsSinceCheck = 0;
  readonly #known = new Set<string>();
  readonly #kept = new WeakSet<object>();
  /** Rows of this dataflow in {@link rowsUnderWay}. */
  #rowsUnderWay = 0;
  #moreRows = 0;
  #moreBytes = 0;
  #shapes = 0;

  constructor(dataflow: Dataflow) {
    this.#dataflow = dataflow;
    budgets.set(dataflow, this);
  }

  /** Charges for rows or mark items before they are created. */
  chargeRows(count: number): void {
    this.#scheduleReset();
    atMost(MAX_ROWS, (this.#used.rows += toCost(count)), 'rows and marks at once');
  }

  /** Charges for rows that pass through an operator, at `times` the cost of a row. */
  chargeVisits(count: number, times = 1): void {
    this.#scheduleReset();
    if (count > this.#used.largest && count <= MAX_ROWS) this.#used.largest = count;
    this.chargeSteps(count * times * STEPS_PER_ROW);
  }

  chargeSteps(count: number): void {
    this.#scheduleReset();
    const most = MAX_STEPS + this.#used.largest * STEPS_FOR_ROW;
    atMost(most, (this.#used.steps += toCost(count)), 'steps at once');
    if ((this.#stepsSinceCheck += count + STEPS_PER_CHECK / CALLS_PER_CHECK) > STEPS_PER_CHECK)
      this.#checkClock();
  }

  /**
   * Records that an operator holds `count` more rows or items. Removed rows need not be subtracted, because the
   * budget regularly counts all held rows. Throws an error of kind `spec` above the limit, until rows are removed.
   */
  addHeldRows(count: number): void {
    if (count <= 0 || (this.#moreRows += count) < RECOUNT_ROWS) return;
    const { rows, operators } = countHeld(this.#dataflow._runtime!);
    atMost(MAX_HELD, rows, 'rows and marks', 'holds');
    atMost(MAX_HELD_OPERATORS, operators, 'operators', 'holds');
    this.#moreRows = 0;
  }

  /** Records a large value of an expression, which a row may hold. */
  addHeldBytes(bytes: number, value: unknown): void {
    if (typeof value === 'object') {
      if (this.#kept.has(value!)) return;
      this.#kept.add(value!);
    }
    if ((this.#moreBytes += bytes) < RECOUNT_BYTES || !this.#dataflow._runtime) return;
    atMost(MAX_HELD_BYTES, countBytes(this.#dataflow._runtime), 'bytes in texts and lists', 'holds');
    this.#moreBytes = 0;
  }

  /** Charges for a shape path. Vega caches shapes for the lifetime of the page. */
  chargeShape(characters: number): void {
    atMost(MAX_SHAPES, (this.#shapes += characters), 'characters in shapes', 'holds');
  }

  /**
   * Returns whether a text was not passed before. May return `true` again, because the number of remembered texts is
   * limited.
   */
  isFirstUse(text: string): boolean {
    if (this.#known.has(text)) return false;
    if (this.#known.size > MAX_KNOWN) this.#known.clear();
    return !!this.#known.add(text);
  }

  /** Checks that the page's built-in objects do not change until the next microtask. */
  guard(): void {
    if (this.#guarded) return;
    this.#guarded = true;
    watchIntrinsics(
      () => (this.#guarded = false),
      (error) => this.#dataflow.error(error),
    );
  }

  chargeOperator(): void {
    this.#scheduleReset();
    atMost(MAX_OPERATORS, (this.#used.operators += 1), 'operators at once, in facets, series and layers');
    this.chargeSteps(STEPS_PER_OPERATOR);
  }

  chargeRun(): void {
    this.chargeSteps(MAX_STEPS / MAX_RUNS);
  }

  /** Yields to the page between two operators if the last pause was long ago. Does not reset the budget. */
  pauseIfDue(): Promise<void> | undefined {
    const due = !this.#pausesBlocked && performance.now() - this.#lastPause > MAX_SLICE_TIME;
    return due ? this.#yield() : undefined;
  }

  withoutPause<T>(work: () => T): T {
    this.#pausesBlocked = true;
    try {
      return work();
    } finally {
      this.#pausesBlocked = false;
    }
  }

  async #yield(): Promise<void> {
    const spent = this.#used;
    this.paused = true;
    this.#countRows(spent.largest);
    await nextTask();
    this.paused = false;
    this.#resetScheduled = false;
    this.#scheduleReset();
    this.#used = spent;
    if (this.closed) throw new Error('The chart is gone.');
  }

  /**
   * Throws if the last pause was too long ago. Skips the check while Vega draws, because the cost of drawing is
   * charged in advance.
   */
  #checkClock(): void {
    this.#stepsSinceCheck = 0;
    if (!this.#pausesBlocked && !this.#dataflow._pulse) return;
    const passed = performance.now() - this.#lastPause;
    atMost(MAX_PAUSE + this.#used.largest * PAUSE_PER_ROW, passed, 'milliseconds without a pause');
  }

  #scheduleReset(): void {
    if (this.#resetScheduled) return;
    this.#resetScheduled = true;
    this.#lastPause = performance.now();
    void nextTask().then(() => {
      this.#used = emptyUsage();
      this.#resetScheduled = false;
      if (!this.paused) this.#countRows(0);
    });
  }

  #countRows(rows: number): void {
    rowsUnderWay += rows - this.#rowsUnderWay;
    this.#rowsUnderWay = rows;
  }
}

/** What a dataflow holds between runs. */
interface Held {
  /** Total length of all arrays and maps of rows and items. */
  rows: number;
  operators: number;
}

/** Counts what the operators of a dataflow and its facets hold. Counts shared collections once. */
export function countHeld(context: OperatorContext): Held {
  const held = { rows: 0, operators: 0 };
  for (const rows of collectionsIn(context, held)) held.rows += collectionSize(rows);
  return held;
}

/** Estimates the bytes of texts, arrays and objects in rows. */
export function countBytes(context: OperatorContext): number {
  const rows = new Set<object>();
  for (const collection of collectionsIn(context)) {
    if (hasRows(collection)) for (const row of collection) rows.add(row);
  }
  let bytes = 0;
  for (const row of rows) for (const value of Object.values(row)) bytes += bytesOf(value);
  return bytes;
}

/** Estimates the bytes of a value, beyond its slot in a row. */
export function bytesOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  return typeof value === 'object' && value !== null ? LETTERS_PER_VALUE * countValues(value) : 0;
}

/** An array of rows, or a map of rows by key. */
type Collection = readonly unknown[] | { readonly size: number };

function collectionsIn(
  context: OperatorContext,
  held?: Held,
  found = new Set<Collection>(),
): Set<Collection> {
  for (const { value } of Object.values(context.nodes)) {
    if (held) held.operators += 1;
    if (isCollection(value)) found.add(value);
  }
  for (const inner of context.subcontext ?? []) collectionsIn(inner, held, found);
  return found;
}

function isCollection(value: unknown): value is Collection {
  return Array.isArray(value) || (isObject(value) && typeof value['size'] === 'number');
}

/**
 * Returns whether a collection contains rows. Excludes scenegraph items, because they refer to the whole scenegraph.
 * Expressions cannot create `Bounds`.
 */
function hasRows(collection: Collection): collection is readonly object[] {
  const [first] = Array.isArray(collection) ? (collection as readonly unknown[]) : [];
  return (
    isObject(first) &&
    Object.getPrototypeOf(first) === Object.prototype &&
    !(first['bounds'] instanceof Bounds)
  );
}

function collectionSize(collection: Collection): number {
  return 'size' in collection ? collection.size : collection.length;
}

/** Cost of a value of a sequence or an array. */
export const STEPS_PER_VALUE = 20;
/** Cost of visiting a value while counting. */
const STEPS_PER_VISIT = 8;
/** This many characters of a text count as one value. */
export const LETTERS_PER_VALUE = 100;

/** Caches the number of values in arrays and objects that cannot change, because they contain no row. */
const knownCounts = new WeakMap<object, number>();

/** State of a recursive walk through a value. */
interface Walk {
  /** Arrays and objects visited. */
  visits: number;
  /** Whether a row was visited. Expressions may still add values to rows. */
  hasRow: boolean;
  /** Whether a text was visited that must be escaped. */
  needsEscape: boolean;
  /** The arrays and objects that contain the current value. Detects rows that contain themselves. */
  readonly path: Set<object>;
}

/**
 * Checks the size of a value that an expression has returned, and escapes its texts. Throws an error of kind `spec` for a
 * text that is too long, or for too many values. (An array that contains another one twice is cheap, but 40 such levels
 * have 2⁴⁰ values.)
 *
 * @param charge Called with the cost of the check, in steps
 */
export function limitValue(value: unknown, charge?: (steps: number) => void): unknown {
  if (typeof value === 'string') {
    atMost(MAX_TEXT, value.length, 'characters in a text');
    return escapeText(value);
  }
  if (typeof value !== 'object' || value === null) return value;
  const walk = createWalk();
  atMost(MAX_ROWS, countInWalk(value, walk), 'values in a list');
  charge?.(walk.visits * STEPS_PER_VISIT);
  return walk.needsEscape ? escapeTexts(value) : value;
}

/**
 * Counts a value and all values in it. Objects that are neither arrays nor plain objects belong to Vega and count as one.
 * Throws an error of kind `spec` if counting takes too long.
 */
export function countValues(value: unknown): number {
  return countInWalk(value, createWalk());
}

function createWalk(): Walk {
  return { visits: 0, hasRow: false, needsEscape: false, path: new Set() };
}

function countInWalk(value: unknown, walk: Walk): number {
  if (typeof value === 'string') {
    if (escapeText(value) !== value) walk.needsEscape = true;
    return 1 + value.length / LETTERS_PER_VALUE;
  }
  if (typeof value !== 'object' || value === null) return 1;
  const known = knownCounts.get(value);
  if (known !== undefined) return known;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return 1;
  if (walk.path.has(value)) return 1;
  atMost(MAX_ROWS, (walk.visits += 1), 'values in a list');
  const grewBefore = walk.hasRow;
  walk.hasRow = tupleid(value) !== undefined;
  walk.path.add(value);
  let count = 1;
  for (const part of Object.values(value)) count += countInWalk(part, walk);
  walk.path.delete(value);
  if (!walk.hasRow && !walk.needsEscape) knownCounts.set(value, count);
  walk.hasRow ||= grewBefore;
  return count;
}
