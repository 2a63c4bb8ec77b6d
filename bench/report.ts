/** Writes the report. */
import { evaluateDashboardGoals, renderDashboards, type MeasuredDashboards } from './dashboards-report.ts';
import type { Machine } from './machine.ts';
import type { Load, LoadResult } from './loads.ts';
import { PAINTERS, RIVAL_NAMES, type PainterName, type RivalName } from './pages.ts';
import type { Drawing, DrawingResult } from './points.ts';
import { median } from './statistics.ts';

export interface MeasuredLoad extends Load {
  readonly runs: readonly LoadResult[];
}

export interface MeasuredDrawing extends Drawing {
  readonly runs: readonly DrawingResult[];
}

export interface Results {
  readonly machine: Machine;
  readonly loads: readonly MeasuredLoad[];
  readonly drawings: readonly MeasuredDrawing[];
  readonly dashboards: MeasuredDashboards;
}

export interface Goal {
  readonly what: string;
  /** The maximum. */
  readonly limit: number;
  readonly actual: number;
  /** For values that are no ratios. They are rounded, and followed by the unit. */
  readonly unit?: string;
}

/** One line of a table. `of` returns its value in a run, or `null` if a rival does not have it. */
interface Measure {
  readonly what: string;
  readonly of: (result: LoadResult) => number | null;
  /** Formats values that are not compared with `triple`. */
  readonly absolute?: (value: number) => string;
}

const whole = (value: number): string => String(Math.round(value));
const kilo = (value: number): string => `${Math.round(value / 1000)} kB`;

const MEASURES: readonly Measure[] = [
  { what: 'first chart', of: ({ first }) => first },
  { what: 'first screen', of: ({ screen }) => screen },
  { what: 'last chart', of: ({ all }) => all },
  { what: 'blocking time', of: ({ blocking }) => blocking },
  { what: 'heap after collection', of: ({ heap }) => heap },
  { what: 'pointer to tooltip, ms', of: ({ tooltipDelay }) => tooltipDelay, absolute: whole },
  { what: 'layout shift', of: ({ layoutShift }) => layoutShift, absolute: (value) => value.toFixed(3) },
  { what: 'long tasks', of: ({ longTasks }) => longTasks.length, absolute: whole },
  { what: 'JavaScript', of: ({ requests }) => sumBytes(requests, 'Script'), absolute: kilo },
  { what: 'all bytes', of: ({ requests }) => sumBytes(requests), absolute: kilo },
  { what: 'API calls', of: ({ requests }) => requests.filter(isApiCall).length, absolute: whole },
  { what: 'preflights', of: ({ requests }) => requests.filter(isPreflight).length, absolute: whole },
];

const isPreflight = ({ method }: { readonly method: string }): boolean => method === 'OPTIONS';
/** Preloads have the type `Other`. */
export const isApiCall = (request: LoadResult['requests'][number]): boolean =>
  ['Fetch', 'Other'].includes(request.type) && !isPreflight(request);

