/** Whether a part of a pattern matches the empty text: as the last of its choices, or before others. */
type Emptiness = 'never' | 'last' | 'early';
/** Whether the groups of a part all have a share in each of its matches. */
type Groups = 'none' | 'sure' | 'maybe';

/** A part of a pattern, in RE2's syntax. */
export interface Part {
  readonly source: string;
  /** Characters that it is made of, repeats written out. */
  readonly size: number;
  /** Whether it has a repeat without end. */
  readonly endless: boolean;
  /** Whether it may read on without end, and fail then: a shorter match may come out of it, as of `a|a*b`. */
  readonly waits: boolean;
  readonly empty: Emptiness;
  readonly groups: Groups;
}

export interface Quantifier {
  readonly source: string;
  readonly min: number;
  readonly max: number;
  readonly lazy: boolean;
}

export function assertion(source: string): Part {
  return { source, size: 1, endless: false, waits: false, empty: 'last', groups: 'none' };
}

export function character(source: string): Part {
  return { source, size: 1, endless: false, waits: false, empty: 'never', groups: 'none' };
}

export function sequence(parts: readonly Part[]): Part {
  return {
    source: parts.map(({ source }) => source).join(''),
    size: parts.reduce((sum, { size }) => sum + size, 0),
    endless: parts.some(({ endless }) => endless),
    waits: parts.some(({ endless, waits }, index) => waits || (endless && index < parts.length - 1)),
    empty: first(['never', 'early', 'last'], (empty) => parts.some((part) => part.empty === empty)),
    groups: first(['maybe', 'sure', 'none'], (groups) => parts.some((part) => part.groups === groups)),
  };
}

export function alternatives(parts: readonly [Part, ...Part[]]): Part {
  const [only] = parts;
  if (parts.length === 1) return only;
  return {
    source: parts.map(({ source }) => source).join('|'),
    size: parts.reduce((sum, { size }) => sum + size + 1, 0),
    endless: parts.some(({ endless }) => endless),
    waits: parts.some(({ waits }) => waits),
    empty: parts.slice(0, -1).some(({ empty }) => empty !== 'never') ? 'early' : parts.at(-1)!.empty,
    groups: parts.every(({ groups }) => groups === 'none') ? 'none' : 'maybe',
  };
}

export function enclosed(body: Part): Part {
  return { ...body, source: `(?:${body.source})` };
}

export function captured(body: Part): Part {
  const groups = body.groups === 'none' ? 'sure' : body.groups;
  return { ...body, source: `(${body.source})`, size: body.size + 2, groups };
}

export function repeated(body: Part, { source, min, max, lazy }: Quantifier): Part {
  const rounds = max === Infinity ? min + 1 : max;
  return {
    source: body.source + source,
    size: body.size * Math.max(1, rounds) + 1,
    endless: body.endless || max === Infinity,
    waits: body.waits || (body.endless && max > 1),
    empty: min > 0 && body.empty === 'never' ? 'never' : lazy || body.empty === 'early' ? 'early' : 'last',
    groups: min === 0 && body.groups !== 'none' ? 'maybe' : body.groups,
  };
}

/**
 * Whether a repeat matches otherwise in RE2. JavaScript drops a round that found nothing, and tries the next choice;
 * RE2 takes it, and ends the repeat.
 */
export function endsEarly(body: Part, { min, max, lazy }: Quantifier): boolean {
  return max > min && !lazy && body.empty === 'early';
}

/** Whether groups in a repeat may hold what JavaScript forgets: the finds of an earlier round, or of an empty one. */
export function remembers(body: Part, { min, max }: Quantifier): boolean {
  if (body.groups === 'none') return false;
  return (max > 1 && body.groups === 'maybe') || (max > min && body.empty !== 'never');
}

function first<T>(values: readonly [...T[], T], holds: (value: T) => boolean): T {
  return values.find(holds) ?? values.at(-1)!;
}
