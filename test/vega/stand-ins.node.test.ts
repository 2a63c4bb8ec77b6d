import { describe, it } from 'node:test';
import { expect } from 'chai';
import { VibedasherError } from '../../src/public-client/errors.ts';
import { withParts } from '../../src/vega/stand-ins.ts';
import { MissingPartError } from '../../src/spec/errors.ts';

/** Creates a stand-in that throws until its part has loaded. If `works` is `false`, loading has no effect. */
function standIn(works = true) {
  let there = false;
  let loads = 0;
  const load = async (): Promise<void> => {
    await Promise.resolve();
    loads += 1;
    there = works;
  };
  const missing = new MissingPartError(load);
  return {
    call(wrap: (error: Error) => Error = (error) => error): string {
      if (!there) throw wrap(missing);
      return 'done';
    },
    loads: () => loads,
  };
}

describe('withParts', () => {
  it('tries again after the missing parts have loaded', async () => {
    const [first, second] = [standIn(), standIn()];
    expect(await withParts(() => first.call() + second.call())).to.equal('donedone');
    expect([first.loads(), second.loads()]).to.deep.equal([1, 1]);
  });

  it('tries again if a missing part is the cause of another error', async () => {
    const part = standIn();
    const wrap = (cause: Error): Error =>
      new VibedasherError('render', 'The chart failed', { cause: new Error('Vega', { cause }) });
    expect(await withParts(() => part.call(wrap))).to.equal('done');
  });

  it('rethrows other errors, even with the same properties', async () => {
    let loads = 0;
    const load = (): void => void (loads += 1);
    const other = Object.assign(new Error('not of a part'), { load });
    const fail = (): never => {
      throw other;
    };
    const error = await withParts(fail).catch((cause: unknown) => cause);
    expect(error).to.equal(other);
    expect(loads).to.equal(0);
  });

  it('rejects without an endless loop if a loaded part does not help', async () => {
    const part = standIn(false);
    const error = await withParts(() => part.call()).catch((cause: unknown) => cause);
    expect(error).to.be.instanceOf(MissingPartError);
    expect(part.loads()).to.equal(1);
  });
});
