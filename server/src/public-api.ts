import { randomUUID } from 'node:crypto';
import { Catalog, oncePerViz } from './vizzes/catalog.ts';
import type { CatalogTemplate, CatalogViz } from './vizzes/catalog.ts';
import { EngineError, forgetFailure, versionKeys, vizKey } from './engine/backend.ts';
import type { Backend, CountWork, EncodedRows, EngineLog, TableVersion, VizData } from './engine/backend.ts';
import { RecentValues } from './engine/recent-values.ts';
import type { BoundStatement } from './engine/statement.ts';
import { ApiError, NotFoundError } from './errors.ts';
import { sharePending } from './promises.ts';
import { FairQueue } from './queries/fair-queue.ts';
import { timeLimit } from './limits.ts';
import type { Limits } from './limits.ts';
import { QueryJobs, engineUnavailable, identityOf, shuttingDown } from './queries/query-jobs.ts';
import type { QueryRecord, Requester, Submission } from './queries/query-jobs.ts';
import { SharedJobs } from './queries/shared-jobs.ts';
import { fillTemplate } from './queries/template-params.ts';
import { NO_RESULTS } from './results/results.ts';
import type { Results } from './results/results.ts';
import { ALONE } from './shared/shared.ts';
import type { Job, Shared } from './shared/shared.ts';
import { describeOnce } from './vizzes/description.ts';
import type { Description } from './vizzes/description.ts';
import { Extracts } from './vizzes/extracts.ts';
import { dataFreshness, dataState, isOwnStatement, vizView } from './vizzes/viz-view.ts';
import type { WorkBudget } from './work-budget.ts';

/** A query from a request body. */
export interface QueryInput {
  readonly sql: string;
  readonly args?: Readonly<Record<string, string>> | null;
}

/** The rows of a viz's own query. */
export interface Rows {
  /** See {@link identityOf}. Also the id of the result. */
  readonly identity: string;
  /** Changes when the viz's own rows may have changed. The same text is in the answer of the viz. */
  readonly dataVersion: string;
  /** Whether the result depends on the time or on chance. Its identity changes after `resultSeconds` at most. */
  readonly isVolatile: boolean;
  /**
   * Resolves with the cached result, or runs the query and waits.
   *
   * @param signal Ends the wait, but not the run
   * @throws ApiError 400 or 403 if the query is not allowed or failed, 503 if it takes longer than `rowsMs`
   */
  readonly result: (signal: AbortSignal) => Promise<EncodedRows>;
}

interface PreparedQuery extends Omit<Rows, 'identity' | 'result'> {
  readonly submission: Submission;
  readonly check: () => Promise<void>;
}

export interface SubmittedQuery {
  readonly record: QueryRecord;
  readonly cached: boolean;
}

/** Ages of data that are kept. The versions of some tables change every minute. */
const MAX_NEWEST = 1000;
const TOO_COMPLEX = 'Parsing the query takes too much time or memory.';
const NO_VIZ = 'There is no such visualization.';

/** The public API without HTTP: vizzes, templates and queries. */
export class PublicApi {
  readonly jobs: SharedJobs;
  readonly extracts: Extracts;
  readonly work: WorkBudget;
  readonly #catalog: Catalog;
  readonly #backend: Backend;
  /** Queues for checking statements. */
  readonly #checkQueues: { readonly own: FairQueue; readonly adHoc: FairQueue };
  /** Checks that have not ended, by the identity of the statement. */
  readonly #checks = new Map<string, Promise<void>>();
  readonly #limits: Limits;
  readonly #newest = new RecentValues<Promise<string | null>>(MAX_NEWEST);
  readonly #log: EngineLog;

