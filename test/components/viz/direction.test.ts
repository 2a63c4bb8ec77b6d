// @engines all
import { expect } from 'chai';
import { rows } from '../../support/fake-api.ts';
import {
  cleanUp,
  isShown,
  listenToConsole,
  mountViz,
  openTable,
  place,
  rowsOf,
  salesApi,
  shadow,
} from './harness.ts';

const HEBREW = 'מכירות (2024), 10%';
const ENGLISH = 'Sales (2024), 10%';
const sql = 'SELECT city AS dimension, amount AS value FROM cities';

/** The base direction of the text that an element holds. */
const directionOf = (element: Element): string =>
  getComputedStyle([...element.querySelectorAll('bdi')].at(-1) ?? element).direction;

describe('<vibedasher-viz> and the direction of texts', () => {
  beforeEach(() => void listenToConsole());
  afterEach(cleanUp);

  for (const [dir, text, expected] of [
    ['ltr', HEBREW, 'rtl'],
    ['rtl', ENGLISH, 'ltr'],
  ] as const) {
    const api = () =>
      salesApi({
        vizzes: { 'acme/sales': { name: text, description: text } },
        queries: {
          [sql]: rows(
            ['dimension', 'value'],
            [
              [text, 3],
              [`${text} `, 4],
            ],
          ),
        },
      });
    const parent = (): HTMLElement => {
      const element = place('width: 600px');
      element.dir = dir;
      return element;
    };

    it(`takes that of an author’s text from the text, in a page that is ${dir}`, async () => {
      const element = mountViz(api(), { sql }, { parent: parent() });
      await element.ready;
      const root = shadow(element);
      for (const selector of ['.title', '.description']) {
        expect(directionOf(root.querySelector(selector)!), selector).to.equal(expected);
      }
      const table = await openTable(element);
      expect(rowsOf(element)[0]).to.include(text);
      const cells = [...table.querySelectorAll('tbody td')].filter(isShown);
      expect(cells.map(directionOf).slice(0, 2)).to.deep.equal([expected, dir]);
    });

    it(`takes that of a number’s name and of a tooltip from their text, in a page that is ${dir}`, async () => {
      const number = mountViz(api(), { sql, mark: 'number' }, { parent: parent() });
      const chart = mountViz(api(), { sql, mark: 'bar' }, { parent: parent() });
      await Promise.all([number.ready, chart.ready]);
      expect(directionOf(shadow(number).querySelector('.label')!)).to.equal(expected);
      const picture = shadow(chart).querySelector<HTMLElement>('.chart')!;
      picture.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
      await chart.updateComplete;
      const said = [...shadow(chart).querySelectorAll('.tooltip strong, .tooltip dd')].find((each) =>
        each.textContent.includes(text),
      )!;
      expect(directionOf(said)).to.equal(expected);
    });
  }
});
