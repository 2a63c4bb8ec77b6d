import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import type { VibedasherParamsEvent } from '../../../src/events.ts';
import { type FakeApi, rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  BAR_SPEC,
  barsOf,
  cleanUp,
  createViz,
  eventsOf,
  listenToConsole,
  mountViz,
  readyViz,
  recordConsole,
  SALES,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  status,
  statusesOf,
  textOf,
} from './harness.ts';

const SQL = `SELECT region AS dimension, SUM(amount) AS value FROM sales
  WHERE year = {{Year}} AND ('{{shop}}' = '' OR shop = '{{shop}}') GROUP BY 1`;

const declared = [
  { name: 'Year', label: 'Year', type: 'number', default: 2023 },
  { name: 'shop', label: 'Shop', type: 'string', default: null },
];

/** Creates an API with a viz whose query has two parameters. */
function yearApi(sql = SQL, params: unknown = declared): FakeApi {
  const files = {
    'charts/main.sql': sql,
    'charts/main.vl.json': JSON.stringify(BAR_SPEC),
    'params.json': JSON.stringify(params),
  };
  return salesApi({ vizzes: { 'acme/sales': { name: 'Sales', files } }, queries: { [sql]: SALES } });
}

const args = (api: FakeApi): readonly unknown[] =>
  api.to('query').map(({ body }) => (body as { args?: unknown }).args);

