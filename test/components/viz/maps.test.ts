// @engines all
import { expect } from 'chai';
import { luminance, mix } from '../../../src/theming/tokens.ts';
import { plain } from '../../locale/languages.ts';
import { rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import { cleanUp, place, salesApi, shadow, readyViz } from './harness.ts';

const SQL = 'SELECT country, rate FROM countries';
const RATES: readonly (readonly [string, number])[] = [
  ['Germany', 3],
  ['France', 7],
  ['Spain', 11],
  ['Italy', 8],
  ['Malta', 1],
  ['Atlantis', 5],
];

async function drawMap(
  attributes: Readonly<Record<string, string>> = {},
  result = rows(['country', 'rate'], [...RATES]),
  width = 640,
): Promise<ShadowRoot> {
  const api = salesApi({ queries: { [SQL]: result } });
  const parent = place(`width: ${width}px`);
  const element = await readyViz(api, { sql: SQL, renderer: 'svg', ...attributes }, { parent });
  return shadow(element);
}

const textsOf = (root: ParentNode, selector: string): readonly string[] =>
  [...root.querySelectorAll(selector)].map(({ textContent }) => textContent ?? '');
const overlap = (a: DOMRect, b: DOMRect): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

describe('mark="map"', () => {
  afterEach(cleanUp);

  it('draws names of countries as areas in the colors of their classes', async () => {
    const root = await drawMap({ mark: 'map' });
    const areas = [...root.querySelectorAll('.mark-shape[aria-hidden="true"] ~ * path, .mark-shape path')];
    const colors = new Set(areas.map((area) => area.getAttribute('fill')));
    // Four classes have places, and the others are gray.
    expect(colors.size).to.be.at.least(5);
    const labels = textsOf(root, '.role-legend-label text');
    expect(labels.filter(Boolean)).to.deep.equal(['2.5', '5.0', '7.5', '10.0', 'No data']);
  });

  for (const [what, attributes, result] of [
    ['of countries', {}, undefined],
    [
      'of states',
      { heading: 'Engineers' },
      rows(
        ['state', 'Engineers for each 1,000 residents'],
        Object.entries({ Texas: 3, Ohio: 7, Iowa: 11, Utah: 8, Maine: 1 }),
      ),
    ],
  ] as const)
    it(`keeps the labels of a legend apart and in the picture with large text on a phone, ${what}`, async () => {
      const root = await drawMap({ mark: 'map', style: 'font-size: 32px', ...attributes }, result, 310);
      const { left, right } = root.querySelector('.picture svg')!.getBoundingClientRect();
      const labels = [...root.querySelectorAll('.role-legend-label text')].filter(
        (label) => label.textContent && label.getAttribute('opacity') !== '0',
      );
      expect(labels.length).to.be.at.least(2);
      const boxes = labels.map((label) => label.getBoundingClientRect());
      for (const [index, box] of boxes.entries()) {
        expect(box.left).to.be.at.least(left);
        expect(box.right, labels[index]!.textContent).to.be.at.most(right);
        for (const other of boxes.slice(index + 1)) expect(overlap(box, other)).to.equal(false);
      }
    });

  it('lists places that are not on the map', async () => {
    expect((await drawMap({ mark: 'map' })).textContent).to.contain('Not on the map: Atlantis');
  });

  it('describes the range and the extremes to screen readers', async () => {
    const root = await drawMap({ mark: 'map' });
    const picture = root.querySelector('.picture [aria-label], .picture[aria-label]');
    const text = `${picture?.getAttribute('aria-label')} ${root.textContent}`;
    expect(text).to.contain('Rate from 1 to 11. Highest: Spain. Lowest: Malta.');
  });

  it('writes units and decimals in its legend, tooltips and description', async () => {
    const root = await drawMap({ mark: 'map', unit: 'mm', decimals: '1' });
    expect(textsOf(root, '.role-legend-title text')).to.include('Rate (mm)');
    expect(textsOf(root, '.role-legend-label text').filter(Boolean).map(plain)).to.deep.equal([
      ...['2.5', '5.0', '7.5', '10.0'],
      'No data',
    ]);
    const picture = root.querySelector<HTMLElement>('.chart')!;
    picture.focus();
    picture.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, composed: true }));
    await until(() => /^Country/.test(root.querySelector('[role=status]')!.textContent), 'a place');
    expect(plain(root.querySelector('[role=status]')!.textContent)).to.match(/Rate \d+\.0 mm/);
    expect(plain(root.querySelector('#description')!.textContent)).to.contain('Rate from 1.0 mm to 11.0 mm.');

    cleanUp();
    const currency = await drawMap({ mark: 'map', unit: 'EUR', lang: 'de' });
    expect(textsOf(currency, '.role-legend-label text').filter(Boolean).map(plain)).to.deep.equal([
      ...['2,5 €', '5,0 €', '7,5 €', '10,0 €'],
      'Keine Daten',
    ]);
    cleanUp();
    const uneven = RATES.map(([name], index) => [name, [1, 10, 100, 1000, 10_000, 100_000][index]] as const);
    const wide = await drawMap({ mark: 'map', unit: '$' }, rows(['country', 'rate'], [...uneven]));
    for (const label of textsOf(wide, '.role-legend-label text').filter((text) => /\d/.test(text)))
      expect(label).to.match(/^\$/);
  });

  it('has titles in the language of the page', async () => {
    const codes = rows(['iso', 'wert'], Object.entries({ DEU: 3, FRA: 7, ESP: 9 }));
    const root = await drawMap({ mark: 'map', lang: 'de' }, codes);
    expect(textsOf(root, '.role-legend-label text')).to.include('Keine Daten');
  });
});

