// @engines all
/** Tests the size of a big number in its box. */
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { plain } from '../../locale/languages.ts';
import { rows } from '../../support/fake-api.ts';
import { cleanUp, place, salesApi, settle, shadow, textOf, readyViz } from './harness.ts';

const SQL = 'SELECT city, population FROM cities';

async function drawNumber(
  number: number,
  style: string,
  attributes: Readonly<Record<string, string>> = {},
): Promise<VibedasherViz> {
  const api = salesApi({ queries: { [SQL]: rows(['city', 'population'], [['Berlin', number]]) } });
  const element = await readyViz(
    api,
    { sql: SQL, loading: 'eager', ...attributes },
    { parent: place(`font: 16px / 1.2 sans-serif; ${style}`) },
  );
  await settle(element);
  return element;
}

const numberOf = (element: VibedasherViz): HTMLElement =>
  shadow(element).querySelector<HTMLElement>('.number b')!;

/** Returns the box of the text itself. */
function textBox(node: Node): DOMRect {
  const range = document.createRange();
  range.selectNodeContents(node);
  return range.getBoundingClientRect();
}

function expectWhole(element: VibedasherViz): void {
  const [outer, text] = [element.getBoundingClientRect(), textBox(numberOf(element))];
  expect(text.left, 'left').to.be.at.least(outer.left - 1);
  expect(text.right, 'right').to.be.at.most(outer.right + 1);
  expect(text.top, 'top').to.be.at.least(outer.top - 1);
  expect(text.bottom, 'bottom').to.be.at.most(outer.bottom + 1);
}

/** Returns the number of lines of a text. */
const linesOf = (node: HTMLElement): number =>
  Math.round(textBox(node).height / parseFloat(getComputedStyle(node).lineHeight));

describe('<vibedasher-viz>: a single number', () => {
  afterEach(cleanUp);

  it('is large in a large box, with the name of its column and its unit', async () => {
    const element = await drawNumber(3_769_000, 'width: 640px', { unit: 'people' });
    expect(textOf(element, '.number .label')).to.equal('Berlin · Population');
    expect(plain(numberOf(element).textContent)).to.equal('3,769,000 people');
    const short = await drawNumber(3_769_000, 'width: 640px');
    expect(textBox(numberOf(short)).height).to.be.at.least(75);
    expect(textBox(numberOf(short)).height).to.be.at.most(100);
  });

  for (const [name, style] of Object.entries({
    'at 390 px': 'width: 390px',
    'at 390 px and text at 200 %': 'width: 390px; font-size: 32px',
    'in a tile': 'width: 288px; --height: 160px',
    'in a wide box': 'width: 1280px',
  })) {
    it(`fits its box on one line ${name}`, async () => {
      const height = /--height: (\d+)px/.exec(style)?.[1];
      const attributes: Record<string, string> = {
        unit: 'people',
        ...(height && { style: `height: ${height}px` }),
      };
      for (const number of [12, 3_769_000, 3_769_000_000]) {
        const element = await drawNumber(number, style, attributes);
        expectWhole(element);
        expect(linesOf(numberOf(element)), String(number)).to.equal(1);
        cleanUp();
      }
      const euros = await drawNumber(-3_769_000_000.5, style, {
        ...attributes,
        unit: 'EUR',
        decimals: '2',
        lang: 'de',
      });
      expectWhole(euros);
      expect(linesOf(numberOf(euros))).to.equal(1);
    });
  }

  it('does not cut its title in a tile: it wraps to two lines', async () => {
    const heading = 'Unemployed builders in the US, February 2010';
    for (const height of [130, 160, 200]) {
      const element = await drawNumber(244, 'width: 288px', { heading, style: `height: ${height}px` });
      const title = shadow(element).querySelector<HTMLElement>('.title')!;
      const caption = title.closest('.caption')!.getBoundingClientRect();
      expect(linesOf(title)).to.equal(2);
      const box = textBox(title);
      expect(box.bottom, String(height)).to.be.at.most(caption.bottom + 1);
      expect(box.right).to.be.at.most(caption.right + 1);
      expectWhole(element);
      expect(textBox(numberOf(element)).top).to.be.at.least(caption.bottom - 1);
      cleanUp();
    }
  });

  it('wraps its name to two lines in a low tile', async () => {
    const api = salesApi({ queries: { [SQL]: rows(['one in twenty is later than, minutes'], [[61]]) } });
    for (const height of [88, 104]) {
      const element = await readyViz(
        api,
        { sql: SQL, loading: 'eager', caption: 'none', style: `height: ${height}px` },
        { parent: place('font: 16px / 1.2 sans-serif; width: 200px') },
      );
      await settle(element);
      const label = shadow(element).querySelector<HTMLElement>('.number .label')!;
      expect([linesOf(label), label.scrollHeight > label.clientHeight + 1]).to.deep.equal([2, false]);
      expectWhole(element);
      expect(label.getBoundingClientRect().top).to.be.at.least(element.getBoundingClientRect().top - 1);
      cleanUp();
    }
  });
});