describe('<vibedasher-viz>: parameters', () => {
  recordConsole();

  it('come from setParams, then param-*, then params, then the declared default', async () => {
    const api = yearApi();
    const element = await readyViz(api);
    const steps: readonly (() => void)[] = [
      () => element.setAttribute('params', '{"Year": 2019}'),
      () => element.setAttribute('PARAM-YEAR', '2020'),
      () => {
        element.setAttribute('params', '{"Year": 2018}');
        element.removeAttribute('param-year');
      },
      () => element.setParams({ Year: 2021 }),
      () => element.setAttribute('param-year', '2022'),
      () => element.setParams({ Year: null }),
    ];
    for (const [step, act] of steps.entries()) {
      act();
      await status(element, 'loading').then(() => status(element, 'ready'));
      expect(element.error, `step ${step}`).to.equal(null);
    }
    expect(args(api)).to.deep.equal([
      { Year: '2023', shop: '' },
      { Year: '2019', shop: '' },
      { Year: '2020', shop: '' },
      { Year: '2018', shop: '' },
      { Year: '2021', shop: '' },
      { Year: '', shop: '' },
    ]);
  });

  it('cause an error that names both parameters if an attribute matches two', async () => {
    const sql = 'SELECT {{a}}, {{A}}';
    const element = mountViz(yearApi(sql, []), { 'param-a': '1' });
    await element.ready.catch(() => {});
    expect(element.error?.kind).to.equal('config');
    expect(element.error?.message).to.include('"a" and "A"');
    element.removeAttribute('param-a');
    element.setAttribute('params', '{"a": 1, "A": 2}');
    await status(element, 'ready');
  });

  const EVIL = `'; DROP TABLE sales; -- {{Year}}`;
  const INHERITED = {
    params: '{"__proto__": "x", "constructor": 1, "toString": "y"}',
    'param-__proto__': 'z',
    'param-hasownproperty': '1',
  };
  for (const [what, attributes, params, sent] of [
    [
      'any characters, and lists',
      { 'param-shop': EVIL },
      { Year: [1, '2'] },
      { Year: '["1","2"]', shop: EVIL },
    ],
    [
      'dates and booleans',
      {},
      { Year: new Date(2024, 0, 31), shop: false },
      { Year: '2024-01-31', shop: 'false' },
    ],
    ['empty text and null', {}, { Year: '', shop: null }, { Year: '', shop: '' }],
    [
      'a property instead of an invalid attribute',
      { params: '?' },
      { Year: 2020 },
      { Year: '2020', shop: '' },
    ],
    ['no names of inherited properties', INHERITED, undefined, { Year: '2023', shop: '' }],
  ] as const)
    it(`are sent as arguments of the query: ${what}`, async () => {
      const api = yearApi();
      await readyViz(api, attributes, { properties: params ? { params } : {} });
      expect(api.to('query')[0]?.body).to.deep.equal({ sql: SQL, args: sent });
      expect(({} as Record<string, unknown>)['x']).to.equal(undefined);
    });

  for (const value of [{ from: 1 }, [[1]], Symbol.iterator, () => 1, NaN, new Date(NaN)]) {
    it(`cause an error if setParams receives ${String(value)}`, async () => {
      const element = createViz(yearApi());
      element.setParams({ Year: value as unknown as number });
      document.body.append(element);
      await element.ready.catch(() => {});
      expect(element.error?.kind).to.equal('config');
      expect(element.error?.message).to.include('Year');
      element.setParams({ Year: 2024 });
      await status(element, 'ready');
    });
  }

  it('keep the old picture, faded, until the new one is drawn', async () => {
    const api = yearApi();
    const element = await readyViz(api);
    const picture = shadow(element).querySelector('.picture');
    const { data } = element;
    const statuses = statusesOf(element);
    const release = api.hold('query');
    element.setParams({ Year: 2020 });
    await api.seen('query', 2);
    await status(element, 'loading');
    expect(barsOf(element)).to.equal(3);
    expect(element.data).to.equal(data);
    const chart = shadow(element).querySelector('.chart')!;
    await until(() => Number(getComputedStyle(chart).opacity) < 1, 'the dimming');
    expect(shadow(element).querySelector('[aria-busy=true]')).to.not.equal(null);
    release();
    await status(element, 'ready');
    expect(statuses).to.deep.equal(['loading', 'ready']);
    expect(shadow(element).querySelector('.picture')).to.equal(picture);
    expect(shadow(element).querySelector('[aria-busy=true]')).to.equal(null);
    await until(() => getComputedStyle(chart).opacity === '1', 'the full picture');
  });

  it('are named in the message about an empty result', async () => {
    const api = salesApi({
      vizzes: {
        'acme/sales': { files: { 'charts/main.sql': SQL, 'params.json': JSON.stringify(declared) } },
      },
      queries: { [SQL]: ({ shop }) => (shop === 'Mars' ? { result: { headers: ['a'], rows: [] } } : SALES) },
    });
    const element = mountViz(api, { 'param-shop': 'Mars' });
    await status(element, 'empty');
    await until(() => textOf(element, '.stage .message').includes('Mars'), 'the choice');
    expect(textOf(element, '.stage .message')).to.match(/No data for this selection .*Mars/);
    element.setParams({ shop: 'Nord' });
    await status(element, 'ready');
    expect(barsOf(element)).to.equal(3);
  });

  it('are named with labels in the message about an empty result, unless they have their defaults', async () => {
    const params = [
      declared[0],
      { ...declared[1], label: 'Which shop', options: [{ value: 'M', label: 'Mars' }, 'N'], default: 'N' },
    ];
    const api = yearApi(SQL, params);
    api.setQuery(SQL, rows(['dimension', 'value'], []));
    const element = mountViz(api);
    const message = (): string => textOf(element, '.stage .message');
    await status(element, 'empty');
    expect(message()).to.equal('No data to display.');
    element.setParams({ shop: 'M', Year: '2023' });
    await until(() => message().includes('selection'), 'the choice');
    expect(message()).to.equal('No data for this selection (Which shop: Mars).');
  });

  it('are named readably in the message about an empty result if they are not declared', async () => {
    const sql = `SELECT '{{sales_region}}'`;
    const api = yearApi(SQL, []);
    api.setQuery(sql, rows(['dimension', 'value'], []));
    const element = mountViz(api, { sql, params: '{"sales_region": ["EU", "US"]}' });
    await status(element, 'empty');
    await until(
      () => textOf(element, '.stage .message') === 'No data for this selection (Sales region: EU, US).',
      'the choice',
    );
  });

  describe('setParams()', () => {
    it('dispatches a bubbling event if parameters change, and keeps the others', () => {
      const outside = eventsOf(document);
      const element = mountViz(yearApi(), { params: '{"shop": "Nord"}' });
      element.setParams({ Year: 2020 });
      element.setParams({ shop: 'Süd' });
      element.setParams({ Year: 2020, shop: 'Süd' });
      element.setParams({});
      const paramsEvents = (outside as readonly VibedasherParamsEvent[])
        .filter(({ type }) => type === 'vibedasher-params')
        .map(({ params, changed, source, bubbles, composed }) => [
          params,
          changed,
          source,
          bubbles,
          composed,
        ]);
      expect(paramsEvents).to.deep.equal([
        [{ Year: 2020, shop: 'Nord' }, ['Year'], 'script', true, true],
        [{ Year: 2020, shop: 'Süd' }, ['shop'], 'script', true, true],
      ]);
    });

    it('sends one request for several calls in a row', async () => {
      const api = yearApi();
      const element = await readyViz(api);
      for (let year = 2000; year <= 2020; year++) element.setParams({ Year: year });
      await status(element, 'loading');
      await status(element, 'ready');
      expect(args(api)).to.deep.equal([
        { Year: '2023', shop: '' },
        { Year: '2020', shop: '' },
      ]);
    });
  });
});

