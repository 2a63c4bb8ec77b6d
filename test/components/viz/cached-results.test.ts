import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { createClient } from '../../../src/public-client/create-client.ts';
import { sharedStateFor } from '../../../src/public-client/shared-state.ts';
import { createFakeEnvironment, settle } from '../../public-client/support.ts';
import { problem, rows, type FakeApi } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import { createViz, salesApi, status } from './harness.ts';

const SQL = 'SELECT {{x}} AS value';

/** Resolves with the next data event of an element. */
const nextRows = (element: VibedasherViz): Promise<unknown> =>
  new Promise((resolve) =>
    element.addEventListener('vibedasher-data', () => resolve(element.data?.rows), { once: true }),
  );

describe('<vibedasher-viz>: cached results', () => {
  let element: VibedasherViz;
  let api: FakeApi;
  /** The API responds with the parameter `x`, multiplied by this factor. */
  let factor = 1;

  beforeEach(async () => {
    factor = 1;
    api = salesApi({ queries: { [SQL]: ({ x }) => rows(['value'], [[Number(x) * factor]]) } });
    const environment = createFakeEnvironment();
    element = createViz(api, { sql: SQL, mark: 'table', loading: 'eager', 'param-x': '1' });
    // A separate fetch function makes the client use a separate cache, with this clock.
    const fetch: typeof globalThis.fetch = (...request) => api.fetch(...request);
    element.client = createClient({ apiBase: api.base, fetch, maxRetries: 0 }, environment);
    document.body.append(element);
    await status(element, 'ready');
    const changed = nextRows(element);
    element.setParams({ x: 2 });
    expect(await changed).to.deep.equal([[2]]);
    await status(element, 'ready');
    environment.forget();
    await until(() => sharedStateFor(fetch, environment).resultCache, 'the cached rows');
    await settle();
  });
  afterEach(() => element.remove());

  /** Selects the first value again. The API responds, with other rows, when the returned function is called. */
  async function chooseAgain(): Promise<() => void> {
    factor = 10;
    const release = api.hold('query');
    const before = nextRows(element);
    element.setParams({ x: 1 });
    expect(await before).to.deep.equal([[1]]);
    await status(element, 'ready');
    return release;
  }

  it('shows cached rows at once, and current rows when they arrive', async () => {
    const release = await chooseAgain();
    const now = nextRows(element);
    release();
    expect(await now).to.deep.equal([[10]]);
    await status(element, 'ready');
  });

  it('sends one request and dispatches no event if the rows have not changed', async () => {
    const queryCount = api.to('query').length;
    element.setParams({ x: 1 });
    await api.seen('query', queryCount + 1);
    await status(element, 'ready');
    let dataEvents = 0;
    element.addEventListener('vibedasher-data', () => dataEvents++);
    await settle();
    expect(dataEvents).to.equal(0);
    expect(api.to('query')).to.have.length(queryCount + 1);
    expect(element.data?.rows).to.deep.equal([[1]]);
  });

  it('marks cached rows as stale if the API fails', async () => {
    api.script('query', problem(500, { message: 'down' }));
    element.setParams({ x: 1 });
    await status(element, 'stale');
    expect(element.error?.message).to.equal('down');
    expect(element.data?.rows).to.deep.equal([[1]]);
  });

  it('aborts the request of an outdated selection', async () => {
    const queryCount = api.to('query').length;
    await chooseAgain();
    await api.seen('query', queryCount + 1);
    const { signal } = api.to('query')[queryCount]!.init;
    expect(signal!.aborted).to.equal(false);
    const back = nextRows(element);
    element.setParams({ x: 2 });
    expect(await back).to.deep.equal([[2]]);
    expect(signal!.aborted).to.equal(true);
  });

  it('ignores rows of an outdated selection', async () => {
    const release = await chooseAgain();
    const back = nextRows(element);
    element.setParams({ x: 2 });
    expect(await back).to.deep.equal([[2]]);
    const now = nextRows(element);
    release();
    expect(await now).to.deep.equal([[20]]);
    await status(element, 'ready');
    await settle();
    expect(element.data?.rows).to.deep.equal([[20]]);
  });
});
