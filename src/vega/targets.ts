import type { Operator } from 'vega-dataflow';

/** Length up to which a search of the list is faster than a set beside it. */
const SHORT = 16;

/**
 * The operators that depend on one operator, each once. It replaces the list that Vega makes (`UniqueList` in
 * vega-dataflow), which records ids as keys of an object: ids grow as long as a page is open, and the records took a
 * quarter of the heap of a page with 20 charts. Where Vega no longer reads `_targets`, nothing but the saving is lost.
 */
export class Targets extends Array<Operator> {
  #known?: Set<Operator>;

  /** Derived arrays are ordinary ones. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  add(operator: Operator): this {
    if (this.#has(operator)) return this;
    this.push(operator);
    if (this.length > SHORT) (this.#known ??= new Set(this)).add(operator);
    return this;
  }

  remove(operator: Operator): this {
    const index = this.#has(operator) ? this.indexOf(operator) : -1;
    if (index >= 0) this.splice(index, 1);
    this.#known?.delete(operator);
    return this;
  }

  #has(operator: Operator): boolean {
    return this.#known?.has(operator) ?? this.includes(operator);
  }
}
