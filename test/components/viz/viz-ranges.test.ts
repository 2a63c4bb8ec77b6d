/** Tests titles and described ranges of measures that a spec computes. `test/pictures` shows their axes and legends. */
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { plain } from '../../locale/languages.ts';
import { rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import { apiOf, cleanUp, drawViz, focusPicture, labelsOf, pressKey, textOf } from './harness.ts';

const CELLS = [10, 30.5, 7, 7.25].map((price, at) => [at < 2 ? 'Berlin' : 'Rome', at % 2, price]);
const PRICES = rows(['city', 'day', 'price'], CELLS);
const [city, price] = [
  { field: 'city', type: 'nominal' },
  { field: 'price', type: 'quantitative', aggregate: 'mean' },
];
const draw = (y: object, attributes: Readonly<Record<string, string>> = {}, more: object = {}) =>
  drawViz(
    apiOf(PRICES, { mark: { type: 'bar', tooltip: true }, encoding: { x: city, y }, ...more }),
    attributes,
  );
const descriptionOf = (element: VibedasherViz): string => plain(textOf(element, '#description'));
const titlesOf = (element: VibedasherViz): readonly string[] => labelsOf(element, '.role-axis-title');

async function firstPoint(element: VibedasherViz): Promise<string> {
  focusPicture(element);
  pressKey(element, 'ArrowRight');
  await until(() => textOf(element, '[role=status]').includes('Berlin'), 'a point');
  return plain(textOf(element, '[role=status]'));
}

describe('<vibedasher-viz>: measures that a spec computes', () => {
  afterEach(cleanUp);

  it('have titles in the language of each chart, although charts of one spec are compiled once', async () => {
    const charts = await Promise.all(['en', 'de', 'fr'].map((lang) => draw(price, { lang, unit: 'EUR' })));
    const titles = ['Average price', 'Price (Durchschnitt)', 'Price (moyenne)'];
    expect(charts.map((chart) => titlesOf(chart)[1])).to.deep.equal(titles);
    expect(await firstPoint(charts[0]!)).to.contain('Average price €20.25');
    expect(await firstPoint(charts[1]!)).to.contain('Price (Durchschnitt) 20,25 €');
    expect(descriptionOf(charts[0]!)).to.contain('Bar chart of Average price by City.');
  });

  const calculated = (as: string) => ({ transform: [{ calculate: 'datum.price / 3', as }] });
  const text = { mark: 'text', encoding: { text: price } };
  const layer = [{ mark: 'bar', encoding: { y: { ...price, title: 'Price' } } }, text];
  const count = { aggregate: 'count' };
  for (const [what, y, more, titles] of [
    ['those of other layers', price, { mark: undefined, layer }, ['City', 'Price']],
    ['those that the spec hides', { ...price, axis: { title: null } }, {}, ['City']],
    ['those of the spec', { ...price, title: 'Mine' }, {}, ['City', 'Mine']],
    ['those of counts', count, {}, ['City', 'Anzahl']],
    ['that of counts in the spec', count, { config: { countTitle: 'Cases' } }, ['City', 'Cases']],
    ['the aggregate alone', { ...price, field: 'value' }, calculated('value'), ['City', 'Durchschnitt']],
  ] as const)
    it(`have titles: ${what}`, async () => {
      expect(titlesOf(await draw(y, { lang: 'de' }, more))).to.deep.equal(titles);
    });

  it('have titles in repeated views', async () => {
    const encoding = { x: city, y: { ...price, field: { repeat: 'repeat' } } };
    const spec = { repeat: ['price', 'day'], spec: { mark: 'bar', encoding } };
    const element = await drawViz(apiOf(PRICES, spec));
    expect(titlesOf(element)).to.include.members(['Average price', 'Average day']);
  });

  const third = { field: 'third', type: 'quantitative', title: 'A third' };
  for (const [y, attributes, more, sentence] of [
    [price, { unit: '$' }, {}, 'Average price from $7.1 to $20.3.'],
    [third, {}, calculated('third'), 'A third from 2.3 to 10.2.'],
    [count, { unit: 'mm', lang: 'de' }, {}, 'Anzahl von 2 bis 2.'],
  ] as const)
    it(`have ranges in the description: ${sentence}`, async () => {
      const element = await draw(y, attributes, more);
      await until(() => descriptionOf(element).includes(sentence), sentence);
    });

  it('have no ranges in a description of the spec', async () => {
    const element = await draw(price, {}, { description: 'My own words' });
    await firstPoint(element);
    expect(descriptionOf(element)).to.equal('My own words');
  });
});
