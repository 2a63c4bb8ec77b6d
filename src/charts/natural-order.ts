/** Names with an order of their own: months, weekdays, age groups. */
import type { Field } from './columns.ts';

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec';
const WEEKDAYS = 'mon tue wed thu fri sat sun';

/**
 * Returns the categories of a field in their natural order (weekdays, months, "10–19"), or `null` if they have none.
 */
export function naturalOrder({ values }: Field): readonly string[] | null {
  const names = [...new Set(values)].map(String);
  const ranks = [
    (name: string) => rankInList(MONTHS, name),
    (name: string) => rankInList(WEEKDAYS, name),
    leadingNumber,
  ];
  const rank = ranks.find((each) => names.every((name) => !Number.isNaN(each(name))));
  return rank ? names.sort((a, b) => rank(a) - rank(b)) : null;
}

/** A number at the start of a name, after signs, after `Q`, `H` or `W` for parts of a year, or after the ordinal prefix 第. */
const LEADING_NUMBER = /^(?:[^\p{L}\p{N}]|第|[QHW](?=\d))*?([-−]?\d+(?:,\d{3})*(?:\.\d+)?)/u;

/** Maximum number of characters of a name that are read. */
const MAX_READ = 100;

/** Returns the number at the start of a name, also in full-width or Arabic digits; `NaN` if there is none. */
function leadingNumber(name: string): number {
  const digits = name
    .slice(0, MAX_READ)
    .normalize('NFKC')
    // The last four bits of an Arabic or Persian digit are its value.
    .replace(/[٠-٩۰-۹]/g, (digit) => `${digit.charCodeAt(0) & 15}`);
  const [, text] = LEADING_NUMBER.exec(digits) ?? [];
  return text === undefined ? NaN : Number(text.replace('−', '-').replaceAll(',', ''));
}

function rankInList(list: string, name: string): number {
  const at = /^[a-z]{3,9}\.?$/i.test(name) ? list.indexOf(name.slice(0, 3).toLowerCase()) : -1;
  return at < 0 || at % 4 ? NaN : at;
}
