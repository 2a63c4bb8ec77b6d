import { getProgram, type Charge, type Match, type Program } from './program.ts';

/**
 * JavaScript's `RegExp(pattern, flags)` over an engine that never backtracks. Throws an error of kind `spec` for a
 * pattern that makes no sense, or that cannot be run that way. `charge` is told what it costs to make, and to search.
 */
export function linearRegExp(pattern?: unknown, flags?: unknown, charge: Charge = () => {}): LinearRegExp {
  if (!(pattern instanceof LinearRegExp)) {
    return new LinearRegExp(toText(pattern), toText(flags), charge);
  }
  return flags === undefined ? pattern : new LinearRegExp(pattern.source, toText(flags), charge);
}

/**
 * What Vega's language, and the methods of strings behind it, see of a `RegExp`: `test`, `replace` and `split`, with
 * JavaScript's results.
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

  /** Vega asks for the kind of an object by its tag. */
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
      // A separator is never empty where a part begins, nor at the end.
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

  /** The next match after the last one. */
  #nextMatch(text: string): Match | null {
    const start = this.lastIndex;
    const [match] = start > text.length ? [] : this.#program.matches(text, this.#charge, start);
    const found = match && (match.start === start || !this.#sticky) ? match : null;
    this.lastIndex = found?.end ?? 0;
    return found;
  }

  /** All matches with the flag `g`, else one. */
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
