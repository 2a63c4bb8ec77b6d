// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { luminance, mix } from '../../../src/theming/tokens.ts';
import { plain } from '../../locale/languages.ts';
import { rows } from '../../support/fake-api.ts';
import { Mouse } from '../../support/mouse.ts';
import { until } from '../../support/page.ts';
import {
  apiOf,
  cleanUp,
  drawViz,
  focusPicture,
  labelsOf,
  partsOf,
  place,
  pressKey,
  readyViz,
  salesApi,
  settle,
  shadow,
  textOf,
  textRect,
} from './harness.ts';

const TINY = { Coal: 960, Wind: 20, Solar: 10, Gas: 5, Water: 1 };

describe('<vibedasher-viz>: donuts', () => {
  afterEach(cleanUp);

  for (const size of ['width: 640px', 'width: 358px', 'width: 640px; font-size: 32px'])
    it(`keep labels of tiny parts in the picture and apart: ${size}`, async () => {
      const element = await drawViz(apiOf(rows(['power', 'n'], Object.entries(TINY))), { mark: 'arc' }, size);
      const picture = partsOf(element, 'svg')[0]!.getBoundingClientRect();
      const texts = partsOf(element, ':is(.layer_1_marks, .layer_2_marks) text').filter(
        (text) => text.textContent,
      );
      expect(texts).not.to.be.empty;
      const boxes = texts.map((text) => text.getBoundingClientRect());
      for (const [index, box] of boxes.entries()) {
        expect(box.left).to.be.at.least(picture.left - 1);
        expect(box.right).to.be.at.most(picture.right + 1);
        for (const other of boxes.slice(index + 1)) {
          const isBeside = box.right <= other.left + 1 || other.right <= box.left + 1;
          expect(isBeside || box.bottom <= other.top + 3 || other.bottom <= box.top + 3).to.equal(true);
        }
      }
    });

  it('show value and share in the tooltip', async () => {
    const votes = rows(['part', 'n'], Object.entries({ Yes: 51.9, No: 48.1 }));
    const element = await drawViz(apiOf(votes), { mark: 'arc' });
    const arc = partsOf(element, '.mark-arc path')[0]!.getBoundingClientRect();
    new Mouse().move({ x: arc.right - 12, y: arc.top + arc.height / 2 });
    await until(() => textOf(element, '.tooltip'), 'a tooltip');
    expect(textOf(element, '.tooltip')).to.match(/Part ?Yes ?N ?51\.9 ?Share ?51\.9%/);
  });
});

const RATES = { Germany: 3, France: 7, Spain: 11, Italy: 8, Malta: 1, Atlantis: 5 };
const NEIGHBORS = {
  Germany: 3.7,
  France: 7.5,
  Spain: 10.5,
  Italy: 6.2,
  Poland: 3.1,
  Austria: 5.4,
  Turkey: 8.5,
};
const ENGINEERS = { Texas: 3, Ohio: 7, Iowa: 11, Utah: 8, Maine: 1 };

const drawMap = (
  cells: Readonly<Record<string, number>>,
  attributes: Readonly<Record<string, string>> = {},
  style?: string,
  columns = ['country', 'rate'],
): Promise<VibedasherViz> =>
  drawViz(apiOf(rows(columns, Object.entries(cells))), { mark: 'map', ...attributes }, style);

function expectApart(boxes: readonly DOMRect[]): void {
  for (const [index, a] of boxes.entries())
    for (const b of boxes.slice(index + 1)) {
      const isBeside = a.left >= b.right || b.left >= a.right;
      expect(isBeside || a.top >= b.bottom || b.top >= a.bottom).to.equal(true);
    }
}

