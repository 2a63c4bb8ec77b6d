/** Finds mistakes in the markup of a chart that cause no error: markup without effect. Loaded on demand. */
import { usedParams } from '../charts/chart-source.ts';
import type { Chart, ParamDeclaration, PreferredMark } from '../charts/types.ts';
import { nearestName } from './nearest-name.ts';
import { clip, listNames, MAX_NAME_LENGTH } from '../internal/text.ts';
import type { Column, Dataset, Params } from '../public-client/types.ts';
import { MAIN } from '../spec/names.ts';
import { ATTRIBUTES } from './attributes.ts';
import { OBJECT_TEXT } from './check-settings.ts';
import type { LoadedChart } from './load-chart.ts';

/** An attribute as it is written in HTML, its name in lower case. */
interface WrittenAttribute {
  readonly name: string;
  readonly value: string;
}

/** What to check once the rows of a chart have loaded. */
interface ChartToCheck {
  /** The `mark` attribute; `null` if it is not set. */
  readonly mark: PreferredMark | null;
  /** Parameters that the page sets, by name: from `params` and the `param-NAME` attributes. */
  readonly params: Params;
  readonly loaded: LoadedChart;
  /** `null` without rows. */
  readonly chart: Chart | null;
}

/** Attributes of any HTML element, of its ancestors' styles, of frameworks, and of `<vibedasher-table>`. */
const FOREIGN =
  /^(data-|aria-|on|v-|x-|ng|hx-|_ng|client:|set:|js|wire|up-|phx-|param-)|[^a-z-]|^(accesskey|align|autocapitalize|autofocus|class|contenteditable|dir|draggable|enterkeyhint|exportparts|hidden|id|inert|inputmode|is|item(id|prop|ref|scope|type)|key|lang|nonce|part|popover|property|ref|role|slot|spellcheck|style|tabindex|title|translate|typeof|virtualkeyboardpolicy|writingsuggestions|xmlns)$/;

/** Names that authors expect, and what to write instead. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  height: 'style="height: 400px"',
  width: 'style="width: 400px"',
  'aspect-ratio': 'style="--vibedasher-aspect-ratio: 4 / 3"',
  color: 'colors',
  colour: 'colors',
  colours: 'colors',
  palette: 'colors',
  type: 'mark',
  subtitle: 'description',
  author: 'byline',
  note: 'notes',
  footnote: 'notes',
  annotation: 'annotate',
  annotations: 'annotate',
  query: 'sql',
  units: 'unit',
  order: 'sort',
  language: 'lang',
  locale: 'lang',
};

const KNOWN_NAMES = [
  ...Object.values(ATTRIBUTES).flatMap(({ name }) => (name === false ? [] : [name])),
  'lang',
];

/**
 * Returns a warning for each attribute that the element does not have. Ignores those of HTML and of frameworks, and
 * objects converted to text, which have a warning of their own.
 */
export const unknownAttributes = (tag: string, attributes: Iterable<WrittenAttribute>): readonly string[] =>
  [...attributes]
    .filter(({ name, value }) => !KNOWN_NAMES.includes(name) && !FOREIGN.test(name) && value !== OBJECT_TEXT)
    .map(({ name, value }) => {
      const words = [...KNOWN_NAMES, ...Object.keys(OTHER_WORDS)].filter((each) => each !== 'title');
      const near = nearestName(name, words);
      const remedy = near === null ? 'docs/viz.md lists the attributes' : `use ${OTHER_WORDS[near] ?? near}`;
      return `<${tag} ${name}="${clip(value, MAX_NAME_LENGTH)}">: there is no attribute "${name}"; ${remedy}`;
    });

/** Returns whether a BCP 47 tag is of one of the languages; `false` for a malformed tag. */
export function isKnownLanguage(tag: string, languages: readonly string[]): boolean {
  try {
    return languages.includes(new Intl.Locale(tag.trim().replaceAll('_', '-')).language);
  } catch {
    return false;
  }
}

/** Returns the warnings about parameters, mark and rows of a loaded chart. `tag` is the name of the element. */
export function chartWarnings(tag: string, { mark, params, loaded, chart }: ChartToCheck): readonly string[] {
  const { source } = loaded;
  const messages = [
    ...paramWarnings(params, source.params, [...source.queries.values()]),
    ...(mark && chart ? markWarnings(mark, chart) : []),
    ...(chart?.kind === 'spec' && !chart.derived
      ? []
      : [...textNumberWarnings(loaded.data.get(MAIN)), ...textDateWarnings(loaded.data.get(MAIN))]),
  ];
  return messages.map(([what, why]) => `<${tag}${what && ` ${what}`}>: ${why}`);
}

type Warning = readonly [what: string, why: string];

