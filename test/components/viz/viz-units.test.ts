import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { plain } from '../../locale/languages.ts';
import { rows } from '../../support/fake-api.ts';
import { ANNUAL, numberApi } from '../../support/number-cases.ts';
import { until } from '../../support/page.ts';
import {
  apiOf,
  cleanUp,
  drawViz,
  focusPicture,
  labelsOf,
  listenToConsole,
  openTable,
  partsOf,
  pressKey,
  recordConsole,
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
    expect(labelsOf(element, '.role-axis-title')).to.deep.equal(['Rain (<b onclick="x">&amp)']);
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

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const short = (names: readonly string[]): string[] => names.map((name) => name.slice(0, 3));

/** Draws a derived chart with one number for each name. */
const drawNames = (
  names: readonly string[],
  width: number,
  attributes: Readonly<Record<string, string>> = {},
): Promise<VibedasherViz> => {
  const api = apiOf(
    rows(
      ['name', 'sales'],
      names.map((name, place) => [name, 100 - place]),
    ),
  );
  return drawViz(api, { style: 'height: 350px', ...attributes }, `width: ${width}px`);
};

/** Returns the visible names on the axis, which may be shortened. */
const axisNames = (element: VibedasherViz): readonly SVGGraphicsElement[] =>
  partsOf(element, '.role-axis-label text:not([opacity="0"])').filter(({ textContent }) =>
    /^[A-Z]/.test(textContent),
  );

/** Expects that the names lie inside the picture and do not overlap. */
function expectFit(element: VibedasherViz): void {
  const picture = partsOf(element, 'svg')[0]!.getBoundingClientRect();
  const boxes = axisNames(element).map((label) => label.getBoundingClientRect());
  for (const [place, box] of boxes.entries()) {
    const next = boxes[place + 1];
    expect(!next || box.right <= next.left + 1 || box.bottom <= next.top + 3, `${place}`).to.equal(true);
    expect(box.left).to.be.at.least(picture.left - 1);
    expect(box.right).to.be.at.most(picture.right + 1);
  }
}

describe('<vibedasher-viz>: names on the axes of a derived chart', () => {
  recordConsole();

  for (const [what, style] of [
    ['on a phone', ''],
    ['with large text', 'font-size: 24px; '],
  ] as const)
    it(`draws the zero line at the bars, not through the names above them, ${what}`, async () => {
      const changes = {
        'Accommodation and food service activities': 12,
        'Electricity, gas, steam and air conditioning supply': 7,
        'Agriculture, forestry and fishing of all kinds': -4,
        'Public administration, defence and social security': -9,
      };
      const element = await drawViz(
        apiOf(rows(['sector', 'change'], Object.entries(changes))),
        { mark: 'bar', caption: 'none' },
        `width: 390px; ${style}font-family: "DejaVu Sans"`,
      );
      const bars = partsOf(element, '.mark-rect.role-mark path').map((bar) => bar.getBoundingClientRect());
      const names = partsOf(element, '.mark-text.role-mark text').filter(({ textContent }) =>
        /[A-Z]/.test(textContent),
      );
      expect(names).to.have.length(4);
      const [line, ...others] = partsOf(element, '.role-axis-grid line');
      expect(others).to.deep.equal([]);
      const { left: zero, top } = line!.getBoundingClientRect();
      expect(zero).to.be.closeTo(bars[0]!.left, 1);
      const { strokeDasharray, strokeDashoffset } = getComputedStyle(line!);
      const dashes = strokeDasharray.split(',').map(parseFloat);
      const offset = parseFloat(strokeDashoffset);
      const isDrawn = (y: number): boolean =>
        (y - top + offset) % dashes.reduce((sum, length) => sum + length) < dashes[0]!;
      for (const { top, bottom } of bars)
        for (let y = top; y <= bottom; y++) expect(isDrawn(y), `at a bar, ${y}`).to.equal(true);
      const crossed = names
        .map((name) => name.getBoundingClientRect())
        .filter(({ left, right }) => left < zero && zero < right);
      expect(crossed).not.to.be.empty;
      // The boxes of texts include empty space above and below the letters.
      for (const { top, bottom } of crossed)
        for (let y = top + 2; y <= bottom - 2; y++) expect(isDrawn(y), `at a name, ${y}`).to.equal(false);
    });

  const LETTERS = ['Breakage', 'Mismatch', 'Overload', 'Shortage', 'Wormhole', 'Downtime'];
  const PARTIES = ['CDU', 'AfD', 'SPD', 'Grüne', 'Linke', 'BSW', 'FDP', 'Other'];
  for (const [what, names, attributes = {}] of [
    ['six names of eight letters', LETTERS],
    ['five words', ['Germany', 'Romania', 'Belgium', 'Hungary', 'Austria']],
    ['eight short names', ['North', 'South', 'East', 'West', 'Upper', 'Lower', 'Inner', 'Outer']],
    ['months', MONTHS],
    ['months in short', short(MONTHS)],
    ['names next to a reference line', PARTIES, { reference: '5 Threshold', unit: '%' }],
  ] as const)
    for (const width of [320, 350, 390, 480])
      it(`shows a name at each bar: ${what} in ${width} px`, async () => {
        const element = await drawNames(names, width, attributes);
        const seen = axisNames(element).map(({ textContent }) => textContent);
        expect(seen).to.have.length(names.length);
        expect(names.every((name) => seen.some((each) => name.startsWith(each)))).to.equal(true);
        expectFit(element);
      });

  it('shortens months to abbreviations, then to initials, before omitting any', async () => {
    const sales = MONTHS.flatMap((name, place) =>
      ['inland', 'abroad'].map((part, at) => [name, part, 9 + place + at]),
    );
    const api = apiOf(rows(['name', 'part', 'sales'], sales));
    for (const [width, height, expected] of [
      [320, 300, 'J F M A M J J A S O N D'],
      [480, 300, short(MONTHS).join(' ')],
      [1280, 300, MONTHS.join(' ')],
      // A higher box has a row for each.
      [320, 350, MONTHS.join(' ')],
    ] as const) {
      const element = await drawViz(api, { style: `height: ${height}px` }, `width: ${width}px`);
      const seen = axisNames(element).map(({ textContent }) => textContent);
      expect(seen.join(' '), `${width} × ${height}`).to.equal(expected);
    }
  });

  for (const mark of ['line', 'area'])
    it(`rotates names below a ${mark} only if they do not fit`, async () => {
      const phases = ['Approach', 'Climb', 'Take-off run', 'Landing Roll', 'Descent', 'Taxi', 'Parked'];
      for (const width of [350, 1000]) {
        const names = axisNames(await drawNames(phases, width, { mark }));
        expect(names.map(({ textContent }) => textContent)).to.deep.equal(phases);
        const isRotated = Boolean(names[0]!.getAttribute('transform')?.includes('rotate'));
        expect(isRotated).to.equal(width === 350);
      }
    });
});

describe('<vibedasher-viz>: dates on an axis', () => {
  recordConsole();

  const bars = (x: object) => ({
    mark: 'bar',
    encoding: { x: { field: 'year', ...x }, y: { field: 'sales', type: 'quantitative' } },
  });
  const time = { type: 'temporal' };
  for (const [what, spec, isDate] of [
    ['derived, dates', null, true],
    ['derived, numbers', null, false],
    ['a time axis', bars(time), true],
    ['a time unit', bars({ ...time, timeUnit: 'year' }), true],
    ['bands of a time unit', bars({ timeUnit: 'year', type: 'ordinal' }), true],
    ['bands of numbers', bars({ type: 'ordinal' }), false],
  ] as const)
    for (const width of [390, 1280])
      it(`labels each of three annual bars once: ${what}, ${width} px`, async () => {
        const cells = [2022, 2023, 2024].map((year, at) => [isDate ? `${year}-01-01` : year, 30 + at]);
        const mark = spec ? '' : 'bar';
        const element = await drawViz(
          apiOf(rows(['year', 'sales'], cells), spec),
          { mark },
          `width: ${width}px`,
        );
        const labels = labelsOf(element, '.role-axis-label').filter((text) => /20\d\d/.test(text));
        expect(labels).to.deep.equal(['2022', '2023', '2024']);
      });

  it('have the format of the spec, or that of the language', async () => {
    const days = rows(
      ['year', 'sales'],
      Object.entries({ '2024-01-01': 1, '2024-02-01': 2, '2024-03-01': 3 }),
    );
    const axis = { format: '%B %y', tickCount: 'month' };
    const german = await drawViz(apiOf(days, bars({ ...time, axis })), { lang: 'de' });
    expect(labelsOf(german, '.role-axis-label')).to.include('März 24');
    const french = await drawViz(apiOf(days, bars(time)), { lang: 'fr' });
    expect(labelsOf(french, '.role-axis-label').join()).to.match(/févr|mars/);
  });

  it('name only the year of annual data below the chart', async () => {
    expect(textOf(await drawViz(numberApi(ANNUAL.rows, ANNUAL.asOf)), '.notices')).to.contain(ANNUAL.text);
  });
});
