/** Queries the answers for a snapshot, within its limits. */
import { isObject, type JsonObject } from '../../../src/internal/json.ts';
import { toVibedasherError } from '../../../src/pipeline/check-settings.ts';
import { toWireQuery, type WireQuery } from '../../../src/public-client/batch.ts';
import { VibedasherError } from '../../../src/public-client/errors.ts';
import {
  answerKey,
  SNAPSHOT_VERSION,
  type SnapshotFile,
  type SnapshotViz,
  statementText,
} from '../../../src/public-client/snapshot-format.ts';
import type { Params, ParamValue, PublicClient, Query } from '../../../src/public-client/types.ts';
import { mapLimited } from '../prerender-html.ts';
import type { RenderSettings } from '../types.ts';
import { chartSettings, loadChartFor, type PageTag, paramsAround, type SnapshotChart } from './charts.ts';
import { fileFor, type SnapshotContent } from './folder.ts';
import { type ChartInPage, type PlanGaps, type PlannedQuery, planQueries } from './plan.ts';
import type { AnswerRecorder } from './recorder.ts';
import {
  type CollectedTables,
  collectTables,
  type LeftOutTables,
  type TableLimits,
  type TableSource,
} from './tables.ts';

export interface SnapshotLimits extends TableLimits {
  /** Which values of parameters: those of the pages, all closed ones, or these in addition to those of the pages. */
  readonly params: 'defaults' | 'declared' | readonly Params[];
  readonly maxAnswers: number;
  /** Bytes. */
  readonly maxAnswer: number;
  readonly maxBytes: number;
  /** The origins that tables may come from, in addition to the host of the API. */
  readonly allowHosts: readonly string[];
}

interface CollectOptions extends SnapshotLimits {
  readonly recorder: AnswerRecorder;
  readonly tableSource: TableSource;
  /** The client must record its answers. */
  readonly clientFor: (settings: RenderSettings) => PublicClient;
  readonly signal: AbortSignal;
  /** Called with a problem and its place. Other charts are not affected. */
  readonly onProblem: (where: string, problem: string) => void;
  /** Called with the number of answers so far, and of all. */
  readonly onProgress: (done: number, all: number) => void;
}

/** A query without an answer in the snapshot: the limit that it exceeds, or `refused` by the API. */
export interface LeftOut {
  readonly viz: string;
  readonly sql: string;
  readonly args: WireQuery['args'];
  readonly reason: 'max-answers' | 'max-answer' | 'max-bytes' | 'refused';
}

export interface Collected extends SnapshotContent {
  readonly leftOut: readonly (LeftOut | LeftOutTables)[];
  readonly tables: CollectedTables['about'];
  /** Keys are `account/slug`. */
  readonly gaps: ReadonlyMap<string, PlanGaps>;
}

/** Maximum number of tags that load at the same time. */
const MAX_CONCURRENT = 8;
/** Maximum number of queries that are sent at the same time: as many as fit into a batch. */
const MAX_QUERIES = 50;

/**
 * Queries the answers for the charts of pages.
 * @param groups tags that share parameters: those of a dashboard, or one alone
 * @throws VibedasherError if the API cannot answer now. If it refuses a chart or a query, only `onProblem` is called.
 */
export async function collectAnswers(
  groups: readonly (readonly PageTag[])[],
  options: CollectOptions,
): Promise<Collected> {
  const charts = (await mapLimited(groups, MAX_CONCURRENT, (group) => loadGroup(group, options))).flat();
  const collector = new Collector(options);
  const used = collector.withoutNamesakes(charts);
  const { queries, gaps, incomplete } = planQueries(used, options.params);
  await collector.query(queries);
  const { leftOut } = collector;
  const needsTables = new Set([
    ...incomplete,
    ...leftOut.filter(({ reason }) => reason !== 'refused').map(({ viz }) => viz),
  ]);
  const { data } = options;
  const ofTables = used
    .map(({ chart }) => chart)
    .filter((chart) => data === 'all' || needsTables.has(vizName(chart)));
  const tables = await collectTables(
    data === 'none' ? new Map() : Map.groupBy(ofTables, vizName),
    options,
    options.tableSource,
    options.maxBytes - collector.bytes,
    ({ tag, address }, problem) =>
      options.onProblem(placeOf(tag), `${address.account}/${address.slug} has no tables: ${problem}`),
  );
  return {
    ...collector.content(tables),
    leftOut: [...leftOut, ...tables.leftOut],
    tables: tables.about,
    gaps,
  };
}