function paramWarnings(
  params: Params,
  declared: readonly ParamDeclaration[],
  queries: readonly string[],
): readonly Warning[] {
  const used = queries.flatMap(usedParams);
  return Object.entries(params).flatMap(([name, value]): readonly Warning[] => {
    const sameName = (each: string): boolean => each.toLowerCase() === name.toLowerCase();
    const text = clip(String(value), MAX_NAME_LENGTH);
    const what = `param-${name}="${text}"`;
    if (!used.some(sameName)) {
      const near = nearestName(name, used);
      const others = used.length > 0 ? `its parameters are ${listed(used)}` : 'it has no parameters';
      return [[what, `no query of the chart uses "${name}"; ${near ? `use param-${near}` : others}`]];
    }
    const declaration = declared.find((each) => sameName(each.name));
    const problem = declaration && valueProblem(value, declaration);
    return problem ? [[what, problem]] : [];
  });
}

/** Returns the reason why the declaration does not allow a value, or `null`. */
function valueProblem(value: unknown, { type, options, extra }: ParamDeclaration): string | null {
  const values = [value].flat().map(String);
  if (values.every((each) => each === '' || each.startsWith('['))) return null;
  if (options?.kind === 'values') {
    const allowed = options.values.map((option) => String(option.value));
    if (values.every((each) => allowed.includes(each))) return null;
    return `use one of ${listed(allowed.map((each) => each || "''"))}`;
  }
  if (type !== 'number') return null;
  const numbers = values.map(Number);
  if (!numbers.every(Number.isFinite)) return 'use a number';
  const { min, max } = extra ?? {};
  if (typeof min === 'number' && numbers.some((each) => each < min)) return `use a number from ${min}`;
  if (typeof max === 'number' && numbers.some((each) => each > max)) return `use a number up to ${max}`;
  return null;
}

function markWarnings(mark: PreferredMark, chart: Chart): readonly Warning[] {
  const what = `mark="${mark}"`;
  if (chart.kind === 'spec' && !chart.derived)
    return [[what, 'it has no effect, as the chart has a spec. It applies to derived charts']];
  return chart.unfit ? [[what, `the rows do not fit it, so another chart is shown: ${chart.unfit}`]] : [];
}

const NUMBER_TEXT = /^[-+−]?[€$£¥]?\s?(\d[\d.,'\s]*|[.,]\d+)\s?[%€$£¥]?$/u;
/** Whole numbers that are years, and digits with a leading zero, which are codes. */
const YEAR_OR_CODE = /^((1[5-9]|20)\d\d|0\d+)$/;

/** Warns about a column of numbers as text, if there is no number that a chart could show. */
function textNumberWarnings(rows: Dataset | undefined): readonly Warning[] {
  if (!rows || rows.columns.some(({ type }) => type === 'number')) return [];
  const column = rows.columns.find((each, index) => holdsTextNumbers(each, rows, index));
  return column
    ? [
        [
          '',
          `the column "${clip(column.name, MAX_NAME_LENGTH)}" holds numbers as text, which no chart can measure. Convert it in the query, as in CAST(… AS DOUBLE), or with decimal commas CAST(replace(…, ',', '.') AS DOUBLE)`,
        ],
      ]
    : [];
}

function holdsTextNumbers({ type }: Column, { rows }: Dataset, index: number): boolean {
  if (type !== 'string') return false;
  const texts = rows.map((row) => row[index]).filter((cell) => typeof cell === 'string' && cell !== '');
  return (
    texts.length > 0 &&
    texts.every((text) => NUMBER_TEXT.test(String(text).trim())) &&
    !texts.every((text) => YEAR_OR_CODE.test(String(text).trim()))
  );
}

/** Days that a chart reads as names: "Jan 1 2000", "1. Januar 2000", "2000/01/05", "1/5/2000", "5.1.2000". */
const DATE_TEXT =
  /^(?:\p{L}{3,12}\.? \d{1,2},? \d{4}|\d{1,2}\.? \p{L}{3,12}\.?,? \d{4}|\d{4}([./])\d{1,2}\1\d{1,2}|\d{1,2}([./-])\d{1,2}\2\d{4})$/u;

/** Warns about a column of dates that are read as names. */
function textDateWarnings(rows: Dataset | undefined): readonly Warning[] {
  return (rows?.columns ?? []).flatMap(({ name, type }, index): readonly Warning[] => {
    const texts = (type === 'string' ? rows!.rows : []).map((row) => row[index]).filter(Boolean);
    if (texts.length === 0 || !texts.every((text) => DATE_TEXT.test(String(text)))) return [];
    return [
      [
        '',
        `the column "${clip(name, MAX_NAME_LENGTH)}" holds dates as text such as "${String(texts[0])}", which are read as names. Write them as 2000-01-31, or convert them in the query, as in strptime(…, '%b %-d %Y')`,
      ],
    ];
  });
}

/** Maximum number of values that a message lists. */
const MAX_LISTED = 8;

const listed = (names: readonly string[]): string => listNames([...new Set(names)], MAX_LISTED);
