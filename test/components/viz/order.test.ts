// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { rows, type FakeApi } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import { cleanUp, mountViz, place, salesApi, shadow } from './harness.ts';

const OWN = 'SELECT city, people FROM cities';
const ORDERED = 'SELECT city, people FROM cities ORDER BY founded';
const MANY = 'SELECT country, people FROM countries';

const CITIES = rows(
  ['city', 'people'],
  [
    ['Hamburg', 2],
    ['Berlin', 4],
    ['Köln', 1],
  ],
);
/** 62 countries in another order than that of their values. */
const COUNTRIES = rows(
  ['country', 'people'],
  Array.from({ length: 62 }, (_, at) => [
    `Country ${'abcdefgh'[at % 8]}${'abcdefgh'[at >> 3]}`,
    (at * 37) % 62,
  ]),
);

const api = (): FakeApi => salesApi({ queries: { [OWN]: CITIES, [ORDERED]: CITIES, [MANY]: COUNTRIES } });

/** Returns the names on the axis, in the order of the page. */
function names(element: VibedasherViz): readonly string[] {
  return [...shadow(element).querySelectorAll('.role-axis-label text')]
    .map((text) => ({ name: text.textContent, box: text.getBoundingClientRect() }))
    .filter(({ name }) => !/^[\d,.]*$/.test(name))
    .sort((a, b) => a.box.top - b.box.top || a.box.left - b.box.left)
    .map(({ name }) => name);
}

describe('<vibedasher-viz>: order and limit', () => {
  afterEach(cleanUp);

  it('orders the bars as the query of the page, or as `sort`', async () => {
    const elements = [{ sql: OWN }, { sql: ORDERED }, { sql: ORDERED, sort: 'name' }].map((attributes) =>
      mountViz(api(), { ...attributes, loading: 'eager' }),
    );
    await Promise.all(elements.map(({ ready }) => ready));
    expect(elements.map(names)).to.deep.equal([
      ['Berlin', 'Hamburg', 'Köln'],
      ['Hamburg', 'Berlin', 'Köln'],
      ['Berlin', 'Hamburg', 'Köln'],
    ]);
  });

  it('grows to the bars that `limit` demands', async () => {
    const parent = place('width: 640px');
    const element = mountViz(api(), { sql: MANY, limit: 'all' }, { parent });
    await element.ready;
    expect(names(element)).to.have.length(62);
    expect(element.clientHeight).to.be.within(1240, 1500);
    element.setAttribute('limit', '5');
    await until(() => names(element).length === 5, 'five bars');
    expect(element.clientHeight).to.equal(360);
  });
});
