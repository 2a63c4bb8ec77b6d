import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { rows } from '../../support/fake-api.ts';
import { cleanUp, listenToConsole, mountViz, place, salesApi, shadow } from './harness.ts';

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
  const element = mountViz(
    api,
    { sql, renderer: 'svg', ...attributes },
    { parent: place(`width: ${width}px`) },
  );
  await element.ready;
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
  beforeEach(() => void listenToConsole());
  afterEach(cleanUp);

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

  it('shortens months to abbreviations, then to initials, before omitting any', async () => {
    const sql = 'SELECT name, part, sales FROM sales';
    const sales = MONTHS.flatMap((name, place) =>
      ['Inland', 'Abroad'].map((part, at) => [name, part, 9 + place + at]),
    );
    const api = salesApi({ queries: { [sql]: rows(['name', 'part', 'sales'], sales) } });
    const seen = async (width: number): Promise<string> => {
      const element = mountViz(api, { sql, renderer: 'svg' }, { parent: place(`width: ${width}px`) });
      await element.ready;
      return axisNames(element)
        .filter((name) => !/^(Inland|Abroad)$/.test(name))
        .join(' ');
    };
    expect(await seen(320)).to.equal('J F M A M J J A S O N D');
    expect(await seen(480)).to.equal(short(MONTHS).join(' '));
    expect(await seen(1280)).to.equal(MONTHS.join(' '));
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
