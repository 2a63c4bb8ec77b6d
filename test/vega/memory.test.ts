// @lane long
import { executeServerCommand } from '@web/test-runner-commands';
import { expect } from 'chai';
import { createDefaultEngine } from '../../src/vega/default-engine.ts';
import { getRuntime } from '../../src/vega/runtime.ts';
import { BAR, mount, unmountAll } from './support.ts';

describe('the memory of a drawn chart', () => {
  afterEach(unmountAll);

  it('contains no parsed spec, which has a syntax tree for each expression', async () => {
    const parsed: WeakRef<object>[] = [];
    const { drawCompiledSpec, ...runtime } = getRuntime();
    const engine = createDefaultEngine(() =>
      Promise.resolve({
        ...runtime,
        drawCompiledSpec(request) {
          parsed.push(new WeakRef(request.dataflow));
          return drawCompiledSpec(request);
        },
      }),
    );
    // Specs with values of their own are not cached.
    await mount(
      { ...BAR, data: { values: [{ region: 'North', amount: 1 }] } },
      { onTooltip: () => {} },
      engine,
    );
    expect(parsed).to.have.length(1);
    // Repeat: pending tasks may hold objects during the first collection.
    for (let round = 0; parsed[0]!.deref() && round < 30; round++)
      await executeServerCommand('collect-garbage');
    expect(parsed[0]!.deref()).to.equal(undefined);
  });
});
