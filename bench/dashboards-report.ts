/** The report's section about dashboards. */
import { CHANGES, type Choice, type Growth } from './dashboards.ts';
import { median, table, type Goal } from './statistics.ts';

export interface MeasuredDashboards {
  readonly choices: readonly Choice[];
  readonly growths: readonly Growth[];
}

/** Maximum milliseconds for {@link Choice.last}, including 1000 for the query. */
const CHOICE_LIMIT = 1300;

/** The allowed growth of a page. The heap varies by some kB. */
const GROWTH_LIMITS = [
  { what: 'heap', of: ({ heap }: Growth) => heap / 1000, limit: 100, unit: ' kB' },
  { what: 'event listeners', of: ({ listeners }: Growth) => listeners, limit: 0, unit: '' },
  { what: 'DOM nodes', of: ({ nodes }: Growth) => nodes, limit: 0, unit: '' },
  { what: 'views', of: ({ views }: Growth) => views, limit: 0, unit: '' },
] as const;

const MANY = CHANGES.toLocaleString('en');

export function evaluateDashboardGoals({ choices, growths }: MeasuredDashboards): Goal[] {
  const last = median(choices.map((choice) => choice.last));
  return [
    { what: 'from a choice to the last of 8 charts', limit: CHOICE_LIMIT, actual: last, unit: ' ms' },
    ...GROWTH_LIMITS.map(({ what, of, limit, unit }) => ({
      what: `more ${what} after ${MANY} changes`,
      limit,
      actual: median(growths.map(of)),
      unit,
    })),
  ];
}

/** Writes the section in Markdown, or nothing without measurements. */
export function renderDashboards({ choices, growths }: MeasuredDashboards): readonly string[] {
  if (choices.length === 0) return [];
  const rows = [
    ['last chart redrawn, ms', ...spread(choices.map(({ last }) => last))],
    ...GROWTH_LIMITS.map(({ what, of, unit }) => [
      `more ${what}${unit && `,${unit}`}`,
      ...spread(growths.map(of)),
    ]),
  ];
  return [ABOUT, table([['', 'least', 'median', 'most'], ...rows])];
}

const spread = (values: readonly number[]): string[] =>
  [Math.min(...values), median(values), Math.max(...values)].map((value) => String(Math.round(value)));

const ABOUT = `## Dashboards

Eight charts in a dashboard, and one \`<select>\` whose value all of their queries use, on the fast line. First with an API that
takes a second for every query: the time from the control's \`change\` event to the frame that shows the last chart redrawn. Then
with cached results: the growth of a page after ${MANY} choices in a row. Each choice is made when the charts of the previous one are
drawn, except every fourth, which comes earlier. As many choices come before the measurement, so that caches are filled and code is
optimized. The page ends with the value that it had at the start of the measurement.`;
