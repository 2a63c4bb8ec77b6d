import type { Dataflow } from 'vega-dataflow';
import { nextTask } from '../internal/turns.ts';
import { countBytes, countHeld } from './held.ts';
import {
  atMost,
  MAX_HELD,
  MAX_HELD_BYTES,
  MAX_HELD_OPERATORS,
  MAX_OPERATORS,
  MAX_PAUSE,
  MAX_ROWS,
  MAX_STEPS,
} from './limits.ts';

/** Runs of a dataflow that follow one another without a pause for the page, as when rows are changed by what reads them. */
const MAX_RUNS = 1000;
/** What a row costs on its way through an operator, in steps. */
const STEPS_PER_ROW = 10;
/** What it costs to make one. */
const STEPS_PER_OPERATOR = 1000;
/** What each row of a data set adds to the longest pause of a page, in ms: many rows on a slow phone are honest work. */
const PAUSE_PER_ROW = 0.01;
/** What it adds to the steps that a chart takes at once. A point takes some 530 from its row to the canvas. */
const STEPS_FOR_ROW = 300;
/** Milliseconds after which a dataflow gives the page a turn, where it can. */
const SLICE = 100;
/** So many steps may go by without a look at the clock, be they paid for at once or one by one. */
const STEPS_PER_LOOK = 10_000;
const CALLS_PER_LOOK = 100;

/** What is held is counted again after so many more rows, or bytes. */
const MORE_ROWS = MAX_HELD / 20;
const MORE_BYTES = MAX_HELD_BYTES / 4;
/** Texts that are remembered. */
const MOST_KNOWN = 10_000;

const budgets = new WeakMap<Dataflow, Budget>();

/** The budget of a dataflow; none where Vega runs for somebody else. */
export function budgetOf(dataflow: Dataflow): Budget | undefined {
  return budgets.get(dataflow);
}

/** Parameters of a spec may make a price negative, or no number: that is more than any chart may spend. */
function priceOf(count: number): number {
  return count >= 0 ? count : Infinity;
}

/** What has been used of it, and the rows of the largest data set that was worked on: they add to it. */
const nothing = () => ({ rows: 0, steps: 0, operators: 0, largest: 0 });

/**
 * What a chart may do in one run, or before the page has a turn again: all that is known only while its dataflow runs,
 * from its rows and from what expressions make. It is asked before the work is done, and throws an error of kind `spec`
 * that names the limit. Beside these prices there is a clock, for what takes longer than it should.
 */
export class Budget {
  /** The page has its turn while the dataflow is under way. */
  paused = false;
  /** The picture is drawn on a canvas. */
  onCanvas = false;
  /** Nobody needs the chart any more. */
  closed = false;
  #spent = nothing();
  #renewing = false;
  #unbroken = false;
  readonly #dataflow: Dataflow;
  /** When the page had its last turn, as far as is known, in ms. */
  #began = 0;
  #unseen = 0;
  readonly #known = new Set<string>();
  readonly #kept = new WeakSet<object>();
  #moreRows = 0;
  #moreBytes = 0;

  constructor(dataflow: Dataflow) {
    this.#dataflow = dataflow;
    budgets.set(dataflow, this);
  }

  /** Rows or marks that are going to be made. */
  rows(count: number): void {
    this.#renew();
    atMost(MAX_ROWS, (this.#spent.rows += priceOf(count)), 'rows and marks at once');
  }

  /** Rows that go through an operator, each at the price of `times` of them. */
  visit(count: number, times = 1): void {
    this.#renew();
    if (count > this.#spent.largest && count <= MAX_ROWS) this.#spent.largest = count;
    this.steps(count * times * STEPS_PER_ROW);
  }

  steps(count: number): void {
    this.#renew();
    const most = MAX_STEPS + this.#spent.largest * STEPS_FOR_ROW;
    atMost(most, (this.#spent.steps += priceOf(count)), 'steps at once');
    if ((this.#unseen += count + STEPS_PER_LOOK / CALLS_PER_LOOK) > STEPS_PER_LOOK) this.#look();
  }

  /**
   * So many more rows or marks come to an operator than go. Counted is what is held in truth, now and then: so nothing has
   * to be given back. Where it is too much, no operator takes more until something has gone.
   */
  grow(count: number): void {
    if (count <= 0 || (this.#moreRows += count) < MORE_ROWS) return;
    const { rows, operators } = countHeld(this.#dataflow._runtime!);
    atMost(MAX_HELD, rows, 'rows and marks', 'holds');
    atMost(MAX_HELD_OPERATORS, operators, 'operators', 'holds');
    this.#moreRows = 0;
  }

  /** An expression has made a large value, which may come to stay. */
  keep(bytes: number, value: unknown): void {
    if (typeof value === 'object') {
      if (this.#kept.has(value!)) return;
      this.#kept.add(value!);
    }
    if ((this.#moreBytes += bytes) < MORE_BYTES || !this.#dataflow._runtime) return;
    atMost(MAX_HELD_BYTES, countBytes(this.#dataflow._runtime), 'bytes in texts and lists', 'holds');
    this.#moreBytes = 0;
  }

  /** Whether this has not been said before, as far as it is known. */
  isNew(text: string): boolean {
    if (this.#known.has(text)) return false;
    if (this.#known.size > MOST_KNOWN) this.#known.clear();
    return !!this.#known.add(text);
  }

  operator(): void {
    this.#renew();
    atMost(MAX_OPERATORS, (this.#spent.operators += 1), 'operators at once, in facets, series and layers');
    this.steps(STEPS_PER_OPERATOR);
  }

  run(): void {
    this.steps(MAX_STEPS / MAX_RUNS);
  }

  /** Gives the page a turn between two operators, where the last was long ago. What has been used of the budget stays used. */
  pause(): Promise<void> | undefined {
    const due = !this.#unbroken && performance.now() - this.#began > SLICE;
    return due ? this.#pause() : undefined;
  }

  /** Does something without a turn in between, as what an event changes: it may run the dataflow several times. */
  unbroken<T>(work: () => T): T {
    this.#unbroken = true;
    try {
      return work();
    } finally {
      this.#unbroken = false;
    }
  }

  async #pause(): Promise<void> {
    const spent = this.#spent;
    this.paused = true;
    await nextTask();
    this.paused = false;
    this.#renewing = false;
    this.#renew();
    this.#spent = spent;
    if (this.closed) throw new Error('The chart is gone.');
  }

  /** Throws where the page has been without a turn for too long. Drawing is not asked: its prices are known. */
  #look(): void {
    this.#unseen = 0;
    if (!this.#unbroken && !this.#dataflow._pulse) return;
    const passed = performance.now() - this.#began;
    atMost(MAX_PAUSE + this.#spent.largest * PAUSE_PER_ROW, passed, 'milliseconds without a pause');
  }

  #renew(): void {
    if (this.#renewing) return;
    this.#renewing = true;
    this.#began = performance.now();
    void nextTask().then(() => {
      this.#spent = nothing();
      this.#renewing = false;
    });
  }
}
