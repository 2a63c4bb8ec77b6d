import { getProgram, type Charge, type Match, type Program } from './program.ts';

/**
 * Works like JavaScript's `RegExp(pattern, flags)`, with an engine that never backtracks. Throws an error of kind
 * `spec` for a pattern that is invalid or that the engine does not support.
 *
 * @param charge Called with the steps of compiling and of each search
 */
export function linearRegExp(pattern?: unknown, flags?: unknown, charge: Charge = () => {}): LinearRegExp {
  if (!(pattern instanceof LinearRegExp)) {
    return new LinearRegExp(toText(pattern), toText(flags), charge);
  }
  return flags === undefined ? pattern : new LinearRegExp(pattern.source, toText(flags), charge);
}

/**
 * The parts of `RegExp` that Vega's language and the string methods in it use: `test`, `replace` and `split`. Results are
 * those of JavaScript.
 */
class LinearRegExp {
  lastIndex = 0;
  readonly #program: Program;
  readonly #source: string;
  readonly #flags: string;
  readonly #charge: Charge;

  constructor(source: string, flags: string, charge: Charge) {
    this.#program = getProgram(source, flags, charge);
    this.#source = source;
    this.#flags = flags;
    this.#charge = charge;
  }

  get source(): string {
    return this.#source;
  }

  /** Vega's `isRegExp` checks this tag. */
  get [Symbol.toStringTag](): string {
    return 'RegExp';
  }

  toString(): string {
    return String(new RegExp(this.#source, this.#flags));
  }

  test(value?: unknown): boolean {
    const text = String(value);
    return this.#global || this.#sticky
      ? this.#nextMatch(text) !== null
      : this.#program.test(text, this.#charge);
  }

  [Symbol.replace](text: string, replacement: unknown): string {
    const template = String(replacement);
    let result = '';
    let end = 0;
    for (const match of this.#replaceable(text)) {
      result += text.slice(end, match.start) + this.#program.substitute(template, match, text);
      end = match.end;
    }
    return result + text.slice(end);
  }

  [Symbol.split](text: string, limit?: unknown): (string | undefined)[] {
    const count = limit === undefined ? Infinity : Number(limit) >>> 0;
    const parts: (string | undefined)[] = [];
    let end = 0;
    for (const match of this.#program.matches(text, this.#charge)) {
      if (text === '') return [];
      // JavaScript ignores empty separators at the start of a part and at the end.
      if (match.start >= text.length || parts.length >= count) break;
      if (match.end === end) continue;
      parts.push(text.slice(end, match.start), ...match.groups().slice(1));
      end = match.end;
    }
    return [...parts, text.slice(end)].slice(0, count);
  }

  get #sticky(): boolean {
    return this.#flags.includes('y');
  }

  get #global(): boolean {
    return this.#flags.includes('g');
  }

  /** Finds the next match from `lastIndex` on. */
  #nextMatch(text: string): Match | null {
    const start = this.lastIndex;
    const [match] = start > text.length ? [] : this.#program.matches(text, this.#charge, start);
    const found = match && (match.start === start || !this.#sticky) ? match : null;
    this.lastIndex = found?.end ?? 0;
    return found;
  }

  /** Yields the matches that `replace()` replaces: all with the flag `g`, otherwise the first. */
  *#replaceable(text: string): Iterable<Match> {
    if (!this.#global) {
      const [first] = this.#sticky ? [this.#nextMatch(text)] : this.#program.matches(text, this.#charge);
      if (first) yield first;
      return;
    }
    this.lastIndex = 0;
    for (const match of this.#program.matches(text, this.#charge)) {
      if (this.#sticky && match.start !== match.from) return;
      yield match;
    }
  }
}

function toText(value: unknown): string {
  return value === undefined ? '' : String(value);
}
