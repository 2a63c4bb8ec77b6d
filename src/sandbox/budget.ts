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
 * Runs of a dataflow that follow one another without a pause for the page, as when rows are changed by what reads them.
 */
const MAX_RUNS = 1000;
/** What a row costs on its way through an operator, in steps. */
const STEPS_PER_ROW = 10;
/** What it costs to make one. */
const STEPS_PER_OPERATOR = 1000;
/**
 * What each row of a data set adds to the longest pause of a page, in ms: many rows on a slow phone are honest work.
 */
const PAUSE_PER_ROW = 0.01;
/** What it adds to the steps that a chart takes at once. A point takes some 530 from its row to the canvas. */
const STEPS_FOR_ROW = 300;
/** Milliseconds after which a dataflow yields to the page, where it can. */
const MAX_SLICE_TIME = 100;
/** The most steps between two looks at the clock, be they paid for at once or one by one. */
const STEPS_PER_CHECK = 10_000;
const CALLS_PER_CHECK = 100;

/** What is held is counted again after this many more rows, or bytes. */
const RECOUNT_ROWS = MAX_HELD / 20;
const RECOUNT_BYTES = MAX_HELD_BYTES / 4;
/** Texts that are remembered. */
const MAX_KNOWN = 10_000;

const budgets = new WeakMap<Dataflow, Budget>();

/** The budget of a dataflow; none where Vega runs for somebody else. */
export function budgetOf(dataflow: Dataflow): Budget | undefined {
  return budgets.get(dataflow);
}

/** Parameters of a spec may make a price negative, or no number: that is more than any chart may spend. */
function toCost(count: number): number {
  return count >= 0 ? count : Infinity;
}

/** What has been used of it, and the rows of the largest data set that was worked on: they add to it. */
const emptyUsage = () => ({ rows: 0, steps: 0, operators: 0, largest: 0 });

/**
 * What a chart may do in one run, or before the page has a task again: all that is known only while its dataflow runs,
 * from its rows and from what expressions make. It is asked before the work is done, and throws an error of kind `spec`
 * that names the limit. Beside these prices there is a clock, for what takes longer than it should.
 */
export class Budget {
  /** The page has a task while the dataflow is under way. */
  paused = false;
  /** The picture is drawn on a canvas. */
  onCanvas = false;
  /** The chart is no longer needed. */
  closed = false;
  #used = emptyUsage();
  #resetScheduled = false;
  #pausesBlocked = false;
  #guarded = false;
  readonly #dataflow: Dataflow;
  /** When the page had its last task, as far as is known, in ms. */
  #lastPause = 0;
  #stepsSinceCheck = 0;
  readonly #known = new Set<string>();
  readonly #kept = new WeakSet<object>();
  #moreRows = 0;
  #moreBytes = 0;
  #shapes = 0;

  constructor(dataflow: Dataflow) {
    this.#dataflow = dataflow;
    budgets.set(dataflow, this);
  }

