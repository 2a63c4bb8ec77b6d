import { expect } from 'chai';
import type { VibedasherParamsEvent } from '../../../src/events.ts';
import { rows, type FakeApi } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  barsOf,
  BAR_SPEC,
  createViz,
  eventsOf,
  mountViz,
  SALES,
  salesApi,
  shadow,
  status,
  statusesOf,
  textOf,
  recordConsole,
  readyViz,
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
      () => element.setAttribute('param-year', '2020'),
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
      { Year: '2021', shop: '' },
      { Year: '', shop: '' },
    ]);
  });

  it('match attributes case-insensitively and follow their changes', async () => {
    const api = yearApi();
    const element = await readyViz(api, { 'PARAM-YEAR': '2020', 'param-SHOP': 'Nord' });
    element.setAttribute('param-year', '2021');
    await until(() => args(api).length === 2, 'the second query');
    element.removeAttribute('param-shop');
    await until(() => args(api).length === 3, 'the third query');
    expect(args(api)).to.deep.equal([
      { Year: '2020', shop: 'Nord' },
      { Year: '2021', shop: 'Nord' },
      { Year: '2021', shop: '' },
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

  it('are sent as query arguments, with any characters', async () => {
    const api = yearApi();
    const evil = `'; DROP TABLE sales; -- {{Year}}`;
    const element = createViz(api, { 'param-shop': evil });
    element.params = { Year: [2020, '2021'] };
    document.body.append(element);
    await element.ready;
    const [request] = api.to('query');
    expect(request?.body).to.deep.equal({ sql: SQL, args: { Year: '["2020","2021"]', shop: evil } });
  });

  it('serialize dates, booleans and null', async () => {
    const api = yearApi();
    const element = createViz(api);
    element.params = { Year: new Date(2024, 0, 31), shop: false };
    document.body.append(element);
    await element.ready;
    element.params = { Year: '', shop: null };
    await until(() => args(api).length === 2, 'the second query');
    expect(args(api)).to.deep.equal([
      { Year: '2024-01-31', shop: 'false' },
      { Year: '', shop: '' },
    ]);
  });

  it('do not pollute prototypes with names such as __proto__', async () => {
    const api = yearApi();
    await readyViz(api, {
      params: '{"__proto__": "x", "constructor": 1, "toString": "y"}',
      'param-__proto__': 'z',
      'param-hasownproperty': '1',
    });
    expect(args(api)).to.deep.equal([{ Year: '2023', shop: '' }]);
    expect(({} as Record<string, unknown>)['x']).to.equal(undefined);
  });

  it('override an invalid attribute when set as a property', async () => {
    const api = yearApi();
    const element = createViz(api, { params: 'nonsense' });
    element.params = { Year: 2020 };
    document.body.append(element);
    await element.ready;
    expect(args(api)).to.deep.equal([{ Year: '2020', shop: '' }]);
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
    const element = mountViz(api, { sql, params: '{"sales_region": "EU"}' });
    await status(element, 'empty');
    await until(
      () => textOf(element, '.stage .message') === 'No data for this selection (Sales region: EU).',
      'the choice',
    );
  });

  describe('setParams()', () => {
    it('dispatches a bubbling event with the changed parameters', () => {
      const outside = eventsOf(document);
      const element = mountViz(yearApi(), { params: '{"shop": "Nord"}' });
      element.setParams({ Year: 2020 });
      element.setParams({ Year: 2020, shop: 'Süd' });
      const paramsEvents = (outside as readonly VibedasherParamsEvent[])
        .filter(({ type }) => type === 'vibedasher-params')
        .map(({ params, changed, source, bubbles, composed }) => ({
          params,
          changed,
          source,
          bubbles,
          composed,
        }));
      const all = { source: 'script', bubbles: true, composed: true };
      expect(paramsEvents).to.deep.equal([
        { params: { Year: 2020, shop: 'Nord' }, changed: ['Year'], ...all },
        { params: { Year: 2020, shop: 'Süd' }, changed: ['shop'], ...all },
      ]);
    });

    it('dispatches no event if nothing changes', () => {
      const element = mountViz(yearApi(), { params: '{"shop": "Nord"}' });
      element.setParams({ Year: 2020 });
      const events = eventsOf(element);
      element.setParams({ Year: 2020, shop: 'Nord' });
      element.setParams({});
      expect(events.filter(({ type }) => type === 'vibedasher-params')).to.have.length(0);
    });

    it('keeps parameters that the patch does not name', async () => {
      const api = yearApi();
      const element = createViz(api);
      element.setParams({ Year: 2020 });
      element.setParams({ shop: 'Nord' });
      document.body.append(element);
      await element.ready;
      expect(args(api)).to.deep.equal([{ Year: '2020', shop: 'Nord' }]);
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
