import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { until } from '../../support/page.ts';
import {
  BAR_SPEC,
  barsOf,
  cleanUp,
  createViz,
  eventsOf,
  listenToConsole,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  readyViz,
} from './harness.ts';

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
      const element = createViz(api);
      Object.assign(element, copyOf(properties));
      document.body.append(element);
      await element.ready;
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
    const element = createViz(salesApi());
    element.spec = { ...INLINE, data: { values } };
    document.body.append(element);
    await element.ready;
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
    const element = createViz(salesApi());
    element.spec = spec;
    document.body.append(element);
    await element.ready;
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
