import type { ParamDeclaration, ParamSchema } from '../charts/types.ts';
import { dateText } from '../internal/text.ts';
import type { Params, ParamValue } from '../public-client/types.ts';

/** Who changed a parameter. */
export type ParamsSource = 'user' | 'url' | 'script' | 'chart';

/**
 * What gives values to parameters, the first that has one wins: the last choice of reader, script or chart; the page's
 * address; the `param-NAME` attributes by NAME in lower case; the `params` attribute; controls whose markup says so
 * (`selected`, `value`, `checked`). Under these comes the declared default, and last what a control shows by itself.
 */
type ParamLevel = 'chosen' | 'url' | 'attributes' | 'params' | 'marked' | 'shown';

/** Characters of a value that a message quotes. */
const LONGEST = 200;

const GIVEN: readonly ParamLevel[] = ['chosen', 'url', 'attributes', 'params', 'marked'];

/** What a store tells its listeners. */
export interface ParamChange {
  /** The names of those that have another value than before. */
  readonly changed: readonly string[];
  /** `null` where no one chose: a default has become known, a control has come or gone. */
  readonly source: ParamsSource | null;
}

/** Values that cannot be used, by what is said of them to developers. */
type ParamProblems = readonly string[];

/**
 * The parameters of a dashboard: where each value comes from, and who is to know of a change. Parameters need no
 * declaration; those that have one take only values that fit it. A value that does not fit counts as not given. Without
 * a declaration, values have the form that the controls of the page give them, be they chosen there or come by the
 * address. Whatever the declaration, an address gives nothing that those controls could not: its author may be anybody.
 */
