import { quote, specError } from '../../spec/errors.ts';

/** A JavaScript pattern in the syntax of RE2, with facts that RE2 cannot express. */
export interface Translation {
  /** Still has JavaScript's codes of characters and names of groups, which `translateRegExp` of re2js rewrites. */
  readonly source: string;
  /** Number of characters after expanding repetitions. */
  readonly size: number;
  /** Whether a search may read beyond the end of the match, up to the end of the text, as in `a|a*b`. */
  readonly readsAhead: boolean;
  /** Whether groups may keep matches of an earlier iteration, which JavaScript resets, as in `((a)|b)+`. */
  readonly keepsGroups: boolean;
  /** Whether `^` or `$` match at line ends. RE2 supports only `\n`, so the others of a text must be replaced. */
  readonly anchorsLines: boolean;
}

/** Maximum length of a pattern, in characters after expanding repetitions. */
const MAX_SIZE = 10_000;
/** Maximum number of counted repetitions that RE2 supports. */
const MAX_ROUNDS = 1000;
const MAX_DEPTH = 100;

/* Members of classes. */
const LINE_ENDS = String.raw`\n\r\x{2028}\x{2029}`;
const SPACES = String.raw`\t-\r \xa0\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`;
const NO_SPACES =
  String.raw`\x00-\x08\x0e-\x1f!-\x9f\xa1-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}` +
  String.raw`\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}`;

/** Parts of a pattern that may distinguish line ends. */
const LINE_END = /\\[nrucpPx0]|[\n\r\u2028\u2029]/;

const HEX = String.raw`[\da-fA-F]`;
const SURROGATES = String.raw`u[dD][89abAB]${HEX}{2}\\u[dD][c-fC-F]${HEX}{2}`;
const ESCAPE = String.raw`\\(?:${SURROGATES}|u${HEX}{4}|x${HEX}{2}|c[a-zA-Z]|0\d?|[^])`;
const UNICODE_ESCAPE = String.raw`\\(?:u\{${HEX}+\}|[pP]\{[^}]*\})|${ESCAPE}`;

/** Matches an atom, an assertion or the opening of a group, with its quantifier. */
const [PART, UNICODE_PART] = [ESCAPE, UNICODE_ESCAPE].map(
  (escape) =>
    new RegExp(
      String.raw`(\((?:\?(?:<[=!]|<[^>]*>|[^]))?|${escape}|\[(?:\\[^]|[^\]\\])*\]|[^])([*+?]|\{\d+(?:,\d*)?\})?(\??)`,
      'gu',
    ),
) as [RegExp, RegExp];

/** Matches the members of a class that RE2 reads differently: escapes, `[`, and `-` next to a set of characters. */
const [MEMBER, UNICODE_MEMBER] = [ESCAPE, UNICODE_ESCAPE].map(
  (escape) => new RegExp(String.raw`(${escape})(-?)|-(?=\\[dDwWsSpP])|\[`, 'gu'),
) as [RegExp, RegExp];

const UNSUPPORTED_GROUPS: Readonly<Record<string, string>> = {
  '(?=': 'a look-ahead',
  '(?!': 'a look-ahead',
  '(?<=': 'a look-behind',
  '(?<!': 'a look-behind',
};

/**
 * Translates a pattern that is valid in JavaScript with these flags. Throws an error of kind `spec` that names the
 * construct if one is not supported.
 */