describe('mark="map"', () => {
  afterEach(cleanUp);

  for (const [what, cells, columns, heading] of [
    ['of countries', RATES, ['country', 'rate'], ''],
    ['of states', ENGINEERS, ['state', 'Engineers for each 1,000 residents'], 'Engineers'],
  ] as const)
    it(`keeps the labels of a legend apart and in the picture with large text on a phone, ${what}`, async () => {
      const attributes = { style: 'font-size: 32px', ...(heading && { heading }) };
      const element = await drawMap(cells, attributes, 'width: 310px', [...columns]);
      const { left, right } = partsOf(element, 'svg')[0]!.getBoundingClientRect();
      const labels = partsOf(element, '.role-legend-label text:not([opacity="0"])');
      const boxes = labels.filter((each) => each.textContent).map((each) => each.getBoundingClientRect());
      expect(boxes.length).to.be.at.least(2);
      for (const box of boxes) {
        expect(box.left).to.be.at.least(left);
        expect(box.right).to.be.at.most(right);
      }
      expectApart(boxes);
    });

  it('lists places that are not on the map, and describes range and extremes with their unit', async () => {
    const element = await drawMap(RATES, { unit: 'mm', decimals: '1' });
    expect(textOf(element, '[part=status]')).to.contain('Not on the map: Atlantis');
    const description = plain(textOf(element, '#description'));
    expect(description).to.contain('Rate from 1.0 mm to 11.0 mm. Highest: Spain. Lowest: Malta.');
    focusPicture(element);
    pressKey(element, 'ArrowRight');
    await until(() => textOf(element, '[role=status]').startsWith('Country'), 'a place');
    expect(plain(textOf(element, '[role=status]'))).to.match(/Rate \d+\.0 mm/);
  });

  it('writes units, decimals and "No data" in the language of its legend', async () => {
    for (const [attributes, labels] of [
      [{ unit: 'mm', decimals: '1' }, ['2.5', '5.0', '7.5', '10.0', 'No data']],
      [{ unit: 'EUR', lang: 'de' }, ['2,5 €', '5,0 €', '7,5 €', '10,0 €', 'Keine Daten']],
    ] as const) {
      const element = await drawMap(RATES, attributes);
      expect(labelsOf(element, '.role-legend-label').filter(Boolean).map(plain)).to.deep.equal(labels);
    }
    const wide = { Germany: 1, France: 10, Spain: 100, Italy: 1000, Malta: 10_000, Austria: 100_000 };
    const labels = labelsOf(await drawMap(wide, { unit: '$' }), '.role-legend-label');
    for (const label of labels.filter((text) => /\d/.test(text))) expect(label).to.match(/^\$/);
  });

  /** Returns the layer of places without data, and that of the others. */
  const layersOf = (element: VibedasherViz): readonly Element[] =>
    partsOf(element, '.mark-shape.role-mark').filter((group) => group.querySelectorAll('path').length > 1);

  /** Returns the contrast of the areas of a layer with the background. */
  const contrasts = (layer: Element, background: string): readonly number[] =>
    [...layer.querySelectorAll('path')].map((area) => {
      const { fill, fillOpacity } = getComputedStyle(area);
      const [red = 0, green = 0, blue = 0] = (fill.match(/\d+/g) ?? []).map(Number);
      const hex = `#${((red << 16) | (green << 8) | blue).toString(16).padStart(6, '0')}`;
      const [light, ground] = [mix(background, hex, Number(fillOpacity)), background].map(
        (color) => luminance(color) + 0.05,
      );
      return Math.max(light!, ground!) / Math.min(light!, ground!);
    });

  for (const [theme, background] of Object.entries({ light: '#ffffff', dark: '#16191f' }))
    for (const own of [{}, { colors: 'crimson' }, { colors: 'gold' }, { highlight: 'Spain' }])
      it(`draws places without data emptiest with ${theme} ${JSON.stringify(own)}`, async () => {
        const element = await drawMap(NEIGHBORS, { unit: '%', theme, ...own });
        const [land, places] = layersOf(element).map((layer) => contrasts(layer, background));
        expect(places).to.have.lengthOf(Object.keys(NEIGHBORS).length);
        expect(Math.min(...places!)).to.be.above(land![0]! * 1.1);
        expect(land![0]).to.be.above(1.1);
      });

  it('outlines highlighted places above their neighbors, and keeps the colors of all', async () => {
    const pathsOf = async (attributes: Readonly<Record<string, string>>): Promise<readonly Element[]> => [
      ...layersOf(await drawMap(NEIGHBORS, attributes))[1]!.querySelectorAll('path'),
    ];
    const [plainPaths, paths] = [await pathsOf({}), await pathsOf({ highlight: 'Spain' })];
    const outlined = paths.filter((path) => Number(path.getAttribute('stroke-width')) >= 2);
    expect(outlined).to.deep.equal([paths.at(-1)]);
    expect(outlined[0]!.getAttribute('stroke')).to.equal('#1b1f24');
    const fillsOf = (all: readonly Element[]) => all.map((path) => path.getAttribute('fill')).sort();
    expect(fillsOf(paths)).to.deep.equal(fillsOf(plainPaths));
  });

  it('has names of points that do not overlap, and smaller circles on a phone', async () => {
    const places = [
      ['Berlin', 52.5, 13.4, 3_769_000],
      ['Köln', 50.94, 6.96, 1_086_000],
      ['Düsseldorf', 51.22, 6.78, 619_000],
      ['Essen', 51.46, 7.01, 583_000],
    ];
    const cities = apiOf(rows(['city', 'lat', 'lon', 'inhabitants'], places));
    const largest: number[] = [];
    for (const width of [360, 640, 900]) {
      const element = await drawViz(cities, {}, `width: ${width}px`);
      const labels = partsOf(element, '.mark-text.role-mark text');
      expect(labels.map(({ textContent }) => textContent)).to.have.members(places.map(([name]) => name));
      expectApart(labels.map((label) => label.getBoundingClientRect()));
      const circles = partsOf(element, '.mark-symbol.role-mark path');
      largest.push(Math.max(...circles.map((circle) => circle.getBoundingClientRect().width)));
    }
    expect(largest[0]).to.be.below(largest[2]!);
  });
});

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

function expectWhole(element: VibedasherViz): void {
  const [outer, text] = [element.getBoundingClientRect(), textRect(numberOf(element))];
  expect(text.left, 'left').to.be.at.least(outer.left - 1);
  expect(text.right, 'right').to.be.at.most(outer.right + 1);
  expect(text.top, 'top').to.be.at.least(outer.top - 1);
  expect(text.bottom, 'bottom').to.be.at.most(outer.bottom + 1);
}

/** Returns the number of lines of a text. */
const linesOf = (node: HTMLElement): number =>
  Math.round(textRect(node).height / parseFloat(getComputedStyle(node).lineHeight));

describe('<vibedasher-viz>: a single number', () => {
  afterEach(cleanUp);

  it('is large in a large box, with the name of its column and its unit', async () => {
    const element = await drawNumber(3_769_000, 'width: 640px', { unit: 'people' });
    expect(textOf(element, '.number .label')).to.equal('Berlin · Population');
    expect(plain(numberOf(element).textContent)).to.equal('3,769,000 people');
    const short = await drawNumber(3_769_000, 'width: 640px');
    expect(textRect(numberOf(short)).height).to.be.at.least(75);
    expect(textRect(numberOf(short)).height).to.be.at.most(100);
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
      const box = textRect(title);
      expect(box.bottom, String(height)).to.be.at.most(caption.bottom + 1);
      expect(box.right).to.be.at.most(caption.right + 1);
      expectWhole(element);
      expect(textRect(numberOf(element)).top).to.be.at.least(caption.bottom - 1);
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
