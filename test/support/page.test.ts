import { expect } from 'chai';
import { closePages, once, openPage, until } from './page.ts';

/** All tests of pages depend on this: the policy is enforced, and errors are recorded. */
describe('a test page', () => {
  afterEach(closePages);

  it('enforces the policy and records its violations', async () => {
    const { document, record } = await openPage('harness.html');
    await until(() => document.documentElement.dataset['fetch'], 'the foreign fetch fails');
    const { dataset } = document.documentElement;
    expect(dataset['eval']).to.match(/^(EvalError|TypeError)$/);
    await until(() => record.violations.length >= 3, 'eval, style and fetch are reported');
    const directives = record.violations.join('\n');
    expect(directives).to.match(/connect-src https:\/\/elsewhere\.invalid/);
    expect(directives).to.match(/style-src/);
    expect(directives).to.match(/script-src|require-trusted-types-for|trusted-types/);
  });

  it('records errors', async () => {
    const { record } = await openPage('harness.html');
    await until(() => record.errors.length >= 2, 'both complaints arrive');
    expect(record.errors.join('\n')).to.contain('on purpose').and.to.contain('said aloud');
  });

  it('does not open if its file is missing', async () => {
    const failure = await openPage('no-such-page.html').catch((error: unknown) => error);
    expect(failure).to.be.an('error');
  });
});

describe('until', () => {
  it('resolves with the result of the probe, even after errors', async () => {
    let calls = 0;
    const probe = (): number => {
      if (++calls < 3) throw new Error('not yet');
      return calls;
    };
    expect(await until(probe, 'the third call')).to.equal(3);
  });

  it('rejects with a description and the last error', async () => {
    const cause = new Error('broken');
    const failure = await until(() => Promise.reject(cause), 'a miracle', 30).catch(
      (error: unknown) => error,
    );
    expect(failure).to.be.an('error').with.property('message').that.contains('a miracle');
    expect(failure).to.have.property('cause', cause);
  });
});

describe('once', () => {
  it('resolves with the event, or rejects after the time limit', async () => {
    const target = new EventTarget();
    const event = new Event('ping');
    queueMicrotask(() => target.dispatchEvent(event));
    expect(await once(target, 'ping')).to.equal(event);
    expect(await once(target, 'pong', 20).catch((error: unknown) => error)).to.be.an('error');
  });
});
