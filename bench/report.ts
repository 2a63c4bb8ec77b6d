/** Writes the report. */
import { evaluateChoiceGoals, renderChoices, type MeasuredChoices } from './choices-report.ts';
import { evaluateDashboardGoals, renderDashboards, type MeasuredDashboards } from './dashboards-report.ts';
import { evaluateLoadGoals, renderLoads, type MeasuredLoad } from './loads-report.ts';
import type { Machine } from './machine.ts';
import { PAINTERS, type PainterName } from './pages.ts';
import type { Drawing, DrawingResult } from './points.ts';
import { median, table, type Goal } from './statistics.ts';

export interface MeasuredDrawing extends Drawing {
  readonly runs: readonly DrawingResult[];
}

export interface Results {
  readonly machine: Machine;
  readonly loads: readonly MeasuredLoad[];
  readonly drawings: readonly MeasuredDrawing[];
  readonly dashboards: MeasuredDashboards;
  readonly choices?: MeasuredChoices | undefined;
}

const PAINTER_TITLES: Readonly<Record<PainterName, string>> = {
  embed: 'vega-embed',
  'embed-canvas': 'vega-embed with canvas',
  ours: 'ours',
};

/** The maximum ratio of ours to vega-embed. */
const DRAWING_LIMITS = [
  { what: '100,000 points from rows to pixels', points: 100_000, of: 'draw', limit: 0.4 },
  { what: 'refresh with 10,000 new rows', points: 10_000, of: 'refresh', limit: 0.4 },
] as const;

/** Evaluates the goals for which there are measurements. */
export function evaluateGoals({ loads, drawings, dashboards, choices }: Results): Goal[] {
  return [
    ...evaluateLoadGoals(loads),
    ...DRAWING_LIMITS.map(({ what, points, of, limit }) => ({
      what,
      limit,
      actual: drawingRatio(drawings, 'ours', points, of),
    })),
    ...evaluateDashboardGoals(dashboards),
    ...(choices ? evaluateChoiceGoals(choices) : []),
  ].filter(({ actual }) => Number.isFinite(actual));
}

function drawingRatio(
  drawings: readonly MeasuredDrawing[],
  painter: PainterName,
  points: number,
  of: keyof DrawingResult,
): number {
  const value = (painter: PainterName): number => {
    const found = drawings.find((drawing) => drawing.painter === painter && drawing.points === points);
    return median((found?.runs ?? []).map((run) => run[of]));
  };
  return value(painter) / value('embed');
}

/** Writes the report in Markdown, with the sections for which there are measurements. */
export function renderReport(results: Results): string {
  const { machine, loads, drawings, dashboards, choices } = results;
  const all = [
    ...[...loads, ...drawings].map(({ runs }) => runs),
    dashboards.choices,
    choices?.times.answers ?? [],
  ];
  const runs = Math.min(...all.map(({ length }) => length || Infinity));
  return `${[
    '# Results of the bench',
    `\`npm run bench\` writes this file. Do not edit it. The values are medians of ${runs} runs, with the rivals in turns.
Values in parentheses are those of the worst of the kinds of charts.`,
    renderMachine(machine),
    renderGoals(evaluateGoals(results)),
    ...renderLoads(loads),
    ...(drawings.length > 0 ? [ABOUT_DRAWINGS, renderDrawings(drawings)] : []),
    ...renderDashboards(dashboards),
    ...(choices ? renderChoices(choices) : []),
  ].join('\n\n')}\n`;
}

const ABOUT_DRAWINGS = `## Points

The time from the bytes of a query's result to the frame that shows them, on a page that has drawn a small chart before. Then the
same with as many new rows: a new embed, or our \`refresh()\`. The values are ratios to vega-embed with its defaults, which draws SVG.`;

/** Writes the goals as a table. */
export function renderGoals(goals: readonly Goal[]): string {
  return table([
    ['goal', 'wanted', 'measured', ''],
    ...goals.map(({ what, limit, actual, worst, unit }) => {
      const format = (value: number): string =>
        unit === undefined ? value.toFixed(2) : `${Math.round(value)}${unit}`;
      const measured = format(actual) + (worst === undefined ? '' : ` (${format(worst)})`);
      return [what, `≤ ${limit}${unit ?? ''}`, measured, actual <= limit ? 'reached' : '**not reached**'];
    }),
  ]);
}

function renderMachine({ date, processor, cores, memory, system, versions }: Machine): string {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${date}, ${processor}, ${cores} cores, ${memory} GB, ${system}. ${list.join(', ')}.`;
}

function renderDrawings(drawings: readonly MeasuredDrawing[]): string {
  const counts = [...new Set(drawings.map(({ points }) => points))];
  const lines = counts.flatMap((points) =>
    (['draw', 'refresh'] as const).map((of) => {
      const cells = PAINTERS.map((painter) => drawingRatio(drawings, painter, points, of).toFixed(2));
      return [`${points.toLocaleString('en')}, ${of === 'draw' ? 'drawn' : 'refreshed'}`, ...cells];
    }),
  );
  return table([['points', ...PAINTERS.map((painter) => PAINTER_TITLES[painter])], ...lines]);
}