const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const INLINE = {
  data: {
    values: [
      { dimension: 'A', value: 3, day: '2024-01-01' },
      { dimension: 'B', value: 2, day: '2024-02-01' },
    ],
  },
  mark: 'bar',
  transform: [{ calculate: 'datum.value * 2', as: 'twice' }],
  encoding: {
    x: { field: 'day', timeUnit: 'month', type: 'ordinal' },
    y: { field: 'twice', type: 'quantitative' },
  },
};

/** Properties that a framework sets on each render, as new objects with equal content. */
const renders: Readonly<Record<string, Partial<VibedasherViz>>> = {
  spec: { spec: BAR_SPEC },
  'spec with rows': { spec: INLINE },
  params: { params: { year: 2024, regions: ['A', 'B'] } },
  sql: { sql: SALES_SQL },
};

describe('<vibedasher-viz>: framework', () => {
  afterEach(cleanUp);

  for (const [name, properties] of Object.entries(renders)) {
    it(`does not redraw for an equal ${name}`, async () => {
      const api = salesApi();
      const element = await readyViz(api, {}, { properties: copyOf(properties) });
      const picture = shadow(element).querySelector('.picture svg');
      const { view } = element;
      const requestCount = api.requests.length;
      const events = eventsOf(element);
      for (let render = 0; render < 2; render++) {
        Object.assign(element, copyOf(properties));
        element.requestUpdate();
        await settle(element);
      }
      expect(events).to.deep.equal([]);
      expect(api.requests).to.have.length(requestCount);
      expect(element.view === view).to.equal(true);
      expect(shadow(element).querySelector('.picture svg')).to.equal(picture);
    });
  }

  it('redraws for a new spec if the rows that it shares with the previous one have changed', async () => {
    const { values } = copyOf(INLINE.data);
    const element = await readyViz(salesApi(), {}, { properties: { spec: { ...INLINE, data: { values } } } });
    const { view } = element;
    element.spec = { ...INLINE, data: { values } };
    await settle(element);
    expect(element.view === view, 'an equal one').to.equal(true);
    values.push({ dimension: 'C', value: 9, day: '2024-03-01' });
    element.spec = { ...INLINE, data: { values } };
    await until(() => barsOf(element) === 3, 'the third bar');
  });

  it('redraws for another spec and for a copy that was changed in place', async () => {
    const spec = copyOf(BAR_SPEC);
    const element = await readyViz(salesApi(), {}, { properties: { spec } });
    element.spec = { ...BAR_SPEC, mark: 'point' };
    await until(() => shadow(element).querySelectorAll('.mark-symbol path').length === 3, 'the points');
    element.spec = spec;
    await until(() => barsOf(element) === 3, 'the bars');
    spec.mark = 'point';
    element.spec = { ...spec };
    await until(() => shadow(element).querySelectorAll('.mark-symbol path').length === 3, 'the points again');
  });

  it('sets the refresh interval through the property `refresh`, which remains a method', async () => {
    const api = salesApi();
    const element = await readyViz(api);
    Object.assign(element, { refresh: '5m' });
    expect(element.refreshInterval).to.equal('5m');
    const requestCount = api.requests.length;
    await element.refresh();
    expect(api.requests.length).to.be.above(requestCount);
  });

  it('ignores an object converted to an attribute and warns once', async () => {
    const warnings = listenToConsole();
    const attributes = {
      spec: '[object Object]',
      params: '[object Object]',
      'param-year': '[object Object]',
    };
    const first = await readyViz(salesApi(), attributes);
    await readyViz(salesApi(), { ...attributes, loading: 'eager' });
    expect(barsOf(first)).to.equal(3);
    expect(first.params).to.deep.equal({});
    for (const name of Object.keys(attributes)) {
      const about = warnings.filter((text) => text.includes(`${name}="[object Object]"`));
      expect(about, name).to.have.length(1);
      expect(about[0]).to.contain('property');
    }
  });
});
