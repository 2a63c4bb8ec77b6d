import { RE2JS } from 're2js';
import { quote, specError } from '../../spec/errors.ts';
import {
  ALL,
  complement,
  contains,
  DIGITS,
  FOLDED_WORD,
  LINE_ENDS,
  type Range,
  type Ranges,
  SPACES,
  withBothCases,
  withSplitSurrogates,
  WORD,
  writeClass,
} from './char-set.ts';

/** A JavaScript pattern in RE2's syntax, with facts that RE2 cannot express. */
export interface Translation {
  readonly source: string;
  /** Number of characters after expanding repetitions. */
  readonly size: number;
  /** Whether a search may read beyond the end of the match, up to the end of the text. */
  readonly mayReadAhead: boolean;
  /** Number of capturing groups. */
  readonly groups: number;
  /** Indexes of groups by name. Alternatives may use the same name. */
  readonly names: ReadonlyMap<string, readonly number[]>;
  /**
   * Whether groups may keep matches of an earlier iteration, which JavaScript resets. The match itself is the same.
   */
  readonly staleGroups: boolean;
  /**
   * Whether `^` and `$` match at line endings. RE2 supports only `\n`, so the text's line endings must be converted.
   */
  readonly anchorsLines: boolean;
}

/** Maximum length of a pattern, in characters after expanding repetitions. */
const MAX_SIZE = 10_000;
/** Maximum number of counted repetitions that RE2 supports. */
const MAX_ROUNDS = 1000;
const MAX_DEPTH = 100;

/** Characters as ranges, and as properties (`\p{…}`) in RE2's syntax. */
interface CharSet {
  readonly ranges: Ranges;
  readonly properties: string;
}

