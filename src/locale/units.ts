import { isPlainEnglish } from './formats.ts';

/** Texts around a number, with their spaces. */
interface Affixes {
  readonly before?: string;
  readonly after?: string;
}

/** The currencies of common symbols. */
const CURRENCIES = new Map([
  ['€', 'EUR'],
  ['$', 'USD'],
  ['£', 'GBP'],
  ['¥', 'JPY'],
  ['₹', 'INR'],
  ['₩', 'KRW'],
  ['₺', 'TRY'],
  ['₽', 'RUB'],
  ['₪', 'ILS'],
  ['₴', 'UAH'],
  ['US$', 'USD'],
  ['R$', 'BRL'],
  ['zł', 'PLN'],
  ['Kč', 'CZK'],
  ['kr', 'SEK'],
]);

const NO_BREAK_SPACE = '\u00a0';

/**
 * Returns the texts around a number with a unit, and the unit if it is shown only once: neither a currency nor `%` or
 * `‰`, and whether it is `%`. A currency is a code of ISO 4217 or a symbol.
 */
export function placeUnit(
  unit: string,
  tag: string,
): Affixes & { readonly unit: string | null; readonly isPercent?: boolean } {
  const isPercent = unit === '%';
  if (isPercent || unit === '‰') {
    if (isPlainEnglish(tag)) return { after: unit, unit: null, isPercent };
    const signs = affixes(tag, { style: 'percent' }, 'percentSign', isPercent ? null : unit);
    return { ...signs, unit: null, isPercent };
  }
  const symbol = [...CURRENCIES].find(([, code]) => code === unit)?.[0];
  // The first use of Intl is slow, and English needs none for these.
  const known = symbol ?? unit;
  if (isPlainEnglish(tag) && known.length === 1 && CURRENCIES.has(known))
    return { before: known, unit: null };
  const currency = CURRENCIES.get(unit) ?? (isCurrency(unit) ? unit : null);
  if (currency === null) return { after: NO_BREAK_SPACE + unit, unit };
  const written = currency === unit ? null : unit;
  return { ...affixes(tag, { style: 'currency', currency }, 'currency', written), unit: null };
}

function isCurrency(unit: string): boolean {
  if (!/^[A-Z]{3}$/.test(unit)) return false;
  try {
    return new Intl.DisplayNames('en', { type: 'currency', fallback: 'none' }).of(unit) !== undefined;
  } catch {
    return false;
  }
}

/** Returns what a language writes around a number. `sign` replaces its sign of this type. */
function affixes(tag: string, options: Intl.NumberFormatOptions, type: string, sign: string | null): Affixes {
  const parts = new Intl.NumberFormat(tag, { ...options, maximumFractionDigits: 0 }).formatToParts(0);
  const at = parts.findIndex((part) => part.type === 'integer');
  const text = (some: readonly Intl.NumberFormatPart[]) =>
    some.map((part) => (part.type === type ? (sign ?? part.value) : part.value)).join('');
  return { before: text(parts.slice(0, at)), after: text(parts.slice(at + 1)) };
}