const placeOf = ({ file, line }: PageTag): string => `${file}:${line}`;

/** Throws if the API may answer later. */
function reportRefusal(cause: unknown, place: string, { signal, onProblem }: CollectOptions): void {
  signal.throwIfAborted();
  const error = toVibedasherError(cause);
  if (error.retryable || error.kind === 'network')
    throw new VibedasherError(error.kind, `${error.message} (${place})`, { cause: error });
  onProblem(place, `${error.kind}: ${error.message}${error.hint ? ` (${error.hint})` : ''}`);
}

async function loadGroup(
  group: readonly PageTag[],
  options: CollectOptions,
): Promise<readonly ChartInPage[]> {
  const { clientFor, signal } = options;
  const unlessRefused = async <T>(tag: PageTag, act: () => Promise<readonly T[]>): Promise<readonly T[]> => {
    try {
      return await act();
    } catch (cause) {
      reportRefusal(cause, placeOf(tag), options);
      return [];
    }
  };
  const tags = await mapLimited(group, MAX_CONCURRENT, (tag) =>
    unlessRefused(tag, async () => {
      const settings = await chartSettings(tag, clientFor, signal);
      return settings.map((each) => [tag, each] as const);
    }),
  );
  const loaded = await mapLimited(tags.flat(), MAX_CONCURRENT, ([tag, settings]) =>
    unlessRefused(tag, async () => [await loadChartFor(tag, settings)]),
  );
  const charts = loaded.flat();
  const known = new Map<string, Promise<readonly ParamValue[]>>();
  const loadOptions = (query: Query, { client, address, tag }: SnapshotChart) => {
    const key = JSON.stringify([address, query]);
    let loading = known.get(key);
    if (!loading) {
      loading = unlessRefused(tag, async () => {
        const { rows } = await client.queryViz(address, query, { signal });
        return rows.map(([value]) => (value ?? null) as ParamValue);
      });
      known.set(key, loading);
    }
    return loading;
  };
  return mapLimited(charts, 1, async (chart) => ({
    chart,
    around: await paramsAround(chart, group[0]!.dashboard ? charts : [chart], loadOptions),
  }));
}

/** The answers so far. */
class Collector {
  readonly leftOut: LeftOut[] = [];
  readonly #options: CollectOptions;
  readonly #files = new Map<string, Uint8Array>();
  readonly #vizzes = new Map<string, SnapshotChart>();
  readonly #answers = new Map<string, { readonly query: WireQuery; readonly file: SnapshotFile }[]>();
  bytes = 0;

  constructor(options: CollectOptions) {
    this.#options = options;
  }

