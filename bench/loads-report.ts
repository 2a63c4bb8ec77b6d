/** The report's section about the loading of pages. */
import type { Load, LoadResult } from './loads.ts';
import { RIVAL_NAMES, type RivalName } from './pages.ts';
import { median, table, type Goal } from './statistics.ts';
import { kindTitle, type KindName } from './vizzes.ts';

export interface MeasuredLoad extends Load {
  readonly runs: readonly LoadResult[];
}

/** The pages that are compared: of all rivals, and of all kinds of a single chart. */
type Scene = Omit<Load, 'rival' | 'kind'>;

/** One line of a table. `of` returns its value in a run, or `null` if the rival has no such value. */
interface Measure {
  readonly what: string;
  readonly of: (result: LoadResult) => number | null;
  /** Formats values that are not compared with `triple`. */
  readonly absolute?: (value: number) => string;
}

const whole = (value: number): string => String(Math.round(value));
const kilo = (value: number): string => `${Math.round(value / 1000)} kB`;
const ratio = (value: number): string => value.toFixed(2);

const FIRST: Measure = { what: 'first chart', of: ({ first }) => first };
const BLOCKING: Measure = { what: 'blocking time', of: ({ blocking }) => blocking };
const HEAP: Measure = { what: 'heap after collection', of: ({ heap }) => heap };
const SHIFT: Measure = {
  what: 'layout shift',
  of: ({ layoutShift }) => layoutShift,
  absolute: (value) => value.toFixed(3),
};
const SCRIPTS: Measure = {
  what: 'JavaScript',
  of: ({ requests }) => sumBytes(requests, 'Script'),
  absolute: kilo,
};

const MEASURES: readonly Measure[] = [
  FIRST,
  { what: 'first screen', of: ({ screen }) => screen },
  { what: 'last chart', of: ({ all }) => all },
  BLOCKING,
  HEAP,
  { what: 'pointer to tooltip, ms', of: ({ tooltipDelay }) => tooltipDelay, absolute: whole },
  SHIFT,
  { what: 'long tasks', of: ({ longTasks }) => longTasks.length, absolute: whole },
  SCRIPTS,
  { what: 'all bytes', of: ({ requests }) => sumBytes(requests), absolute: kilo },
  { what: 'API calls', of: ({ requests }) => requests.filter(isApiCall).length, absolute: whole },
  { what: 'preflights', of: ({ requests }) => requests.filter(isPreflight).length, absolute: whole },
];

/** Measures that are also shown for each kind of chart. */
const MEASURES_BY_KIND = [FIRST, BLOCKING, HEAP, SCRIPTS];

const isPreflight = ({ method }: { readonly method: string }): boolean => method === 'OPTIONS';
/** Returns whether a request is a call of the API. Preloads have the type `Other`. */
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
  'ours-rows': 'ours, rows by address, long snippet',
  'ours-prerendered': 'ours, prerendered',
  'ours-eager': 'ours, eager',
};

/** Charts on the page → the maximum ratio to `triple`, in the order of the report. For one chart: of the median kind. */
const LIMITS: readonly {
  readonly what?: string;
  readonly measure: Measure;
  readonly throttled: boolean;
  readonly rival: RivalName;
  readonly limits: Readonly<Record<number, number>>;
  /** The maximum for the worst kind of a single chart. */
  readonly worst?: number;
}[] = [
  { measure: FIRST, throttled: true, rival: 'ours', limits: { 1: 0.72, 20: 0.65, 100: 0.45 }, worst: 0.82 },
  { measure: FIRST, throttled: true, rival: 'ours-long', limits: { 1: 0.65, 20: 0.6, 100: 0.42 } },
  { measure: FIRST, throttled: true, rival: 'ours-rows', limits: { 1: 0.5, 20: 0.5 } },
  {
    what: 'first picture',
    measure: FIRST,
    throttled: true,
    rival: 'ours-prerendered',
    limits: { 1: 0.25, 20: 0.3, 100: 0.35 },
  },
  { measure: BLOCKING, throttled: true, rival: 'ours-prerendered', limits: { 1: 0.1, 20: 0.1, 100: 0.1 } },
  { measure: FIRST, throttled: false, rival: 'ours', limits: { 1: 0.95, 20: 0.7, 100: 0.45 } },
  { measure: BLOCKING, throttled: true, rival: 'ours', limits: { 1: 0.6, 20: 0.3, 100: 0.15 } },
  { measure: HEAP, throttled: true, rival: 'ours', limits: { 1: 1.05, 20: 0.55, 100: 0.22 } },
];

/** Maximum size of all JavaScript for each kind of chart, in kB. */
const SCRIPTS_LIMIT = 225;

/** Evaluates the goals for loading. `actual` of goals without measurements is not finite. */
export function evaluateLoadGoals(loads: readonly MeasuredLoad[]): Goal[] {
  const ratioGoals = LIMITS.flatMap(({ what, measure, throttled, rival, limits, worst }) =>
    Object.entries(limits).flatMap(([charts, limit]): Goal[] => {
      const scene = { charts: Number(charts), throttled };
      const values = valuesOf(loads, scene, rival, measure);
      const goal: Goal = {
        what: [
          `${what ?? measure.what}, ${charts} on the page`,
          ...(throttled ? ['slow line'] : []),
          ...(rival === 'ours' ? [] : [RIVAL_TITLES[rival].replace('ours, ', '')]),
        ].join(', '),
        limit,
        actual: median(values),
      };
      if (scene.charts > 1) return [goal];
      const most = Math.max(...values);
      return [
        { ...goal, worst: most },
        ...(worst === undefined ? [] : [{ what: `${goal.what}, worst kind`, limit: worst, actual: most }]),
      ];
    }),
  );
  const bytes = valuesOf(loads, { charts: 1, throttled: true }, 'ours', SCRIPTS);
  const shifts = loads
    .filter(({ rival }) => rival.startsWith('ours'))
    .flatMap(({ runs }) => runs.map(({ layoutShift }) => layoutShift));
  return [
    ...ratioGoals,
    {
      what: 'JavaScript, 1 on the page, worst kind',
      limit: SCRIPTS_LIMIT,
      actual: Math.max(...bytes) / 1000,
      unit: ' kB',
    },
    { what: 'layout shift, anywhere (score)', limit: 0, actual: Math.max(...shifts) },
  ];
}

