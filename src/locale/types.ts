import type { ErrorKind } from '../public-client/errors.ts';
import type { DatePart, NumberTicks, VegaLocale } from '../spec/types.ts';

/** How fine a set of dates is: what has to be said to tell two of them apart. */
export type Grain = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second';

/**
 * How a number is written: `full` for tooltips and tables · `short` for axes and labels (12K, 3,4 Mio.) ·
 * `percent` for a share (0.12 → 12.3%) · `change` for one in as few digits as tell it (12%) · `plain` without
 * grouping, for years and ids.
 */
export type NumberStyle = 'full' | 'short' | 'percent' | 'change' | 'plain';

/** What makes a number look like those beside it: the ticks of its axis, or the decimals of its column. */
export interface Beside extends Partial<NumberTicks> {
  readonly decimals?: number | undefined;
}

/** How the cells of a column are written. */
export interface ColumnFormat extends Beside {
  readonly grain?: Grain | undefined;
  readonly style?: NumberStyle | undefined;
}

/** `long` spells the month out. */
export type DateLength = 'short' | 'long';

/** What a chart is called in a sentence. `chart` where nothing better is known. */
export type ChartKind =
  'bar' | 'line' | 'area' | 'point' | 'arc' | 'map' | 'heatmap' | 'number' | 'table' | 'chart';

export type Direction = 'up' | 'down' | 'same';

/** A chosen parameter, as readers know it. */
export interface Choice {
  readonly name: string;
  readonly value: string;
}

/** The forms of a counted noun by CLDR category; `#` stands for the number. */
type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** Numbers, dates, counts and lists of one language. Nothing here throws, whatever the value. */
export interface Formats {
  /** Canonical BCP 47 tag that the platform knows. */
  readonly tag: string;
  /** Text that is a number stays exact (integers beyond 2⁵³); no value becomes an en dash. */
  number(value: unknown, style?: NumberStyle, beside?: Beside): string;
  /** A wall-clock date, read in the local zone: what the decoder makes of dates and timestamps alike. */
  date(value: Date, grain?: Grain, length?: DateLength): string;
  /** Some parts of a date, as the language puts them together. */
  parts(value: Date, parts: readonly Exclude<DatePart, 'quarter'>[]): string;
  /** A real moment, in the reader's zone. Midnight UTC is a day without a time, in every zone. */
  moment(value: Date): string;
  /** "5 minutes ago", never in the future. */
  ago(seconds: number): string;
  /** "today", "yesterday", "12 days ago". */
  daysAgo(days: number): string;
  plural(count: number, forms: PluralForms): string;
}

/** Everything that is said to readers, in one language. Developers' messages are English and not here. */
export interface Messages extends Partial<LateMessages> {
  /** Name of a chart that has none is taken from `kinds.chart`. */
  loading(title: string | null): string;
  drawn(title: string | null, points: number): string;
  updated(title: string | null): string;

  /** What happened and what a reader can do. */
  readonly errors: Readonly<Record<ErrorKind, string>>;
  /** Stands above the link that {@link openViewer} names. */
  unsupported(name: string | null): string;
  readonly retry: string;
  readonly openViewer: string;

  readonly showTable: string;
  readonly showChart: string;
  tableCaption(title: string | null): string;
  /** The line under a derived chart that leaves categories out. */
  more(count: number): string;

  /** Names the choice that leads to nothing, where there is one. */
  empty(choices: readonly Choice[]): string;
  /** `age` in seconds, `null` where it is not known. */
  stale(age: number | null): string;
  truncated(rows: number): string;
  asOf(moment: Date): string;
  dataAge(days: number): string;
  readonly dataWaiting: string;
  dataBlocked(reason: string | null): string;

  readonly keyboardHint: string;
  position(index: number, count: number): string;

  readonly kinds: Readonly<Record<ChartKind, string>>;
  /** "Bar chart of Sales by Region." */
  overview(kind: ChartKind, measures: readonly string[], dimensions: readonly string[]): string;
  /** "Sales from 12 to 340." */
  range(title: string, from: string, to: string): string;
  /** "Region: 8 categories, from North to South." `names` are all of them, or the first and the last. */
  categories(title: string, names: readonly string[], count: number): string;

  /** "12% vs. previous period"; `period` is its name where the query tells it. */
  change(percent: string, period: string | null): string;
  previously(value: string, period: string | null): string;
  readonly directions: Readonly<Record<Direction, string>>;
  readonly verdicts: Readonly<Record<'better' | 'worse', string>>;
  /** What columns are called that have no name for readers, by what they hold. */
  readonly unnamed: Readonly<Record<'category' | 'date' | 'number', string>>;
  /** What a value and the one before it are called beside one another. */
  readonly current: string;
  readonly previous: string;

