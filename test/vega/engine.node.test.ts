import { describe, it } from 'node:test';
import { expect } from 'chai';
import { loadEngine, setEngine } from '../../src/vega/engine.ts';
import type { ChartEngine } from '../../src/vega/types.ts';
import { rejection } from './support.ts';

const fake = (): ChartEngine => ({ mount: () => Promise.reject(new Error('not drawn')) });

describe('the engine of the page', () => {
  it('is loaded once', async () => {
    const [first, second] = await Promise.all([loadEngine(), loadEngine()]);
    expect(first).to.equal(second);
  });

  it('can be replaced', async () => {
    const own = fake();
    setEngine(own);
    expect(await loadEngine()).to.equal(own);
  });

  it('is loaded again after a failure', async () => {
    const own = fake();
    let attempts = 0;
    setEngine(() => (++attempts === 1 ? Promise.reject(new Error('offline')) : Promise.resolve(own)));
    expect((await rejection(loadEngine())).message).to.equal('offline');
    expect(await loadEngine()).to.equal(own);
    expect(await loadEngine()).to.equal(own);
    expect(attempts).to.equal(2);
  });
});
