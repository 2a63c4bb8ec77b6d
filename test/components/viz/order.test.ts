// @engines all
/** Tests the order of bars and rows, and the line below a chart that shows some of its bars. */
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  apiOf,
  cleanUp,
  drawViz,
  mountViz,
  openTable,
  partsOf,
  place,
  readyViz,
  rectOf,
  rowsOf,
  salesApi,
  settle,
  shadow,
  textOf,
  textRect,
} from './harness.ts';

type Attributes = Readonly<Record<string, string>>;

const CITIES = { Hamburg: 2, Berlin: 4, Köln: 1 };
const CITY_SPEC = {
  mark: 'bar',
  encoding: { y: { field: 'part', type: 'nominal' }, x: { field: 'n', type: 'quantitative' } },
};
/** 62 countries, not in the order of their values. */
const COUNTRIES = Array.from({ length: 62 }, (_, at) => [
  `Country ${'abcdefgh'[at % 8]}${'abcdefgh'[at >> 3]}`,
  (at * 37) % 62,
]);
const parts = (cells: object, spec: object | null = null) =>
  apiOf(rows(['part', 'n'], Object.entries(cells)), spec);
const many = () => apiOf(rows(['part', 'n'], COUNTRIES));

/** Returns the names on the axis, in the order of the page. */
function names(element: VibedasherViz): readonly string[] {
  return partsOf(element, '.role-axis-label text')
    .map((text) => ({ name: text.textContent, box: text.getBoundingClientRect() }))
    .filter(({ name }) => !/^[\d,.]*$/.test(name))
    .sort((a, b) => a.box.top - b.box.top || a.box.left - b.box.left)
    .map(({ name }) => name);
}

