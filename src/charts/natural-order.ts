/** Names with an order of their own: months, weekdays, age groups. */
import type { Field } from './columns.ts';

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec';
const WEEKDAYS = 'mon tue wed thu fri sat sun';

/**
 * Returns the categories of a field in their natural order (weekdays, months, "10–19"), or `null` if they have none.
 * Names of months and weekdays are in English, or in the language with the BCP 47 tag `language`.
 */
export function naturalOrder({ values }: Pick<Field, 'values'>, language = 'en'): readonly string[] | null {
  const names = [...new Set(values)].map(String);
  const order = (rank: (name: string) => number): readonly string[] | null => {
    const ranks = new Map<string, number>();
    for (const name of names) {
      const at = rank(name);
      if (Number.isNaN(at)) return null;
      ranks.set(name, at);
    }
    return names.sort((a, b) => ranks.get(a)! - ranks.get(b)! || (a < b ? -1 : 1));
  };
  const inEnglish =
    order((name) => rankInList(MONTHS, name)) ??
    order((name) => rankInList(WEEKDAYS, name)) ??
    order((name) => rankOfPeriod(name, (month) => rankInList(MONTHS, month))) ??
    order((name) => rankOfRange(name, language));
  // The first use of Intl in a process is slow.
  if (inEnglish || /^en\b/.test(language)) return inEnglish;
  const { months, weekdays } = calendarOf(language);
  return (
    order((name) => rankInCalendar(months, name)) ??
    order((name) => rankInCalendar(weekdays, name)) ??
    order((name) => rankOfPeriod(name, (month) => rankInCalendar(months, month)))
  );
}

/** Long and short names of months or weekdays in lower case, in their order. */
type Calendar = readonly (readonly [long: string, short: string])[];

const calendars = new Map<string, Readonly<Record<'months' | 'weekdays', Calendar>>>();

function calendarOf(language: string): Readonly<Record<'months' | 'weekdays', Calendar>> {
  const known = calendars.get(language);
  if (known) return known;
  const namesOf = (part: 'month' | 'weekday', dates: readonly number[]): Calendar => {
    const [long, short] = (['long', 'short'] as const).map(
      (width) => new Intl.DateTimeFormat(language, { calendar: 'gregory', timeZone: 'UTC', [part]: width }),
    ) as [Intl.DateTimeFormat, Intl.DateTimeFormat];
    return dates.map((date) => [plain(long.format(date)), plain(short.format(date))]);
  };
  const calendar = {
    months: namesOf(
      'month',
      Array.from({ length: 12 }, (_, month) => Date.UTC(2026, month, 1)),
    ),
    // 5 January 2026 is a Monday.
    weekdays: namesOf(
      'weekday',
      Array.from({ length: 7 }, (_, day) => Date.UTC(2026, 0, 5 + day)),
    ),
  };
  calendars.set(language, calendar);
  return calendar;
}

const plain = (name: string): string => name.normalize().trim().toLowerCase().replace(/\.$/, '');

/** Returns the place of a name, or of an unambiguous abbreviation with at least three letters; `NaN` for others. */
function rankInCalendar(calendar: Calendar, name: string): number {
  const text = plain(name);
  const exact = calendar.findIndex((names) => names.includes(text));
  if (exact >= 0) return exact;
  const found = text.length < 3 ? [] : [...calendar.keys()].filter((at) => calendar[at]![0].startsWith(text));
  return found.length === 1 ? found[0]! : NaN;
}

const YEAR_LAST = /^(.*(?![ ./-]).)[ ./-]+((?:1[5-9]|20)\d\d)$/;
const YEAR_FIRST = /^((?:1[5-9]|20)\d\d)[ ./年-]+((?![ ./年-]).+)$/;
/** A numbered part of a year: `Q1`, `KW 7`, `Week 7`, `12`, "1. Quartal", "1er trimestre", "12月". */
const NUMBERED = /^(?:Q|H|W|KW|S|T|quarter|week)? ?(\d{1,2})(?:\.|\p{L}{1,3})?(?: \p{L}+)?$/iu;

