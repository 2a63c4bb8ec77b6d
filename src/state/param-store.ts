import { findOption } from '../charts/find-option.ts';
import type { ParamDeclaration, ParamSchema } from '../charts/types.ts';
import { withoutUndefined } from '../internal/json.ts';
import { dateText, listNames } from '../internal/text.ts';
import type { Params, ParamValue } from '../public-client/types.ts';

/** Who changed a parameter. */
export type ParamsSource = 'user' | 'url' | 'script' | 'chart';

/**
 * The sources of a parameter's value, in order of precedence:
 * 1. `chosen`: the last choice of the reader, a script or a chart
 * 2. `url`: the URL of the page
 * 3. `attributes`: the `param-NAME` attributes, by NAME in lower case
 * 4. `params`: the `params` attribute
 * 5. `marked`: controls with `selected`, `value` or `checked` in their markup
 * 6. the declared default, which is not a level
 * 7. `shown`: what a control shows without any of these
 */
type ParamLevel = 'chosen' | 'url' | 'attributes' | 'params' | 'marked' | 'shown';

/** Maximum number of characters of a value that a message quotes. */
const MAX_QUOTED = 200;

const GIVEN_LEVELS: readonly ParamLevel[] = ['chosen', 'url', 'attributes', 'params', 'marked'];

/** A change that a store reports to its listeners. */
export interface ParamChange {
  /** The names of the parameters whose values changed. */
  readonly changed: readonly string[];
  /** `null` if nobody chose a value: a default was declared, or a control was added or removed. */
  readonly source: ParamsSource | null;
}

/** One message for developers per value that cannot be used. */
type ParamProblems = readonly string[];

