import { expect } from 'chai';
import fc from 'fast-check';
import type { ChartEngine } from '../../src/vega/types.ts';
import { closePages, type Page } from '../support/page.ts';
import { mount } from '../vega/support.ts';
import { openStage } from './bombs.ts';

const LONG = 99_000;

/** Long texts, in the formats of different channels. */
const texts = fc
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
  texts,
  fc.constantFrom('x', '0', 'M0,0', 'é').map((part) => ({ expr: `pad('', ${LONG}, '${part}')` })),
  fc.constantFrom('x', '9').map((part) => ({ expr: `[pad('', ${LONG}, '${part}'), datum]` })),
  fc.constantFrom(
    { expr: `split(pad('', ${LONG}, 'x'), 'x')` },
    { expr: 'sequence(0, 90000)' },
    { expr: '[sequence(0, 90000), [sequence(0, 90000)]]' },
    { expr: `data('source_0')` },
    { expr: `{gradient: 'linear', stops: sequence(0, 9000)}` },
    { expr: '1 / 0' },
    { expr: '1e9' },
    { expr: '-1e300' },
  ),
);

const CHANNELS =
  'text ellipsis lineBreak dir font fontStyle fontWeight fontSize lineHeight limit align baseline angle dx radius theta shape size path url href tooltip description ariaRole ariaRoleDescription cursor fill stroke strokeDash strokeCap strokeWidth strokeOffset blend opacity interpolate tension orient cornerRadius innerRadius outerRadius padAngle width height x2 y2 clip aspect smooth zindex order invalid foo'.split(
    ' ',
  );

const specs = fc.record({
  mark: fc
    .record({
      type: fc.constantFrom(
        ...[
          'text',
          'point',
          'bar',
          'line',
          'area',
          'trail',
          'rule',
          'arc',
          'image',
          'rect',
          'tick',
          'square',
        ],
      ),
      channels: fc.dictionary(fc.constantFrom(...CHANNELS), values, { minKeys: 1, maxKeys: 4 }),
      limit: fc.constantFrom(undefined, 1, 100, 1e6),
    })
    .map(({ type, channels, limit }) => ({ limit, ...channels, type })),
  count: fc.constantFrom(1, 30, 300),
});

describe('promise 7: random channels with long texts', () => {
  let page: Page;
  let engine: ChartEngine;
  let container: HTMLElement;

  before(async () => {
    ({ page, engine, box: container } = await openStage());
  });
  after(closePages);

  it('are drawn, or fail with an error', async () => {
    let drawn = 0;
    await fc.assert(
      fc.asyncProperty(specs, async ({ mark, count }) => {
        const spec = {
          data: { sequence: { start: 0, stop: count, as: 'a' } },
          mark,
          encoding: { x: { field: 'a', type: 'quantitative' }, y: { value: 10 } },
        };
        const mounting = mount(spec as never, { container, fit: 'none', onWarning: () => {} }, engine);
        const result = await mounting.catch((error: unknown) => error as Error);
        if (!('chart' in result)) {
          expect(result.name, String(result)).to.equal('VibedasherError');
          return;
        }
        drawn += 1;
        // A character costs ten of the 500,000,000 steps that a chart may take.
        expect(container.innerHTML.length).to.be.below(60_000_000);
        result.chart.finalize();
      }),
      { numRuns: 40, seed: 11, endOnFailure: true },
    );
    expect(drawn).to.be.greaterThan(0);
    const { violations, errors } = page.record;
    expect(violations).to.deep.equal([]);
    // An image without a URL fails to load.
    expect(errors.filter((error) => error !== 'failed to load undefined')).to.deep.equal([]);
  }).timeout(300_000);
});