  /** Between the words of a list. */
  readonly comma: string;
  readonly other: string;
  readonly yes: string;
  readonly no: string;
  /** A category without a name, and a cell without a value for those who hear it. */
  readonly none: string;
  quarter(quarter: number, year: string): string;
}

/** What is said about a table, and by its tools. */
export interface TableWords {
  readonly copy: string;
  copied(rows: number): string;
  readonly rowCopied: string;
  readonly copyRefused: string;
  count(rows: number): string;
  /** Only the first columns are shown; `total` is always more than `shown`. */
  columns(shown: number, total: number): string;
  sorted(name: string, direction: 'ascending' | 'descending'): string;
  /** As the query gave the rows. */
  readonly unsorted: string;
  /** What the keyboard does. */
  readonly hint: string;
}

/** What a gallery says to readers besides, in one language. */
export interface GalleryWords {
  readonly search: string;
  readonly category: string;
  readonly allCategories: string;
  readonly loading: string;
  /** All that there are. */
  count(templates: number): string;
  /** `total` is always more than `shown`; `null` where it is not known. */
  part(shown: number, total: number | null): string;
  /** Hits of a search among those that are loaded, which may be all: then `total` is as many. */
  found(hits: number, loaded: number, total: number | null): string;
  /** The button for further ones; `null` where it is not known how many come. */
  more(count: number | null): string;
  readonly unnamed: string;
  readonly empty: string;
  readonly nothingFound: string;
  readonly clear: string;
  readonly config: string;
  readonly failed: string;
}

/** What the toolbar of a chart says. */
export interface ToolWords {
  /** Of the toolbar, and of the menu that it becomes where it is narrow. */
  readonly tools: string;
  /** `#` stands for the format, here and below. */
  readonly download: string;
  readonly enterFullscreen: string;
  readonly leaveFullscreen: string;
  readonly busy: string;
  readonly done: string;
  readonly failed: string;
  /** The frame around the page allows no downloads. */
  readonly blocked: string;
  /** The picture has been made smaller than was asked for. */
  readonly smaller: string;
}

/** What is said of a choice in a chart. Apart from all other sentences: few charts can be chosen in. */
export interface SelectionWords {
  /** Said when something was chosen. */
  chosen(name: string, value: string): string;
  /** Said when the choice was taken back. */
  cleared(name: string): string;
  /** What the button does that shows a choice; begins with what it shows. */
  remove(choice: string): string;
  /** Said when one end of a range was set by keyboard. */
  begun(value: string): string;
  /** Added to how the chart is used by keyboard. */
  readonly hint: string;
  readonly hintSeveral: string;
  readonly hintRange: string;
}

/** What controls say to readers. Apart from `Messages`: pages without controls have no use for it. */
export interface ControlWords {
  readonly loading: string;
  /** Above a field in which one can type instead. */
  readonly failed: string;
  readonly retry: string;
  /** Said by a control that the page has not set up as it must be. */
  readonly unusable: string;
  /** Below a list that does not have all there is. */
  readonly cut: string;
  /** On the button that takes back every choice of a dashboard. */
  readonly resetAll: string;
}

/** What few charts say, in the languages of `messages/`. Loaded with what says it. */
export interface ExtraWords {
  /** Where numbers are from, and when a file got them. */
  readonly source: string;
  readonly retrieved: string;
  /** Follows the sentence about a query that failed, with what parts sentences, where the choice may be the reason. */
  readonly otherChoice: string;
  /** What a page adds to a chart. */
  readonly reference: string;
  readonly highlighted: string;
}

/**
 * What only some charts and elements say. A translation has all of it, so that a language is one file. English, which
 * every page loads, has none: each part brings its own English.
 */
interface LateMessages {
  readonly table: TableWords;
  readonly gallery: GalleryWords;
  readonly selection: SelectionWords;
  readonly tools: ToolWords;
  readonly controls: ControlWords;
  readonly extra: ExtraWords;
}

/** One language's sentences over its formats. */
export type BuildMessages = (formats: Formats) => Messages;

/** What a chunk under `messages/` exports as default. */
export type BuildTranslation = (formats: Formats) => Messages & LateMessages;

/** How one element speaks and writes. The same object for the same language and zone. */
export interface Locale {
  /** Tag of the formats: the asked-for one where the platform knows it, else `en`. */
  readonly tag: string;
  /** Language of {@link messages}: `en` until another is loaded. The `lang` of what is shown. */
  readonly language: string;
  /** Direction of {@link messages}. */
  readonly dir: 'ltr' | 'rtl';
  readonly messages: Messages;
  number(value: unknown, style?: NumberStyle, beside?: Beside): string;
  date(value: Date, grain?: Grain, length?: DateLength): string;
  moment(value: Date): string;
  /** Built on first use. */
  readonly vega: VegaLocale;
}
