import { expect } from 'chai';
import fc from 'fast-check';
import { nextTask } from '../../src/internal/tasks.ts';
import { closePages } from '../support/page.ts';
import { mount } from '../vega/support.ts';
import { openStage, type Stage } from './bombs.ts';
import { BAR } from './hostile-specs.ts';

const RUNS = 12;
const SEED = 20_251;
/** Number of ticks before an animated chart is removed. */
const TICKS = 3;

const upTo = (exponent: number) =>
  fc.double({ min: 0, max: exponent, noNaN: true }).map((e) => Math.round(10 ** e));
const length = fc.double({ min: -4, max: 3, noNaN: true }).map((exponent) => 10 ** exponent);
const text = fc
  .record({ letters: upTo(4.9), parts: fc.constantFrom('x', ' ', '\u00e9') })
  .map(({ letters, parts }) => ({ expr: `pad('' + datum.a, ${letters}, '${parts}')` }));
const path = upTo(3.5).map((points) => `M0,0${'L1,.5L-.3,1'.repeat(points / 2)}`);

const marks = fc.oneof(
  fc.record({ type: fc.constantFrom('point', 'square', 'circle'), size: upTo(7), shape: path }),
  fc.record({
    type: fc.constantFrom('point', 'square'),
    size: upTo(7),
    strokeDash: fc.array(length, { maxLength: 3 }),
  }),
  fc.record({ type: fc.constant('text'), text, lineBreak: fc.constantFrom('x', '?'), limit: upTo(4) }),
  fc.record({
    type: fc.constant('text'),
    text: fc.constant('a'),
    font: fc.constant({ expr: `'f' + datum.a` }),
  }),
  fc.record({
    type: fc.constantFrom('line', 'area', 'trail', 'rule', 'rect'),
    strokeDash: fc.array(length, { maxLength: 3 }),
  }),
  fc.record({
    type: fc.constantFrom('line', 'area'),
    strokeWidth: upTo(4),
    interpolate: fc.constantFrom('step', 'basis'),
  }),
);
const expression = fc.constantFrom(
  'sin(datum.a * datum.a)',
  `length(pad('' + datum.a, 50000, 'x'))`,
  `replace(pad('', 20000, 'a'), /a+b|a/g, 'c')`,
  `length(sort(sequence(datum.a % 10000)))`,
  `timeFormat(datum.a * 1e9, '%Y %B %d %A %H %M')`,
  `format(datum.a, ',.10f')`,
  `test(/[ab]{500}c/, datum.a)`,
  `indexof(sequence(2000), datum.a)`,
  `merge({a: 1}, datum).a`,
);
const transforms = fc.oneof(
  expression.map((calculate) => ({ calculate, as: 'b' })),
  expression.map((filter) => ({ filter })),
  fc.constantFrom(
    { loess: 'b', on: 'a' },
    { regression: 'b', on: 'a', method: 'poly', order: 9 },
    { density: 'a', groupby: ['b'] },
    { window: [{ op: 'median', field: 'a', as: 'b' }], frame: [-1000, 0] },
    { impute: 'b', key: 'a', value: 0 },
    { pivot: 'a', value: 'b' },
    { bin: { maxbins: 5000 }, field: 'a', as: 'b' },
    { stack: 'a', as: ['b', 'c'], groupby: ['a'] },
  ),
);
const ticks = fc.constantFrom(
  'now()',
  `modify('p0_store', data('source_0')) + m`,
  'length(sort(sequence(200000)))',
);
const selections = fc.record({ count: upTo(3), type: fc.constantFrom('point', 'interval') });
const views = fc.constantFrom<[string | null, number]>(
  [null, 1],
  ['layer', 5],
  ['hconcat', 20],
  ['vconcat', 200],
);

/** A random spec that may be expensive in several ways. */
const costly = fc
  .record({
    rows: upTo(5.9),
    mark: marks,
    transform: fc.array(transforms, { maxLength: 3 }),
    tick: fc.option(ticks, { freq: 3 }),
    selections: fc.option(selections, { freq: 4 }),
    views,
    grouped: fc.constantFrom(undefined, undefined, 'detail', 'row', 'color'),
  })
  .map(({ rows, mark, transform, tick, selections: chosen, views: [composition, count], grouped }) => {
    const view = {
      mark,
      encoding: {
        x: { field: 'a', type: 'quantitative' },
        y: { field: 'b', type: 'quantitative' },
        ...(grouped && { [grouped]: { field: 'a', type: 'nominal' } }),
      },
    };
    const params = [
      ...(tick
        ? [{ name: 'm', value: 0, on: [{ events: { type: 'timer', throttle: 16 }, update: tick }] }]
        : []),
      ...Array.from({ length: chosen?.count ?? 0 }, (_, i) => ({ name: `p${i}`, select: chosen!.type })),
    ];
    return {
      data: { sequence: { start: 0, stop: rows, as: 'a' } },
      transform: [{ calculate: 'datum.a % 7', as: 'b' }, ...transform],
      params,
      ...(composition ? { [composition]: Array.from({ length: count }, () => view) } : view),
    };
  });

describe('promise 7: random costly specs', () => {
  let stage: Stage;

  before(async () => {
    stage = await openStage({ isSlow: false });
  });
  after(closePages);

  for (const renderer of ['auto', 'canvas'] as const) {
    it(`are drawn, or fail with the name of a limit (${renderer})`, async () => {
      const { engine, box } = stage;
      await fc.assert(
        fc.asyncProperty(costly, async (spec) => {
          const drawing = mount(spec, { container: box, fit: 'none', renderer }, engine);
          const [drawn, error] = await drawing.then(
            (mounted) => [mounted, mounted.errors[0]] as const,
            (reason: Error & { kind?: string }) => [null, reason] as const,
          );
          for (let tick = 0; drawn && tick < TICKS; tick += 1) {
            await drawn.chart.view.runAsync();
            await nextTask();
          }
          drawn?.chart.finalize();
          for (const { message } of drawn?.errors ?? (error ? [error] : [])) {
            expect(message).to.match(
              /: at (most|least) [\d.]+ (is|are) allowed\.$|Duplicate signal name|no data set/,
            );
          }
        }),
        { numRuns: RUNS, seed: SEED },
      );
      // The page still draws.
      const { chart } = await mount(BAR, { container: box }, engine);
      expect(box.querySelectorAll('.mark-rect.role-mark > *')).to.have.length(3);
      chart.finalize();
    }).timeout(200_000);
  }
});
