import type { BuildMessages } from '../../types.ts';
import shell from './shell.ts';

const POINTS = { one: '# point', other: '# points' };
const ROWS = { one: '# row is', other: '# rows are' };

const kinds = {
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
const english: BuildMessages = ({ number, moment, ago, daysAgo, plural }) => ({
  loading: (title) => `Loading ${title ?? 'chart'}…`,
  drawn: (title, points) => `${title ?? kinds.chart}, ${plural(points, POINTS)}.`,
  updated: (title) => `${title ?? kinds.chart}: data updated.`,

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
  },
  unsupported: (name) => `${name ? `“${name}”` : 'This visualization'} cannot be displayed here.`,
  retry: shell.retry,
  openViewer: 'Open on Vibedasher',

  showTable: 'Show table',
  showChart: 'Show chart',
  tableCaption: (title) => (title ? `Data for “${title}”` : 'Chart data'),
  more: (count) => `and ${number(count)} more`,
  shown: (shown, total) => `${number(shown)} of ${number(total)}`,
  showAll: 'Show all',
  showFewer: 'Show fewer',

  empty: (choices) =>
    choices.length > 0
      ? `No data for this selection (${choices.map(({ name, value }) => `${name}: ${value}`).join('; ')}).`
      : 'No data to display.',
  stale: (age) => `Update failed. ${age === null ? 'Showing earlier data.' : `Last updated ${ago(age)}.`}`,
  truncated: (rows) => `Only the first ${plural(rows, ROWS)} shown; totals are incomplete.`,
  asOf: (date, grain) => `As of ${moment(date, grain)}`,
  dataAge: (days) => `Data from ${daysAgo(days)}`,
  dataWaiting: 'The data is being prepared. The chart will appear when it is ready.',
  dataBlocked: (reason) => `The data is currently unavailable${reason ? ` (${reason})` : ''}.`,

  keyboardHint: 'Use the arrow keys to move between points, Escape to leave.',
  position: (index, count) => `${number(index)} of ${number(count)}`,

  kinds,
  overview: (kind, measures, dimensions) =>
    `${kinds[kind]}${phrase(' of ', measures)}${phrase(' by ', dimensions)}.`,
  range: (title, from, to) => `${title} from ${from} to ${to}.`,
  categories: (title, names, count) =>
    names.length === count
      ? `${title}: ${names.join(', ')}.`
      : `${title}: ${number(count)} categories, from ${names[0]} to ${names.at(-1)}.`,

  change: (percent, period) => `${percent} vs. ${period ?? 'previous period'}`,
  previously: (value, period) => `${period ?? 'Previous period'}: ${value}`,
  directions: { up: 'up', down: 'down', same: 'unchanged' },
  verdicts: { better: 'Better', worse: 'Worse' },
  unnamed: { category: 'Category', date: 'Date', number: 'Value' },
  current: 'Current',
  previous: 'Previous',
  share: 'Share',

  comma: ', ',
  other: 'Other',
  yes: 'Yes',
  no: 'No',
  none: 'No value',
  quarter: (quarter, year) => `Q${quarter} ${year}`,
});

export default english;
