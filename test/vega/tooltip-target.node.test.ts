import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { drawnMarks, type Hit } from '../../src/vega/hit-test.ts';
import { findTooltipTarget } from '../../src/vega/tooltip-target.ts';
import type { MountedChart } from '../../src/vega/types.ts';

const FINGER_RADIUS = 32;
const WIDTH = 600;
const HEIGHT = 300;

const Y = { field: 'amount', type: 'quantitative', scale: { domain: [0, 100] } } as const;
const ENCODING = {
  x: { field: 'day', type: 'quantitative' },
  y: Y,
  color: { field: 'series' },
  tooltip: { field: 'series' },
} as const;
const VALUES = [0, 2, 4, 6, 8, 10].flatMap((day) =>
  Object.entries({ a: 20, b: 30, c: 12 }).map(([series, amount]) => ({ day, series, amount })),
);

const SPECS = {
  'with points': { mark: { type: 'area', point: true }, encoding: ENCODING },
  'with texts': {
    encoding: ENCODING,
    layer: [
      { mark: 'area' },
      { mark: 'text', encoding: { text: { field: 'amount' }, y: { ...Y, stack: 'zero' } } },
    ],
  },
} as const;

const seriesOf = ({ datum }: Hit): unknown => (datum as { series?: unknown }).series;

describe('a finger in a stacked area', () => {
  for (const [name, spec] of Object.entries(SPECS)) {
    it(`shows the tooltip of this area: ${name}`, async () => {
      const size = { width: WIDTH, height: HEIGHT };
      const { spec: vega } = compile({
        ...size,
        data: { values: VALUES },
        ...spec,
      } as unknown as TopLevelSpec);
      const view = new View(parse(vega), { renderer: 'none' }) as unknown as MountedChart['view'];
      await view.runAsync();
      const marks = drawnMarks(view);
      const { plot } = marks[0]!;
      const areas = marks.filter(({ mark }) => mark.marktype === 'area');
      // The amounts are the same for all days, so each area is a band.
      for (let x = 5; x < WIDTH; x += 10) {
        for (let y = 2; y < HEIGHT; y += 5) {
          const found = areas.find(({ item }) => y > item.y! && y < item.y2!);
          if (!found) continue;
          const hit = found.item as Hit;
          const place = { x: plot.x1 + x, y: plot.y1 + y };
          const target = findTooltipTarget(view, place, hit, FINGER_RADIUS, null);
          assert.equal(seriesOf(target!.item), seriesOf(hit), `${x}, ${y}`);
        }
      }
    });
  }
});

const COUNT = 200_000;

/** Returns a view of marks in a plot of 100 × 100 px. */
function viewOf(
  ...marks: readonly { readonly marktype: string; readonly items: readonly object[] }[]
): MountedChart['view'] {
  const items = marks.map((mark) => ({ role: 'mark', ...mark }));
  const root = { marktype: 'group', items: [{ x: 0, y: 0, width: 100, height: 100, items }] };
  return {
    stamp: () => 1,
    padding: () => ({ left: 0, top: 0 }),
    origin: () => [0, 0],
    scenegraph: () => ({ root }),
  } as unknown as MountedChart['view'];
}

const itemsAt = (place: (index: number) => readonly [number, number]): readonly object[] =>
  Array.from({ length: COUNT }, (_, index) => {
    const [x, y] = place(index);
    return { x, y, datum: {}, tooltip: `item ${index}`, bounds: { x1: x, y1: y, x2: x, y2: y } };
  });

it('finds the tooltip among many symbols next to a line in linear time (promise 7)', () => {
  const line = { marktype: 'line', items: itemsAt((index) => [(index / COUNT) * 100, 50]) };
  const symbols = { marktype: 'symbol', items: itemsAt(() => [50.5, 53]) };
  const find = (y: number) => findTooltipTarget(viewOf(line, symbols), { x: 50.5, y }, null, 20, null);
  assert.equal(find(50)?.kind, 'line');
  assert.equal(find(54)?.kind, 'symbol');
});