/** Writes the section in Markdown, or nothing without measurements. */
export function renderLoads(loads: readonly MeasuredLoad[]): readonly string[] {
  if (loads.length === 0) return [];
  const scenes = new Map(loads.map((load) => [sceneTitle(load), load]));
  return [ABOUT, ...[...scenes].flatMap(([title, scene]) => renderScene(title, loads, scene))];
}

const sceneTitle = ({ charts, throttled, late }: Scene): string =>
  `${charts === 1 ? 'One chart' : `${charts} charts`}, ${throttled ? 'slow line' : 'fast line'}${late ? ', delayed script' : ''}`;

function renderScene(title: string, loads: readonly MeasuredLoad[], scene: Scene): string[] {
  const rivals = RIVAL_NAMES.filter((rival) => findLoads(loads, scene, rival).length > 0);
  const line = (what: string, measure: Measure, measured = loads): readonly string[] => [
    what,
    ...rivals.map((rival) => renderValues(valuesOf(measured, scene, rival, measure), measure)),
  ];
  // A delayed script shows layout shifts only. Its times depend on the delay, not on the rival.
  const measures = scene.late ? [SHIFT] : MEASURES;
  const kinds = scene.late ? [] : kindsOf(findLoads(loads, scene, 'triple'));
  const byKind = MEASURES_BY_KIND.flatMap((measure) =>
    kinds.map((kind) =>
      line(
        `${measure.what}, ${kindTitle(kind)}`,
        measure,
        loads.filter((load) => load.kind === kind),
      ),
    ),
  );
  const header = ['', ...rivals.map((rival) => RIVAL_TITLES[rival])];
  return [
    `### ${title}`,
    table([header, ...measures.map((measure) => line(measure.what, measure))]),
    ...(byKind.length > 0 ? [`#### ${title}, by kind`, table([header, ...byKind])] : []),
  ];
}

/** Writes the value of the median kind, and the worst value in parentheses if its text differs. */
function renderValues(values: readonly number[], { absolute = ratio }: Measure): string {
  if (values.length === 0) return '–';
  const [middle, worst] = [absolute(median(values)), absolute(Math.max(...values))];
  return middle === worst ? middle : `${middle} (${worst})`;
}

/**
 * Returns the median of the runs for each kind of chart, relative to `triple` with the same kind unless the measure
 * is absolute.
 */
function valuesOf(
  loads: readonly MeasuredLoad[],
  scene: Scene,
  rival: RivalName,
  { of, absolute }: Measure,
): readonly number[] {
  const triples = findLoads(loads, scene, 'triple');
  return findLoads(loads, scene, rival).flatMap((load) => {
    const value = medianRun(load, of);
    if (value === null) return [];
    if (absolute) return [value];
    const base = medianRun(
      triples.find(({ kind }) => kind === load.kind),
      of,
    );
    return base ? [value / base] : [];
  });
}

const findLoads = (
  loads: readonly MeasuredLoad[],
  { charts, throttled, late = false }: Scene,
  rival: RivalName,
): readonly MeasuredLoad[] =>
  loads.filter(
    (load) =>
      load.rival === rival &&
      load.charts === charts &&
      load.throttled === throttled &&
      Boolean(load.late) === late,
  );

const kindsOf = (loads: readonly MeasuredLoad[]): readonly KindName[] =>
  loads.flatMap(({ kind }) => kind ?? []);

function medianRun(load: MeasuredLoad | undefined, of: Measure['of']): number | null {
  const values = (load?.runs ?? []).map(of).filter((value) => value !== null);
  return values.length > 0 ? median(values) : null;
}

const ABOUT = `## Pages with charts

The same page with text and charts of 400 × 300 px, three in a row, in a new browser profile:

- \`triple\`: the official script tags of vega, vega-lite, vega-embed and @msgpack/msgpack, and a script that fetches, queries,
  decodes and embeds all charts at once.
- \`naive\`: a Lit element around vega-embed, bundled by Vite.
- ours: the two lines of the README. It draws charts near the viewport, or all of them (eager).
- ours, long snippet: it also preloads the first viz and the usual chunks.
- ours, rows by address, long snippet: it also preloads the rows of the first chart.
- ours, prerendered: it has pictures in the HTML, which stay while the rows are the same.

Every chart is a viz with its own query, whose result the API has cached. Site, API and storage are three origins with HTTP/2, TLS
and brotli. The slow line has 1.6 Mbit/s, a round trip of 150 ms, also for handshakes and preflights, and a processor that is four
times slower.

There is a page for each of four kinds of charts: plain bars, lines over time by color, points by color, and stacked horizontal bars
by color. For pages with one chart, a value is the median of the four kinds, and the value in parentheses is that of the worst kind;
\`naive\` draws only plain bars. On pages with 20 and 100 charts, the kinds take turns, and the first chart is plain bars.

Times are from navigation to the frame that shows a chart's marks. Times and the heap are ratios to \`triple\` with the same charts.
Layout shifts, counts and bytes are absolute.`;
