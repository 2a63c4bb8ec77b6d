/** Tests titles and described ranges of measures that a spec computes. */
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { plain } from '../../locale/languages.ts';
import { rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import { cleanUp, drawViz, focusPicture, salesApi, shadow, textOf } from './harness.ts';

const SQL = 'SELECT city, day, price FROM sales';
const PRICES = rows(
  ['city', 'day', 'price'],
  [
    ['Berlin', 1, 10],
    ['Berlin', 2, 30.5],
    ['Rome', 1, 7],
    ['Rome', 2, 7.25],
  ],
);
const MEAN = {
  mark: { type: 'bar', tooltip: true },
  encoding: {
    x: { field: 'city', type: 'nominal' },
    y: { field: 'price', type: 'quantitative', aggregate: 'mean' },
  },
};

function draw(spec: object, attributes: Readonly<Record<string, string>> = {}): Promise<VibedasherViz> {
  const files = { 'charts/main.sql': SQL, 'charts/main.vl.json': JSON.stringify(spec) };
  const api = salesApi({ vizzes: { 'acme/sales': { name: 'Prices', files } }, queries: { [SQL]: PRICES } });
  return drawViz(api, attributes, 'width: 600px');
}

const descriptionOf = (element: VibedasherViz): string => plain(textOf(element, '#description'));
const textsOf = (element: VibedasherViz, role: string): readonly string[] =>
  [...shadow(element).querySelectorAll(`.picture .${role} text`)].map(({ textContent }) =>
    plain(textContent),
  );

async function describes(element: VibedasherViz, sentence: string): Promise<void> {
  await until(() => descriptionOf(element).includes(sentence), sentence);
}

async function firstPoint(element: VibedasherViz): Promise<string> {
  focusPicture(element);
  shadow(element)
    .querySelector('.chart')!
    .dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, composed: true }));
  await until(() => textOf(element, '[role=status]').includes('Berlin'), 'a point');
  return plain(textOf(element, '[role=status]'));
}

describe('<vibedasher-viz>: measures that a spec computes', () => {
  afterEach(cleanUp);

  it('have titles in the language of the page: axis, tooltip and description', async () => {
    const english = await draw(MEAN);
    expect(textsOf(english, 'role-axis-title')).to.include('Average price');
    expect(await firstPoint(english)).to.contain('Average price 20.25');
    expect(descriptionOf(english)).to.contain('Bar chart of Average price by City.');
    const german = await draw(MEAN, { lang: 'de', unit: 'EUR' });
    expect(textsOf(german, 'role-axis-title')).to.include('Price (Durchschnitt)');
    expect(await firstPoint(german)).to.contain('Price (Durchschnitt) 20,25 €');
  });

  it('have titles in legends', async () => {
    const color = { field: 'price', type: 'quantitative', aggregate: 'max' };
    const element = await draw({ ...MEAN, encoding: { ...MEAN.encoding, color } }, { unit: 'mm' });
    expect(textsOf(element, 'role-legend-title')).to.deep.equal(['Maximum price']);
    expect(textsOf(element, 'role-legend-label').at(-1)).to.match(/\d mm$/);
  });

  it('give way to titles of other layers, and to titles that the spec hides', async () => {
    const { y } = MEAN.encoding;
    const text = { mark: 'text', encoding: { text: y } };
    const layer = [{ mark: 'bar', encoding: { y: { ...y, title: 'Price' } } }, text];
    const layered = await draw({ encoding: MEAN.encoding, layer });
    expect(textsOf(layered, 'role-axis-title')).to.deep.equal(['City', 'Price']);
    const hidden = { ...MEAN, encoding: { ...MEAN.encoding, y: { ...y, axis: { title: null } } } };
    const bars = await draw(hidden, { unit: 'mm' });
    expect(textsOf(bars, 'role-axis-title')).to.deep.equal(['City']);
    expect(textsOf(bars, 'role-axis-label').at(-1)).to.match(/\d mm$/);
  });

  it('have the language of each chart, although charts of one spec are compiled once', async () => {
    const charts = await Promise.all([draw(MEAN), draw(MEAN, { lang: 'fr' }), draw(MEAN)]);
    expect(charts.map((chart) => textsOf(chart, 'role-axis-title')[1])).to.deep.equal([
      'Average price',
      'Price (moyenne)',
      'Average price',
    ]);
  });

  it('are those of counts, unless the spec sets another', async () => {
    const counts = { ...MEAN, encoding: { ...MEAN.encoding, y: { aggregate: 'count' } } };
    expect(textsOf(await draw(counts, { lang: 'de' }), 'role-axis-title')).to.include('Anzahl');
    const own = { ...counts, config: { countTitle: 'Cases' } };
    expect(textsOf(await draw(own, { lang: 'de' }), 'role-axis-title')).to.include('Cases');
  });

  it('name the aggregate of a column without a name for readers', async () => {
    const renamed = JSON.parse(JSON.stringify(MEAN).replaceAll('"price"', '"value"')) as typeof MEAN;
    const transform = [{ calculate: 'datum.price', as: 'value' }];
    expect(textsOf(await draw({ ...renamed, transform }), 'role-axis-title')).to.include('Average');
  });

  it('have titles in repeated views', async () => {
    const y = { ...MEAN.encoding.y, field: { repeat: 'repeat' } };
    const spec = { ...MEAN, encoding: { ...MEAN.encoding, y } };
    const element = await draw({ repeat: ['price', 'day'], spec });
    expect(textsOf(element, 'role-axis-title')).to.include.members(['Average price', 'Average day']);
  });

  it('keep titles of the spec, and what Vega-Lite draws without a theme', async () => {
    const own = { ...MEAN, encoding: { ...MEAN.encoding, y: { ...MEAN.encoding.y, title: 'Mine' } } };
    expect(textsOf(await draw(own), 'role-axis-title')).to.include('Mine');
    expect(textsOf(await draw(MEAN, { theme: 'none', fit: 'none' }), 'role-axis-title')).to.include(
      'Mean of price',
    );
  });

  it('have ranges in the description', async () => {
    await describes(await draw(MEAN, { unit: '$' }), 'Average price from $7.1 to $20.3.');
    const transform = [{ calculate: 'datum.price / 3', as: 'third' }];
    const y = { field: 'third', type: 'quantitative', title: 'A third' };
    const computed = { ...MEAN, transform, encoding: { ...MEAN.encoding, y } };
    await describes(await draw(computed), 'A third from 2.3 to 10.2.');
    const count = { aggregate: 'count' };
    await describes(
      await draw({ ...MEAN, encoding: { ...MEAN.encoding, y: count } }, { unit: 'mm', lang: 'de' }),
      'Anzahl von 2 bis 2.',
    );
  });

  it('have no ranges in a description of the spec', async () => {
    const element = await draw({ ...MEAN, description: 'My own words' });
    await firstPoint(element);
    expect(descriptionOf(element)).to.equal('My own words');
  });
});
