import type { Operator } from 'vega-dataflow';

/** Length up to which looking through the list is faster than a set of it. */
const SHORT = 16;

/**
 * The operators that depend on one, each once: Vega's own kind of list remembers ids, which grow for as long as a page
 * is open, as keys of an object; and that was a fifth of the memory of a page with many charts.
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