  /** Rows or marks that are going to be made. */
  chargeRows(count: number): void {
    this.#scheduleReset();
    atMost(MAX_ROWS, (this.#used.rows += toCost(count)), 'rows and marks at once');
  }

  /** Rows that go through an operator, each at the price of `times` of them. */
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
   * Records that an operator holds `count` more rows or marks than before. The real total is counted again from time to
   * time, so nothing has to be subtracted. Above the limit no operator takes more until something has gone.
   */
  addHeldRows(count: number): void {
    if (count <= 0 || (this.#moreRows += count) < RECOUNT_ROWS) return;
    const { rows, operators } = countHeld(this.#dataflow._runtime!);
    atMost(MAX_HELD, rows, 'rows and marks', 'holds');
    atMost(MAX_HELD_OPERATORS, operators, 'operators', 'holds');
    this.#moreRows = 0;
  }

  /** An expression has made a large value, which may come to stay. */
  addHeldBytes(bytes: number, value: unknown): void {
    if (typeof value === 'object') {
      if (this.#kept.has(value!)) return;
      this.#kept.add(value!);
    }
    if ((this.#moreBytes += bytes) < RECOUNT_BYTES || !this.#dataflow._runtime) return;
    atMost(MAX_HELD_BYTES, countBytes(this.#dataflow._runtime), 'bytes in texts and lists', 'holds');
    this.#moreBytes = 0;
  }

  /** A shape of this size, which Vega keeps after the chart has gone. */
  chargeShape(characters: number): void {
    atMost(MAX_SHAPES, (this.#shapes += characters), 'characters in shapes', 'holds');
  }

  /** Whether this has not been said before, as far as it is known. */
  isFirstUse(text: string): boolean {
    if (this.#known.has(text)) return false;
    if (this.#known.size > MAX_KNOWN) this.#known.clear();
    return !!this.#known.add(text);
  }

  /** Compares the built-in objects of the page before and after what operators do without a pause. */
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

  /**
   * Yields to the page between two operators, where the last pause was long ago. What has been used of the budget stays
   * used.
   */
  pauseIfDue(): Promise<void> | undefined {
    const due = !this.#pausesBlocked && performance.now() - this.#lastPause > MAX_SLICE_TIME;
    return due ? this.#yield() : undefined;
  }

  /** Does something without a pause, as what an event changes: it may run the dataflow several times. */
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
    await nextTask();
    this.paused = false;
    this.#resetScheduled = false;
    this.#scheduleReset();
    this.#used = spent;
    if (this.closed) throw new Error('The chart is gone.');
  }

  /** Throws where the page has been without a task for too long. Drawing does not call it: its prices are known. */
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
    });
  }
}

/** What a dataflow holds from run to run. */
interface Held {
  /** Entries of all lists of rows and marks. */
  rows: number;
  operators: number;
}

/** Counts what the operators of a dataflow hold, those of its facets among them; a list that several share once. */
export function countHeld(context: OperatorContext): Held {
  const held = { rows: 0, operators: 0 };
  for (const rows of collectionsIn(context, held)) held.rows += collectionSize(rows);
  return held;
}

/** Counts the bytes of what is in rows: letters of texts, values of lists and objects. */
export function countBytes(context: OperatorContext): number {
  const rows = new Set<object>();
  for (const collection of collectionsIn(context)) {
    if (hasRows(collection)) for (const row of collection) rows.add(row);
  }
  let bytes = 0;
  for (const row of rows) for (const value of Object.values(row)) bytes += bytesOf(value);
  return bytes;
}

/** What a value of an expression takes beyond its place in a row, about. */
export function bytesOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  return typeof value === 'object' && value !== null ? BYTES_PER_VALUE * weigh(value) : 0;
}

/** As many as letters of a text count as one value. */
const BYTES_PER_VALUE = 100;

/** A list of rows, or what finds them by a key. */
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

/** Items of the scenegraph lead to all of it. No expression can make bounds such as theirs. */
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

/** A value of a sequence or a list costs what a row does on its way through two operators. */
export const STEPS_PER_VALUE = 20;
/** What it costs to look at one on a walk through a list. */
const STEPS_PER_VISIT = 8;
/** Letters of a text in a list that count as one value more. */
const LETTERS_PER_VALUE = 100;

/**
 * How many values there are in lists and objects that were looked at before, and stay what they are: that hold no row.
 */
const weights = new WeakMap<object, number>();

/** A walk through a value. */
interface Walk {
  /** Lists and objects that it has come by. */
  visits: number;
  /** It has come by a row: expressions may yet put more into that. */
  hasRow: boolean;
  /** It has come by a text that has to be escaped. */
  needsEscape: boolean;
  /** Where it is. A row may come to hold itself. */
  readonly path: Set<object>;
}

/**
 * A value that an expression has made, with its texts escaped, unless it is a text that is too long, or holds too many
 * values: a list that holds another twice costs nothing, but forty of them in a row would take forever to write down.
 * Throws an error of kind `spec`.
 *
 * @param charge Is told the steps that it took to find out
 */
export function limitValue(value: unknown, charge?: (steps: number) => void): unknown {
  if (typeof value === 'string') {
    atMost(MAX_TEXT, value.length, 'characters in a text');
    return escapeText(value);
  }
  if (typeof value !== 'object' || value === null) return value;
  const walk = createWalk();
  atMost(MAX_ROWS, weighInWalk(value, walk), 'values in a list');
  charge?.(walk.visits * STEPS_PER_VISIT);
  return walk.needsEscape ? escapeTexts(value) : value;
}

/**
 * How many values a value holds, itself among them. What is no list and no plain object belongs to Vega, and counts as
 * one. Throws an error of kind `spec` where it would take too long to tell.
 */
export function weigh(value: unknown): number {
  return weighInWalk(value, createWalk());
}

function createWalk(): Walk {
  return { visits: 0, hasRow: false, needsEscape: false, path: new Set() };
}

function weighInWalk(value: unknown, walk: Walk): number {
  if (typeof value === 'string') {
    if (escapeText(value) !== value) walk.needsEscape = true;
    return 1 + value.length / LETTERS_PER_VALUE;
  }
  if (typeof value !== 'object' || value === null) return 1;
  const known = weights.get(value);
  if (known !== undefined) return known;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return 1;
  if (walk.path.has(value)) return 1;
  atMost(MAX_ROWS, (walk.visits += 1), 'values in a list');
  const grewBefore = walk.hasRow;
  walk.hasRow = tupleid(value) !== undefined;
  walk.path.add(value);
  let weight = 1;
  for (const part of Object.values(value)) weight += weighInWalk(part, walk);
  walk.path.delete(value);
  if (!walk.hasRow && !walk.needsEscape) weights.set(value, weight);
  walk.hasRow ||= grewBefore;
  return weight;
}