/**
 * The parameters of a dashboard. Parameters need no declaration; a declared one accepts only values that fit its
 * declaration, and ignores others. The controls of the page act as the declaration of an undeclared parameter. URL
 * values are untrusted: the store accepts only those that a control on the page could have produced.
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

  /** Adds declarations. The first declaration of a name takes precedence. */
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

  /** Replaces the schemas of all parameters that have a control on the page: the values that it offers. */
  setControls(controls: ReadonlyMap<string, ParamSchema>): void {
    const text = (each: ReadonlyMap<string, ParamSchema>): string => JSON.stringify([...each]);
    if (text(controls) === text(this.#controls)) return;
    this.#change(null, () => {
      this.#controls = controls;
    });
  }

  /** Returns what the controls of the page let readers choose. */
  controlSchema(name: string): ParamSchema | undefined {
    return this.#controls.get(name);
  }

  /**
   * Replaces the content of these levels. New URL values clear the chosen ones, so the Back button works. Notifies
   * listeners only if a value changes.
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

  /** Sets chosen values; other parameters keep theirs. Returns a message for each value that does not fit. */
  patch(patch: Params, source: ParamsSource): ParamProblems {
    const problems: string[] = [];
    this.#change(source, () => {
      for (const [name, value] of Object.entries(patch)) {
        const checked = checkParam(this.#declared.get(name), value);
        if ('value' in checked) this.#levels.chosen.set(name, checked.value);
        else problems.push(describeProblem(name, value, checked.allowed));
      }
    });
    return problems;
  }

  /** Removes the chosen and URL values of the given parameters, or of all parameters. The next level then applies. */
  reset(names: Iterable<string> | null, source: ParamsSource): void {
    const { chosen, url } = this.#levels;
    this.#change(source, () => {
      for (const name of names ?? [...chosen.keys(), ...url.keys()]) {
        this.#levels.chosen.delete(name);
        this.#levels.url.delete(name);
      }
    });
  }

  /** Returns the first valid value of these levels, or `undefined`. */
  given(name: string, levels: readonly ParamLevel[] = GIVEN_LEVELS): ParamValue | undefined {
    for (const level of levels) {
      const checked = this.#checkedAt(name, level);
      if (checked && 'value' in checked) return checked.value;
    }
    return undefined;
  }

  /** Returns the declared default (`null` for no choice), or `undefined` without a declaration. */
  declared(name: string): ParamValue | undefined {
    const declared = this.#declared.get(name);
    if (!declared) return undefined;
    const checked = checkParam(declared, declared.default);
    return 'value' in checked ? checked.value : declared.default;
  }

  /** Returns the value that a control shows on its own, or `undefined`. */
  shown(name: string): ParamValue | undefined {
    return this.given(name, ['shown']);
  }

  /** Returns the effective value, or `undefined` for an unknown parameter. */
  value(name: string, levels: readonly ParamLevel[] = GIVEN_LEVELS): ParamValue | undefined {
    const given = this.given(name, levels);
    if (given !== undefined) return given;
    const declared = this.declared(name);
    return declared === undefined ? this.shown(name) : declared;
  }

  /** Returns the value without choices and without the URL. The URL omits parameters that have this value. */
  valueWithoutChoice(name: string): ParamValue | undefined {
    return this.value(name, ['attributes', 'params', 'marked']);
  }

  /** The effective values of all known parameters, by name. */
  get values(): Params {
    return withoutUndefined(Object.fromEntries(this.#knownNames().map((name) => [name, this.value(name)])));
  }

  /** A message for each value that was given but does not fit. */
  get problems(): ParamProblems {
    const names = new Set([...this.#declared.keys(), ...this.#controls.keys()]);
    return [...names].flatMap((name) =>
      GIVEN_LEVELS.flatMap((level) => {
        const checked = this.#checkedAt(name, level);
        return checked && 'allowed' in checked
          ? [describeProblem(name, this.#valueAt(name, level) ?? null, checked.allowed)]
          : [];
      }),
    );
  }

  /** Calls `listener` after each change. Returns a function that unsubscribes it. */
  subscribe(listener: (change: ParamChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #valueAt(name: string, level: ParamLevel): ParamValue | undefined {
    return this.#levels[level].get(level === 'attributes' ? name.toLowerCase() : name);
  }

  /** Checks the value at a level; returns `null` if there is none. */
  #checkedAt(name: string, level: ParamLevel): Checked | null {
    const value = this.#valueAt(name, level);
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

  /** Returns all names. HTML lowercases attribute names, so these take the spelling of a name at another level. */
  #knownNames(): readonly string[] {
    const { attributes, ...exact } = this.#levels;
    const names = new Set([
      ...this.#declared.keys(),
      ...Object.values(exact).flatMap((level) => [...level.keys()]),
    ]);
    const known = new Set([...names].map((name) => name.toLowerCase()));
    return [...names, ...[...attributes.keys()].filter((name) => !known.has(name))];
  }
}

/** Returns whether two values are the same in a request. */
export const sameValue = (a: ParamValue | undefined, b: ParamValue | undefined): boolean =>
  Object.is(a, b) || (a != null && b != null && JSON.stringify(a) === JSON.stringify(b));

const describeProblem = (name: string, value: ParamValue, allowed: string): string =>
  `parameter "${name}" is ${JSON.stringify(value).slice(0, MAX_QUOTED)}: use ${allowed}`;

/** A value in the form of its parameter's type, or a description of the allowed values. */
type Checked = { readonly value: ParamValue } | { readonly allowed: string };

/** Maximum number of options that a message lists. */
const MAX_LISTED = 12;

const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

const isBlank = (value: ParamValue): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

/**
 * Converts a value to the type of its declaration: `"3.5"` to a number, a single value of a `multiple` parameter to a
 * list, a blank value to `null`. A `Date` becomes `YYYY-MM-DD`, or ISO 8601 if it has a time. Without a declaration the
 * value is returned unchanged.
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

/** Parses an attribute that contains a JSON array. Any other text becomes an array with one item. */
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

function checkOne({ type, options, extra }: ParamSchema, value: Scalar): Checked {
  if (options?.kind === 'values') {
    const text = scalarToText(value);
    const option = findOption(options.values, text);
    if (option) return { value: option.value };
    const names = options.values.map((each) => String(each.value) || "''");
    return { allowed: `one of ${listNames(names, MAX_LISTED)}` };
  }
  switch (type) {
    case 'string':
      return { value: scalarToText(value) };
    case 'number': {
      const number = typeof value === 'string' && value.trim() === '' ? NaN : Number(value);
      const isNumber = typeof value === 'number' || typeof value === 'string';
      const { from, to, text } = parseBounds(extra, Number);
      const isIn = (from === null || number >= from) && (to === null || number <= to);
      return isNumber && Number.isFinite(number) && isIn ? { value: number } : { allowed: `a number${text}` };
    }
    case 'boolean': {
      const text = String(value);
      return text === 'true' || text === 'false' ? { value: text === 'true' } : { allowed: 'true or false' };
    }
    case 'date': {
      const text = scalarToText(value).trim();
      const day = text.slice(0, 10);
      const { from, to, text: bounds } = parseBounds(extra, String);
      const isIn = (from === null || day >= from) && (to === null || day <= to);
      if (isDate(text) && isIn) return { value: text };
      return { allowed: `a date${bounds || ', e.g. 2026-01-31'}` };
    }
  }
}

interface Bounds<T> {
  readonly from: T | null;
  readonly to: T | null;
  /** The bounds in words, such as ` from 1 to 5`. */
  readonly text: string;
}

/** Reads `min` and `max` of a declaration if they are text or numbers. */
function parseBounds<T>(extra: ParamSchema['extra'], as: (value: unknown) => T): Bounds<T> {
  const [from, to] = [extra?.['min'], extra?.['max']].map((bound) =>
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

const scalarToText = (value: unknown): string => {
  if (!(value instanceof Date)) return String(value);
  return Number.isNaN(value.getTime()) ? '' : dateText(value);
};
