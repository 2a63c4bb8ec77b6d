/** Two instances over one shared state, without a network. `npm run test:cluster` uses real ones. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EngineError } from '../src/engine/backend.ts';
import { ApiError } from '../src/errors.ts';
import { resolveLimits } from '../src/limits.ts';
import { QueryJobs } from '../src/queries/query-jobs.ts';
import type { Submission } from '../src/queries/query-jobs.ts';
import { SharedJobs } from '../src/queries/shared-jobs.ts';
import type { Results, StoredResult } from '../src/results/results.ts';
import type { Job, JobState, Shared } from '../src/shared/shared.ts';

const VIZ = 'acme/sales';
const ROWS = Buffer.from('rows');

/** The shared state, and a store of results that can fail. */
class Cluster {
  readonly jobs = new Map<string, { job: Job; state: JobState; owner: string | undefined }>();
  readonly stored = new Map<string, StoredResult>();
  isStoreBroken = false;
  isReachable = true;
  /** Otherwise, the second of two requests to the shared state fails. */
  areJobsReachable = true;

  shared(owner: string): Omit<Shared, 'hit'> {
    const set = (id: string, change: Partial<JobState>): void => {
      const known = this.jobs.get(id);
      if (known?.owner === owner)
        this.jobs.set(id, { ...known, owner: undefined, state: { ...known.state, ...change } });
    };
    const isReachable = (): boolean => this.isReachable;
    return {
      get isReachable() {
        return isReachable();
      },
      claim: async (id, job, isLost) => {
        const status = this.jobs.get(id)?.state.status;
        if (status === 'running') return 'theirs';
        if (status === 'completed' && !isLost) return 'done';
        const state = {
          viz: job.viz,
          status: 'running',
          errorMessage: null,
          createdAt: 1,
          updatedAt: 1,
        } as const;
        this.jobs.set(id, { job, owner, state });
        return 'mine';
      },
      settle: async (id, end) => set(id, end),
      release: async (id) => set(id, { status: 'abandoned' }),
      states: async (ids) => {
        if (!this.isReachable) throw new ApiError(503, 'state_unavailable', 'Down.');
        return ids.map((id) => this.jobs.get(id)?.state);
      },
      job: async (id) => (this.areJobsReachable ? this.jobs.get(id)?.job : undefined),
      close: async () => undefined,
    };
  }

  readonly results: Results = {
    put: async (id, result) => {
      if (this.isStoreBroken) throw new Error('broken');
      const known = this.stored.get(id);
      if (!known) this.stored.set(id, result);
      return known ?? result;
    },
    get: async (id) => {
      if (this.isStoreBroken) throw new Error('broken');
      return this.stored.get(id);
    },
    close: async () => undefined,
  };

  /** An instance. `runs` has an entry for each statement that it has begun to run. */
  instance(name: string) {
    const runs: { identity: string; end: (error?: Error) => void }[] = [];
    const local = new QueryJobs(resolveLimits({}), () => assert.fail());
    const submission = (identity: string): Submission => ({
      viz: VIZ,
      visitor: 'reader',
      adHoc: false,
      sql: `SELECT '${identity}'`,
      args: {},
      identity,
      delay: 0,
      execute: (signal) =>
        new Promise((resolve, reject) => {
          signal.addEventListener('abort', () => reject(new EngineError('interrupted', '')));
          runs.push({ identity, end: (error) => (error ? reject(error) : resolve({ bytes: ROWS })) });
        }),
    });
    const problems: string[] = [];
    const jobs = new SharedJobs({
      jobs: local,
      shared: this.shared(name),
      results: this.results,
      resubmit: async (_job, identity) => void (await jobs.submit(submission(identity))),
      onProblem: (message) => problems.push(message),
    });
    return {
      jobs,
      runs,
      problems,
      submit: (identity: string) => jobs.submit(submission(identity)),
      rows: (identity: string) => jobs.resultOf(submission(identity), 60_000, new AbortController().signal),
      status: async (id: string) => (await jobs.find(VIZ, id, 'reader'))?.run.status,
      end: async (error?: Error) => {
        const run = runs.shift();
        run?.end(error);
        await local.ended(run?.identity ?? '');
        await settled();
      },
    };
  }
}

