import { RE2JS, type Matcher } from 're2js';
import { quote, specError } from '../../spec/errors.ts';
import { originalPositions, splitSurrogates } from './char-set.ts';
import { refusal, translate, type Translation } from './translate.ts';

/**
 * Maximum number of cached programs. An expression uses the same program for each row. A program may use some
 * megabytes.
 */
const MAX_PROGRAMS = 20;
const programs = new Map<string, Program>();

/** Cost in steps of a search, for each character of the text times each character of the pattern. */
const STEPS = 3;
/** The same cost for a pattern with Unicode properties, which need table lookups. */
const STEPS_OF_PROPERTIES = 25;
/**
 * Costs of parsing a pattern (per character) and of compiling it (per unit of the size and per character of its
 * translation).
 */
const STEPS_PER_LETTER = 300;
const STEPS_PER_PART = 300;
const STEPS_PER_TRANSLATED = 30;

/** Called with the steps of a compilation or a search before it starts. Throws if there are too many. */
export type Charge = (steps: number) => void;

/** A match. Positions are indexes into the text. */
export interface Match {
  /** Position at which the search started. */
  readonly from: number;
  readonly start: number;
  readonly end: number;
  /**
   * Returns the matched text and its groups. Throws an error of kind `spec` if RE2's groups may differ from
   * JavaScript's.
   */
  groups(): readonly (string | undefined)[];
}

/** Compiles a pattern, with a cache. Throws an error of kind `spec` for an invalid or unsupported pattern. */
export function getProgram(pattern: string, flags: string, charge: Charge): Program {
  const key = `${flags}/${pattern}`;
  const program = programs.get(key) ?? new Program(pattern, flags, charge);
  programs.delete(key);
  programs.set(key, program);
  const [oldest] = programs.keys();
  if (programs.size > MAX_PROGRAMS) programs.delete(oldest!);
  return program;
}

/** A compiled pattern. A search takes linear time in the length of the text. */
export class Program {
  readonly #pattern: string;
  readonly #flags: string;
  readonly #translation: Translation;
  readonly #engine: RE2JS;

  constructor(pattern: string, flags: string, charge: Charge) {
    this.#pattern = pattern;
    this.#flags = flags;
    charge(pattern.length * STEPS_PER_LETTER);
    checkSyntax(pattern, flags);
    this.#translation = translate(pattern, flags);
    const { size, source } = this.#translation;
    charge(size * STEPS_PER_PART + source.length * STEPS_PER_TRANSLATED);
    try {
      this.#engine = RE2JS.compile(this.#translation.source);
    } catch (cause) {
      throw refusal(pattern, flags, 'too many nested repetitions', cause);
    }
  }

  test(text: string, charge: Charge): boolean {
    charge(this.#steps(text.length));
    return this.#engine.test(this.#prepare(text));
  }

  /** Yields the matches from a position on, lazily. */
  *matches(text: string, charge: Charge, from = 0): Generator<Match, void> {
    const prepared = this.#prepare(text);
    const placeOf = this.#unicode ? (place: number) => place : originalPositions(text);
    const matcher = this.#engine.matcher(prepared);
    let next = from === 0 ? 0 : this.#prepare(text.slice(0, from)).length;
    charge(this.#steps(prepared.length - next));
    while (next <= prepared.length && matcher.find(next)) {
      const [start, end] = [matcher.start(), matcher.end()];
      yield {
        from: placeOf(next),
        start: placeOf(start),
        end: placeOf(end),
        groups: () => this.#groups(matcher, text, placeOf),
      };
      next = end > start ? end : end + (prepared.codePointAt(end)! > 0xffff ? 2 : 1);
      charge(this.#steps(this.#translation.mayReadAhead ? prepared.length - next : 1));
    }
  }

  /** Expands a replacement template like ECMAScript's `GetSubstitution`. */
  substitute(template: string, match: Match, text: string): string {
    const { names } = this.#translation;
    const references = names.size > 0 ? /\$([$&`']|\d\d?|<[^>]*>)/g : /\$([$&`']|\d\d?)/g;
    return template.replace(references, (whole, reference: string) => {
      if (reference === '$') return '$';
      if (reference === '&') return text.slice(match.start, match.end);
      if (reference === '`') return text.slice(0, match.start);
      if (reference === "'") return text.slice(match.end);
      if (reference.startsWith('<')) {
        const indexes = names.get(reference.slice(1, -1)) ?? [];
        return indexes.map((index) => match.groups()[index]).find((group) => group !== undefined) ?? '';
      }
      const digits = [reference, reference[0]!].find((number) => this.#isGroup(Number(number)));
      if (digits === undefined) return whole;
      return (match.groups()[Number(digits)] ?? '') + reference.slice(digits.length);
    });
  }

  get #unicode(): boolean {
    return this.#flags.includes('u');
  }

  #steps(characters: number): number {
    const { size, source } = this.#translation;
    return Math.max(1, characters) * size * (/\\p/i.test(source) ? STEPS_OF_PROPERTIES : STEPS);
  }

  #isGroup(index: number): boolean {
    return index > 0 && index <= this.#translation.groups;
  }

  /** Converts text for the engine: line endings and surrogates. */
  #prepare(text: string): string {
    const lines = this.#translation.anchorsLines ? text.replace(/[\r\u2028\u2029]/g, '\n') : text;
    return this.#unicode ? lines : splitSurrogates(lines);
  }

  #groups(
    matcher: Matcher,
    text: string,
    placeOf: (place: number) => number,
  ): readonly (string | undefined)[] {
    if (this.#translation.staleGroups) {
      throw refusal(this.#pattern, this.#flags, 'a group that not every repetition matches');
    }
    return Array.from({ length: this.#translation.groups + 1 }, (_, index) => {
      const start = matcher.start(index);
      return start < 0 ? undefined : text.slice(placeOf(start), placeOf(matcher.end(index)));
    });
  }
}

/** Checks the syntax with the browser's parser. The browser's engine never runs the pattern. */
function checkSyntax(pattern: string, flags: string): void {
  try {
    new RegExp(pattern, flags);
  } catch (cause) {
    throw specError(`${quote(`/${pattern}/${flags}`)} is not a valid regular expression.`, cause);
  }
}