function sumBytes(requests: LoadResult['requests'], type?: string): number {
  return requests
    .filter((request) => type === undefined || request.type === type)
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

const RIVAL_TITLES: Readonly<Record<RivalName, string>> = {
  triple: '`triple`',
  naive: '`naive`',
  ours: 'ours',
  'ours-long': 'ours, long snippet',
  'ours-prerendered': 'ours, prerendered',
  'ours-eager': 'ours, eager',
};

const PAINTER_TITLES: Readonly<Record<PainterName, string>> = {
  embed: 'vega-embed',
  'embed-canvas': 'vega-embed with canvas',
  ours: 'ours',
};

/** Charts on the page → the maximum ratio of ours to `triple`. */
const LIMITS = {
  first: { 1: 0.7, 20: 0.66, 100: 0.4 },
  prerenderedFirst: { 1: 0.25, 20: 0.22, 100: 0.12 },
  prerenderedBlocking: { 1: 0.1, 20: 0.1, 100: 0.1 },
  longFirst: { 1: 0.63, 20: 0.6, 100: 0.36 },
  fastFirst: { 1: 0.95, 20: 0.95, 100: 0.5 },
  blocking: { 1: 0.4, 20: 0.2, 100: 0.1 },
  heap: { 1: 1.15, 20: 0.55, 100: 0.2 },
} as const;

/** The maximum ratio of ours to vega-embed. */
const DRAWING_LIMITS = [
  { what: '100,000 points from rows to pixels', points: 100_000, of: 'draw', limit: 0.4 },
  { what: 'refresh with 10,000 new rows', points: 10_000, of: 'refresh', limit: 0.4 },
] as const;

/** The goals for which there are measurements. */
export function evaluateGoals({ loads, drawings, dashboards }: Results): Goal[] {
  const ratio = (rival: RivalName, of: Measure['of'], charts: number, throttled: boolean): number => {
    const value = (rival: RivalName): number =>
      medianRun(find(loads, { rival, charts, throttled }), of) ?? NaN;
    return value(rival) / value('triple');
  };
  const goals = (
    what: string,
    of: Measure['of'],
    throttled: boolean,
    limits: object,
    rival: RivalName = 'ours',
  ): Goal[] =>
    Object.entries(limits).map(([charts, limit]) => ({
      what: [
        `${what}, ${charts} on the page`,
        ...(throttled ? ['slow line'] : []),
        ...(rival === 'ours' ? [] : [RIVAL_TITLES[rival].replace('ours, ', '')]),
      ].join(', '),
      limit: limit as number,
      actual: ratio(rival, of, Number(charts), throttled),
    }));
  const shifts = loads
    .filter(({ rival }) => rival.startsWith('ours'))
    .flatMap(({ runs }) => runs.map(({ layoutShift }) => layoutShift));
  return [
    ...goals('first chart', ({ first }) => first, true, LIMITS.first),
    ...goals('first chart', ({ first }) => first, true, LIMITS.longFirst, 'ours-long'),
    ...goals('first picture', ({ first }) => first, true, LIMITS.prerenderedFirst, 'ours-prerendered'),
    ...goals(
      'blocking time',
      ({ blocking }) => blocking,
      true,
      LIMITS.prerenderedBlocking,
      'ours-prerendered',
    ),
    ...goals('first chart', ({ first }) => first, false, LIMITS.fastFirst),
    ...goals('blocking time', ({ blocking }) => blocking, true, LIMITS.blocking),
    ...goals('heap after collection', ({ heap }) => heap, true, LIMITS.heap),
    { what: 'layout shift, anywhere (score)', limit: 0, actual: Math.max(...shifts) },
    ...DRAWING_LIMITS.map(({ what, points, of, limit }) => ({
      what,
      limit,
      actual: drawingRatio(drawings, 'ours', points, of),
    })),
    ...evaluateDashboardGoals(dashboards),
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

function find(loads: readonly MeasuredLoad[], wanted: Load): MeasuredLoad | undefined {
  return loads.find(
    (load) =>
      load.rival === wanted.rival &&
      load.charts === wanted.charts &&
      load.throttled === wanted.throttled &&
      Boolean(load.late) === Boolean(wanted.late),
  );
}

function medianRun(load: MeasuredLoad | undefined, of: Measure['of']): number | null {
  const values = (load?.runs ?? []).map(of).filter((value) => value !== null);
  return values.length > 0 ? median(values) : null;
}

/** The report in Markdown, with the sections for which there are measurements. */
export function renderReport(results: Results): string {
  const { machine, loads, drawings, dashboards } = results;
  const all = [...[...loads, ...drawings].map(({ runs }) => runs), dashboards.choices];
  const runs = Math.min(...all.map(({ length }) => length || Infinity));
  const scenes = new Map(loads.map((load) => [sceneTitle(load), load]));
  return `${[
    '# Results of the bench',
    `\`npm run bench\` writes this file. Do not edit it. The values are medians of ${runs} runs, with the rivals in turns.`,
    renderMachine(machine),
    renderGoals(evaluateGoals(results)),
    ...(loads.length > 0 ? [ABOUT_LOADS] : []),
    ...[...scenes].map(([title, scene]) => renderScene(title, loads, scene)),
    ...(drawings.length > 0 ? [ABOUT_DRAWINGS, renderDrawings(drawings)] : []),
    ...renderDashboards(dashboards),
  ].join('\n\n')}\n`;
}

const ABOUT_LOADS = `## Pages with charts

The same page with text and charts of 400 × 300 px, three in a row, in a new browser profile:

- \`triple\`: the official script tags of vega, vega-lite, vega-embed and @msgpack/msgpack, and a script that fetches, queries,
  decodes and embeds all charts at once.
- \`naive\`: a Lit element around vega-embed, bundled by Vite.
- ours: the two lines of the README. It draws charts near the viewport, or all of them (eager).
- ours, long snippet: it also preloads the first viz and the usual chunks.
- ours, prerendered: it has pictures in the HTML, which stay while the rows are the same.

Every chart is a viz with its own query, whose result the API has cached. Site, API and storage are three origins with HTTP/2, TLS
and brotli. The slow line has 1.6 Mbit/s, a round trip of 150 ms, also for handshakes and preflights, and a processor that is four
times slower.

Times are from navigation to the frame that shows a chart's marks. Times and the heap are ratios to \`triple\`. Layout shifts, counts
and bytes are absolute.`;

const ABOUT_DRAWINGS = `## Points

The time from the bytes of a query's result to the frame that shows them, on a page that has drawn a small chart before. Then the
same with as many new rows: a new embed, or our \`refresh()\`. The values are ratios to vega-embed with its defaults, which draws SVG.`;

/** The goals as a table. */
export function renderGoals(goals: readonly Goal[]): string {
  return [
    '| goal | wanted | measured | |',
    '| --- | --- | --- | --- |',
    ...goals.map(({ what, limit, actual, unit }) => {
      const measured = unit === undefined ? actual.toFixed(2) : `${Math.round(actual)}${unit}`;
      return `| ${what} | ≤ ${limit}${unit ?? ''} | ${measured} | ${actual <= limit ? 'reached' : '**not reached**'} |`;
    }),
  ].join('\n');
}

function renderMachine({ date, processor, cores, memory, system, versions }: Machine): string {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${date}, ${processor}, ${cores} cores, ${memory} GB, ${system}. ${list.join(', ')}.`;
}

const sceneTitle = ({ charts, throttled, late }: Load): string =>
  `${charts === 1 ? 'One chart' : `${charts} charts`}, ${throttled ? 'slow line' : 'fast line'}${late ? ', delayed script' : ''}`;

function renderScene(title: string, loads: readonly MeasuredLoad[], scene: Load): string {
  const rivals = RIVAL_NAMES.flatMap((rival) => find(loads, { ...scene, rival }) ?? []);
  // A delayed script shows layout shifts only. Its times depend on the delay, not on the rival.
  const measures = scene.late ? MEASURES.filter(({ what }) => what === 'layout shift') : MEASURES;
  const lines = measures.map(({ what, of, absolute }) => {
    const base = medianRun(find(loads, { ...scene, rival: 'triple' }), of);
    const cells = rivals.map((load) => {
      const value = medianRun(load, of);
      if (value === null) return '–';
      if (absolute) return absolute(value);
      return base ? (value / base).toFixed(2) : '–';
    });
    return `| ${[what, ...cells].join(' | ')} |`;
  });
  return [
    `### ${title}`,
    '',
    `| | ${rivals.map(({ rival }) => RIVAL_TITLES[rival]).join(' | ')} |`,
    `| --- |${' --- |'.repeat(rivals.length)}`,
    ...lines,
  ].join('\n');
}

function renderDrawings(drawings: readonly MeasuredDrawing[]): string {
  const counts = [...new Set(drawings.map(({ points }) => points))];
  const lines = counts.flatMap((points) =>
    (['draw', 'refresh'] as const).map((of) => {
      const cells = PAINTERS.map((painter) => drawingRatio(drawings, painter, points, of).toFixed(2));
      return `| ${[`${points.toLocaleString('en')}, ${of === 'draw' ? 'drawn' : 'refreshed'}`, ...cells].join(' | ')} |`;
    }),
  );
  return [
    `| points | ${PAINTERS.map((painter) => PAINTER_TITLES[painter]).join(' | ')} |`,
    `| --- |${' --- |'.repeat(PAINTERS.length)}`,
    ...lines,
  ].join('\n');
}
