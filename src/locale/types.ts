import type { Grain } from '../internal/grain.ts';
import type { ErrorKind } from '../public-client/errors.ts';
import type { DatePart, NumberFormat, NumberTicks, VegaLocale } from '../spec/types.ts';

export type { Grain };

/** The precision of the date of the data: a year, a month, or else a day or a moment. */
export type AgeGrain = Extract<Grain, 'year' | 'month'> | undefined;

/**
 * The style of a number: `full` for tooltips and tables · `short` for axes and labels (12K, 3,4 Mio.) · `percent` for
 * shares (0.123 → 12.3%) · `change` for shares with few digits (12%) · `plain` without grouping, for years and ids.
 */
export type NumberStyle = 'full' | 'short' | 'percent' | 'change' | 'plain';

/** The ticks, labels or column that a number belongs to, so all their numbers have the same decimals. */
export interface NumberContext extends Partial<NumberTicks> {
  /** The number of decimals that the page has set, or that the cells of the column have. */
  readonly decimals?: number | undefined;
}

/** The format of a column's cells. */
export interface ColumnFormat extends NumberContext, Pick<NumberFormat, 'before' | 'after'> {
  /** Writes a number in place of `style` and `decimals`. */
  readonly write?: ((value: number) => string) | undefined;
  readonly grain?: Grain | undefined;
  readonly style?: NumberStyle | undefined;
}

/** `long`: the name of the month in full. */
export type DateLength = 'short' | 'long';

/** The kind of a chart in a sentence. `chart` if unknown. */
export type ChartKind =
  'bar' | 'line' | 'area' | 'point' | 'arc' | 'map' | 'heatmap' | 'number' | 'table' | 'chart';

export type Direction = 'up' | 'down' | 'same';

/** A chosen parameter: its label, and its value for readers. */
export interface Choice {
  readonly name: string;
  readonly value: string;
}

/** The forms of a counted noun by CLDR category. `#` is replaced by the number. */
export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** The formats of one language. They accept every value and never throw. */
export interface Formats {
  /** Canonical BCP 47 tag that Intl supports. */
  readonly tag: string;
  /** Numbers as text stay exact (integers beyond 2⁵³). A missing value is an en dash. */
  number(value: unknown, style?: NumberStyle, context?: NumberContext): string;
  /** Formats a date by its local fields, as in decoded cells. */
  date(value: Date, grain?: Grain, length?: DateLength): string;
  /** Formats some parts of a date, in the order of the language. */
  parts(value: Date, parts: readonly Exclude<DatePart, 'quarter'>[]): string;
  /**
   * Formats a moment in the time zone of the formats. Midnight UTC is a day without a time in every time zone. With
   * `grain`, it is the year or month that begins then in UTC.
   */
  moment(value: Date, grain?: AgeGrain): string;
  /** Formats an age, as in "5 minutes ago". Never returns a time in the future. */
  ago(seconds: number): string;
  /** Formats an age in days, as in "today", "yesterday" or "12 days ago". */
  daysAgo(days: number): string;
  plural(count: number, forms: PluralForms): string;
}

/** The messages for readers in one language. Messages for developers are always in English and are not included. */
export interface Messages extends Partial<LateMessages> {
  /** If `title` is `null`, the message uses `kinds.chart`. */
  loading(title: string | null): string;
  drawn(title: string | null, points: number): string;
  updated(title: string | null): string;

  /** What happened and what the reader can do. */
  readonly errors: Readonly<Record<ErrorKind, string>>;
  /** Shown above the link with the text {@link openViewer}. */
  unsupported(name: string | null): string;
  readonly retry: string;
  readonly openViewer: string;

  readonly showTable: string;
  readonly showChart: string;
  tableCaption(title: string | null): string;
  /** Shown below a table that leaves out rows. */
  more(count: number): string;
  /** How many categories a chart shows: "10 of 62". */
  shown(shown: number, total: number): string;
  /** The buttons that show all categories, or again only those that fit. */
  readonly showAll: string;
  readonly showFewer: string;

  /** `choices`: the chosen parameters, if any. */
  empty(choices: readonly Choice[]): string;
  /** `age` in seconds; `null` if unknown. */
  stale(age: number | null): string;
  truncated(rows: number): string;
  /** `grain`: that of the data, if it is coarser than a day. */
  asOf(moment: Date, grain?: AgeGrain): string;
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
  /** "Region: 8 categories, from North to South." `names`: all of them, or the first and the last. */
  categories(title: string, names: readonly string[], count: number): string;

  /** "12% vs. previous period". `period`: its name, if the query has one. */
  change(percent: string, period: string | null): string;
  previously(value: string, period: string | null): string;
  readonly directions: Readonly<Record<Direction, string>>;
  readonly verdicts: Readonly<Record<'better' | 'worse', string>>;
  /** Titles of columns without a name for readers, by type. */
  readonly unnamed: Readonly<Record<'category' | 'date' | 'number', string>>;
  /** Titles of a value and its previous value in a comparison. */
  readonly current: string;
  readonly previous: string;
  /** Title of the share of a part in the whole. */
  readonly share: string;

  /** Separator of the items of a list. */
  readonly comma: string;
  readonly other: string;
  readonly yes: string;
  readonly no: string;
  /** A category without a name; for screen readers, an empty cell. */
  readonly none: string;
  quarter(quarter: number, year: string): string;
}

/** The messages of tables and their toolbars. */
export interface TableWords {
  readonly copy: string;
  copied(rows: number): string;
  readonly rowCopied: string;
  readonly copyRefused: string;
  count(rows: number): string;
  /** Only the first columns are shown: `total` is greater than `shown`. */
  columns(shown: number, total: number): string;
  sorted(name: string, direction: 'ascending' | 'descending'): string;
  /** The label of a menu with the columns. */
  readonly sortBy: string;
  /** In the order of the query: an option and an announcement, without a full stop. */
  readonly unsorted: string;
  /** Explains the keyboard commands. */
  readonly hint: string;
}