export function translate(pattern: string, flags: string): Translation {
  const refuse: Refuse = (construct) => {
    throw refusal(pattern, flags, construct);
  };
  if (flags.includes('v')) refuse('the flag v');
  let [source, anchorsLines, keepsGroups] = ['', false, false];
  const outer: Group[] = [];
  let group: Group = { captures: false, choices: null, last: NOTHING };
  for (const [, token = '', sign, lazy = ''] of pattern.matchAll(flags.includes('u') ? UNICODE_PART : PART)) {
    if (token.startsWith('(')) {
      if (/^\(\?(?![:<])|<[=!]/.test(token))
        refuse(UNSUPPORTED_GROUPS[token] ?? 'a group with its own flags');
      if (outer.push(group) > MAX_DEPTH) refuse(`groups more than ${MAX_DEPTH} levels deep`);
      group = { captures: token !== '(?:', choices: null, last: NOTHING };
      source += token;
    } else if (token === '|') {
      group = { ...group, choices: partOf(group), last: NOTHING };
      source += token;
    } else if (/^(?:[$^]|\\[bB])$/.test(token)) {
      anchorsLines ||= flags.includes('m') && !token.startsWith('\\');
      group.last = sequence(group.last, ASSERTION);
      source += token;
    } else {
      let part = CHARACTER;
      if (token === ')') {
        part = group.captures ? captured(partOf(group)) : partOf(group);
        group = outer.pop()!;
      }
      const [min, max] = rounds(sign);
      if (Math.max(min, Number.isFinite(max) ? max : 0) > MAX_ROUNDS) {
        refuse(`more than ${MAX_ROUNDS} repetitions`);
      }
      // JavaScript rejects an empty iteration and tries the next choice. RE2 accepts it and ends the repetition.
      if (max > min && !lazy && part.empty === EARLY) refuse('a repetition that may match nothing');
      keepsGroups ||=
        (max > 1 && part.groups === MAYBE) || (max > min && part.empty !== NEVER && part.groups !== NONE);
      group.last = sequence(group.last, sign ? repeated(part, min, max, lazy !== '') : part);
      source += atomOf(token, flags, refuse) + (sign ?? '') + lazy;
    }
  }
  const { size, readsAhead } = partOf(group);
  if (size > MAX_SIZE) refuse(`more than ${MAX_SIZE} characters, with repetitions expanded`);
  if (anchorsLines && LINE_END.test(pattern)) {
    refuse('^ or $ with the flag m together with what distinguishes line endings');
  }
  return { source, size: Math.max(1, size), readsAhead, keepsGroups, anchorsLines };
}

/** Creates the error for a pattern that cannot run in linear time with JavaScript's results. */
export function refusal(pattern: string, flags: string, construct: string, cause?: unknown): Error {
  const expression = quote(`/${pattern}/${flags}`);
  return specError(`The regular expression ${expression} is not supported: it has ${construct}.`, cause);
}

function atomOf(token: string, flags: string, refuse: Refuse): string {
  const unicode = flags.includes('u');
  if (token === '.' && !flags.includes('s')) return `[^${LINE_ENDS}]`;
  if (/^[{}]$/.test(token)) return `\\${token}`;
  if (token.startsWith('\\')) {
    const set = escapeOf(token, flags, refuse);
    return token === '\\s' ? `[${SPACES}]` : token === '\\S' ? `[^${SPACES}]` : set;
  }
  const [, start, members] = /^(\[\^?)([^]+)\]$/.exec(token) ?? [];
  if (start === undefined) return token;
  const rewritten = members!.replace(
    unicode ? UNICODE_MEMBER : MEMBER,
    (member: string, escape: string | undefined, dash: string) => {
      if (escape === undefined) return `\\${member}`;
      const set = { '\\s': SPACES, '\\S': NO_SPACES, '\\b': '\\x08', '\\B': 'B' }[escape];
      return (set ?? escapeOf(escape, flags, refuse)) + (dash && /^\\[dDwWsSpP]/.test(escape) ? '\\-' : dash);
    },
  );
  return `${start}${rewritten}]`;
}

function escapeOf(escape: string, flags: string, refuse: Refuse): string {
  const unicode = flags.includes('u');
  const letter = escape[1]!;
  if (/^\\(?:[1-9]|0\d|k$)/.test(escape)) refuse('a back-reference, or an octal code');
  if (escape === '\\c') refuse('\\c without a letter');
  const units = /^\\u(d[89ab]..)\\u(....)$/i.exec(escape);
  if (units) return String.fromCharCode(...units.slice(1).map((unit) => parseInt(unit, 16)));
  if (!unicode) {
    if (/^\\ud[89a-f]/i.test(escape)) refuse('half of a character without the flag u');
    // JavaScript reads these as the letter, re2js as something else.
    return /^\\[AzQEapPuxk]$/.test(escape) ? letter : escape;
  }
  if (letter === 'P' && flags.includes('i')) refuse('\\P with the flag i');
  return escape.replace(/^(\\[pP]\{)(?:Script|sc|General_Category|gc)=/, '$1');
}

type Refuse = (construct: string) => void;

/* Whether a part of a pattern matches the empty text, and if so, whether before other choices or as the last one. */
const [NEVER, EARLY, LAST] = [0, 1, 2];
/* Whether all groups of a part participate in each of its matches. */
const [MAYBE, SURE, NONE] = [0, 1, 2];

/** What is known of a part of a pattern. */
interface Part {
  readonly size: number;
  /** Whether the part contains an unbounded repetition. */
  readonly endless: boolean;
  readonly readsAhead: boolean;
  readonly empty: number;
  readonly groups: number;
}

/** A group that is being read, or the whole pattern. */
interface Group {
  readonly captures: boolean;
  /** The alternatives before the last one. */
  readonly choices: Part | null;
  last: Part;
}

const NOTHING: Part = { size: 0, endless: false, readsAhead: false, empty: LAST, groups: NONE };
const ASSERTION: Part = { ...NOTHING, size: 1 };
const CHARACTER: Part = { ...ASSERTION, empty: NEVER };

function partOf({ choices, last }: Group): Part {
  if (!choices) return last;
  return {
    ...both(choices, last),
    size: choices.size + last.size + 1,
    empty: choices.empty === NEVER ? last.empty : EARLY,
    groups: Math.min(choices.groups, last.groups) === NONE ? NONE : MAYBE,
  };
}

function sequence(first: Part, second: Part): Part {
  const whole = both(first, second);
  return { ...whole, readsAhead: whole.readsAhead || first.endless };
}

function both(first: Part, second: Part): Part {
  return {
    size: first.size + second.size,
    endless: first.endless || second.endless,
    readsAhead: first.readsAhead || second.readsAhead,
    empty: Math.min(first.empty, second.empty),
    groups: Math.min(first.groups, second.groups),
  };
}

function captured(part: Part): Part {
  return { ...part, size: part.size + 2, groups: Math.min(part.groups, SURE) };
}

function repeated(part: Part, min: number, max: number, lazy: boolean): Part {
  return {
    size: part.size * Math.max(1, Number.isFinite(max) ? max : min + 1) + 1,
    endless: part.endless || max === Infinity,
    readsAhead: part.readsAhead || (part.endless && max > 1),
    empty: min > 0 && part.empty === NEVER ? NEVER : lazy || part.empty === EARLY ? EARLY : LAST,
    groups: min === 0 && part.groups !== NONE ? MAYBE : part.groups,
  };
}

/** Returns the least and the greatest number of rounds of a quantifier. */
function rounds(sign: string | undefined): readonly [min: number, max: number] {
  if (sign === undefined) return [1, 1];
  const [min, max = min] = sign.startsWith('{') ? sign.slice(1, -1).split(',') : BOUNDS[sign]!.split(',');
  return [Number(min), max === '' ? Infinity : Number(max)];
}

const BOUNDS: Readonly<Record<string, string>> = { '*': '0,', '+': '1,', '?': '0,1' };
