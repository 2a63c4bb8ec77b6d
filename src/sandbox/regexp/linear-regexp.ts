import { RE2JS, type Matcher } from 're2js';
import { quote, specError } from '../../spec/errors.ts';
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
/** Costs of parsing a pattern (per character) and of compiling it (per unit of the size and per character of its translation). */
const STEPS_PER_LETTER = 300;
const STEPS_PER_PART = 300;
const STEPS_PER_TRANSLATED = 30;
/** Cost of compiling a range with the flag `i`: re2js looks up the cases of each of its characters. */
const STEPS_PER_FOLDED_RANGE = 100_000;
/** Cost of a group in the result of a search. `replace()` collects all results. */
const STEPS_PER_GROUP = 100;

/** Called with the steps of a compilation or a search before it starts. Throws if there are too many. */
type Charge = (steps: number) => void;

interface Program extends Translation {
  readonly engine: RE2JS;
  /** Cost of a search, for each character of the text. */
  readonly steps: number;
}

/**
 * Works like JavaScript's `RegExp(pattern, flags)`, with an engine that never backtracks. Throws an error of kind
 * `spec` for a pattern that is invalid or that the engine does not support.
 *
 * @param charge Called with the steps of compiling and of each search
 */
export function linearRegExp(pattern?: unknown, flags?: unknown, charge: Charge = () => {}): LinearRegExp {
  const made = pattern instanceof LinearRegExp ? pattern : null;
  return made && flags === undefined
    ? made
    : new LinearRegExp(made?.source ?? toText(pattern), toText(flags), charge);
}

/** All methods of `RegExp` search with `exec`, so the browser's engine only parses the pattern and never runs it. */
class LinearRegExp extends RegExp {
  readonly #program: Program;
  readonly #charge: Charge;
  #matcher: Matcher | null = null;
  #text = '';
  #readsGroups = false;

  constructor(pattern: string, flags: string, charge: Charge) {
    const program = getProgram(pattern, flags, charge);
    super(pattern, flags);
    this.#program = program;
    this.#charge = charge;
  }

  override exec(text: string): RegExpExecArray | null {
    const isContinued = this.global || this.sticky;
    const from = isContinued ? this.lastIndex : 0;
    const found = from > text.length ? null : this.#find(text, from);
    const match = found && !(this.sticky && found.index > from) ? found : null;
    if (isContinued) this.lastIndex = match ? match.index + match[0].length : 0;
    return match;
  }

  override test(value?: unknown): boolean {
    const text = String(value);
    if (this.global || this.sticky) {
      this.#readsGroups = false;
      return super.test(text);
    }
    const { engine, steps } = this.#program;
    this.#charge(steps * Math.max(1, text.length));
    return engine.test(this.#withLineEnds(text));
  }

  override [Symbol.replace](text: string, replacement: unknown): string {
    const template = String(replacement);
    this.#readsGroups = /\$[\d<]/.test(template);
    return super[Symbol.replace](text, template);
  }

  // The browser's method would search at each position of the text.
  override [Symbol.split](text: string, limit?: unknown): string[] {
    const count = limit === undefined ? Infinity : Number(limit) >>> 0;
    const parts: string[] = [];
    let [end, from] = [0, 0];
    this.#readsGroups = true;
    for (let match; parts.length < count && (match = this.#find(text, from));) {
      if (text === '') return [];
      // JavaScript ignores empty separators at the start of a part and at the end.
      if (match.index === text.length) break;
      const next = match.index + match[0].length;
      from = next > match.index ? next : next + (text.codePointAt(next)! > 0xffff ? 2 : 1);
      if (next === end) continue;
      parts.push(text.slice(end, match.index), ...match.slice(1));
      end = next;
    }
    return [...parts, text.slice(end)].slice(0, count);
  }

  #find(text: string, from: number): RegExpExecArray | null {
    const { engine, steps, readsAhead, keepsGroups } = this.#program;
    const isContinued = this.#matcher && text === this.#text && from > 0;
    if (!isContinued || !this.#matcher) this.#matcher = engine.matcher(this.#withLineEnds(text));
    this.#text = text;
    this.#charge(steps * (isContinued && !readsAhead ? 1 : Math.max(1, text.length - from)));
    const matcher = this.#matcher;
    if (!matcher.find(from)) return null;
    const match = [text.slice(matcher.start(), matcher.end())] as unknown as RegExpExecArray;
    Object.assign(match, { index: matcher.start(), input: text });
    if (!this.#readsGroups || engine.groupCount() === 0) return match;
    if (keepsGroups) throw refusal(this.source, this.flags, 'a group that not every repetition matches');
    this.#charge(engine.groupCount() * STEPS_PER_GROUP);
    for (let index = 1; index <= engine.groupCount(); index += 1) {
      match.push(
        matcher.start(index) < 0 ? undefined! : text.slice(matcher.start(index), matcher.end(index)),
      );
    }
    const names = Object.entries(engine.namedGroups());
    if (names.length > 0) {
      match.groups = Object.fromEntries(names.map(([name, index]) => [name, match[index]!]));
    }
    return match;
  }

  /** RE2's `^` and `$` match only at `\n`. */
  #withLineEnds(text: string): string {
    return this.#program.anchorsLines ? text.replace(/[\r\u2028\u2029]/g, '\n') : text;
  }
}

/** Compiles a pattern, with a cache. Throws an error of kind `spec` for an invalid or unsupported pattern. */
function getProgram(pattern: string, flags: string, charge: Charge): Program {
  const key = `${flags}/${pattern}`;
  const program = programs.get(key) ?? compile(pattern, flags, charge);
  programs.delete(key);
  programs.set(key, program);
  const [oldest] = programs.keys();
  if (programs.size > MAX_PROGRAMS) programs.delete(oldest!);
  return program;
}

function compile(pattern: string, flags: string, charge: Charge): Program {
  charge(pattern.length * STEPS_PER_LETTER);
  try {
    new RegExp(pattern, flags);
  } catch (cause) {
    throw specError(`${quote(`/${pattern}/${flags}`)} is not a valid regular expression.`, cause);
  }
  const translation = translate(pattern, flags);
  const { source, size } = translation;
  const ignoresCase = flags.includes('i');
  const ranges = ignoresCase ? source.split(/-|\\[DPWp]/).length - 1 : 0;
  charge(size * STEPS_PER_PART + source.length * STEPS_PER_TRANSLATED + ranges * STEPS_PER_FOLDED_RANGE);
  try {
    const engine = RE2JS.compile(
      RE2JS.translateRegExp(source),
      (ignoresCase ? RE2JS.CASE_INSENSITIVE : 0) |
        (flags.includes('m') ? RE2JS.MULTILINE : 0) |
        (flags.includes('s') ? RE2JS.DOTALL : 0),
    );
    const steps = size * (/\\p/i.test(source) ? STEPS_OF_PROPERTIES : STEPS);
    return { ...translation, engine, steps };
  } catch (cause) {
    const reason = (cause as Error).message.replace('error parsing regexp: ', '');
    throw refusal(pattern, flags, `what RE2 does not support (${reason})`, cause);
  }
}

function toText(value: unknown): string {
  return value === undefined ? '' : String(value);
}
