/** Tests the attributes unit, decimals and format. `test/pictures` shows them on axes and in labels. */
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { plain } from '../../locale/languages.ts';
import { rows } from '../../support/fake-api.ts';
import {
  apiOf,
  cleanUp,
  drawViz,
  labelsOf,
  listenToConsole,
  openTable,
  partsOf,
  rowsOf,
  textOf,
} from './harness.ts';

const RAIN = rows(['city', 'rain'], Object.entries({ Berlin: 570.25, Rome: 804.5, Oslo: 763 }));
const SPEC = { mark: 'bar', encoding: { x: { field: 'city' }, y: { field: 'rain', type: 'quantitative' } } };

const drawn = (attributes: Readonly<Record<string, string>>, of = apiOf(RAIN)): Promise<VibedasherViz> =>
  drawViz(of, attributes);
const numbersOf = (element: VibedasherViz) => labelsOf(element, '.mark-text.role-mark').map(plain);

describe('the attributes unit, decimals and format', () => {
  afterEach(cleanUp);

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

  for (const [attributes, column, cell, text] of [
    [{ unit: 'people' }, 'population', 3_769_000, '3,769,000 people'],
    [{ unit: 'USD', lang: 'fr' }, 'population', 3_769_000, '3 769 000 $US'],
    [{ unit: '%' }, 'late_rate', 0.123, '12.3%'],
    [{ unit: 'per trip' }, 'late_rate', 0.123, '0.123 per trip'],
  ] as const)
    it(`apply to a number: ${text}`, async () => {
      const element = await drawn(attributes, apiOf(rows([column], [[cell]])));
      expect(plain(textOf(element, '.number b'))).to.equal(text);
    });

  for (const [attributes, spec, range] of [
    [{ unit: 'mm' }, null, 'Rain from 570.25 mm to 804.5 mm.'],
    [{ unit: 'EUR', decimals: '0', lang: 'de' }, null, 'Rain von 570 € bis 805 €.'],
    [{ unit: '$' }, SPEC, 'Rain from $570.25 to $804.5.'],
  ] as const)
    it(`are in the description of the picture: ${range}`, async () => {
      expect(plain(textOf(await drawn(attributes, apiOf(RAIN, spec)), '#description'))).to.contain(range);
    });

  it('write the unit once on the axis, unless the spec formats the numbers or there is no theme', async () => {
    const titled = { ...SPEC.encoding.y, title: 'Rain' };
    for (const [y, attributes, title] of [
      [titled, {}, 'Rain (mm)'],
      [{ ...titled, axis: { format: '.1f' } }, {}, 'Rain'],
      [titled, { theme: 'none', fit: 'none' }, 'Rain'],
    ] as const) {
      const spec = { ...SPEC, encoding: { ...SPEC.encoding, y } };
      const element = await drawn({ unit: 'mm', ...attributes }, apiOf(RAIN, spec));
      expect(labelsOf(element, '.role-axis-title')).to.include(title);
    }
    const named = apiOf(rows(['dimension', 'value'], Object.entries({ Berlin: 570, Rome: 804 })));
    const ticks = labelsOf(await drawn({ unit: 'mm', mark: 'line' }, named), '.role-axis-label').map(plain);
    expect(ticks.filter((text) => text.includes('mm'))).to.deep.equal(['800 mm']);
  });

  it('are text, never markup', async () => {
    const element = await drawn({ unit: '<b onclick="x">&amp' });
    expect(numbersOf(element)[0]).to.contain('<b onclick="x">&amp');
    expect(partsOf(element, 'b')).to.deep.equal([]);
  });

  it('warn once about invalid values, and the chart still appears', async () => {
    const warnings = listenToConsole();
    const element = await drawn({ decimals: '9', format: 'hello', unit: 'snow: mm' });
    expect(numbersOf(element)).to.have.members(['805', '763', '570']);
    const text = warnings.join('\n');
    expect(text).to.contain('decimals="9"').and.contain('from 0 to 6');
    expect(text).to.contain('format="hello"').and.contain('there is no column "snow"');
    expect(warnings).to.have.length(3);
  });
});