export class ParamStore {
  readonly #declared = new Map<string, ParamDeclaration>();
  #controls: ReadonlyMap<string, ParamSchema> = new Map();
  readonly #levels: Readonly<Record<ParamLevel, Map<string, ParamValue>>> = {
    chosen: new Map(),
    url: new Map(),
    attributes: new Map(),
    params: new Map(),
    marked: new Map(),
    shown: new Map(),
  };
  readonly #listeners = new Set<(change: ParamChange) => void>();

  /** Makes declarations known; the first one of a name stays. */
  declare(declarations: readonly ParamDeclaration[]): void {
    const unknown = declarations.filter(({ name }) => !this.#declared.has(name));
    if (unknown.length === 0) return;
    this.#change(null, () => {
      for (const declaration of unknown) this.#declared.set(declaration.name, declaration);
    });
  }

  declarationOf(name: string): ParamDeclaration | undefined {
    return this.#declared.get(name);
  }

  get declarations(): readonly ParamDeclaration[] {
    return [...this.#declared.values()];
  }

  /** Makes known what the controls of the page let readers choose, for all names at once; no name without a control. */
  setControls(controls: ReadonlyMap<string, ParamSchema>): void {
    const text = (each: ReadonlyMap<string, ParamSchema>): string => JSON.stringify([...each]);
    if (text(controls) === text(this.#controls)) return;
    this.#change(null, () => {
      this.#controls = controls;
    });
  }

  /** What the controls of the page let readers choose. */
  schemaOf(name: string): ParamSchema | undefined {
    return this.#controls.get(name);
  }

  /**
   * Replaces all of these levels. Another address takes back what was chosen before it: it is how a reader goes back.
   * Without a change of a value nothing is reported.
   */
  replace(levels: Partial<Record<Exclude<ParamLevel, 'chosen'>, Params>>, source: ParamsSource | null): void {
    this.#change(source, () => {
      if (levels.url && source === 'url') this.#levels.chosen.clear();
      for (const [level, params] of Object.entries(levels) as [ParamLevel, Params][]) {
        this.#levels[level].clear();
        for (const [name, value] of Object.entries(params)) {
          this.#levels[level].set(level === 'attributes' ? name.toLowerCase() : name, value);
        }
      }
    });
  }

  /** Sets chosen values; what the patch does not name stays. Returns what is wrong with those that are not taken. */
  patch(patch: Params, source: ParamsSource): ParamProblems {
    const problems: string[] = [];
    this.#change(source, () => {
      for (const [name, value] of Object.entries(patch)) {
        const checked = checkParam(this.#declared.get(name), value);
        if ('value' in checked) this.#levels.chosen.set(name, checked.value);
        else problems.push(problemText(name, value, checked.allowed));
      }
    });
    return problems;
  }

  /** Takes back what was chosen for these, or for all, by the address too: what lies under it counts again. */
  reset(names: Iterable<string> | null, source: ParamsSource): void {
    const { chosen, url } = this.#levels;
    this.#change(source, () => {
      for (const name of names ?? [...chosen.keys(), ...url.keys()]) {
        this.#levels.chosen.delete(name);
        this.#levels.url.delete(name);
      }
    });
  }

  /** The value that somebody gave, or `undefined`. */
  given(name: string, levels: readonly ParamLevel[] = GIVEN): ParamValue | undefined {
    for (const level of levels) {
      const checked = this.#check(name, level);
      if (checked && 'value' in checked) return checked.value;
    }
    return undefined;
  }

  /** The declared default, `null` where that is no choice, or `undefined` without a declaration. */
  declared(name: string): ParamValue | undefined {
    const declared = this.#declared.get(name);
    if (!declared) return undefined;
    const checked = checkParam(declared, declared.default);
    return 'value' in checked ? checked.value : declared.default;
  }

  /** What a control shows by itself, or `undefined`. */
  shown(name: string): ParamValue | undefined {
    return this.given(name, ['shown']);
  }

  /** The value that counts, or `undefined` for an unknown parameter. */
  value(name: string): ParamValue | undefined {
    const given = this.given(name);
    if (given !== undefined) return given;
    const declared = this.declared(name);
    return declared === undefined ? this.shown(name) : declared;
  }

  /** The value without what was chosen and what the address says: what a link need not carry. */
  settled(name: string): ParamValue | undefined {
    const given = this.given(name, ['attributes', 'params', 'marked']);
    if (given !== undefined) return given;
    const declared = this.declared(name);
    return declared === undefined ? this.shown(name) : declared;
  }

  /** All parameters that are known, by name. */
  get values(): Params {
    const values = this.#names().map((name) => [name, this.value(name)] as const);
    return Object.fromEntries(
      values.filter((entry): entry is [string, ParamValue] => entry[1] !== undefined),
    );
  }

  /** What is wrong with values that are given, but not used. */
  get problems(): ParamProblems {
    const names = new Set([...this.#declared.keys(), ...this.#controls.keys()]);
    return [...names].flatMap((name) =>
      GIVEN.flatMap((level) => {
        const checked = this.#check(name, level);
        return checked && 'allowed' in checked
          ? [problemText(name, this.#raw(name, level) ?? null, checked.allowed)]
          : [];
      }),
    );
  }

  /** Calls back after each change, until the returned function is called. */
  subscribe(listener: (change: ParamChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #raw(name: string, level: ParamLevel): ParamValue | undefined {
    return this.#levels[level].get(level === 'attributes' ? name.toLowerCase() : name);
  }

  /** What is at a level, as a value of its parameter; `null` where there is nothing. */
  #check(name: string, level: ParamLevel): Checked | null {
    const value = this.#raw(name, level);
    if (value === undefined) return null;
    const declared = this.#declared.get(name);
    const control = this.#controls.get(name);
    const checked = checkParam(declared ?? control, value);
    if ('allowed' in checked) return declared || level === 'url' ? checked : { value };
    const chosen = level === 'url' && declared ? checkParam(control, checked.value) : checked;
    return 'allowed' in chosen ? chosen : checked;
  }

  #change(source: ParamsSource | null, act: () => void): void {
    const before = this.values;
    act();
    const after = this.values;
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    const changed = [...names].filter((name) => !sameValue(before[name], after[name]));
    if (changed.length === 0) return;
    for (const listener of [...this.#listeners]) listener({ changed, source });
  }

  /** In attributes names have lost their case: it is that of a name known otherwise. */
  #names(): readonly string[] {
    const { attributes, ...exact } = this.#levels;
    const names = new Set([
      ...this.#declared.keys(),
      ...Object.values(exact).flatMap((level) => [...level.keys()]),
    ]);
    const known = new Set([...names].map((name) => name.toLowerCase()));
    return [...names, ...[...attributes.keys()].filter((name) => !known.has(name))];
  }
}

/** Whether two values are sent alike. */
export const sameValue = (a: ParamValue | undefined, b: ParamValue | undefined): boolean =>
  Object.is(a, b) || (a != null && b != null && JSON.stringify(a) === JSON.stringify(b));

const problemText = (name: string, value: ParamValue, allowed: string): string =>
  `parameter "${name}" is ${JSON.stringify(value).slice(0, LONGEST)}: use ${allowed}`;

/** What a value is as a value of its parameter, or what would be one. */
type Checked = { readonly value: ParamValue } | { readonly allowed: string };

/** Options beyond this many are not listed in a message. */
const LISTED = 12;

const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

const isBlank = (value: ParamValue): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

/**
 * Brings a value into the form that its declaration asks for: a number for `"3.5"`, a list for one choice of several,
 * `null` for no choice. Dates become `YYYY-MM-DD`, those with a time ISO 8601. Without a declaration it stays as it is.
 */
export function checkParam(declared: ParamSchema | undefined, value: ParamValue): Checked {
  if (!declared) return { value };
  if (isBlank(value)) return { value: null };
  const list = typeof value === 'string' && declared.multiple ? readList(value) : value;
  if (!Array.isArray(list)) {
    const checked = checkOne(declared, list as Scalar);
    return declared.multiple && 'value' in checked ? { value: [String(checked.value)] } : checked;
  }
  if (!declared.multiple && list.length > 1) return { allowed: 'one value' };
  const items = list.map((item: Scalar) => checkOne(declared, item));
  const wrong = items.find((item) => 'allowed' in item);
  if (wrong) return wrong;
  const values = items.map((item) => ('value' in item ? item.value : null));
  if (!declared.multiple) return { value: values[0] ?? null };
  return { value: values.map((item) => (typeof item === 'number' ? item : String(item))) };
}

type Scalar = string | number | boolean | Date;

/** A JSON list, as an attribute has it, or one choice. */
function readList(text: string): ParamValue {
  if (!text.trim().startsWith('[')) return [text];
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list)
      ? list.map((item) => (typeof item === 'number' ? item : String(item)))
      : [text];
  } catch {
    return [text];
  }
}

function checkOne({ type, options, also }: ParamSchema, value: Scalar): Checked {
  if (options?.kind === 'values') {
    const text = textOf(value);
    const option = options.values.find((each) => String(each.value) === text);
    if (option) return { value: option.value };
    const names = options.values.map((each) => String(each.value) || "''");
    const more = names.length > LISTED ? ', …' : '';
    return { allowed: `one of ${names.slice(0, LISTED).join(', ')}${more}` };
  }
  switch (type) {
    case 'string':
      return { value: textOf(value) };
    case 'number': {
      const number = typeof value === 'string' && value.trim() === '' ? NaN : Number(value);
      const isNumber = typeof value === 'number' || typeof value === 'string';
      const { from, to, text } = boundsOf(also, Number);
      const isIn = (from === null || number >= from) && (to === null || number <= to);
      return isNumber && Number.isFinite(number) && isIn ? { value: number } : { allowed: `a number${text}` };
    }
    case 'boolean': {
      const text = String(value);
      return text === 'true' || text === 'false' ? { value: text === 'true' } : { allowed: 'true or false' };
    }
    case 'date': {
      const text = textOf(value).trim();
      const day = text.slice(0, 10);
      const { from, to, text: bounds } = boundsOf(also, String);
      const isIn = (from === null || day >= from) && (to === null || day <= to);
      if (isDate(text) && isIn) return { value: text };
      return { allowed: `a date${bounds || ', e.g. 2026-01-31'}` };
    }
  }
}

interface Bounds<T> {
  readonly from: T | null;
  readonly to: T | null;
  /** How they are said: ` from 1 to 5`. */
  readonly text: string;
}

/** The `min` and `max` of a declaration, where they are written as text or number. */
function boundsOf<T>(also: ParamSchema['also'], as: (value: unknown) => T): Bounds<T> {
  const [from, to] = [also?.['min'], also?.['max']].map((bound) =>
    (typeof bound === 'string' && bound !== '') || typeof bound === 'number' ? as(bound) : null,
  ) as [T | null, T | null];
  return { from, to, text: `${from === null ? '' : ` from ${from}`}${to === null ? '' : ` to ${to}`}` };
}

function isDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (!year || !month || !day) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

const textOf = (value: unknown): string => {
  if (!(value instanceof Date)) return String(value);
  return Number.isNaN(value.getTime()) ? '' : dateText(value);
};
