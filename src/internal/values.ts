import { dayText, pad } from './text.ts';

/** Matches months, quarters and days in text columns: "2025-01", "2025-Q1" and "2025-01-31". */
const PERIOD = /^((?:1[89]|2[01])\d\d)-(?:Q([1-4])|(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)$/;

/** Returns the local midnight at which a month, quarter or day starts; `null` for any other text. */
export function readPeriod(text: unknown): Date | null {
  const [found, year, quarter, month, day = 1] = (typeof text === 'string' && PERIOD.exec(text)) || [];
  if (found === undefined) return null;
  return new Date(Number(year), quarter ? Number(quarter) * 3 - 3 : Number(month) - 1, Number(day));
}

/** Returns whether all cells are months, all are quarters, or all are days. Ignores empty cells. */
export function arePeriods(cells: readonly unknown[]): boolean {
  const some = cells.filter((cell) => cell !== null && cell !== undefined && cell !== '');
  const { length } = String(some[0]);
  return some.length > 0 && some.every((cell) => readPeriod(cell) && (cell as string).length === length);
}

/** Formats a date as a month, quarter or day, whichever `like` is. */
export function periodText(date: Date, like: string): string {
  const day = dayText(date);
  return like.includes('Q')
    ? `${day.slice(0, -5)}Q${Math.floor(date.getMonth() / 3) + 1}`
    : day.slice(0, like.length);
}

/** Formats a time as `HH:MM:SS` in local time. */
export const clockText = (date: Date): string =>
  [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part, 2)).join(':');

/**
 * Returns a function from a timestamp (ms since 1970) to the UTC offset of a time zone at that moment, in ms.
 * @throws RangeError for a time zone that the platform does not support
 */
export function zoneOffsets(timeZone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  return (ms) => {
    const [, sign, hour, minute, second] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(format.format(ms)) ?? [];
    const seconds = Number(hour ?? 0) * 3600 + Number(minute ?? 0) * 60 + Number(second ?? 0);
    return (sign === '-' ? -1000 : 1000) * seconds;
  };
}

/** Last words of column names whose numbers are fractions of 1. */
export const FRACTIONS: ReadonlySet<string> = new Set(
  'rate rates share shares proportion fraction anteil quote taux tasa tasso taxa aandeel udział'.split(' '),
);
/** Words of columns whose rates are not fractions: 0.92 of a currency, 0.4 per thousand. */
const NON_FRACTIONS = new Set('exchange fx currency per wechsel change cambio'.split(' '));

/* Words rather than regular expressions, whose compiled code takes much memory. */

/** Last words of column names whose numbers are years (2026, not 2,026), and words that may follow them. */
const YEARS = new Set(
  (
    'year years yr fy jahr geschäftsjahr haushaltsjahr kalenderjahr schuljahr geburtsjahr jaar boekjaar schooljaar ' +
    'kalenderjaar année annee año anno ano rok سنة السنة عام العام'
  ).split(' '),
);
const YEAR_KINDS = new Set('fiscal fiscale scolaire escolar obrotowy szkolny المالية'.split(' '));
/** Last words of column names whose numbers identify something, such as a district. */
const IDENTIFIERS = new Set(
  (
    'id ids code codes zip zipcode plz postleitzahl postcode postcodes postal pocztowy fips ' +
    'رمز الرمز معرف المعرف'
  ).split(' '),
);

/** Splits a column name into lower-case words. */
export const splitWords = (name: string): readonly string[] =>
  name
    .normalize()
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter(Boolean);

/** Returns whether the name of a column says that its numbers are years. */
export function namesYear(name: string): boolean {
  const words = splitWords(name);
  const word = words.at(YEAR_KINDS.has(words.at(-1)!) ? -2 : -1) ?? '';
  return YEARS.has(word) || /年[度份次]?$/.test(word);
}

/** Returns whether the name of a column says that its numbers are identifiers. */
export function namesIdentifier(name: string): boolean {
  const words = splitWords(name);
  const last = words.at(-1) ?? '';
  return (
    IDENTIFIERS.has(last) ||
    /(?:番号|编码|编号|邮编)$/.test(last) ||
    words.slice(-2).join(' ') === 'الرمز البريدي'
  );
}

/** The parts of a result that {@link areYears} reads. */
interface Table {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * Returns whether a column of numbers contains years: by its name, or because it contains distinct whole numbers from
 * 1500 to 2100 next to one measure.
 */
export function areYears({ columns, rows }: Table, index: number): boolean {
  const isIn = (at: number, min: number, max: number): boolean =>
    rows.every((row) => {
      const cell = row[at] ?? null;
      return cell === null || (Number.isInteger(cell) && Number(cell) >= min && Number(cell) <= max);
    });
  if (namesYear(columns[index]!.name)) return isIn(index, 1000, 2999);
  const areKeys = (at: number): boolean =>
    columns[at]!.type === 'number' &&
    isIn(at, 1500, 2100) &&
    new Set(rows.map((row) => row[at])).size === rows.length;
  const other = 1 - index;
  return (
    columns.length === 2 &&
    rows.length > 1 &&
    columns[other]?.type === 'number' &&
    ![namesYear, namesIdentifier].some((names) => names(columns[other]!.name)) &&
    areKeys(index) &&
    // If both columns could contain years, the first one does.
    (index === 0 || !areKeys(0))
  );
}

/** Returns whether all cells are years as text, at least three: two are easier to compare as categories. */
export function areYearTexts(cells: readonly unknown[]): boolean {
  const some = new Set(cells.filter((cell) => cell !== null && cell !== undefined && cell !== ''));
  return some.size > 2 && [...some].every((cell) => /^(1[5-9]\d\d|20\d\d|2100)$/.test(String(cell)));
}

/** Returns whether a column contains shares, by its name and its values. They are formatted as percentages. */
export function areShares(name: string, numbers: readonly unknown[]): boolean {
  const words = splitWords(name);
  if (!FRACTIONS.has(words.at(-1) ?? '') || words.some((word) => NON_FRACTIONS.has(word))) return false;
  const known = numbers.filter((number) => typeof number === 'number');
  return known.every((number) => Math.abs(number) <= 1) && known.some((number) => !Number.isInteger(number));
}

/** Returns whether a name is a generic alias of the platform's queries, which means nothing to readers. */
export const isAlias = (name: string): boolean => /^(dimension|value)$/i.test(name);
