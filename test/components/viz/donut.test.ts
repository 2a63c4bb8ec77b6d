// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { rows } from '../../support/fake-api.ts';
import { Mouse } from '../../support/mouse.ts';
import { until } from '../../support/page.ts';
import { cleanUp, place, salesApi, shadow, textOf, readyViz } from './harness.ts';

type Parts = readonly (readonly [name: string, value: number])[];
const SQL = 'SELECT part, n FROM parts';

/** Parts whose names are in the order of their values. */
const CASES: Readonly<Record<string, Parts>> = {
  'two parts': [
    ['Yes', 51.9],
    ['No', 48.1],
  ],
  'three parts in the order of the rows': [
    ['Agree', 20],
    ['Neutral', 30],
    ['Disagree', 50],
  ],
  'five parts, four of them tiny': [
    ['Coal', 960],
    ['Wind', 20],
    ['Solar', 10],
    ['Gas', 5],
    ['Water', 1],
  ],
  'nine parts': Array.from({ length: 9 }, (_, at) => ['abcdefghi'[at]!, 30 - 3 * at] as const),
  'a part that is zero': [
    ['Left', 50],
    ['Right', 50],
    ['None', 0],
  ],
};

async function mountDonut(
  parts: Parts,
  width: number,
  fontSize: number,
  attributes: Readonly<Record<string, string>> = {},
): Promise<VibedasherViz> {
  const api = salesApi({ queries: { [SQL]: rows(['part', 'n'], parts) } });
  const options = { sql: SQL, mark: 'arc', renderer: 'svg', loading: 'eager', ...attributes };
  const parent = place(`width: ${width}px; font-size: ${fontSize}px`);
  const element = await readyViz(api, options, { parent });
  return element;
}

const nearestX = (box: DOMRect, x: number): number => Math.min(box.right, Math.max(box.left, x));

interface Label {
  readonly text: string;
  readonly box: DOMRect;
}

const labelsOf = (element: VibedasherViz): readonly Label[] =>
  [...shadow(element).querySelectorAll('.layer_1_marks text, .layer_2_marks text')]
    .map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }))
    .filter(({ text }) => text);

/** Returns the position of a point on the ring, from 0 to 1, clockwise from the top. */
function positionOn(element: VibedasherViz, { x, y }: { readonly x: number; readonly y: number }): number {
  const { e, f } = shadow(element).querySelector<SVGPathElement>('.mark-arc path')!.getScreenCTM()!;
  return (Math.atan2(x - e, f - y) / (2 * Math.PI) + 1) % 1;
}

/** Returns the visible lines from parts to labels, by their ends. */
const linesOf = (element: VibedasherViz): readonly (readonly [start: DOMPoint, end: DOMPoint])[] =>
  [...shadow(element).querySelectorAll<SVGLineElement>('.mark-rule line')]
    .filter((line) => line.getAttribute('opacity') !== '0')
    .map((line) => {
      const matrix = line.getScreenCTM()!;
      const length = (name: string): number => Number(line.getAttribute(name) ?? 0);
      return [
        new DOMPoint(0, 0).matrixTransform(matrix),
        new DOMPoint(length('x2'), length('y2')).matrixTransform(matrix),
      ];
    });

describe('<vibedasher-viz>: donuts', () => {
  afterEach(cleanUp);

  for (const [what, parts] of Object.entries(CASES)) {
    for (const [width, fontSize] of [
      [640, 16],
      [358, 16],
      [640, 32],
    ] as const) {
      it(`place labels at their parts: ${what}, ${width} px, text of ${fontSize} px`, async () => {
        const element = await mountDonut(parts, width, fontSize);
        const whole = parts.reduce((sum, [, value]) => sum + value, 0);
        const labels = labelsOf(element).filter(({ text }) => !text.startsWith('Other'));
        const picture = shadow(element).querySelector('.picture svg')!.getBoundingClientRect();
        const lines = linesOf(element);
        expect(labels).to.not.have.length(0);
        for (const { text, box } of labels) {
          expect(box.left, text).to.be.at.least(picture.left - 1);
          expect(box.right, text).to.be.at.most(picture.right + 1);
          const at = parts.findIndex(([name]) => text.startsWith(`${name} `));
          // Without names, the labels are in the order of the parts.
          const part = at < 0 ? labels.findIndex((each) => each.text === text) : at;
          const start = parts.slice(0, part).reduce((sum, [, value]) => sum + value, 0) / whole;
          const end = start + parts[part]![1] / whole;
          const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
          const line = lines.find(
            ([, point]) => Math.hypot(nearestX(box, point.x) - point.x, middle.y - point.y) < 8,
          );
          const position = positionOn(element, line?.[0] ?? middle);
          expect(position, `${text} from ${start} to ${end}`).to.be.within(start - 0.07, end + 0.07);
          if (line) expect(position, text).to.be.within(start - 0.001, end + 0.001);
        }
      });
    }
  }

  it('connect distant labels with lines, and no others', async () => {
    const tiny = await mountDonut(CASES['five parts, four of them tiny']!, 640, 16);
    expect(linesOf(tiny)).to.have.length.at.least(3);
    expect(linesOf(await mountDonut(CASES['two parts']!, 640, 16))).to.have.length(0);
  });

  it('write shares with the decimals that they need', async () => {
    const textsOf = async (parts: Parts): Promise<readonly string[]> =>
      labelsOf(await mountDonut(parts, 640, 16)).map(({ text }) => text.replace(/\s+/g, ' '));
    expect(await textsOf(CASES['two parts']!)).to.deep.equal(['Yes 51.9%', 'No 48.1%']);
    expect(
      await textsOf([
        ['a', 3],
        ['b', 1],
      ]),
    ).to.deep.equal(['a 75%', 'b 25%']);
    expect(
      await textsOf([
        ['a', 9999],
        ['b', 2],
      ]),
    ).to.deep.equal(['a 99.98%', 'b 0.02%']);
  });

  it('show value and share in the tooltip', async () => {
    const element = await mountDonut(CASES['two parts']!, 640, 16);
    const arc = shadow(element).querySelector('.mark-arc path')!.getBoundingClientRect();
    const mouse = new Mouse();
    mouse.move({ x: arc.right - 12, y: arc.top + arc.height / 2 });
    await until(() => textOf(element, '.tooltip'), 'a tooltip');
    expect(textOf(element, '.tooltip')).to.match(/Part ?Yes ?N ?51\.9 ?Share ?51\.9%/);
  });
});