const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13 };
const GROUP = /\((?:\?<([^=!>][^>]*)>|(?!\?))/;
/** Matches escapes, classes and groups, to count the groups. */
const GROUPS = new RegExp(String.raw`\\[^]|\[(?:\\[^]|[^\]\\])*\]?|${GROUP.source}`, 'g');
const UNSUPPORTED_GROUPS: Readonly<Record<string, string>> = {
  '(?=': 'a look-ahead',
  '(?!': 'a look-ahead',
  '(?<=': 'a look-behind',
  '(?<!': 'a look-behind',
};

/**
 * Translates a pattern that is valid in JavaScript with these flags. The matches stay the same. Throws an error of
 * kind `spec` that names the construct if one is not supported.
 *
 * `translateRegExp` of re2js rewrites only escapes and names of groups. Its results can match other texts than
 * JavaScript's, for example in `\s`, `.`, `^` with the flag `m`, and groups in repetitions.
 */
export function translate(pattern: string, flags: string): Translation {
  return new Translator(pattern, flags).translate();
}

class Translator {
  readonly #pattern: string;
  readonly #flags: string;
  readonly #unicode: boolean;
  readonly #ignoreCase: boolean;
  readonly #names = new Map<string, number[]>();
  #groups = 0;
  #at = 0;
  #depth = 0;
  #staleGroups = false;
  #lineAnchors = false;
  #distinguishesLineEnds = false;

  constructor(pattern: string, flags: string) {
    this.#pattern = pattern;
    this.#flags = flags;
    this.#unicode = flags.includes('u');
    this.#ignoreCase = flags.includes('i');
    for (const [whole, name] of pattern.matchAll(GROUPS)) {
      if (!whole.startsWith('(')) continue;
      this.#groups += 1;
      if (name) this.#names.set(name, [...(this.#names.get(name) ?? []), this.#groups]);
    }
  }

  translate(): Translation {
    if (this.#flags.includes('v')) this.#refuse('the flag v');
    const { source, size, mayReadAhead } = this.#alternatives();
    if (size > MAX_SIZE) this.#refuse(`more than ${MAX_SIZE} characters, with repetitions expanded`);
    if (this.#lineAnchors && this.#distinguishesLineEnds) {
      this.#refuse('^ or $ with the flag m beside what distinguishes line endings');
    }
    return {
      source: this.#unicode && this.#ignoreCase ? `(?i)${source}` : source,
      size: Math.max(1, size),
      mayReadAhead,
      groups: this.#groups,
      names: this.#names,
      staleGroups: this.#staleGroups,
      anchorsLines: this.#lineAnchors,
    };
  }

  #alternatives(): Part {
    const parts: [Part, ...Part[]] = [this.#sequence()];
    while (this.#consume('|')) parts.push(this.#sequence());
    return alternatives(parts);
  }

  #sequence(): Part {
    const parts: Part[] = [];
    while (this.#at < this.#pattern.length && !this.#isAt('|') && !this.#isAt(')')) {
      parts.push(this.#assertion() ?? this.#repeated(this.#atom()));
    }
    return sequence(parts);
  }

  #assertion(): Part | null {
    const multiline = this.#flags.includes('m');
    for (const anchor of ['^', '$']) {
      if (!this.#consume(anchor)) continue;
      this.#lineAnchors ||= multiline;
      return assertion(multiline ? `(?m:${anchor})` : anchor);
    }
    for (const boundary of ['\\b', '\\B']) {
      if (!this.#consume(boundary)) continue;
      if (this.#unicode && this.#ignoreCase) this.#refuse(`${boundary} with the flags i and u`);
      return assertion(boundary);
    }
    return null;
  }

  #atom(): Part {
    if (this.#isAt('(')) return this.#group();
    if (this.#consume('[')) return this.#class();
    if (this.#consume('.')) {
      return this.#oneOf(rangesOnly(this.#flags.includes('s') ? ALL : complement(LINE_ENDS)));
    }
    return this.#oneOf(this.#consume('\\') ? this.#escape(false) : this.#character());
  }

  #group(): Part {
    for (const [start, construct] of Object.entries(UNSUPPORTED_GROUPS))
      if (this.#isAt(start)) this.#refuse(construct);
    const plain = this.#consume('(?:');
    const opening = plain ? null : this.#consumeMatch(new RegExp(GROUP, 'y'));
    if (!plain && !opening) this.#refuse('a group with its own flags');
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) this.#refuse(`groups more than ${MAX_DEPTH} levels deep`);
    const body = this.#alternatives();
    this.#depth -= 1;
    this.#consume(')');
    return plain ? enclosed(body) : captured(body);
  }

  #repeated(body: Part): Part {
    const quantifier = this.#quantifier();
    if (!quantifier) return body;
    const { min, max } = quantifier;
    if (min > MAX_ROUNDS || (max > MAX_ROUNDS && max < Infinity)) {
      this.#refuse(`more than ${MAX_ROUNDS} repetitions`);
    }
    if (endsEarly(body, quantifier)) this.#refuse('a repetition that may match nothing');
    this.#staleGroups ||= keepsStaleGroups(body, quantifier);
    return repeated(body, quantifier);
  }

  #quantifier(): Quantifier | null {
    const [source, sign, least, more, most, lazy] =
      this.#consumeMatch(/(?:([*+?])|\{(\d+)(,(\d*))?\})(\?)?/y) ?? [];
    if (source === undefined) return null;
    const min = sign ? Number(sign === '+') : Number(least);
    const max = sign === '?' ? 1 : sign || most === '' ? Infinity : more ? Number(most) : min;
    return { source, min, max, lazy: lazy !== undefined };
  }

  #class(): Part {
    const negated = this.#consume('^');
    const ranges: Range[] = [];
    let properties = '';
    const add = (member: number | CharSet): void => {
      const set = charSet(member);
      ranges.push(...set.ranges);
      properties += set.properties;
    };
    while (!this.#consume(']')) {
      const first = this.#classMember();
      if (!this.#isAt('-') || this.#isAt('-]')) {
        add(first);
        continue;
      }
      this.#at += 1;
      const last = this.#classMember();
      if (typeof first === 'number' && typeof last === 'number') ranges.push([first, last]);
      else [first, 0x2d, last].forEach(add);
    }
    return this.#oneOf({ ranges, properties }, negated);
  }

  #classMember(): number | CharSet {
    return this.#consume('\\') ? this.#escape(true) : this.#character();
  }

  /** Reads what follows a backslash. */
  #escape(inClass: boolean): number | CharSet {
    const [letter = ''] = this.#consumeMatch(/[dDwWsS]/y) ?? [];
    if (letter) return rangesOnly(this.#shorthand(letter));
    const [property, sign, name] = (this.#unicode && this.#consumeMatch(/([pP])\{(.*?)\}/y)) || [];
    if (property !== undefined) return this.#property(sign!, name!);
    if (inClass && this.#consume('b')) return 0x08;
    if (!inClass) this.#refuseBackReference();
    return this.#characterEscape(inClass);
  }

  #characterEscape(inClass: boolean): number {
    if (this.#unicode) {
      const pair = this.#consumeMatch(/u(d[89ab][\da-f]{2})\\u(d[c-f][\da-f]{2})/iy);
      if (pair) return String.fromCharCode(hex(pair[1]!), hex(pair[2]!)).codePointAt(0)!;
      const point = this.#consumeMatch(/u\{([\da-f]+)\}/iy);
      if (point) return hex(point[1]!);
    }
    const unit = this.#consumeMatch(/u([\da-f]{4})|x([\da-f]{2})/iy);
    if (unit) return hex(unit[1] ?? unit[2]!);
    const control = this.#consumeMatch(/[tnvfr]/y);
    if (control) return CONTROLS[control[0]]!;
    const octal = this.#consumeMatch(/[0-3][0-7]{0,2}|[4-7][0-7]?/y);
    if (octal) return parseInt(octal[0], 8);
    const letter = this.#consumeMatch(inClass && !this.#unicode ? /c([\da-z_])/iy : /c([a-z])/iy);
    if (letter) return letter[1]!.charCodeAt(0) % 32;
    // `\c` without a control letter is a literal backslash, followed by `c`.
    if (this.#isAt('c')) return 0x5c;
    return this.#character();
  }

  #refuseBackReference(): void {
    const number = this.#peekMatch(/[1-9]\d*/y);
    const named = this.#isAt('k<') && (this.#unicode || this.#names.size > 0);
    if (named || (number && Number(number[0]) <= this.#groups)) this.#refuse('a back-reference');
  }

  #shorthand(letter: string): Ranges {
    const word = this.#unicode && this.#ignoreCase ? FOLDED_WORD : WORD;
    const ranges = { d: DIGITS, w: word, s: SPACES }[letter.toLowerCase()]!;
    return letter === letter.toLowerCase() ? ranges : complement(ranges);
  }

  #property(sign: string, name: string): CharSet {
    const [, script] = /^(?:Script|sc)=(.*)/.exec(name) ?? [];
    const [, category] = /^(?:(?:General_Category|gc)=)?(.{1,2})$/.exec(name) ?? [];
    const properties = `\\${sign}{${script ?? category}}`;
    if (!isKnown(properties)) this.#refuse(`\\${sign}{${name}}`);
    if (sign === 'P' && this.#ignoreCase) this.#refuse('\\P with the flag i');
    return { ranges: [], properties };
  }

  #character(): number {
    const code = this.#unicode ? this.#pattern.codePointAt(this.#at)! : this.#pattern.charCodeAt(this.#at);
    this.#at += code > 0xffff ? 2 : 1;
    return code;
  }

  #oneOf(members: number | CharSet, negated = false): Part {
    const set = charSet(members);
    this.#distinguishesLineEnds ||= distinguishesLineEnds(set);
    const cased = this.#ignoreCase && !this.#unicode ? withBothCases(set.ranges) : set.ranges;
    const ranges = this.#unicode ? cased : withSplitSurrogates(cased);
    return character(writeClass(ranges, set.properties, negated));
  }

  #isAt(text: string): boolean {
    return this.#pattern.startsWith(text, this.#at);
  }

  #consume(text: string): boolean {
    if (!this.#isAt(text)) return false;
    this.#at += text.length;
    return true;
  }

  /** Matches a sticky expression here, without consuming it. */
  #peekMatch(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at;
    return expression.exec(this.#pattern);
  }

  #consumeMatch(expression: RegExp): RegExpExecArray | null {
    const match = this.#peekMatch(expression);
    this.#at += match?.[0].length ?? 0;
    return match;
  }

  #refuse(construct: string): never {
    throw refusal(this.#pattern, this.#flags, construct);
  }
}

