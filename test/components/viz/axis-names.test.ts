/** Tests names and dates on axes with the fonts of the browser. `test/pictures` shows axes with fixed widths of text. */
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { rows } from '../../support/fake-api.ts';
import { ANNUAL, numberApi } from '../../support/number-cases.ts';
import { apiOf, drawViz, labelsOf, partsOf, recordConsole, textOf } from './harness.ts';

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