/** The messages of galleries. */
export interface GalleryWords {
  readonly search: string;
  readonly category: string;
  readonly allCategories: string;
  readonly loading: string;
  /** All templates are shown. */
  count(templates: number): string;
  /** Only some are shown: `total` is greater than `shown`, or `null` if unknown. */
  part(shown: number, total: number | null): string;
  /** Hits of a search in the loaded templates. `total` equals `loaded` if all are loaded; `null` if unknown. */
  found(hits: number, loaded: number, total: number | null): string;
  /** The button that loads more; `null` if their number is unknown. */
  more(count: number | null): string;
  readonly unnamed: string;
  readonly empty: string;
  readonly nothingFound: string;
  readonly clear: string;
  readonly config: string;
  readonly failed: string;
}

/** The messages of a chart's toolbar. */
export interface ToolWords {
  /** Label of the toolbar, or of its menu in a narrow chart. */
  readonly tools: string;
  /** `#` is replaced by the format, here and below. */
  readonly download: string;
  readonly enterFullscreen: string;
  readonly leaveFullscreen: string;
  /** The button with a menu to share the chart. */
  readonly share: string;
  readonly copyLink: string;
  readonly copyCode: string;
  readonly linkCopied: string;
  readonly codeCopied: string;
  readonly notCopied: string;
  readonly busy: string;
  readonly done: string;
  readonly failed: string;
  /** The frame that contains the page does not allow downloads. */
  readonly blocked: string;
  /** The picture is smaller than requested. */
  readonly smaller: string;
}

/** The messages of selections in a chart. */
export interface SelectionWords {
  /** Announced after a value was chosen. */
  chosen(name: string, value: string): string;
  /** Announced after a choice was removed. */
  cleared(name: string): string;
  /** Label of the button that shows a choice and removes it. Starts with the visible text. */
  remove(choice: string): string;
  /** Announced after the first end of a range was set by keyboard. */
  begun(value: string): string;
  /** Added to the keyboard instructions of the chart. */
  readonly hint: string;
  readonly hintSeveral: string;
  readonly hintRange: string;
}

/** The messages of controls. */
export interface ControlWords {
  readonly loading: string;
  /** The options could not be loaded: shown above a text field. */
  readonly failed: string;
  readonly retry: string;
  /** The page has not set up the control correctly. */
  readonly unusable: string;
  /** Shown below a list with only some of the options. */
  readonly cut: string;
  /** Label of the button that resets all choices of a dashboard. */
  readonly resetAll: string;
}

/** The names of aggregates, as in "Average price". */
export interface AggregateWords {
  readonly names: Readonly<
    Record<'count' | 'mean' | 'median' | 'sum' | 'min' | 'max' | 'distinct' | 'stdev' | 'q1' | 'q3', string>
  >;
  /** Returns the title of an aggregated field; `field` is empty if it has no name for readers. */
  title(name: string, field: string): string;
}

/** The messages of maps with names of places. */
export interface MapWords {
  /** The color of places without a value. */
  readonly noData: string;
  /** `names`: a list. */
  notOnMap(names: string): string;
  /** For screen readers: the names of two places. */
  extremes(highest: string, lowest: string): string;
}

/** Rarely needed words of charts. */
export interface ExtraWords {
  /** The source of the data. */
  readonly source: string;
  /** The time at which a downloaded file was created. */
  readonly retrieved: string;
  /** Appended, with its separator, to the message about a failed query if the choice may be the reason. */
  readonly otherChoice: string;
  /** The message about an answer that a snapshot lacks, before a list of the values that it has. */
  readonly notOffline: string;
  /** The message about a file of a snapshot that is missing or cannot be read, before its path. */
  readonly unusableFile: string;
  /** In the description of a chart with reference lines. */
  readonly reference: string;
  /** In the description of a chart with an area between two references. */
  readonly range: string;
  /** In the description of a chart with texts at its marks. */
  readonly annotation: string;
  /** In the description of a chart with highlights. */
  readonly highlighted: string;
  /** Names the buttons that each highlight a series. */
  readonly highlight: string;
}

/**
 * Messages of features that load on demand, in groups. In English, each group is a file in `messages/en/` that its
 * feature imports, so a page loads only the groups that it needs. Another language is one file with all groups.
 */
interface LateMessages {
  readonly table: TableWords;
  readonly gallery: GalleryWords;
  readonly selection: SelectionWords;
  readonly tools: ToolWords;
  readonly controls: ControlWords;
  readonly maps: MapWords;
  readonly aggregates: AggregateWords;
  readonly extra: ExtraWords;
}

/** Creates the messages of every chart in one language with its formats. */
export type BuildMessages = (formats: Formats) => Messages;

/** The default export of the modules in `messages/`: all messages in one language other than English. */
export type BuildTranslation = (formats: Formats) => Messages & LateMessages;

/** Formats and messages. Elements with the same language, time zone and loaded parts share an object. */
export interface Locale {
  /** Tag of the formats: the requested one if Intl supports it, else `en`. */
  readonly tag: string;
  /** Language of {@link messages}, and `lang` of the rendered text: `en` until another is loaded. */
  readonly language: string;
  /** Direction of {@link messages}. */
  readonly dir: 'ltr' | 'rtl';
  readonly messages: Messages;
  number(value: unknown, style?: NumberStyle, context?: NumberContext): string;
  date(value: Date, grain?: Grain, length?: DateLength): string;
  moment(value: Date): string;
  /** Created on first use. */
  readonly vega: VegaLocale;
}