describe('<vibedasher-viz>: order and limit', () => {
  afterEach(cleanUp);

  it('orders the bars by the query of the page, or by `sort`', async () => {
    const [plain, ordered] = ['SELECT part', 'SELECT part ORDER BY founded'] as const;
    const cities = rows(['part', 'n'], Object.entries(CITIES));
    const api = salesApi({ queries: { [plain]: cities, [ordered]: cities } });
    for (const [attributes, expected] of [
      [{ sql: plain }, ['Berlin', 'Hamburg', 'Köln']],
      [{ sql: ordered }, ['Hamburg', 'Berlin', 'Köln']],
      [{ sql: ordered, sort: 'name' }, ['Berlin', 'Hamburg', 'Köln']],
    ] as const)
      expect(names(await drawViz(api, attributes))).to.deep.equal(expected);
  });

  for (const [what, cells, sort, expected, spec = null] of [
    ['parts of a whole as they appear', { Agree: 31, Neutral: 20, No: 49 }, '', ['Agree', 'Neutral', 'No']],
    ['distributions by value', { Agree: 31, Neutral: 20, No: 77 }, '', ['No', 'Agree', 'Neutral']],
    ['"Other" last', { Other: 300, Rail: 20, Road: 77 }, '', ['Road', 'Rail', 'Other']],
    ['"Other" last in parts of a whole', { Other: 60, Rail: 15, Road: 25 }, '', ['Rail', 'Road', 'Other']],
    ['a spec by name', CITIES, '', ['Berlin', 'Hamburg', 'Köln'], CITY_SPEC],
    ['a spec by its rows', CITIES, 'rows', ['Hamburg', 'Berlin', 'Köln'], CITY_SPEC],
    ['a spec by value', CITIES, 'value', ['Köln', 'Hamburg', 'Berlin'], CITY_SPEC],
    ['a spec by falling value', CITIES, '-value', ['Berlin', 'Hamburg', 'Köln'], CITY_SPEC],
  ] as const)
    it(`orders ${what}, also in the table`, async () => {
      const element = await drawViz(parts(cells, spec), { sort });
      expect(names(element)).to.deep.equal(expected);
      await openTable(element);
      expect(rowsOf(element).map(([name]) => name)).to.deep.equal(expected);
    });

  it('sorts again when the attribute changes, but not with `fit="none" theme="none"`', async () => {
    const element = await drawViz(parts(CITIES, CITY_SPEC), { sort: 'value' });
    element.setAttribute('sort', '-value');
    await until(() => names(element)[0] === 'Berlin', 'the other order');
    const own = await drawViz(parts(CITIES, CITY_SPEC), { sort: 'value', fit: 'none', theme: 'none' });
    expect(names(own)).to.deep.equal(['Berlin', 'Hamburg', 'Köln']);
  });

  it('grows to fit the bars that `limit` requires', async () => {
    const element = await mountMany({ limit: 'all' });
    expect(names(element)).to.have.length(62);
    expect(element.clientHeight).to.be.within(1240, 1500);
    element.setAttribute('limit', '5');
    await until(() => names(element).length === 5, 'five bars');
    expect(element.clientHeight).to.be.below(500);
  });

  /** Mounts a chart of 62 countries that shows some of them. */
  const mountMany = (attributes: Attributes = {}): Promise<VibedasherViz> =>
    readyViz(many(), attributes, { parent: place('width: 640px') });
  const line = (element: VibedasherViz): string => textOf(element, '.cut');
  const buttonOf = (element: VibedasherViz): HTMLButtonElement =>
    shadow(element).querySelector<HTMLButtonElement>('.cut button')!;

  it('states below the bars and in files how many it shows, and opens the table in their order', async () => {
    const element = await mountMany({ source: 'Gapminder' });
    const shown = names(element);
    expect(line(element)).to.equal(`${shown.length} of 62 · Show all`);
    expect(textOf(element, '[part=status]')).to.equal('Source: Gapminder');
    expect(rectOf(element, '.cut').top).to.be.at.least(rectOf(element, '.chart').bottom);
    expect(rectOf(element, '.cut').height).to.equal(24);
    const svg = await (await element.toBlob('image/svg+xml')).text();
    expect(svg).to.include(`${shown.length} of 62<`).and.not.include('more');
    await openTable(element);
    const values = Array.from({ length: 10 }, (_, at) => `${61 - at}`);
    expect(rowsOf(element)[0]?.[0]).to.equal(shown[0]);
    expect(
      rowsOf(element)
        .slice(0, 10)
        .map(([, value]) => value),
    ).to.deep.equal(values);
  });

  it('shows the whole line with large text', async () => {
    const element = await mountMany({ style: 'font-size: 32px' });
    const { top, bottom } = rectOf(element, '.cut');
    const text = textRect(buttonOf(element));
    expect(text.top).to.be.at.least(top - 1);
    expect(text.bottom).to.be.at.most(bottom + 1);
  });

  it('reserves the space of that line before it draws', async () => {
    const element = mountViz(many(), {}, { parent: place('width: 640px') });
    const heights = new Set<number>();
    await until(() => {
      const root = shadow(element);
      if (root.querySelector('.picture')) heights.add(root.querySelector('.chart')!.clientHeight);
      return element.status === 'ready';
    }, 'the chart');
    await settle(element);
    heights.add(shadow(element).querySelector('.chart')!.clientHeight);
    expect(heights.size).to.equal(1);
    expect(rectOf(element, '.picture svg').bottom).to.be.at.most(rectOf(element, '.cut').top);
  });

  it('shows all bars when the reader presses the button, and fewer again', async () => {
    const element = await mountMany();
    const before = { count: names(element).length, height: element.clientHeight };
    const button = buttonOf(element);
    button.focus();
    button.click();
    await until(() => names(element).length === 62, 'all bars');
    expect(element.clientHeight).to.be.within(1240, 1500);
    expect(shadow(element).activeElement).to.equal(button);
    expect(button.ariaExpanded).to.equal('true');
    expect(line(element)).to.equal('Show fewer');
    expect(textOf(element, '.figure > .announcer')).to.match(/ 62 of 62$/);
    button.click();
    await until(() => names(element).length === before.count, 'fewer bars');
    expect(element.clientHeight).to.equal(before.height);
    expect(line(element)).to.equal(`${before.count} of 62 · Show all`);
    expect(textOf(element, '.figure > .announcer')).to.match(/ \d+ of 62$/);
  });

  it('states how many of more than 500 bars it shows, without a button that does nothing', async () => {
    const towns = Array.from({ length: 503 }, (_, at) => [`Town ${'ABCDEFGHIJ'[at % 10]}${at}`, at]);
    const attributes = { limit: 'all', renderer: 'canvas' };
    const element = await drawViz(apiOf(rows(['town', 'people'], towns)), attributes, 'width: 640px');
    expect([line(element), buttonOf(element)]).to.deep.equal(['500 of 503', null]);
    element.setAttribute('limit', '500');
    element.setAttribute('sort', 'value');
    await until(() => element.status === 'ready', 'the chart');
    await settle(element);
    expect([line(element), buttonOf(element)]).to.deep.equal(['500 of 503', null]);
    element.removeAttribute('limit');
    await until(() => buttonOf(element) !== null, 'the button');
    buttonOf(element).click();
    await until(() => line(element) === '500 of 503 · Show fewer', 'the most bars');
    buttonOf(element).click();
    await until(() => line(element).endsWith('Show all'), 'fewer bars');
  });
});
