import type { Dataflow } from 'vega-dataflow';
import { nextTask } from '../internal/turns.ts';
import { atMost, MAX_OPERATORS, MAX_ROWS, MAX_STEPS } from './limits.ts';

/** Runs of a dataflow that follow one another without a pause for the page, as when rows are changed by what reads them. */
const MAX_RUNS = 1000;
/** What a row costs on its way through an operator, in steps. */
const STEPS_PER_ROW = 10;

const budgets = new WeakMap<Dataflow, Budget>();

/** The budget of a dataflow; none where Vega runs for somebody else. */
export function budgetOf(dataflow: Dataflow): Budget | undefined {
  return budgets.get(dataflow);
}

/**
 * What a chart may do before the page has a turn again: all that is known only while its dataflow runs, from its rows
 * and from what expressions make. It is asked before the work is done, and throws an error of kind `spec` that names
 * the limit.
 */
export class Budget {
  #rows = 0;
  #steps = 0;
  #operators = 0;
  #renewing = false;

  constructor(dataflow: Dataflow) {
    budgets.set(dataflow, this);
  }

  /** Rows or marks that are going to be made. */
  rows(count: number): void {
    this.#renew();
    atMost(MAX_ROWS, (this.#rows += count), 'rows and marks at once');
  }

  /** Rows that go through an operator, each at the price of `times` of them. */
  visit(count: number, times = 1): void {
    this.steps(count * times * STEPS_PER_ROW);
  }

  steps(count: number): void {
    this.#renew();
    atMost(MAX_STEPS, (this.#steps += count), 'steps at once');
  }

  operator(): void {
    this.#renew();
    atMost(MAX_OPERATORS, (this.#operators += 1), 'operators at once, in facets, series and layers');
  }

  run(): void {
    this.steps(MAX_STEPS / MAX_RUNS);
  }

  #renew(): void {
    if (this.#renewing) return;
    this.#renewing = true;
    void nextTask().then(() => {
      this.#rows = this.#steps = this.#operators = 0;
      this.#renewing = false;
    });
  }
}
