import type { Operator } from 'vega-dataflow';

/** Up to this length, searching the array is faster than using a set. */
const SHORT = 16;

/**
 * A list of the distinct operators that depend on an operator. Replaces `UniqueList` of vega-dataflow, which stores
 * operator ids as keys of an object. Ids grow as long as a page is open, and these objects took a quarter of the heap
 * of a page with 20 charts. If Vega stops reading `_targets`, only the savings are lost.
 */
export class Targets extends Array<Operator> {
  #known?: Set<Operator>;

  /** `filter()` and similar methods return plain arrays. */
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