const UNEMPLOYMENT: readonly (readonly [string, number])[] = [
  ...([
    ['Germany', 3.7],
    ['France', 7.5],
    ['Spain', 10.5],
    ['Italy', 6.2],
    ['Poland', 3.1],
  ] as const),
  ...([
    ['Netherlands', 3.9],
    ['Sweden', 8.7],
    ['Greece', 8.6],
    ['Portugal', 6.3],
  ] as const),
  ...([
    ['Austria', 5.4],
    ['Czech Republic', 2.8],
    ['Turkey', 8.5],
  ] as const),
];

describe('the colors of mark="map"', () => {
  afterEach(cleanUp);

  /** Returns the layer of places without data, and that of the others. */
  const layersOf = (root: ParentNode): readonly Element[] =>
    [...root.querySelectorAll('.mark-shape.role-mark')].filter(
      (group) => group.querySelectorAll('path').length > 1,
    );

  /** Returns the contrast of areas with the background, by their color. */
  function contrasts(areas: readonly Element[], background: string): readonly number[] {
    const ground = luminance(background) + 0.05;
    return areas.map((area) => {
      const { fill, fillOpacity } = getComputedStyle(area);
      const [red = 0, green = 0, blue = 0] = (fill.match(/\d+/g) ?? []).map(Number);
      const hex = `#${((red << 16) | (green << 8) | blue).toString(16).padStart(6, '0')}`;
      const light = luminance(mix(background, hex, Number(fillOpacity))) + 0.05;
      return Math.max(light, ground) / Math.min(light, ground);
    });
  }

  for (const [theme, background] of [
    ['light', '#ffffff'],
    ['dark', '#16191f'],
  ] as const) {
    for (const own of [{}, { colors: 'crimson' }, { colors: 'gold' }, { highlight: 'Spain' }]) {
      it(`places without data look emptiest with ${theme} ${JSON.stringify(own)}`, async () => {
        const result = rows(['country', 'rate'], [...UNEMPLOYMENT]);
        const root = await drawMap({ mark: 'map', unit: '%', theme, ...own }, result);
        const [land, places] = layersOf(root);
        const [empty = 0] = contrasts([...land!.querySelectorAll('path')], background);
        const shown = contrasts([...places!.querySelectorAll('path')], background);
        expect(shown).to.have.lengthOf(UNEMPLOYMENT.length);
        expect(Math.min(...shown)).to.be.above(empty * 1.1);
        expect(empty).to.be.above(1.1);
      });
    }
  }

  it('has the color of the attribute "colors"', async () => {
    const root = await drawMap({ mark: 'map', colors: 'crimson' });
    const fills = [...root.querySelectorAll('.mark-shape path')].map((path) => path.getAttribute('fill'));
    expect(fills).to.include('#dc143c').and.not.include('#2d6dc4');
  });

  it('outlines highlighted places above their neighbors, and keeps the colors of all', async () => {
    const result = rows(['country', 'rate'], [...UNEMPLOYMENT]);
    const fillsOf = async (attributes: Readonly<Record<string, string>>): Promise<readonly unknown[]> => {
      const root = await drawMap({ mark: 'map', ...attributes }, result);
      const paths = [...layersOf(root)[1]!.querySelectorAll('path')];
      const outlined = paths.filter((path) => Number(path.getAttribute('stroke-width')) >= 2);
      expect(outlined.length).to.equal(attributes['highlight'] ? 1 : 0);
      if (outlined[0]) {
        expect(paths.at(-1)).to.equal(outlined[0]);
        expect(outlined[0].getAttribute('stroke')).to.equal('#1b1f24');
      }
      return paths.map((path) => path.getAttribute('fill')).sort();
    };
    expect(await fillsOf({ highlight: 'Spain' })).to.deep.equal(await fillsOf({}));
  });

  it('draws a region and its surroundings, not all of Russia', async () => {
    const root = await drawMap({ mark: 'map' }, rows(['country', 'rate'], [...UNEMPLOYMENT]), 900);
    const [land] = layersOf(root);
    const box = land!.getBoundingClientRect();
    expect(box.width).to.be.below(1.7 * box.height);
  });
});

describe('a map with points', () => {
  afterEach(cleanUp);

  const CITIES = rows(
    ['city', 'lat', 'lon', 'inhabitants'],
    [
      ['Berlin', 52.5, 13.4, 3_769_000],
      ['Köln', 50.94, 6.96, 1_086_000],
      ['Düsseldorf', 51.22, 6.78, 619_000],
      ['Essen', 51.46, 7.01, 583_000],
    ],
  );

  for (const width of [640, 360]) {
    it(`has names that do not overlap, and a legend within the data, at ${width} px`, async () => {
      const root = await drawMap({}, CITIES, width);
      const labels = [...root.querySelectorAll('.mark-text.role-mark text')];
      expect(labels.map(({ textContent }) => textContent)).to.have.members([
        'Berlin',
        'Köln',
        'Düsseldorf',
        'Essen',
      ]);
      const boxes = labels.map((label) => label.getBoundingClientRect());
      for (const [index, box] of boxes.entries()) {
        expect(boxes.slice(index + 1).some((other) => overlap(box, other))).to.equal(false);
      }
      expect(textsOf(root, '.role-legend-label text')).to.deep.equal(['1M', '2M', '3M']);
    });
  }

  it('has smaller circles on a phone', async () => {
    const largest = async (width: number): Promise<number> => {
      const root = await drawMap({}, CITIES, width);
      const circles = [...root.querySelectorAll('.mark-symbol.role-mark path')];
      return Math.max(...circles.map((circle) => circle.getBoundingClientRect().width));
    };
    expect(await largest(360)).to.be.below(await largest(900));
  });
});
