import { expect } from 'chai';
import fc from 'fast-check';
import { nextTask } from '../../src/internal/tasks.ts';
import { localeFor } from '../../src/locale/load-locale.ts';
import type { VibedasherError } from '../../src/public-client/errors.ts';
import type { VegaLiteSpec } from '../../src/spec/types.ts';
import { closePages } from '../support/page.ts';
import { mount } from '../vega/support.ts';
import { openStage, type Stage } from './bombs.ts';

const RUNS = 200;
const SEED = 20_261;

const LAST = 8.6e15;
const YEAR = 3.15576e10;

const number = fc.oneof(
  fc.constantFrom<unknown>(0, 1, -1, 0.5, 10, 9999, 1e9, -1e9, 1e-8, 5e-324, 1e300),
  fc.constantFrom<unknown>(null, undefined, '', '1e9', '1e', true, [1e9], {}, 'week'),
  fc.constantFrom('NaN', '1e999', '[1e9]', '{}', 'datetime(2024, 1)', 'now()').map((expr) => ({ expr })),
  fc.integer({ min: 1, max: 50 }),
);
const unit = fc.constantFrom<unknown>(
  ...['year', 'quarter', 'month', 'week', 'isoweek', 'day', 'date', 'dayofyear', 'hour', 'hours', 'minutes'],
  ...['second', 'seconds', 'millisecond', 'milliseconds', 'constructor', '__proto__', 'fortnight', 1e9, null],
);
const interval = fc.record(
  { interval: fc.oneof(unit, number), step: number },
  { requiredKeys: ['interval'] },
);
const count = fc.oneof(number, unit, interval, fc.boolean());
const domain = fc.constantFrom<unknown>(
  ...[undefined, undefined, [0, 1e12], [-LAST, LAST], [LAST - 8 * YEAR, LAST], [LAST, 0], [0, 8.64e15]],
  ...[[1, 1], [0, 1e300], [null, 5], ['0', '1e'], [], [5e-324, 1]],
);
const type = fc.constantFrom<unknown>(
  ...[
    undefined,
    'time',
    'utc',
    'linear',
    'log',
    'symlog',
    'pow',
    'sqrt',
    'bin-ordinal',
    'quantize',
    'threshold',
  ],
);
const bins = fc.oneof(
  fc.record({ start: number, stop: number, step: number }, { requiredKeys: ['step'] }),
  fc.constantFrom('[1e9]', "{step: 1e-9, start: 'a'}", 'sequence(20)').map((expr) => ({ expr })),
);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 });
const scale = fc.record({
  type,
  domain,
  domainMin: optional(number),
  domainMax: optional(number),
  domainMid: optional(number),
  domainRaw: optional(fc.constantFrom({ expr: '[0, 1e300]' }, { expr: `[${LAST}, 0]` })),
  nice: optional(count),
  zero: optional(fc.boolean()),
  base: optional(number),
  padding: optional(fc.constantFrom(10, 100, 199.2, 199.333, 199.999999, 200, 1e9, -5)),
  bins: optional(bins),
});
const timeUnit = fc.record({
  unit: fc.constantFrom('year', 'quarter', 'yearquarter', 'utcyearquarter', 'yearweek', 'hours', 'monthdate'),
  step: number,
  maxbins: optional(number),
});
const bin = fc.record({
  base: number,
  divide: optional(fc.array(number, { maxLength: 3 })),
  extent: optional(fc.array(number, { minLength: 2, maxLength: 2 })),
  maxbins: number,
  minstep: number,
  nice: fc.boolean(),
  step: optional(number),
  steps: optional(fc.array(number, { maxLength: 3 })),
});
const guide = fc.record({
  tickCount: optional(count),
  tickMinStep: optional(number),
  labelExpr: fc.constantFrom(undefined, 'datum.label'),
  format: fc.constantFrom(undefined, '%Y', '.3f'),
  values: optional(fc.constantFrom({ expr: 'sequence(1e5)' }, [0, 1e300], [null])),
});
const rows = fc.constantFrom<(number | string | null)[]>(
  ...[
    [0, 1, 2],
    [0, 1e12],
    [LAST - 8 * YEAR, LAST],
    [-LAST, LAST],
    [],
    [null, 'a'],
    [5e-324, 0],
    [1e9, 1e9 + 1],
  ],
);

/** A random chart over numbers or dates with any scale, ticks and bins. */
const spec = fc
  .record({
    rows,
    channel: fc.constantFrom('x', 'color'),
    type: fc.constantFrom('quantitative', 'temporal', 'ordinal'),
    scale: optional(scale),
    guide: optional(guide),
    changed: fc.oneof(
      timeUnit.map((value) => ({ timeUnit: value })),
      bin.map((value) => ({ bin: value })),
      fc.constant({}),
      fc.constant({}),
    ),
  })
  .map(({ rows: values, channel, type: kind, scale: scaled, guide: shown, changed }) => ({
    width: 400,
    data: { values: values.map((a, b) => ({ a, b })) },
    mark: 'point',
    encoding: {
      y: { field: 'b', type: 'quantitative' },
      [channel]: {
        field: 'a',
        type: kind,
        ...changed,
        ...(scaled && { scale: scaled }),
        ...(shown && { [channel === 'x' ? 'axis' : 'legend']: shown }),
      },
    },
  }));

describe('promise 7: random scales, ticks, bins and units of time', () => {
  let stage: Stage;

  before(async () => {
    stage = await openStage();
  });
  after(closePages);

  it('are drawn, or fail with an error', async () => {
    const { page, engine, box } = stage;
    const outcomes = { drawn: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(spec, fc.boolean(), async (each, isThemed) => {
        try {
          const { chart } = await mount(
            each as VegaLiteSpec,
            {
              container: box,
              fit: 'none',
              ...(isThemed ? { config: {}, locale: localeFor('en').vega } : { config: null }),
            },
            engine,
          );
          outcomes.drawn += 1;
          chart.finalize();
        } catch (error) {
          const { kind } = error as VibedasherError;
          expect(kind, String(error)).to.match(/^(spec|render)$/);
          outcomes.refused += 1;
        }
        // Usage counts until the page has had a task.
        await nextTask();
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    );
    expect(outcomes.drawn).to.be.above(RUNS / 10);
    expect(outcomes.refused).to.be.above(RUNS / 10);
    expect(page.record).to.deep.include({ violations: [] });
  }).timeout(120_000);
});
