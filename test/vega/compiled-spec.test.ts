import { expect } from 'chai';
import { createDefaultEngine } from '../../src/vega/default-engine.ts';
import { getRuntime } from '../../src/vega/runtime.ts';
import type { MountRequest } from '../../src/vega/types.ts';
import { useFakeTimers } from '../support/fake-timers.ts';
import { BAR, dataset, marks, mount, unmountAll } from './support.ts';

/** Cache time in ms, as in compiled-spec.ts. */
const CACHE_TIME = 500;
const CONFIG = {};
const EAST = dataset(['region', 'amount'], [['East', 5]]);

let parsed = 0;
const engine = createDefaultEngine(() =>
  Promise.resolve({
    ...getRuntime(),
    parseCompiledSpec(compiledSpec) {
      parsed += 1;
      return getRuntime().parseCompiledSpec(compiledSpec);
    },
  }),
);

const copy = <T>(spec: T): T => JSON.parse(JSON.stringify(spec)) as T;

/** Draws charts of two specs, and counts how often a spec was parsed. */
async function mountBoth(
  spec: MountRequest['spec'],
  other: MountRequest['spec'],
  request: Partial<MountRequest> = {},
): Promise<{ readonly counts: readonly number[]; readonly parsed: number }> {
  parsed = 0;
  const one = await mount(spec, { config: CONFIG }, engine);
  const two = await mount(other, { config: CONFIG, data: new Map([['main', EAST]]), ...request }, engine);
  return { counts: [one, two].map(({ container }) => marks(container).length), parsed };
}

describe('a compiled spec', () => {
  // On a busy machine, the first chart can take longer than the cache time.
  const timers = useFakeTimers(CACHE_TIME);
  afterEach(unmountAll);

  it('is shared by charts of the same spec and look, each with its own rows', async () => {
    expect(await mountBoth(copy(BAR), copy(BAR))).to.deep.equal({ counts: [3, 1], parsed: 1 });
  });

  it('does not share the view', async () => {
    const spec = { ...BAR, params: [{ name: 'pick', select: 'point' }] };
    const one = await mount(copy(spec), { config: CONFIG }, engine);
    const two = await mount(copy(spec), { config: CONFIG }, engine);
    await one.chart.update(new Map([['main', EAST]]));
    expect([one, two].map(({ container }) => marks(container).length)).to.deep.equal([1, 3]);
    expect(two.chart.view).not.to.equal(one.chart.view);
  });

  for (const [what, other, request] of [
    ['has another spec', { ...BAR, title: 'Sales' }, {}],
    ['has another config', BAR, { config: { bar: { color: 'red' } } }],
    ['has another fit', BAR, { fit: 'none' }],
    ['has a caption', BAR, { captioned: true }],
  ] as const) {
    it(`is not shared with a chart that ${what}`, async () => {
      // Makes the spec differ from those that earlier tests have cached.
      const description = what;
      const { parsed } = await mountBoth({ ...BAR, description }, { ...other, description }, request);
      expect(parsed).to.equal(2);
    });
  }

  for (const [what, rows] of [
    ['values', { data: { values: [{ region: 'North', amount: 1 }] } }],
    ['datasets', { data: { name: 'own' }, datasets: { own: [{ region: 'North', amount: 1 }] } }],
  ] as const) {
    it(`is not shared if the spec has inline rows (${what})`, async () => {
      const spec = { ...BAR, ...rows };
      expect(await mountBoth(copy(spec), copy(spec))).to.deep.equal({ counts: [1, 1], parsed: 2 });
    });
  }

  it('is no longer shared after the cache time', async () => {
    const spec = { ...BAR, description: 'Short' };
    expect((await mountBoth(spec, spec)).parsed).to.equal(1);
    timers.fire(CACHE_TIME);
    expect((await mountBoth(spec, spec)).parsed).to.equal(1);
    expect((await mountBoth(spec, spec)).parsed).to.equal(0);
  });
});