/** Creates the error for a pattern that cannot run in linear time with JavaScript's results. */
export function refusal(pattern: string, flags: string, construct: string, cause?: unknown): Error {
  const expression = quote(`/${pattern}/${flags}`);
  return specError(`The regular expression ${expression} is not supported: it has ${construct}.`, cause);
}

function rangesOnly(ranges: Ranges): CharSet {
  return { ranges, properties: '' };
}

function charSet(members: number | CharSet): CharSet {
  return typeof members === 'number' ? rangesOnly([[members, members]]) : members;
}

function isKnown(properties: string): boolean {
  try {
    RE2JS.compile(properties);
    return true;
  } catch {
    return false;
  }
}

function distinguishesLineEnds({ ranges, properties }: CharSet): boolean {
  const property = properties ? RE2JS.compile(`[${properties}]`) : null;
  const inside = ['\n', '\r', '\u2028', '\u2029'].map(
    (end) => contains(ranges, end.charCodeAt(0)) || property?.test(end) === true,
  );
  return inside.some(Boolean) && !inside.every(Boolean);
}

function hex(digits: string): number {
  return parseInt(digits, 16);
}

/**
 * Whether a part of a pattern matches the empty text, and if so, whether as its last choice or before other choices.
 */
type Emptiness = 'never' | 'last' | 'early';
/** Whether all groups of a part participate in each of its matches. */
type Groups = 'none' | 'sure' | 'maybe';

