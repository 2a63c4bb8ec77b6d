// @lane long
import { expect } from 'chai';
import fc from 'fast-check';
import { nextTask } from '../../src/internal/tasks.ts';
import { localeFor } from '../../src/locale/load-locale.ts';
import type { VibedasherError } from '../../src/public-client/errors.ts';
import type { MountRequest } from '../../src/vega/types.ts';
import { mount } from '../vega/support.ts';
import { expectBars, many, q, useStage } from './bombs.ts';

const words = (text: string): string[] => text.trim().split(/\s+/);
const upTo = (exponent: number) =>
  fc.double({ min: 0, max: exponent, noNaN: true }).map((e) => Math.round(10 ** e));
const expressions = (...texts: string[]) => fc.constantFrom(...texts).map((expr) => ({ expr }));
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 });

const LONG = 99_000;

/** Long texts, in the formats of different channels. */
const longTexts = fc
  .constantFrom(
    'x',
    ' ',
    '\n',
    '0',
    'M0,0L1,1',
    'A1,1,0,0,1,1,1',
    '#',
    'url(',
    'red,',
    '😀',
    '"',
    '-',
    '.',
    'a|',
  )
  .map((part) => part.repeat(Math.floor(LONG / part.length)));

/** Ways to set a channel: as a value, by an expression, in an array. */
const values = fc.oneof(
  longTexts,
  fc.constantFrom('x', '0', 'M0,0', 'é').map((part) => ({ expr: `pad('', ${LONG}, '${part}')` })),
  fc.constantFrom('x', '9').map((part) => ({ expr: `[pad('', ${LONG}, '${part}'), datum]` })),
  expressions(
    `split(pad('', ${LONG}, 'x'), 'x')`,
    'sequence(0, 90000)',
    '[sequence(0, 90000), [sequence(0, 90000)]]',
    `data('source_0')`,
    `{gradient: 'linear', stops: sequence(0, 9000)}`,
    ...['1 / 0', '1e9', '-1e300'],
  ),
);

const CHANNELS = words(`
  text ellipsis lineBreak dir font fontStyle fontWeight fontSize lineHeight limit align baseline angle dx radius theta
  shape size path url href tooltip description ariaRole ariaRoleDescription cursor fill stroke strokeDash strokeCap
  strokeWidth strokeOffset blend opacity interpolate tension orient cornerRadius innerRadius outerRadius padAngle width
  height x2 y2 clip aspect smooth zindex order invalid foo`);
const MARKS = words('text point bar line area trail rule arc image rect tick square');

const channelSpecs = fc
  .record({
    type: fc.constantFrom(...MARKS),
    channels: fc.dictionary(fc.constantFrom(...CHANNELS), values, { minKeys: 1, maxKeys: 4 }),
    limit: fc.constantFrom(undefined, 1, 100, 1e6),
    count: fc.constantFrom(1, 30, 300),
  })
  .map(({ type, channels, limit, count }) => ({
    data: { sequence: { start: 0, stop: count, as: 'a' } },
    mark: { limit, ...channels, type },
    encoding: { x: q('a'), y: { value: 10 } },
  }));

const LAST = 8.6e15;
const YEAR = 3.15576e10;

const number = fc.oneof(
  fc.constantFrom<unknown>(0, 1, -1, 0.5, 10, 9999, 1e9, -1e9, 1e-8, 5e-324, 1e300),
  fc.constantFrom<unknown>(null, undefined, '', '1e9', '1e', true, [1e9], {}, 'week'),
  expressions('NaN', '1e999', '[1e9]', '{}', 'datetime(2024, 1)', 'now()'),
  fc.integer({ min: 1, max: 50 }),
);
const UNITS = words(`
  year quarter month week isoweek day date dayofyear hour hours minutes second seconds millisecond milliseconds
  constructor __proto__ fortnight`);
