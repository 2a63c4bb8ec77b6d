import { expect } from 'chai';
import { ResourceController } from '../../src/controllers/resource.ts';
import { Deferred } from '../../src/internal/tasks.ts';
import { TestHost } from './support.ts';

const KEEP = { keep: true };

function setUp() {
  const host = new TestHost();
  return { host, resource: new ResourceController<string>(host) };
}

describe('ResourceController', () => {
  it('changes from idle to loading to ready and updates its host each time', async () => {
    const { host, resource } = setUp();
    const work = new Deferred<string>();
    const run = resource.run(() => work.promise, KEEP);
    expect(resource.state.status).to.equal('loading');
    expect(host.updates).to.equal(1);
    work.resolve('rows');
    await run;
    expect(resource.state).to.deep.equal({ status: 'ready', value: 'rows' });
    expect(host.updates).to.equal(2);
  });

  it('neither rejects nor throws if the work fails', async () => {
    const { resource } = setUp();
    await resource.run(() => Promise.reject(new Error('No')), KEEP);
    expect(resource.state).to.have.property('status', 'failed');
    await resource.run(() => {
      throw new TypeError('At once');
    }, KEEP);
    expect(resource.state).to.have.nested.property('error.message', 'At once');
  });

  for (const end of ['resolve', 'reject'] as const) {
    it(`keeps the newer value if the promise of the older run ${end}s late`, async () => {
      const { resource } = setUp();
      const older = new Deferred<string>();
      const run = resource.run(() => older.promise, KEEP);
      await resource.run(async () => 'newer', KEEP);
      older[end]('older');
      await run;
      expect(resource.state).to.deep.equal({ status: 'ready', value: 'newer' });
    });
  }

  it('aborts runs that are replaced or canceled', async () => {
    const { resource } = setUp();
    const signals: AbortSignal[] = [];
    const work = (signal: AbortSignal): Promise<string> => {
      signals.push(signal);
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('Aborted'))));
    };
    const runs = [resource.run(work, KEEP), resource.run(work, KEEP)];
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true, false]);
    expect(resource.cancel()).to.equal(true);
    expect(resource.cancel()).to.equal(false);
    await Promise.all(runs);
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true, true]);
    expect(resource.state.status).to.equal('idle');
  });

  it('can fail without a run, with or without the previous value', async () => {
    const { resource } = setUp();
    await resource.run(async () => 'first', KEEP);
    resource.fail(new Error('No picture'), KEEP);
    expect(resource.latest).to.equal('first');
    resource.fail(new Error('No slug'), { keep: false });
    expect(resource.latest).to.equal(null);
    expect(resource.state).to.have.nested.property('error.message', 'No slug');
  });
});