/** Resolves when all promises that can be settled are. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function pair() {
  const cluster = new Cluster();
  return { cluster, a: cluster.instance('a'), b: cluster.instance('b') };
}

describe('instances with shared state', () => {
  it('find each other’s queries, and read their rows from the store', async () => {
    const { a, b } = pair();
    const { record } = await a.submit('one');
    await settled();
    assert.equal(await b.status(record.id), 'running');
    await a.end();
    const found = await b.jobs.find(VIZ, record.id, 'reader');
    assert.deepEqual([found?.run.status, found?.run.sql], ['completed', "SELECT 'one'"]);
    assert.equal(await b.jobs.find('acme/other', record.id, 'reader'), undefined);
    assert.deepEqual((await b.jobs.stored('one', 'reader'))?.result.bytes, ROWS);
    assert.equal((await b.submit('one')).cached, true);
    assert.equal(b.runs.length, 0);
  });

  it('do not call a query unknown if its statement cannot be read at the moment', async () => {
    const { cluster, a, b } = pair();
    const { record } = await a.submit('one');
    cluster.areJobsReachable = false;
    await assert.rejects(b.status(record.id), { status: 503, code: 'state_unavailable' });
    cluster.areJobsReachable = true;
    assert.equal(await b.status(record.id), 'running');
    await a.end();
  });

  it('run a statement that is submitted to both once', async () => {
    const { a, b } = pair();
    const submitted = await Promise.all([a, b, b, a].map(({ submit }) => submit('one')));
    await settled();
    assert.equal(new Set(submitted.map(({ record }) => record.id)).size, 4);
    assert.equal(a.runs.length + b.runs.length, 1);
    await (a.runs.length > 0 ? a : b).end();
    for (const { record } of submitted)
      assert.deepEqual([await a.status(record.id), await b.status(record.id)], ['completed', 'completed']);
  });

  it('pass on the message of a failure, and run the statement again on request', async () => {
    const { a, b } = pair();
    const { record } = await a.submit('one');
    await settled();
    await a.end(new EngineError('failed', 'No such column'));
    assert.equal((await b.jobs.find(VIZ, record.id, 'reader'))?.run.errorMessage, 'No such column');
    await b.submit('one');
    await settled();
    assert.equal(b.runs.length, 1);
  });

  it('take over the queries of one that closes when a client asks for them', async () => {
    const { a, b } = pair();
    const { record } = await a.submit('one');
    await settled();
    await a.jobs.close(1000);
    assert.equal(await b.status(record.id), 'pending');
    await settled();
    await b.end();
    assert.equal(await b.status(record.id), 'completed');
  });

  it('run a statement again if the rows are missing, and say so meanwhile', async () => {
    const { cluster, a, b } = pair();
    cluster.isStoreBroken = true;
    await a.submit('one');
    await settled();
    await a.end();
    assert.deepEqual((await a.jobs.stored('one', 'reader'))?.result.bytes, ROWS);
    assert.match(a.problems.join(), /Rows could not be stored: broken/);
    await assert.rejects(b.jobs.stored('one', 'reader'), {
      status: 503,
      code: 'result_unavailable',
      retryAfter: 1,
    });
    await settled();
    await b.end();
    assert.deepEqual((await b.jobs.stored('one', 'reader'))?.result.bytes, ROWS);
    await assert.rejects(b.jobs.stored('unknown', 'reader'), { status: 503 });
    cluster.isStoreBroken = false;
    assert.equal(await b.jobs.stored('unknown', 'reader'), undefined);
  });

  it('run a statement again whose rows the store has lost, once', async () => {
    const cluster = new Cluster();
    const [a, b, c] = [cluster.instance('a'), cluster.instance('b'), cluster.instance('c')];
    await a.submit('one');
    await settled();
    await a.end();
    cluster.stored.clear();
    const { record } = await b.submit('one');
    const rows = c.rows('one');
    await settled();
    assert.equal(await c.status(record.id), 'running');
    await b.end();
    assert.equal(await c.status(record.id), 'completed');
    assert.deepEqual((await rows).bytes, ROWS);
    assert.deepEqual((await c.jobs.stored('one', 'reader'))?.result.bytes, ROWS);
    assert.equal(c.runs.length, 0);
  });

  it('wait for the rows of the other', async () => {
    const { a, b } = pair();
    await a.submit('one');
    const rows = b.rows('one');
    await settled();
    await a.end();
    assert.deepEqual((await rows).bytes, ROWS);
    assert.equal(b.runs.length, 0);
    await a.submit('two');
    const failing = b.rows('two');
    await settled();
    await a.end(new EngineError('failed', 'No such column'));
    await assert.rejects(failing, { status: 400, message: 'No such column' });
  });

  it('run the statement themselves if the other closes while they wait, or its rows are missing', async () => {
    const { cluster, a, b } = pair();
    await a.submit('one');
    await settled();
    const rows = b.rows('one');
    await a.jobs.close(1000);
    while (b.runs.length === 0) await settled();
    await b.end();
    assert.deepEqual((await rows).bytes, ROWS);
    cluster.isStoreBroken = true;
    const c = cluster.instance('c');
    const again = c.rows('one');
    while (c.runs.length === 0) await settled();
    await c.end();
    assert.deepEqual((await again).bytes, ROWS);
  });

  it('answer with the rows if the shared state cannot be reached', async () => {
    const cluster = new Cluster();
    const a = cluster.instance('a');
    cluster.isReachable = false;
    const answer = a.submit('one');
    await settled();
    await a.end();
    assert.equal((await answer).cached, true);
    await assert.rejects(a.jobs.find(VIZ, 'two.x', 'reader'), { status: 503 });
  });
});
