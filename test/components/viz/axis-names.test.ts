import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { rows } from '../../support/fake-api.ts';
import { place, salesApi, shadow, recordConsole, readyViz } from './harness.ts';

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const short = (names: readonly string[]): string[] => names.map((name) => name.slice(0, 3));
const PHASES = ['Approach', 'Climb', 'Take-off run', 'Landing Roll', 'Descent', 'Taxi', 'Parked'];

/** Draws a derived chart with one number for each name. */
async function drawNames(
  names: readonly string[],
  width: number,
  attributes: Readonly<Record<string, string>> = {},
): Promise<VibedasherViz> {
  const sql = 'SELECT name, sales FROM sales';
  const sales = names.map((name, place) => [name, 100 - place]);
  const api = salesApi({ queries: { [sql]: rows(['name', 'sales'], sales) } });
  const element = await readyViz(
    api,
    { sql, renderer: 'svg', style: 'height: 350px', ...attributes },
    { parent: place(`width: ${width}px`) },
  );
  return element;
}

/** Returns the visible names on the axis, which may be shortened. */
function axisNames(element: VibedasherViz): readonly string[] {
  const labels = [...shadow(element).querySelectorAll('.role-axis-label text')];
  return labels
    .filter((label) => label.getAttribute('opacity') !== '0' && /^[A-Z]/.test(label.textContent))
    .map((label) => label.textContent);
}

/** Returns whether the names lie inside the picture and do not overlap. */
function fitWithoutOverlap(element: VibedasherViz): boolean {
  const picture = shadow(element).querySelector('.picture svg')!.getBoundingClientRect();
  const boxes = [...shadow(element).querySelectorAll('.role-axis-label text')]
    .filter((label) => /^[A-Z]/.test(label.textContent))
    .map((label) => label.getBoundingClientRect());
  return boxes.every((box, place) => {
    const next = boxes[place + 1];
    const apart = !next || box.right <= next.left + 1 || box.bottom <= next.top + 3;
    return apart && box.left >= picture.left - 1 && box.right <= picture.right + 1;
  });
}

