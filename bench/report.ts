/** From measurements to what is said of them. */
import type { Machine } from './machine.ts';
import type { Load, LoadResult } from './measure.ts';
import type { RivalName } from './pages.ts';
import { median } from './statistics.ts';

export interface MeasuredLoad extends Load {
  readonly runs: readonly LoadResult[];
}

export interface Results {
  readonly machine: Machine;
  readonly loads: readonly MeasuredLoad[];
}

interface Goal {
  readonly what: string;
  /** Not to be exceeded. */
  readonly limit: number;
  readonly actual: number;
}

/** One line of a table: what is compared, of a run. `null` where a rival has no such thing. */
interface Measure {
  readonly what: string;
  readonly of: (result: LoadResult) => number | null;
  /** How it is written where it is no ratio to `triple`. */
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
  { what: 'layout shift', of: ({ layoutShift }) => layoutShift, absolute: (value) => value.toFixed(3) },
  { what: 'long tasks', of: ({ longTasks }) => longTasks.length, absolute: whole },
  { what: 'JavaScript', of: ({ requests }) => bytesOf(requests, 'Script'), absolute: kilo },
  { what: 'all bytes', of: ({ requests }) => bytesOf(requests), absolute: kilo },
  { what: 'API calls', of: ({ requests }) => requests.filter(isApiCall).length, absolute: whole },
  { what: 'preflights', of: ({ requests }) => requests.filter(isPreflight).length, absolute: whole },
];

const isPreflight = ({ method }: { readonly method: string }): boolean => method === 'OPTIONS';
const isApiCall = (request: LoadResult['requests'][number]): boolean =>
  request.type === 'Fetch' && !isPreflight(request);

function bytesOf(requests: LoadResult['requests'], type?: string): number {
  return requests
    .filter((request) => type === undefined || request.type === type)
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

const RIVAL_TITLES: Readonly<Record<RivalName, string>> = {
  triple: '`triple`',
  naive: '`naive`',
  ours: 'ours',
  'ours-eager': 'ours, eager',
};

/** Charts on the page → the most that ours may take of `triple`. */
const LIMITS = {
  first: { 1: 0.72, 20: 0.65, 100: 0.36 },
  fastFirst: { 1: 1, 20: 1, 100: 1 },
  blocking: { 1: 0.5, 20: 0.4, 100: 0.1 },
  heap: { 1: 1, 20: 0.5, 100: 0.2 },
} as const;

/** What was to be reached, as far as it was measured. */
export function goalsOf({ loads }: Results): Goal[] {
  const ratio = (of: Measure['of'], charts: number, throttled: boolean): number => {
    const value = (rival: RivalName): number =>
      medianOf(find(loads, { rival, charts, throttled }), of) ?? NaN;
    return value('ours') / value('triple');
  };
  const goals = (what: string, of: Measure['of'], throttled: boolean, limits: object): Goal[] =>
    Object.entries(limits).map(([charts, limit]) => ({
      what: `${what}, ${charts} on the page${throttled ? ', slow line' : ''}`,
      limit: limit as number,
      actual: ratio(of, Number(charts), throttled),
    }));
  const shifts = loads
    .filter(({ rival }) => rival === 'ours')
    .flatMap(({ runs }) => runs.map(({ layoutShift }) => layoutShift));
  return [
    ...goals('first chart', ({ first }) => first, true, LIMITS.first),
    ...goals('first chart', ({ first }) => first, false, LIMITS.fastFirst),
    ...goals('blocking time', ({ blocking }) => blocking, true, LIMITS.blocking),
    ...goals('heap after collection', ({ heap }) => heap, true, LIMITS.heap),
    { what: 'layout shift, anywhere (score)', limit: 0, actual: Math.max(...shifts) },
  ].filter(({ actual }) => Number.isFinite(actual));
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

function medianOf(load: MeasuredLoad | undefined, of: Measure['of']): number | null {
  const values = (load?.runs ?? []).map(of).filter((value) => value !== null);
  return values.length > 0 ? median(values) : null;
}

export function renderReport(results: Results): string {
  const { loads } = results;
  const scenes = new Map(loads.map((load) => [sceneTitle(load), load]));
  const runs = Math.min(...loads.map(({ runs }) => runs.length));
  return `# Results of the bench

Written by \`npm run bench\`; do not edit. Medians of ${runs} runs each, in turns; times and heap are ratios to
\`triple\`.

${renderMachine(results.machine)}

${renderGoals(goalsOf(results))}

${[...scenes].map(([title, scene]) => renderScene(title, loads, scene)).join('\n\n')}
`;
}

/** The goals as a table. */
export function renderGoals(goals: readonly Goal[]): string {
  return [
    '| goal | wanted | measured | |',
    '| --- | --- | --- | --- |',
    ...goals.map(
      ({ what, limit, actual }) =>
        `| ${what} | ≤ ${limit} | ${actual.toFixed(2)} | ${actual <= limit ? 'reached' : '**not reached**'} |`,
    ),
  ].join('\n');
}

function renderMachine({ date, processor, cores, memory, system, versions }: Machine): string {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${date}, ${processor}, ${cores} cores, ${memory} GB, ${system}. ${list.join(', ')}.`;
}

const sceneTitle = ({ charts, throttled, late }: Load): string =>
  `${charts === 1 ? 'One chart' : `${charts} charts`}, ${throttled ? 'slow line' : 'fast line'}${late ? ', the script comes late' : ''}`;

function renderScene(title: string, loads: readonly MeasuredLoad[], scene: Load): string {
  const rivals = (Object.keys(RIVAL_TITLES) as RivalName[]).flatMap(
    (rival) => find(loads, { ...scene, rival }) ?? [],
  );
  // A script that comes late is there to see what jumps; how late it is says nothing of a rival.
  const measures = scene.late ? MEASURES.filter(({ what }) => what === 'layout shift') : MEASURES;
  const lines = measures.map(({ what, of, absolute }) => {
    const base = medianOf(find(loads, { ...scene, rival: 'triple' }), of);
    const cells = rivals.map((load) => {
      const value = medianOf(load, of);
      if (value === null) return '–';
      if (absolute) return absolute(value);
      return base ? (value / base).toFixed(2) : '–';
    });
    return `| ${[what, ...cells].join(' | ')} |`;
  });
  return [
    `## ${title}`,
    '',
    `| | ${rivals.map(({ rival }) => RIVAL_TITLES[rival]).join(' | ')} |`,
    `| --- |${' --- |'.repeat(rivals.length)}`,
    ...lines,
  ].join('\n');
}
