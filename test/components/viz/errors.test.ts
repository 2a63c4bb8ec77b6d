import { expect } from 'chai';
import { VibedasherError } from '../../../src/public-client/index.ts';
import { problem, type FakeApiOptions, type FakeQuery, type FakeRoute } from '../../support/fake-api.ts';
import { useFakeTimers } from '../../support/fake-timers.ts';
import { until } from '../../support/page.ts';
import {
  BAR_SPEC,
  barsOf,
  buttonsOf,
  createViz,
  listenToConsole,
  mountViz,
  place,
  press,
  readyViz,
  recordConsole,
  SALES,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  status,
  textOf,
  type MountOptions,
} from './harness.ts';

interface Circumstances {
  readonly answer?: readonly [FakeRoute, Error | (() => Response | Promise<Response>)];
  readonly api?: FakeApiOptions;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly client?: MountOptions['client'];
}

const refused = (route: FakeRoute, status: number, body: object): Circumstances => ({
  answer: [route, () => problem(status, body)],
});
const query = (answer: FakeQuery): Circumstances => ({ api: { queries: { [SALES_SQL]: answer } } });
const files = (more: Readonly<Record<string, string>>): Circumstances => ({
  api: { vizzes: { 'acme/sales': { name: 'Compiled', files: more } } },
});
const spec = (text: string): Circumstances =>
  files({ 'charts/main.sql': SALES_SQL, 'charts/main.vl.json': text });
const late = (): Promise<Response> => new Promise(() => {});

const SQL_ERROR = { error: 'sql', message: 'No table "x"', hint: 'Use "sales"', requestId: 'r-17' };
const NOT_OWN = { error: 'sql_not_supported', message: 'Only its own queries', hint: 'Publish it' };
const DAMAGED = problem(404, { message: 'No such file', hint: 'Look elsewhere' });
const SNAPSHOT = { snapshot: '/vibedasher/', live: 'never', fetch: async () => DAMAGED.clone() } as const;
const CARS = JSON.stringify({ ...BAR_SPEC, data: { url: 'data/cars.json' } });

/** Name, kind, circumstances, the message for readers, and the message in the console. */
const CASES: readonly (readonly [string, VibedasherError['kind'], Circumstances, RegExp, RegExp])[] = [
  ['a missing viz', 'not-found', { attributes: { slug: 'gone' } }, /not be found/, /acme\/gone.*not-found/],
  [
    'a rejected query',
    'query',
    refused('query', 422, SQL_ERROR),
    /could not be computed/,
    /query: .*No table "x".*Use "sales".*r-17/,
  ],
  [
    'a query that is not a file of its viz, on an engine that runs no others',
    'query',
    refused('query', 403, NOT_OWN),
    /could not be computed/,
    /query: .*Only its own queries.*Publish it/,
  ],
  ['a failed query', 'query', query({ failure: 'By zero' }), /could not be computed/, /By zero/],
  [
    'too many requests',
    'rate-limited',
    refused('query', 429, { message: 'Slow down' }),
    /Too many requests/,
    /rate-limited/,
  ],
  [
    'a server error',
    'unavailable',
    refused('viz', 500, { message: 'Oops' }),
    /unavailable right now/,
    /unavailable.*Oops/,
  ],
  [
    'a snapshot that a server refuses with a hint',
    'unavailable',
    { client: SNAPSHOT },
    /A data file of this page is missing or damaged: .vibedasher.index\.json/,
    /No such file/,
  ],
  [
    'a network error',
    'network',
    { answer: ['viz', new TypeError('Failed to fetch')] },
    /Could not load the data/,
    /network/,
  ],
  ['no response', 'timeout', { answer: ['viz', late], client: { timeout: 0.05 } }, /too long/, /timeout/],
  [
    'a response that is not a viz',
    'malformed',
    { answer: ['viz', () => Response.json({ hello: 'world' })] },
    /could not be read/,
    /malformed/,
  ],
  [
    'malformed rows',
    'malformed',
    query({ bytes: new Uint8Array([0xc1, 1, 2]) }),
    /could not be read/,
    /malformed/,
  ],
  ['too many cells', 'too-large', { client: { maxCells: 5 } }, /Too much data/, /too-large.*(max-cells|5)/],
  [
    'a viz without a query',
    'unsupported',
    files({ 'index.js': '' }),
    /“Compiled” cannot be displayed here/,
    /unsupported/,
  ],
  [
    'a Vega-Lite example with a data URL',
    'spec',
    spec(CARS),
    /definition of this chart contains an error/,
    /"data\/cars\.json".*allow-hosts.*Leave "data" out to draw the rows of the query/,
  ],
  [
    'an invalid spec',
    'spec',
    spec('{"mark": "nonsense"}'),
    /definition of this chart contains an error/,
    /not a Vega-Lite mark/,
  ],
];
/** The errors with a button to try again. A server that refuses a file of a snapshot will not have it later. */
const canRetry = (name: string, kind: VibedasherError['kind']): boolean =>
  ['rate-limited', 'unavailable', 'network', 'timeout'].includes(kind) && !name.startsWith('a snapshot');

