import type { ParamNature } from '../charts/types.ts';
import { dateText } from '../internal/date-text.ts';
import type { ParamValue } from '../public-client/types.ts';

/** What a value is as a value of its parameter, or what would be one. */
export type Checked = { readonly value: ParamValue } | { readonly allowed: string };

/** Options beyond this many are not listed in a message. */
const LISTED = 12;

const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

const isBlank = (value: ParamValue): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

/**
 * Brings a value into the form that its declaration asks for: a number for `"3.5"`, a list for one choice of several,
 * `null` for no choice. Dates become `YYYY-MM-DD`, those with a time ISO 8601. Without a declaration it stays as it is.
 */
export function checkParam(declared: ParamNature | undefined, value: ParamValue): Checked {
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

function checkOne({ type, options, also }: ParamNature, value: Scalar): Checked {
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
function boundsOf<T>(also: ParamNature['also'], as: (value: unknown) => T): Bounds<T> {
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
