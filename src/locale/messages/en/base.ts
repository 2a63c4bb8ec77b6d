import type { ErrorKind } from '../../../public-client/errors.ts';
import type { AgeGrain, ChartKind, Choice, Direction, Formats } from '../../format-types.ts';
import shell from './shell.ts';

const POINTS = { one: '# point', other: '# points' };
const ROWS = { one: '# row is', other: '# rows are' };

const kinds: Readonly<Record<ChartKind, string>> = {
  bar: 'Bar chart',
  line: 'Line chart',
  area: 'Area chart',
  point: 'Scatter plot',
  arc: 'Pie chart',
  map: 'Map',
  heatmap: 'Heat map',
  number: 'Number',
  table: 'Table',
  chart: 'Chart',
};

const phrase = (lead: string, names: readonly string[]): string =>
  names.length > 0 ? lead + names.join(', ') : '';

/** The English messages of every chart, which are used until another language is loaded. */
const english = ({ number, moment, ago, daysAgo, plural }: Formats) => ({
  /** If `title` is `null`, the message uses `kinds.chart`. */
  loading: (title: string | null) => `Loading ${title ?? 'chart'}…`,
  drawn: (title: string | null, points: number) => `${title ?? kinds.chart}, ${plural(points, POINTS)}.`,
  updated: (title: string | null) => `${title ?? kinds.chart}: data updated.`,

  /** What happened and what the reader can do. */
  errors: {
    config: 'This chart is not set up correctly. Only the author of this page can fix it.',
    'not-found': 'This chart could not be found. It may have been removed or made private.',
    query: 'The data for this chart could not be computed.',
    'rate-limited': 'Too many requests right now. Please try again in a moment.',
    unavailable: 'The data service is unavailable right now. Please try again later.',
    network: 'Could not load the data. Check your connection and try again.',
    timeout: 'Loading the data took too long. Please try again.',
    malformed: 'The data could not be read. Please try again later.',
    'too-large': 'Too much data to display. Try narrowing your selection.',
    unsupported: 'This visualization cannot be displayed here. You can open it on Vibedasher.',
    spec: 'The definition of this chart contains an error. Only its author can fix it.',
    render: 'This chart could not be drawn. Try reloading the page.',
  } satisfies Record<ErrorKind, string>,
  /** Shown above the link with the text `openViewer`. */
  unsupported: (name: string | null) =>
    `${name ? `“${name}”` : 'This visualization'} cannot be displayed here.`,
  retry: shell.retry,
  openViewer: 'Open on Vibedasher',

  showTable: 'Show table',
  showChart: 'Show chart',
  tableCaption: (title: string | null) => (title ? `Data for “${title}”` : 'Chart data'),
  /** Shown below a table that leaves out rows. */
  more: (count: number) => `and ${number(count)} more`,
  /** How many categories a chart shows. */
  shown: (shown: number, total: number) => `${number(shown)} of ${number(total)}`,
  /** The buttons that show all categories, or again only those that fit. */
  showAll: 'Show all',
  showFewer: 'Show fewer',

  /** `choices`: the chosen parameters, if any. */
  empty: (choices: readonly Choice[]) =>
    choices.length > 0
      ? `No data for this selection (${choices.map(({ name, value }) => `${name}: ${value}`).join('; ')}).`
      : 'No data to display.',
  /** `age` in seconds; `null` if unknown. */
  stale: (age: number | null) =>
    `Update failed. ${age === null ? 'Showing earlier data.' : `Last updated ${ago(age)}.`}`,
  truncated: (rows: number) => `Only the first ${plural(rows, ROWS)} shown; totals are incomplete.`,
  /** `grain`: that of the data, if it is coarser than a day. */
  asOf: (date: Date, grain?: AgeGrain) => `As of ${moment(date, grain)}`,
  dataAge: (days: number) => `Data from ${daysAgo(days)}`,
  dataWaiting: 'The data is being prepared. The chart will appear when it is ready.',
  dataBlocked: (reason: string | null) => `The data is currently unavailable${reason ? ` (${reason})` : ''}.`,

  keyboardHint: 'Use the arrow keys to move between points, Escape to leave.',
  position: (index: number, count: number) => `${number(index)} of ${number(count)}`,

  kinds,
  overview: (kind: ChartKind, measures: readonly string[], dimensions: readonly string[]) =>
    `${kinds[kind]}${phrase(' of ', measures)}${phrase(' by ', dimensions)}.`,
  range: (title: string, from: string, to: string) => `${title} from ${from} to ${to}.`,
  /** `names`: all of them, or the first and the last. */
  categories: (title: string, names: readonly string[], count: number) =>
    names.length === count
      ? `${title}: ${names.join(', ')}.`
      : `${title}: ${number(count)} categories, from ${names[0]} to ${names.at(-1)}.`,

  /** `period`: the name of the previous one, if the query has it. */
  change: (percent: string, period: string | null) => `${percent} vs. ${period ?? 'previous period'}`,
  previously: (value: string, period: string | null) => `${period ?? 'Previous period'}: ${value}`,
  directions: { up: 'up', down: 'down', same: 'unchanged' } satisfies Record<Direction, string>,
  verdicts: { better: 'Better', worse: 'Worse' },
  /** Titles of columns without a name for readers, by type. */
  unnamed: { category: 'Category', date: 'Date', number: 'Value' },
  /** Titles of a value and its previous value in a comparison. */
  current: 'Current',
  previous: 'Previous',
  /** Title of the share of a part in the whole. */
  share: 'Share',

  /** Separator of the items of a list. */
  comma: ', ',
  other: 'Other',
  yes: 'Yes',
  no: 'No',
  /** A category without a name; for screen readers, an empty cell. */
  none: 'No value',
  quarter: (quarter: number, year: string) => `Q${quarter} ${year}`,
});

export default english;
