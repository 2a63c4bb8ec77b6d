/**
 * Numbers as `Intl.NumberFormat('en')` writes them. The first use of Intl costs a page some 15 ms, four times as much on
 * a phone, and the first chart would wait for it: English, which is built in, does without.
 */

const SUFFIXES = ['', 'K', 'M', 'B', 'T'];

/** What is understood of Intl's options. */
type Options = Pick<
  Intl.NumberFormatOptions,
  | 'notation'
  | 'style'
  | 'useGrouping'
  | 'minimumFractionDigits'
  | 'maximumFractionDigits'
  | 'minimumSignificantDigits'
  | 'maximumSignificantDigits'
>;

/** The digits of a positive number, and how many of them stand before the decimal point (may be none, or fewer). */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/** A number in English, or `null` where that is left to Intl. */
export function writeEnglish(value: number, options: Options): string | null {
  const { notation, style, useGrouping = true } = options;
  const isCompact = notation === 'compact';
  if (!isFinite(value) || notation === 'scientific' || (isCompact && Math.abs(value) >= 1e15)) return null;
  const exact = decimalOf(Math.abs(value), style === 'percent' ? 2 : 0);
  let thousands = isCompact ? thousandsOf(exact) : 0;
  let rounded = round(shifted(exact, thousands), options);
  // 999,999 becomes 1000K by rounding, which is 1M.
  if (isCompact && thousandsOf(rounded) > 0 && thousands + 1 < SUFFIXES.length) {
    thousands += 1;
    rounded = round(shifted(exact, thousands), options);
  }
  const sign = value < 0 || Object.is(value, -0) ? '−' : '';
  const tail = (SUFFIXES[thousands] ?? '') + (style === 'percent' ? '%' : '');
  const { minimumFractionDigits = 0, minimumSignificantDigits = 0 } = options;
  const least = Math.max(
    minimumSignificantDigits,
    minimumFractionDigits && rounded.point + minimumFractionDigits,
  );
  const padded = { ...rounded, digits: rounded.digits.padEnd(least, '0') };
  return sign + write(padded, useGrouping !== false && !isCompact) + tail;
}

/** The shortest digits that stand for this number and no other, times a power of ten. */
function decimalOf(size: number, power: number): Decimal {
  const [mantissa = '', exponent = '0'] = String(size).split('e');
  const dot = mantissa.indexOf('.');
  const whole = dot < 0 ? mantissa : mantissa.slice(0, dot);
  const fraction = dot < 0 ? '' : mantissa.slice(dot + 1);
  const point = whole.length + Number(exponent) + power;
  if (whole !== '0') return trimmed(whole + fraction, point);
  const zeros = fraction.search(/[1-9]/);
  return trimmed(fraction.slice(zeros), point - 1 - zeros);
}

function trimmed(digits: string, point: number): Decimal {
  const some = digits.endsWith('0') ? digits.replace(/(?<!0)0+$/, '') : digits;
  return { digits: some, point: some === '' ? 1 : point };
}

function shifted({ digits, point }: Decimal, thousands: number): Decimal {
  return { digits, point: point - 3 * thousands };
}

function thousandsOf({ point }: Decimal): number {
  return Math.max(0, Math.min(SUFFIXES.length - 1, Math.floor((point - 1) / 3)));
}

/** Rounds halves away from zero. */
function round({ digits, point }: Decimal, options: Options): Decimal {
  const { style, maximumFractionDigits = style === 'percent' ? 0 : 3, maximumSignificantDigits } = options;
  const kept = maximumSignificantDigits ?? point + maximumFractionDigits;
  if (digits.length <= kept) return { digits, point };
  if (kept < 0) return trimmed('', 1);
  const head = digits.slice(0, kept);
  if ((digits[kept] ?? '0') < '5') return trimmed(head, point);
  // One more at the last place that is kept. A zero before it takes what is carried over.
  const next = String(BigInt(`0${head}`) + 1n).padStart(kept, '0');
  return trimmed(next, point + next.length - kept);
}

function write({ digits, point }: Decimal, grouped: boolean): string {
  const whole = digits.slice(0, Math.max(0, point)).padEnd(point, '0') || '0';
  const fraction = '0'.repeat(Math.max(0, -point)) + digits.slice(Math.max(0, point));
  let groups = whole;
  for (let at = whole.length - 3; grouped && at > 0; at -= 3)
    groups = `${groups.slice(0, at)},${groups.slice(at)}`;
  return digits.length > point && digits !== '' ? `${groups}.${fraction}` : groups;
}