const unit = fc.constantFrom<unknown>(...UNITS, 1e9, null);
const interval = fc.record(
  { interval: fc.oneof(unit, number), step: number },
  { requiredKeys: ['interval'] },
);
const count = fc.oneof(number, unit, interval, fc.boolean());
const domain = fc.constantFrom<unknown>(
  ...[undefined, undefined, [0, 1e12], [-LAST, LAST], [LAST - 8 * YEAR, LAST], [LAST, 0], [0, 8.64e15]],
  ...[[1, 1], [0, 1e300], [null, 5], ['0', '1e'], [], [5e-324, 1]],
);
const bins = fc.oneof(
  fc.record({ start: number, stop: number, step: number }, { requiredKeys: ['step'] }),
  expressions('[1e9]', "{step: 1e-9, start: 'a'}", 'sequence(20)'),
);
const SCALES = words('time utc linear log symlog pow sqrt bin-ordinal quantize threshold');
const scale = fc.record({
  type: fc.constantFrom(undefined, ...SCALES),
  domain,
  domainMin: optional(number),
  domainMax: optional(number),
  domainMid: optional(number),
  domainRaw: optional(expressions('[0, 1e300]', `[${LAST}, 0]`)),
  nice: optional(count),
  zero: optional(fc.boolean()),
  base: optional(number),
  padding: optional(fc.constantFrom(10, 100, 199.2, 199.333, 199.999999, 200, 1e9, -5)),
  bins: optional(bins),
});
const TIME_UNITS = words('year quarter yearquarter utcyearquarter yearweek hours monthdate');
const timeUnit = fc.record({
  unit: fc.constantFrom(...TIME_UNITS),
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
  ...[[0, 1, 2], [0, 1e12], [LAST - 8 * YEAR, LAST], [-LAST, LAST], [], [null, 'a'], [5e-324, 0]],
  [1e9, 1e9 + 1],
);

/** Charts over numbers or dates with any scale, ticks and bins. */
const scaleSpecs = fc
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
  .map(({ rows: cells, channel, type, scale, guide: shown, changed }) => {
    const guides = shown && { [channel === 'x' ? 'axis' : 'legend']: shown };
    const tested = { field: 'a', type, ...changed, ...(scale && { scale }), ...guides };
    const data = { values: cells.map((a, b) => ({ a, b })) };
    return { width: 400, data, mark: 'point', encoding: { y: q('b'), [channel]: tested } };
  });

const dashes = fc.array(
  fc.double({ min: -4, max: 3, noNaN: true }).map((exponent) => 10 ** exponent),
  { maxLength: 3 },
);
const padded = fc
  .record({ letters: upTo(4.9), parts: fc.constantFrom('x', ' ', '\u00e9') })
  .map(({ letters, parts }) => ({ expr: `pad('' + datum.a, ${letters}, '${parts}')` }));
const path = upTo(3.5).map((length) => `M0,0${'L1,.5L-.3,1'.repeat(length / 2)}`);
const typed = (types: string, more: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record({ type: fc.constantFrom(...words(types)), ...more });

const costlyMarks = fc.oneof(
  typed('point square circle', { size: upTo(7), shape: path }),
  typed('point square', { size: upTo(7), strokeDash: dashes }),
  typed('text', { text: padded, lineBreak: fc.constantFrom('x', '?'), limit: upTo(4) }),
  typed('text', { text: fc.constant('a'), font: fc.constant({ expr: `'f' + datum.a` }) }),
  typed('line area trail rule rect', { strokeDash: dashes }),
  typed('line area', { strokeWidth: upTo(4), interpolate: fc.constantFrom('step', 'basis') }),
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
const views = fc.constantFrom<[string, number]>(['', 1], ['layer', 5], ['hconcat', 20], ['vconcat', 200]);

/** Specs that may be expensive in several ways. */
const costlySpecs = fc
  .record({
    stop: upTo(5.9),
    mark: costlyMarks,
    transform: fc.array(transforms, { maxLength: 3 }),
    tick: fc.option(ticks, { freq: 3 }),
    selections: fc.option(fc.record({ number: upTo(3), select: fc.constantFrom('point', 'interval') }), {
      freq: 4,
    }),
    views,
    group: fc.constantFrom(undefined, undefined, 'detail', 'row', 'color'),
  })
  .map(({ stop, mark, transform, tick, selections, views: [composition, parts], group }) => {
    const view = {
      mark,
      encoding: { x: q('a'), y: q('b'), ...(group && { [group]: { field: 'a', type: 'nominal' } }) },
    };
    const on = [{ events: { type: 'timer', throttle: 16 }, update: tick }];
    return {
      data: { sequence: { start: 0, stop, as: 'a' } },
      transform: [{ calculate: 'datum.a % 7', as: 'b' }, ...transform],
      params: [
        ...(tick ? [{ name: 'm', value: 0, on }] : []),
        ...many(selections?.number ?? 0, (i) => ({ name: `p${i}`, select: selections!.select })),
      ],
      ...(composition ? { [composition]: many(parts, () => view) } : view),
    };
  });

/** Number of ticks before an animated chart is removed. */
const TICKS = 3;

describe('promise 7: random specs', () => {
  const stage = useStage();
  const draw = (spec: object, request: Partial<MountRequest> = {}) =>
    mount(spec as MountRequest['spec'], { container: stage.box, fit: 'none', ...request }, stage.engine);

  it('with long texts in any channels are drawn, or fail with an error', async () => {
    let drawn = 0;
    await fc.assert(
      fc.asyncProperty(channelSpecs, async (spec) => {
        const result = await draw(spec, { onWarning: () => {} }).catch((error: unknown) => error as Error);
        if (!('chart' in result)) {
          expect(result.name, String(result)).to.equal('VibedasherError');
          return;
        }
        drawn += 1;
        // A character costs ten of the 500,000,000 steps that a chart may take.
        expect(stage.box.innerHTML.length).to.be.below(60_000_000);
        result.chart.finalize();
      }),
      { numRuns: 40, seed: 11, endOnFailure: true },
    );
    expect(drawn).to.be.greaterThan(0);
    const { violations, errors } = stage.page.record;
    expect(violations).to.deep.equal([]);
    // An image without a URL fails to load.
    expect(errors.filter((error) => error !== 'failed to load undefined')).to.deep.equal([]);
  }).timeout(300_000);

  it('with any scales, ticks, bins and units of time are drawn, or fail with an error', async () => {
    const outcomes = { drawn: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(scaleSpecs, fc.boolean(), async (spec, isThemed) => {
        const look = isThemed ? { config: {}, locale: localeFor('en').vega } : { config: null };
        try {
          (await draw(spec, look)).chart.finalize();
          outcomes.drawn += 1;
        } catch (error) {
          expect((error as VibedasherError).kind, String(error)).to.match(/^(spec|render)$/);
          outcomes.refused += 1;
        }
        // Usage counts until the page has had a task.
        await nextTask();
      }),
      { numRuns: 200, seed: 20_261, endOnFailure: true },
    );
    expect(outcomes.drawn).to.be.above(20);
    expect(outcomes.refused).to.be.above(20);
    expect(stage.page.record).to.deep.include({ violations: [] });
  }).timeout(120_000);
});

describe('promise 7: random costly specs', () => {
  const stage = useStage({ isSlow: false });

  for (const renderer of ['auto', 'canvas'] as const) {
    it(`are drawn, or fail with the name of a limit (${renderer})`, async () => {
      await fc.assert(
        fc.asyncProperty(costlySpecs, async (spec) => {
          const request = { container: stage.box, fit: 'none', renderer } as const;
          const [drawn, error] = await mount(spec as MountRequest['spec'], request, stage.engine).then(
            (mounted) => [mounted, mounted.errors[0]] as const,
            (reason: Error) => [null, reason] as const,
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
        { numRuns: 12, seed: 20_251 },
      );
      await expectBars(stage);
    }).timeout(200_000);
  }
});