/** A part of a pattern, in RE2's syntax. */
interface Part {
  readonly source: string;
  /** Number of characters after expanding repetitions. */
  readonly size: number;
  /** Whether the part contains an unbounded repetition. */
  readonly endless: boolean;
  /** Whether the part may read to the end of the text and then fail, which leaves a shorter match, as in `a|a*b`. */
  readonly mayReadAhead: boolean;
  readonly empty: Emptiness;
  readonly groups: Groups;
}

interface Quantifier {
  readonly source: string;
  readonly min: number;
  readonly max: number;
  readonly lazy: boolean;
}

function assertion(source: string): Part {
  return { source, size: 1, endless: false, mayReadAhead: false, empty: 'last', groups: 'none' };
}

function character(source: string): Part {
  return { source, size: 1, endless: false, mayReadAhead: false, empty: 'never', groups: 'none' };
}

function sequence(parts: readonly Part[]): Part {
  return {
    source: parts.map(({ source }) => source).join(''),
    size: parts.reduce((sum, { size }) => sum + size, 0),
    endless: parts.some(({ endless }) => endless),
    mayReadAhead: parts.some(
      ({ endless, mayReadAhead }, index) => mayReadAhead || (endless && index < parts.length - 1),
    ),
    empty: first(['never', 'early', 'last'], (empty) => parts.some((part) => part.empty === empty)),
    groups: first(['maybe', 'sure', 'none'], (groups) => parts.some((part) => part.groups === groups)),
  };
}

function alternatives(parts: readonly [Part, ...Part[]]): Part {
  const [only] = parts;
  if (parts.length === 1) return only;
  return {
    source: parts.map(({ source }) => source).join('|'),
    size: parts.reduce((sum, { size }) => sum + size + 1, 0),
    endless: parts.some(({ endless }) => endless),
    mayReadAhead: parts.some(({ mayReadAhead }) => mayReadAhead),
    empty: parts.slice(0, -1).some(({ empty }) => empty !== 'never') ? 'early' : parts.at(-1)!.empty,
    groups: parts.every(({ groups }) => groups === 'none') ? 'none' : 'maybe',
  };
}

function enclosed(body: Part): Part {
  return { ...body, source: `(?:${body.source})` };
}

function captured(body: Part): Part {
  const groups = body.groups === 'none' ? 'sure' : body.groups;
  return { ...body, source: `(${body.source})`, size: body.size + 2, groups };
}

function repeated(body: Part, { source, min, max, lazy }: Quantifier): Part {
  const rounds = max === Infinity ? min + 1 : max;
  return {
    source: body.source + source,
    size: body.size * Math.max(1, rounds) + 1,
    endless: body.endless || max === Infinity,
    mayReadAhead: body.mayReadAhead || (body.endless && max > 1),
    empty: min > 0 && body.empty === 'never' ? 'never' : lazy || body.empty === 'early' ? 'early' : 'last',
    groups: min === 0 && body.groups !== 'none' ? 'maybe' : body.groups,
  };
}

/**
 * Returns whether a repetition matches differently in RE2. JavaScript rejects an empty iteration and tries the next
 * choice; RE2 accepts it and ends the repetition.
 */
function endsEarly(body: Part, { min, max, lazy }: Quantifier): boolean {
  return max > min && !lazy && body.empty === 'early';
}

/**
 * Returns whether groups in a repetition may keep matches that JavaScript resets: those of an earlier or empty
 * iteration.
 */
function keepsStaleGroups(body: Part, { min, max }: Quantifier): boolean {
  if (body.groups === 'none') return false;
  return (max > 1 && body.groups === 'maybe') || (max > min && body.empty !== 'never');
}

function first<T>(values: readonly [...T[], T], holds: (value: T) => boolean): T {
  return values.find(holds) ?? values.at(-1)!;
}