  constructor(options: {
    readonly root: string;
    /** The caller has not started it. */
    readonly backend: Backend;
    readonly limits: Limits;
    readonly work: WorkBudget;
    readonly log: EngineLog;
    /** Default: one instance alone. */
    readonly shared?: Omit<Shared, 'hit'> | undefined;
    readonly results?: Results | undefined;
  }) {
    const { backend, limits, work, log, shared = ALONE, results = NO_RESULTS } = options;
    this.#limits = limits;
    this.work = work;
    this.#log = log;
    this.#catalog = new Catalog(options.root, limits.vizBytes, backend.dialect?.folder);
    this.#backend = backend;
    backend.start?.();
    const createCheckQueue = (): FairQueue =>
      new FairQueue({
        running: 1,
        runningPerGroup: 1,
        places: limits.queue,
        placesPerGroup: limits.queuePerViz,
        placesPerVisitor: limits.queuePerAddress,
        noun: 'queries',
      });
    this.#checkQueues = { own: createCheckQueue(), adHoc: createCheckQueue() };
    this.extracts = new Extracts(backend, limits.sqlLength, this.#checkQueues.own);
    this.jobs = new SharedJobs({
      jobs: new QueryJobs(limits, (error) => log.error({ err: error }, 'A query could not be run.')),
      shared,
      results,
      resubmit: (job, identity, visitor) => this.#resubmit(job, identity, visitor),
      onProblem: (message) => log.warn(message),
    });
  }

  /**
   * Resolves with the path and the reason for each file of the folder that cannot be used. Problems of changes after that
   * are logged.
   */
  async problems(): Promise<string[]> {
    const { vizzes, problems } = await this.#catalog.readAll();
    this.#catalog.onProblem = (problem) => this.#log.warn(problem);
    const withData = vizzes.filter(({ dataState }) => dataState === undefined);
    return [...problems, ...(await this.#backend.problems(withData))];
  }

  /** @throws NotFoundError if the viz does not exist or is not public */
  async viz(account: string, slug: string): Promise<CatalogViz> {
    const viz = await this.#catalog.find(account, slug);
    if (!viz || !isPublic(viz)) throw new NotFoundError(NO_VIZ);
    return viz;
  }

  /**
   * @throws NotFoundError if no account has a public viz with that slug
   * @throws ApiError 409 if several accounts have one
   */
  async vizBySlug(slug: string): Promise<CatalogViz> {
    const [viz, ...others] = (await this.#catalog.findBySlug(slug)).filter(isPublic);
    if (!viz) throw new NotFoundError(NO_VIZ);
    if (others.length === 0) return viz;
    throw new ApiError(
      409,
      'slug_ambiguous',
      `${others.length + 1} accounts have a visualization with this slug.`,
      { hint: 'Name its account, as in account="acme".' },
    );
  }

  async describe(viz: CatalogViz): Promise<Description> {
    const data = await this.#backend.tables(viz);
    const newest = (table: TableVersion, column: string): Promise<string | null> =>
      this.#newestValue(table, column);
    const freshness = await dataFreshness(viz, data, newest, Date.now());
    const { ageSeconds, ...lasting } = freshness;
    const [state, rowsVersion] = [dataState(viz, data), dataVersion(viz, data)];
    const version = identityOf([vizHash(viz), rowsVersion, JSON.stringify([state, lasting])]);
    return describeOnce(viz, version, ageSeconds, () => ({
      viz: vizView(viz, state, freshness, rowsVersion),
    }));
  }

  /** Resolves with a text that changes when the viz's files or data change. */
  async versionOf(viz: CatalogViz): Promise<string> {
    const { present, blocked } = await this.#backend.tables(viz);
    return identityOf([vizHash(viz), ...versionKeys(present), ...blocked.map(({ id }) => id)]);
  }

  /**
   * Checks and accepts a query.
   *
   * @throws ApiError 400, 403, 409, 422 or 503
   */
  async submit(viz: CatalogViz, query: QueryInput, visitor: string): Promise<SubmittedQuery> {
    const { submission, check } = await this.#prepare(viz, query, visitor);
    await check();
    return this.jobs.submit(submission);
  }

  /**
   * Fills one of the viz's own statements, and resolves with the identity of its rows before it runs.
   *
   * @throws ApiError 409 or 422
   */
  async rows(viz: CatalogViz, query: QueryInput, visitor: string): Promise<Rows> {
    const { submission, check, ...about } = await this.#prepare(viz, query, visitor);
    const result: Rows['result'] = async (signal) => {
      await check();
      return this.jobs.resultOf(submission, this.#limits.rowsMs, signal);
    };
    return { identity: submission.identity, ...about, result };
  }

  /**
   * Fills a statement within the visitor's budget. Call `check` before the statement runs.
   *
   * @param now Milliseconds since 1970
   */
  async #prepare(
    viz: CatalogViz,
    query: QueryInput,
    visitor: string,
    now = Date.now(),
  ): Promise<PreparedQuery> {
    const asker = toRequester(viz, query.sql, visitor);
    const { can, name } = this.#backend;
    if (asker.adHoc && !can.adHocSql)
      throw new ApiError(
        403,
        'sql_not_supported',
        `Only the visualization’s own queries can run, because its data is in ${name}.`,
        { hint: 'Publish the query as a file of the visualization, such as charts/ID.sql.' },
      );
    const data = await this.#queryableData(viz);
    return this.work.begin(visitor, () => this.#fill(viz, query, asker, data, now));
  }

  #fill(
    viz: CatalogViz,
    { sql, args: given }: QueryInput,
    asker: Requester,
    data: VizData,
    now: number,
  ): PreparedQuery {
    const statement = fillTemplate(
      sql,
      given ?? {},
      viz.params,
      this.#limits.sqlLength,
      this.#backend.dialect,
    );
    // Own statements never share an ad hoc run, which has another queue and a shorter time limit. A delayed one shares
    // no run. The limits decide where a result is cut off.
    const { maxRows, maxResultBytes, resultSeconds } = this.#limits;
    const filled = [statement.sql, ...statement.values.map((value) => JSON.stringify(value))];
    const parts = [
      asker.viz,
      ...versionKeys(data.present),
      `${asker.adHoc} ${maxRows} ${maxResultBytes}`,
      ...filled,
    ];
    if (viz.delay > 0) parts.push(randomUUID());
    // Otherwise caches would keep the rows of one run for ever.
    const isTimed = this.#backend.isVolatile(statement, viz);
    if (isTimed) parts.push(String(Math.floor(now / 1000 / resultSeconds)));
    const identity = identityOf(parts);
    const submission: Submission = {
      ...asker,
      sql,
      args: statement.args,
      identity,
      delay: viz.delay,
      execute: (signal) => {
        const ms = timeLimit(this.#limits, asker.adHoc);
        return this.#backend.run({ statement, viz: asker.viz, tables: data.present, ms }, signal);
      },
    };
    const check = async (): Promise<void> => {
      // Queued and cached statements have been checked before, so cached results do not wait for the engine.
      if (await this.jobs.has(identity)) return;
      await this.#shareCheck(identity, () => this.#check(asker, statement, viz));
    };
    return { submission, check, isVolatile: isTimed, dataVersion: dataVersion(viz, data) };
  }

  /** @throws ApiError if the statement is no longer accepted, or would have another result now */
  async #resubmit(job: Job, identity: string, visitor: string): Promise<void> {
    const [account = '', slug = ''] = job.viz.split('/');
    const viz = await this.viz(account, slug);
    // The query may have been submitted before the identities of volatile statements changed.
    const times = [Date.now(), Date.now() - this.#limits.resultSeconds * 1000];
    const prepared = await Promise.all(times.map((now) => this.#prepare(viz, job, visitor, now)));
    const match = prepared.find(({ submission }) => viz.delay > 0 || submission.identity === identity);
    if (!match)
      throw new ApiError(
        409,
        'data_changed',
        'The data has changed before the query could run. Submit it again.',
      );
    const { submission, check } = match;
    await check();
    await this.jobs.submit({ ...submission, identity });
  }

  /**
   * Runs a check once for all submissions that need it. If the queue was full, which depends on the visitor, runs it again
   * for this one.
   */
  async #shareCheck(identity: string, check: () => Promise<void>): Promise<void> {
    const isShared = this.#checks.has(identity);
    return sharePending(this.#checks, identity, check).catch((error: unknown) => {
      if (isShared && error instanceof ApiError && error.status === 503) return check();
      throw error;
    });
  }

  templates(): Promise<CatalogTemplate[]> {
    return this.#catalog.templates();
  }

  async close(): Promise<void> {
    await this.jobs.close(this.#limits.shutdownMs);
    await this.#backend.close();
  }

  async #queryableData(viz: CatalogViz): Promise<VizData> {
    const data = await this.#backend.tables(viz);
    const state = dataState(viz, data);
    if (state['canQuery']) return data;
    if (data.isUnavailable) throw engineUnavailable();
    throw new ApiError(409, 'data_not_available', String(state['meaning']), {
      hint: 'The field dataState of the visualization lists the affected datasets.',
    });
  }

  /**
   * @throws ApiError 400 or 403 if the statement is not allowed, 503 if too many statements wait for this check or the
   * engine cannot be reached
   */
  async #check(asker: Requester, statement: BoundStatement, viz: CatalogViz): Promise<void> {
    const { visitor, adHoc } = asker;
    this.jobs.assertCapacity(asker);
    const place = this.#checkQueues[adHoc ? 'adHoc' : 'own'].enter(asker.viz, { visitor });
    try {
      await place.turn();
      const count: CountWork = (work) => this.work.count(visitor, work);
      await count(() => this.#backend.check(statement, viz, adHoc, count));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      if (error.failure === 'interrupted') throw shuttingDown();
      if (error.failure === 'unavailable') throw engineUnavailable(error);
      const reason = error.failure === 'failed' ? 'The query cannot be parsed.' : TOO_COMPLEX;
      throw new ApiError(400, 'sql_invalid', reason, { cause: error });
    } finally {
      place.leave();
    }
  }

  #newestValue(table: TableVersion, column: string): Promise<string | null> {
    const key = `${table.alias} ${table.version} ${column}`;
    return this.#newest.get(key, () =>
      this.#backend.newest(table, column).catch((error: unknown) => {
        this.#log.error(
          { err: error, path: table.source },
          `The column "${column}" does not give the age of the data.`,
        );
        forgetFailure(error, () => this.#newest.delete(key));
        return null;
      }),
    );
  }
}

/** Returns a hash of what the rows of a viz's own queries depend on: the queries, their parameters and the tables. */
function dataVersion(viz: CatalogViz, { present }: VizData): string {
  return identityOf([queriesHash(viz), ...versionKeys(present)]);
}

const queriesHash = oncePerViz(({ files }) =>
  identityOf(
    Object.entries(files)
      .filter(([path]) => path.endsWith('.sql') || path === 'params.json')
      .flat(),
  ),
);

const vizHash = oncePerViz((viz) => identityOf([JSON.stringify(viz)]));

function toRequester(viz: CatalogViz, sql: string, visitor: string): Requester {
  return { viz: vizKey(viz), visitor, adHoc: !isOwnStatement(viz, sql) };
}

function isPublic(viz: CatalogViz): boolean {
  return viz.publishStatus === 'PUBLISHED' && viz.viewMode === 'public';
}