/** Returns the place in time of a period as text: "Q1 2024", "Jan 2024", "2024-W07", "31.12.2024"; `NaN` for others. */
function rankOfPeriod(name: string, rankOfMonth: (name: string) => number): number {
  const text = name.trim().slice(0, MAX_READ);
  const [, year, last] = YEAR_FIRST.exec(text) ?? [];
  const [, first, end] = (year === undefined && YEAR_LAST.exec(text)) || [];
  const part = last ?? first;
  if (part === undefined) return NaN;
  const [, one, two] = /^(\d{1,2})[.-](\d{1,2})\.?$/.exec(part) ?? [];
  const [month, day] = year === undefined ? [two, one] : [one, two];
  const within =
    month === undefined ? Number(NUMBERED.exec(part)?.[1] ?? rankOfMonth(part) + 1) : Number(month);
  return Number(year ?? end) * 1e4 + within * 100 + Number(day ?? 0);
}

/** Words before the limit of an open range: "under 18", "ab 65". */
const BELOW =
  /^(?:[<≤]|(?:under|below|less than|up to|unter|weniger als|bis(?: unter| zu)?|moins de|jusqu’à|menos de|hasta|meno di|fino a|até|minder dan|onder|tot|poniżej|mniej niż|do|أقل من) )/;
const ABOVE =
  /^(?:[>≥]|(?:over|above|more than|from|über|mehr als|ab|plus de|à partir de|más de|desde|più di|oltre|da|mais de|a partir de|meer dan|vanaf|boven|powyżej|ponad|od|أكثر من) )/;

/** Returns the number at the start of a name, also after a word such as "under". Open ranges are next to their limit. */
function rankOfRange(name: string, language: string): number {
  const text = name.trimStart().slice(0, MAX_READ).toLowerCase();
  const below = BELOW.exec(text);
  const [words] = below ?? ABOVE.exec(text) ?? [];
  if (words === undefined) return leadingNumber(name, language);
  const limit = leadingNumber(text.slice(words.length), language);
  const near = Math.abs(limit) * 1e-9 + Number.MIN_VALUE;
  return below ? limit - near : limit + near;
}

/** A number at the start of a name, after signs, after `Q`, `H` or `W` for parts of a year, or after the ordinal prefix 第. */
const LEADING_NUMBER = /^(?:[^\p{L}\p{N}]|第|[QHW](?=\d))*?([-−]?\d+(?:,\d{3})*(?:\.\d+)?)/u;

/** Maximum number of characters of a name that are read. */
const MAX_READ = 100;

/** A number with groups of three digits, as in "1 000" or, in languages with a decimal comma, "1.000". */
const GROUPED = /(?<![\d.,])[1-9]\d{0,2}(?:([ .'’])\d{3})(?:\1\d{3})*(?![\d.,]\d)/g;
/** A date with an ambiguous order of day and month. */
const SLASHED_DATE = /^\d{1,2}\/\d{1,2}\/\d/;

/**
 * Returns the number at the start of a name, also in full-width or Arabic digits; `NaN` if there is none, or a date such as
 * "12/31/2023".
 */
function leadingNumber(name: string, language: string): number {
  const digits = name
    .slice(0, MAX_READ)
    .normalize('NFKC')
    // The last four bits of an Arabic or Persian digit are its value.
    .replace(/[٠-٩۰-۹]/g, (digit) => `${digit.charCodeAt(0) & 15}`);
  if (SLASHED_DATE.test(digits)) return NaN;
  const plainDigits = digits.replace(GROUPED, (number, separator: string) =>
    separator === '.' && !hasDecimalComma(language) ? number : number.replaceAll(separator, ''),
  );
  const [, text] = LEADING_NUMBER.exec(plainDigits) ?? [];
  return text === undefined ? NaN : Number(text.replace('−', '-').replaceAll(',', ''));
}

const hasDecimalComma = (language: string): boolean =>
  !/^en\b/.test(language) && new Intl.NumberFormat(language).format(0.5).includes(',');

function rankInList(list: string, name: string): number {
  const at = /^[a-z]{3,9}\.?$/i.test(name) ? list.indexOf(name.slice(0, 3).toLowerCase()) : -1;
  return at < 0 || at % 4 ? NaN : at;
}
