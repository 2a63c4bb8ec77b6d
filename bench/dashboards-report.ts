/** What is said of dashboards. */
import { CHANGES, type Choice, type Growth } from './dashboards.ts';
import type { Goal } from './report.ts';
import { median } from './statistics.ts';

export interface MeasuredDashboards {
  readonly choices: readonly Choice[];
  readonly growths: readonly Growth[];
}

/** Milliseconds, of which a query takes the API 1000. */
const CHOICE_LIMIT = 1300;

/** The most that a page may have more of. Some kB of the heap come and go. */
const GROWTH_LIMITS = [
  { what: 'heap', of: ({ heap }: Growth) => heap / 1000, limit: 100, unit: ' kB' },
  { what: 'event listeners', of: ({ listeners }: Growth) => listeners, limit: 0, unit: '' },
  { what: 'DOM nodes', of: ({ nodes }: Growth) => nodes, limit: 0, unit: '' },
  { what: 'views', of: ({ views }: Growth) => views, limit: 0, unit: '' },
] as const;

const MANY = CHANGES.toLocaleString('en');

export function dashboardGoals({ choices, growths }: MeasuredDashboards): Goal[] {
  const last = median(choices.map((choice) => choice.last));
  return [
    { what: 'from a choice to the last of 8 charts', limit: CHOICE_LIMIT, actual: last, unit: ' ms' },
    ...GROWTH_LIMITS.map(({ what, of, limit, unit }) => ({
      what: `${what} more after ${MANY} changes`,
      limit,
      actual: median(growths.map(of)),
      unit,
    })),
  ];
}

/** Nothing where none was measured. */
export function renderDashboards({ choices, growths }: MeasuredDashboards): readonly string[] {
  if (choices.length === 0) return [];
  const rows = [
    ['last chart redrawn, ms', ...spread(choices.map(({ last }) => last))],
    ...GROWTH_LIMITS.map(({ what, of, unit }) => [
      `${what} more${unit && `,${unit}`}`,
      ...spread(growths.map(of)),
    ]),
  ];
  const table = [
    '| | least | median | most |',
    '| --- | --- | --- | --- |',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ];
  return [ABOUT, table.join('\n')];
}

const spread = (values: readonly number[]): string[] =>
  [Math.min(...values), median(values), Math.max(...values)].map((value) => String(Math.round(value)));

const ABOUT = `## Dashboards

Eight charts in a dashboard, and one \`<select>\` whose value all of their queries use, on the fast line. First where every
query takes the API a second: from the control's \`change\` to the frame that shows the last chart redrawn, by the page's clock.
Then where the API knows the results: what a page has more of after ${MANY} choices in a row, each made when the one before is
drawn, but every fourth one overtaken. As many came before, so that the rows that a page keeps on purpose are there, and what
is run often is compiled for it; it ends with the value that it was measured with.`;