/** The error of a chart with a misspelled field. */
const MISSPELLED = {
  mark: 'bar',
  encoding: { x: { field: 'regoin', type: 'nominal' }, y: { field: 'value', type: 'quantitative' } },
};

describe('<vibedasher-viz>: errors and notices', () => {
  const warnings = recordConsole();

  for (const [name, kind, { answer, api: options, attributes, client }, text, warning] of CASES) {
    const retry = canRetry(name, kind);
    it(`shows and reports an error of kind ${kind}: ${name}`, async () => {
      const api = salesApi(options);
      const recover = answer && api.answer(...answer);
      const element = mountViz(api, attributes, client ? { client } : {});
      const error: unknown = await element.ready.catch((reason: unknown) => reason);
      await settle(element);
      expect(error).to.be.instanceOf(VibedasherError);
      expect(element.error?.kind).to.equal(kind);
      expect(element.error?.retryable).to.equal(retry);
      expect(textOf(element, '[part=error]')).to.match(text);
      expect(textOf(element, '[role=status]')).to.match(text);
      expect(buttonsOf(element)).to.deep.equal(retry ? ['Try again'] : []);
      const about = warnings.filter((each) => each.includes(kind));
      expect(about).to.have.length(1);
      expect(about[0])
        .to.match(warning)
        .and.to.match(/^<vibedasher-viz/);
      if (!retry) return;
      recover?.();
      const { ready } = element;
      press(element, 'Try again');
      await status(element, 'ready');
      expect(element.ready).to.not.equal(ready);
      expect(barsOf(element)).to.equal(3);
    });
  }

  describe('failed query', () => {
    const SQL = 'SELECT {{shop}}';
    const FAILURE = 'The data for this chart could not be computed.';
    const shopApi = (message: string): ReturnType<typeof salesApi> =>
      salesApi({
        vizzes: { 'acme/sales': { files: { 'charts/main.sql': SQL } } },
        queries: {
          [SQL]: ({ shop }) => (shop === 'Mars' ? { refusal: { status: 422, message } } : SALES),
        },
      });
    const messageOf = (element: ReturnType<typeof mountViz>): string =>
      textOf(element, '[part=error], [part=status]');

    it('suggests another selection if one has worked before', async () => {
      const api = shopApi('No function f');
      const element = await readyViz(api, { 'param-shop': 'Nord' });
      element.setParams({ shop: 'Mars' });
      await status(element, 'stale');
      await until(() => messageOf(element).includes(`${FAILURE} Try another selection.`), 'the advice');
      element.setParams({ shop: 'Nord' });
      await status(element, 'ready');
      api.setQuery(SQL, { refusal: { status: 422, message: 'No table sales' } });
      await element.refresh().catch(() => {});
      expect(element.status).to.equal('stale');
      expect(messageOf(element)).to.contain(FAILURE).and.to.not.contain('selection');
    });

    it('suggests another selection only if the API mentions a parameter', async () => {
      for (const [message, helps] of [
        ['The parameter "shop" is not a number', true],
        ['No function f', false],
      ] as const) {
        const element = mountViz(shopApi(message), { 'param-shop': 'Mars' });
        await status(element, 'error');
        await until(() => !helps || messageOf(element).includes('selection'), 'the advice');
        await settle(element);
        expect(messageOf(element).replace(FAILURE, '')).to.equal(helps ? ' Try another selection.' : '');
        element.remove();
      }
    });
  });

  it('links to the viz page if the viz has no chart', async () => {
    const api = salesApi({ vizzes: { 'acme/sales': { name: 'Compiled', files: null } } });
    const element = mountViz(api);
    await status(element, 'error');
    await settle(element);
    const link = shadow(element).querySelector<HTMLAnchorElement>('[part=error] a')!;
    expect(link.href).to.equal('https://cloud.vibedasher.com/v/sales');
    expect(link.rel).to.equal('noopener noreferrer');
    expect(link.target).to.equal('_blank');
  });

  it('shows the viz page in a sandboxed frame with fallback="viewer" if the viz has no chart', async () => {
    const api = salesApi({ vizzes: { 'acme/sales': { name: 'Compiled', files: null } } });
    const element = mountViz(api, { fallback: 'viewer' });
    await status(element, 'error');
    await settle(element);
    const frame = shadow(element).querySelector('iframe')!;
    expect(frame.src).to.equal('https://cloud.vibedasher.com/v/sales');
    expect(frame.title).to.equal('Compiled');
    expect([...frame.sandbox]).to.deep.equal(['allow-scripts', 'allow-popups']);
    const { width, height } = frame.getBoundingClientRect();
    const box = element.getBoundingClientRect();
    expect(width).to.be.closeTo(box.width, 2);
    expect(height).to.be.within(box.height * 0.6, box.height);
    element.remove();
  });

  it('is not affected by exceptions in listeners of the page', async () => {
    const element = mountViz(salesApi());
    const uncaught: string[] = [];
    const take = (event: ErrorEvent): void => {
      uncaught.push(event.message);
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    const usual = window.onerror;
    window.onerror = null;
    window.addEventListener('error', take, { capture: true });
    element.addEventListener('vibedasher-status', () => {
      throw new Error('The page is broken');
    });
    await element.ready;
    window.removeEventListener('error', take, { capture: true });
    window.onerror = usual;
    expect(uncaught.length).to.be.above(0);
    expect(element.status).to.equal('ready');
    expect(barsOf(element)).to.equal(3);
  });

  describe('notices', () => {
    const asOf = '2024-03-05T00:00:00Z';
    const viz = (fields: Record<string, unknown>): FakeApiOptions => ({
      vizzes: { 'acme/sales': { name: 'Sales', files: { 'charts/main.sql': SALES_SQL }, ...fields } },
    });
    const columns = ['dimension', 'value'].map((name) => ({ name }));
    const result = (more: object): FakeApiOptions => ({
      queries: {
        [SALES_SQL]: {
          inline: true,
          result: { columns, rows: Object.entries({ a: 1, b: 2 }), rowCount: 2, ...more },
        },
      },
    });
    const fresh = (dataFreshness: object): FakeApiOptions => viz({ dataFreshness });
    const NOTICES: readonly (readonly [string, FakeApiOptions, RegExp])[] = [
      [
        'that rows were truncated',
        result({ truncated: true }),
        /^Only the first 2 rows are shown; totals are incomplete\.$/,
      ],
      ['the as-of date of the rows', result({ truncated: false, asOf }), /^As of .*2024$/],
      ['the as-of date of the viz', fresh({ status: 'MEASURED', asOf, ageDays: 400 }), /^As of .*2024$/],
      ['the age of the data', fresh({ status: 'MEASURED', asOf: null, ageDays: 12 }), /12 days ago/],
      ['nothing about an unknown age', fresh({ status: 'UNKNOWN', asOf, ageDays: 3 }), /^$/],
      ['nothing about an unknown state', viz({ dataState: { status: 'UNKNOWN', canQuery: null } }), /^$/],
      [
        'that the data are being prepared',
        viz({ dataState: { status: 'WAITING', canQuery: true } }),
        /being prepared/,
      ],
    ];
    for (const [name, options, words] of NOTICES) {
      it(`show ${name}`, async () => {
        const element = await readyViz(salesApi(options));
        expect(textOf(element, '[part=status]')).to.match(words);
      });
    }
  });

  it('warns about a problem in a spec once for each element, with the name of its viz', async () => {
    const warnings = listenToConsole();
    const spec = {
      ...BAR_SPEC,
      mark: { type: 'bar', color: 'url(#a)' },
      encoding: { ...BAR_SPEC.encoding, shape: { field: 'dimension' } },
    };
    const parent = place();
    const api = salesApi();
    const elements = [1, 2].map(() => {
      const element = createViz(api);
      element.spec = spec;
      parent.append(element);
      return element;
    });
    await Promise.all(elements.map(({ ready }) => ready));
    const pictures = (): (Element | null)[] =>
      elements.map((element) => shadow(element).querySelector('.picture'));
    const before = pictures();
    parent.setAttribute('data-theme', 'dark');
    await until(() => pictures().every((picture, index) => picture !== before[index]), 'other pictures');
    expect(warnings.every((text) => text.startsWith('<vibedasher-viz acme/sales> Vega: '))).to.equal(true);
    expect(warnings.filter((text) => text.includes('(fill) is ignored'))).to.have.length(2);
    expect(warnings.filter((text) => text.includes('shape dropped'))).to.have.length(2);
  });

  describe('data that cannot be queried yet', () => {
    const files = { 'charts/main.sql': SALES_SQL };
    const waiting = { files, dataState: { status: 'WAITING', canQuery: false } };
    const vizAnswer = (fields: object) => () =>
      Response.json({ viz: { name: 'Sales', slug: 'sales', accountSlug: 'acme', ...fields } });

    /** The first pauses between requests while the data are being prepared, in ms. */
    const PAUSES = [5000, 7500, 11_250] as const;
    const timers = useFakeTimers(PAUSES[0]);
    const paused = (pause: number): Promise<unknown> =>
      until(() => timers.delays.includes(pause), `a pause of ${pause} ms`);

    it('shows a notice and sends the request again after growing pauses', async () => {
      const api = salesApi();
      const prepared = api.answer('viz', vizAnswer(waiting));
      const element = mountViz(api);
      await until(() => textOf(element, '.placeholder').includes('The data is being prepared'), 'the notice');
      expect(shadow(element).querySelector('.skeleton'), 'a skeleton over the notice').to.equal(null);
      for (const pause of PAUSES) {
        await paused(pause);
        expect(element.status).to.equal('loading');
        expect(api.to('query')).to.have.length(0);
        if (pause === PAUSES.at(-1)) prepared();
        timers.fire(pause);
      }
      await element.ready;
      expect(barsOf(element)).to.equal(3);
    });

    it('sends no more requests after the element is removed', async () => {
      const api = salesApi();
      const prepared = api.answer('viz', vizAnswer(waiting));
      const element = mountViz(api);
      await paused(PAUSES[0]);
      element.remove();
      await settle();
      expect(timers.delays).not.to.include(PAUSES[0]);
      expect(element.status).to.equal('idle');
      prepared();
      document.body.append(element);
      // The client still has the response in its cache.
      await paused(PAUSES[0]);
      timers.fire(PAUSES[0]);
      await element.ready;
      expect(barsOf(element)).to.equal(3);
    });

    for (const spec of [null, BAR_SPEC]) {
      it(`waits with a query of the page, ${spec ? 'with' : 'without'} a spec of the page`, async () => {
        let isPrepared = false;
        const api = salesApi({
          queries: {
            [SALES_SQL]: () => (isPrepared ? SALES : { refusal: { status: 422, message: 'Not there yet' } }),
          },
        });
        const prepared = api.answer('viz', vizAnswer(waiting));
        const element = mountViz(api, { sql: SALES_SQL }, { properties: { spec } });
        await paused(PAUSES[0]);
        timers.fire(PAUSES[0]);
        await paused(PAUSES[1]);
        expect(element.status).to.equal('loading');
        isPrepared = true;
        prepared();
        timers.fire(PAUSES[1]);
        await element.ready;
        expect(barsOf(element)).to.equal(3);
      });
    }

    it('shows the reason without a button if the data are blocked', async () => {
      const api = salesApi();
      api.script(
        'viz',
        vizAnswer({
          files,
          dataState: {
            status: 'BLOCKED',
            canQuery: false,
            blocked: [{ id: 's', reason: 'licence expired' }],
          },
        }),
      );
      const element = mountViz(api);
      await status(element, 'error');
      await settle(element);
      expect(element.error?.kind).to.equal('unavailable');
      expect(textOf(element, '[part=error]')).to.include('licence expired');
      expect(buttonsOf(element)).to.deep.equal([]);
      expect(api.to('query')).to.have.length(0);
    });
  });

  it('draws a spec with a field that the rows lack as Vega-Lite does, with fit="none" and theme="none"', async () => {
    const element = await readyViz(
      salesApi(),
      { fit: 'none', theme: 'none' },
      { properties: { spec: MISSPELLED } },
    );
    expect(element.status).to.equal('ready');
  });
});