describe('<vibedasher-viz>: names on the axes of a derived chart', () => {
  recordConsole();

  for (const [what, style] of [
    ['on a phone', ''],
    ['with large text', 'font-size: 24px; '],
  ] as const)
    it(`draws the zero line at the bars, not through the names above them, ${what}`, async () => {
      const sql = 'SELECT sector, change FROM sectors';
      const sectors = [
        ['Accommodation and food service activities', 12],
        ['Electricity, gas, steam and air conditioning supply', 7],
        ['Agriculture, forestry and fishing of all kinds', -4],
        ['Public administration, defence and social security', -9],
      ];
      const element = await readyViz(
        salesApi({ queries: { [sql]: rows(['sector', 'change'], sectors) } }),
        { sql, mark: 'bar', renderer: 'svg', caption: 'none' },
        { parent: place(`width: 390px; ${style}font-family: "DejaVu Sans"`) },
      );
      const all = (selector: string): SVGGraphicsElement[] => [
        ...shadow(element).querySelectorAll<SVGGraphicsElement>(`.picture ${selector}`),
      ];
      const bars = all('.mark-rect.role-mark path').map((bar) => bar.getBoundingClientRect());
      const names = all('.mark-text.role-mark text').filter(({ textContent }) => /[A-Z]/.test(textContent));
      expect(names).to.have.length(4);
      const [line, ...others] = all('.role-axis-grid line');
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

  for (const mark of ['bar', 'line', 'point']) {
    it(`wraps a long title of an axis instead of shrinking the plot: ${mark}`, async () => {
      const sql = 'SELECT * FROM measures';
      const title = 'Gross domestic product per person in constant dollars of the year 2015';
      const [other, kind] = {
        bar: ['Region', null],
        line: ['Day', 'City'],
        point: ['Life expectancy', 'City'],
      }[mark] as [string, string | null];
      const cells = [1, 2, 3, 4].flatMap((at) =>
        ['Rome', 'Oslo'].map((city) => [
          mark === 'bar' ? `${city} ${at}` : mark === 'line' ? `2024-01-0${at}` : at * city.charCodeAt(0),
          at * 1000,
          ...(kind ? [city] : []),
        ]),
      );
      const query = rows([other, title, ...(kind ? [kind] : [])], cells);
      const api = salesApi({ queries: { [sql]: query } });
      const parent = place('width: 358px; font: 16px "DejaVu Sans", sans-serif');
      const element = await readyViz(api, { sql, mark, renderer: 'svg', caption: 'none' }, { parent });
      const all = (selector: string): DOMRect[] =>
        [...shadow(element).querySelectorAll(selector)].map((part) => part.getBoundingClientRect());
      const [picture] = all('.picture svg');
      const [plot] = all('.picture .background');
      const titles = [...shadow(element).querySelectorAll('.role-axis-title text')];
      const wrapped = titles.find((each) => each.querySelectorAll('tspan').length > 1)!;
      expect(wrapped?.textContent.replaceAll(/\s/g, '')).to.equal(title.replaceAll(/\s/g, ''));
      const box = wrapped.getBoundingClientRect();
      expect(box.left).to.be.at.least(picture!.left - 1);
      expect(box.right).to.be.at.most(picture!.right + 1);
      expect(box.top).to.be.at.least(picture!.top - 1);
      expect(plot!.width).to.be.above(200);
      // The lines have their names at their ends.
      for (const legend of mark === 'line' ? [] : all('.role-legend'))
        expect(legend.bottom).to.be.at.most(box.top + 2);
      const isBelow = box.top > plot!.bottom;
      if (!isBelow) expect(box.bottom).to.be.at.most(plot!.top + 2);
    });
  }

  const SETS: readonly (readonly [string, readonly string[]])[] = [
    ['six names of eight letters', ['Breakage', 'Mismatch', 'Overload', 'Shortage', 'Wormhole', 'Downtime']],
    ['five words', ['Germany', 'Romania', 'Belgium', 'Hungary', 'Austria']],
    ['eight short names', ['North', 'South', 'East', 'West', 'Upper', 'Lower', 'Inner', 'Outer']],
    ['months', MONTHS],
    ['months in short', short(MONTHS)],
    ['weekdays', ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']],
  ];
  for (const [what, names] of SETS) {
    for (const width of [320, 350, 390, 480]) {
      it(`shows a name at each bar: ${what} in ${width} px`, async () => {
        const element = await drawNames(names, width);
        const seen = axisNames(element);
        expect(seen).to.have.length(names.length);
        expect(names.every((name) => seen.some((each) => name.startsWith(each)))).to.equal(true);
        expect(fitWithoutOverlap(element)).to.equal(true);
      });
    }
  }

  for (const width of [358, 361, 398, 430, 480]) {
    it(`shows a name at each bar next to the label of a reference line in ${width} px`, async () => {
      const names = ['CDU', 'AfD', 'SPD', 'Grüne', 'Linke', 'BSW', 'FDP', 'Other'];
      const element = await drawNames(names, width, { reference: '5 Threshold', unit: '%' });
      expect(axisNames(element)).to.have.members(names);
      expect(fitWithoutOverlap(element)).to.equal(true);
    });
  }

  it('shortens months to abbreviations, then to initials, before omitting any', async () => {
    const sql = 'SELECT name, part, sales FROM sales';
    const sales = MONTHS.flatMap((name, place) =>
      ['Inland', 'Abroad'].map((part, at) => [name, part, 9 + place + at]),
    );
    const api = salesApi({ queries: { [sql]: rows(['name', 'part', 'sales'], sales) } });
    const seen = async (width: number, height: number): Promise<string> => {
      const element = await readyViz(
        api,
        { sql, renderer: 'svg', loading: 'eager', style: `height: ${height}px` },
        { parent: place(`width: ${width}px`) },
      );
      return axisNames(element)
        .filter((name) => !/^(Inland|Abroad)$/.test(name))
        .join(' ');
    };
    expect(await seen(320, 300)).to.equal('J F M A M J J A S O N D');
    expect(await seen(480, 300)).to.equal(short(MONTHS).join(' '));
    expect(await seen(1280, 300)).to.equal(MONTHS.join(' '));
    // A higher box has a row for each.
    expect(await seen(320, 350)).to.equal(MONTHS.join(' '));
  });

  for (const mark of ['line', 'area']) {
    it(`rotates names below a ${mark} if they do not fit`, async () => {
      const narrow = await drawNames(PHASES, 350, { mark });
      expect(axisNames(narrow)).to.deep.equal(PHASES);
      const label = shadow(narrow).querySelector('.role-axis-label text');
      expect(label?.getAttribute('transform')).to.include('rotate');
      const wide = await drawNames(PHASES, 1000, { mark });
      expect(axisNames(wide)).to.deep.equal(PHASES);
      expect(fitWithoutOverlap(wide)).to.equal(true);
      expect(shadow(wide).querySelector('.role-axis-label text')?.outerHTML).not.to.include('rotate');
    });
  }
});