  /** Returns the charts without those of another API whose viz has the name of one before. */
  withoutNamesakes(charts: readonly ChartInPage[]): readonly ChartInPage[] {
    return charts.filter(({ chart }) => {
      const name = vizName(chart);
      const { client } = this.#vizzes.get(name) ?? chart;
      if (!this.#vizzes.has(name)) this.#vizzes.set(name, chart);
      if (client.apiBase === chart.client.apiBase) return true;
      const problem = `config: ${name} is at ${client.apiBase}, too, and a snapshot has only one viz of a name`;
      this.#options.onProblem(placeOf(chart.tag), problem);
      return false;
    });
  }

  /** Queries in this order, so that the limits leave out the last. */
  async query(planned: readonly PlannedQuery[]): Promise<void> {
    const { maxAnswers, signal, onProgress } = this.#options;
    const queried = planned.slice(0, maxAnswers);
    for (let at = 0; at < queried.length; at += MAX_QUERIES) {
      signal.throwIfAborted();
      const next = queried.slice(at, at + MAX_QUERIES);
      const answers = await Promise.all(next.map((each) => this.#answer(each)));
      next.forEach((each, index) => this.#add(each, answers[index] ?? null));
      onProgress(at + next.length, queried.length);
    }
    for (const each of planned.slice(maxAnswers)) this.#leaveOut(each, 'max-answers');
  }

  /** Returns the rows as the API sends them, or `null` if it refuses the query. */
  async #answer({ chart, query }: PlannedQuery): Promise<Uint8Array | null> {
    const { recorder, signal } = this.#options;
    const { client, address, tag } = chart;
    const recorded = (): Uint8Array | undefined => recorder.rows(client.apiBase, address, toWireQuery(query));
    try {
      if (!recorded()) await client.queryViz(address, query, { signal });
      return recorded()!;
    } catch (cause) {
      reportRefusal(cause, placeOf(tag), this.#options);
      return null;
    }
  }

  #add(planned: PlannedQuery, content: Uint8Array | null): void {
    const { maxAnswer, maxBytes } = this.#options;
    if (!content) return this.#leaveOut(planned, 'refused');
    if (content.byteLength > maxAnswer) return this.#leaveOut(planned, 'max-answer');
    const file = fileFor('answer', content);
    const added = this.#files.has(file.file) ? 0 : file.bytes;
    if (this.bytes + added > maxBytes) return this.#leaveOut(planned, 'max-bytes');
    this.#files.set(file.file, content);
    this.bytes += added;
    const name = vizName(planned.chart);
    const answers = this.#answers.get(name) ?? [];
    this.#answers.set(name, answers);
    answers.push({ query: toWireQuery(planned.query), file });
  }

  #leaveOut({ chart, query }: PlannedQuery, reason: LeftOut['reason']): void {
    const { sql, args } = toWireQuery(query);
    this.leftOut.push({ viz: vizName(chart), sql: statementText(sql), args, reason });
  }

  content({ files: others, tables, engine }: CollectedTables): SnapshotContent {
    const files = new Map([...this.#files, ...others]);
    const vizzes = [...this.#vizzes].sort(byText).map(([name, chart]): SnapshotViz => {
      const json = this.#vizJson(chart);
      const viz = fileFor('viz', json);
      files.set(viz.file, json);
      const bySql = Map.groupBy(this.#answers.get(name) ?? [], ({ query }) => statementText(query.sql));
      const queries = [...bySql].sort(byText).map(([sql, answers]) => ({
        sql,
        answers: Object.fromEntries(
          answers.map(({ query, file }) => [answerKey(query.args), file] as const).sort(byText),
        ),
      }));
      const ofViz = tables.get(name);
      return { ...chart.address, viz, queries, ...(ofViz && { tables: ofViz }) };
    });
    return { index: { version: SNAPSHOT_VERSION, vizzes, ...(engine && { engine }) }, files };
  }

  /** Returns the API's answer about a viz, with its files, and without its age in days, which changes with the clock. */
  #vizJson({ client, viz, files }: SnapshotChart): Uint8Array {
    const { recorder } = this.#options;
    const { viz: sent } = JSON.parse(new TextDecoder().decode(recorder.viz(client.apiBase, viz))) as {
      readonly viz: Readonly<Record<string, unknown>>;
    };
    const { dataFreshness: age } = sent;
    const { ageDays: _days, ageSeconds: _seconds, ...dated }: JsonObject = isObject(age) ? age : {};
    const isDated = isObject(age) && Boolean(age['asOf']);
    return Buffer.from(
      JSON.stringify({
        viz: { ...sent, files: Object.fromEntries(files), ...(isDated && { dataFreshness: dated }) },
      }),
    );
  }
}

const vizName = ({ address: { account, slug } }: SnapshotChart): string => `${account}/${slug}`;

const byText = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
