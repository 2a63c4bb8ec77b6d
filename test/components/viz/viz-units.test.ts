import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { plain } from '../../locale/languages.ts';
import { rows, type FakeApi } from '../../support/fake-api.ts';
import { cleanUp, drawViz, listenToConsole, openTable, rowsOf, salesApi, shadow, textOf } from './harness.ts';

const SQL = 'SELECT city, rain FROM weather';
const RAIN = rows(['city', 'rain'], Object.entries({ Berlin: 570.25, Rome: 804.5, Oslo: 763 }));

const api = (result = RAIN, spec?: object): FakeApi =>
  salesApi({
    vizzes: {
      'acme/sales': {
        name: 'Rain',
        files: { 'charts/main.sql': SQL, ...(spec && { 'charts/main.vl.json': JSON.stringify(spec) }) },
      },
    },
    queries: { [SQL]: result },
  });

const drawn = (attributes: Readonly<Record<string, string>>, of = api()): Promise<VibedasherViz> =>
  drawViz(of, attributes);

const textsOf = (element: VibedasherViz, selector: string): readonly string[] =>
  [...shadow(element).querySelectorAll(`.picture ${selector} text`)].map((text) => plain(text.textContent));
const labelsOf = (element: VibedasherViz) => textsOf(element, '.mark-text.role-mark');
const ticksOf = (element: VibedasherViz) =>
  textsOf(element, '.role-axis-label').filter((text) => /\d/.test(text));
const titlesOf = (element: VibedasherViz) => textsOf(element, '.role-axis-title');

describe('the attributes unit, decimals and format', () => {
  afterEach(cleanUp);

  it('write a unit after labels and tooltips, and once on the axis', async () => {
    const element = await drawn({ unit: 'mm' });
    expect(labelsOf(element)).to.have.members(['805 mm', '763 mm', '570 mm']);
    expect(titlesOf(element)).to.deep.equal(['Rain (mm)']);
    const lines = await drawn({ unit: 'mm', mark: 'line' });
    expect(ticksOf(lines).join()).not.to.contain('mm');
    expect(titlesOf(lines)).to.deep.equal(['Rain (mm)']);
  });

  it('write the unit at the top label of an axis without a title', async () => {
    const named = rows(['dimension', 'value'], Object.entries({ Berlin: 570, Rome: 804, Oslo: 763 }));
    const ticks = ticksOf(await drawn({ unit: 'mm', mark: 'line' }, api(named)));
    expect(ticks.filter((text) => text.includes('mm'))).to.deep.equal(['800 mm']);
  });

  it('place a currency and a percent sign as the language requires', async () => {
    expect(labelsOf(await drawn({ unit: 'EUR' }))).to.have.members(['€805', '€763', '€570']);
    expect(labelsOf(await drawn({ unit: 'EUR', lang: 'de' }))).to.have.members(['805 €', '763 €', '570 €']);
    const element = await drawn({ unit: '%', lang: 'de', mark: 'line' });
    expect(ticksOf(element).every((text) => /^\d+( %)?$/.test(text))).to.equal(true);
    expect(ticksOf(element)).to.include('600 %');
    expect(titlesOf(element)).to.deep.equal(['Rain']);
  });

  it('set the decimals of labels, for the column that they name', async () => {
    const written = { unit: 'rain: mm', decimals: 'RAIN: 2' };
    expect(labelsOf(await drawn(written))).to.have.members(['804.50 mm', '763.00 mm', '570.25 mm']);
    expect(labelsOf(await drawn({ format: 'rain: ".1f"' }))).to.have.members(['804.5', '763.0', '570.3']);
    expect(labelsOf(await drawn({ format: '.2s' }))).to.include('800');
  });

  it('apply to tables', async () => {
    const element = await drawn({ unit: 'mm', decimals: '1' });
    const table = await openTable(element);
    expect([...table.querySelectorAll('th')].map((th) => th.textContent.trim())).to.include('Rain (mm)');
    // The table of a chart opens in the chart's order.
    expect(rowsOf(element)[0]).to.deep.equal(['Rome', '804.5']);
    expect(rowsOf(element)).to.deep.include(['Berlin', '570.3']);
    const currency = await drawn({ unit: '€', lang: 'de', mark: 'table' });
    expect(rowsOf(currency)[0]!.map(plain)).to.deep.equal(['Berlin', '570,25 €']);
  });

  it('apply to a number', async () => {
    const one = rows(['population'], [[3_769_000]]);
    expect(plain(textOf(await drawn({ unit: 'people' }, api(one)), '.number b'))).to.equal(
      '3,769,000 people',
    );
    expect(plain(textOf(await drawn({ unit: 'USD', lang: 'fr' }, api(one)), '.number b'))).to.equal(
      '3 769 000 $US',
    );
  });

  it('replace the percentages of a number only with another unit', async () => {
    const one = rows(['late_rate'], [[0.123]]);
    const textWith = async (unit: string) => plain(textOf(await drawn({ unit }, api(one)), '.number b'));
    expect(await textWith('%')).to.equal('12.3%');
    expect(await textWith('per trip')).to.equal('0.123 per trip');
  });

  it('are in the description of the picture', async () => {
    const described = (element: VibedasherViz) => plain(textOf(element, '#description'));
    expect(described(await drawn({ unit: 'mm' }))).to.contain('Rain from 570.25 mm to 804.5 mm.');
    expect(described(await drawn({ unit: 'EUR', decimals: '0', lang: 'de' }))).to.contain(
      'Rain von 570 € bis 805 €.',
    );
    const spec = {
      mark: 'bar',
      encoding: { x: { field: 'city' }, y: { field: 'rain', type: 'quantitative' } },
    };
    expect(described(await drawn({ unit: '$' }, api(RAIN, spec)))).to.contain('Rain from $570.25 to $804.5.');
  });

  it('apply to a spec that leaves them open', async () => {
    const spec = {
      mark: { type: 'bar', tooltip: true },
      encoding: {
        x: { field: 'city', type: 'nominal' },
        y: { field: 'rain', type: 'quantitative', title: 'Rain' },
      },
    };
    const element = await drawn({ unit: 'mm' }, api(RAIN, spec));
    expect(titlesOf(element)).to.include('Rain (mm)');
    const own = {
      ...spec,
      encoding: { ...spec.encoding, y: { ...spec.encoding.y, axis: { format: '.1f' } } },
    };
    expect(titlesOf(await drawn({ unit: 'mm' }, api(RAIN, own)))).to.include('Rain');
    expect(titlesOf(await drawn({ unit: 'mm', theme: 'none', fit: 'none' }, api(RAIN, spec)))).to.include(
      'Rain',
    );
  });

  it('are text, never markup', async () => {
    const element = await drawn({ unit: '<b onclick="x">&amp' });
    expect(labelsOf(element)[0]).to.contain('<b onclick="x">&amp');
  });

  it('warn once about invalid values, and the chart still appears', async () => {
    const warnings = listenToConsole();
    const element = await drawn({ decimals: '9', format: 'hello', unit: 'snow: mm' });
    expect(labelsOf(element)).to.have.members(['805', '763', '570']);
    const text = warnings.join('\n');
    expect(text).to.contain('decimals="9"').and.contain('from 0 to 6');
    expect(text).to.contain('format="hello"').and.contain('there is no column "snow"');
    expect(warnings).to.have.length(3);
  });
});
