import { expect } from 'chai';
import { createPublicClient } from '../../src/public-client/index.ts';

const SALES = { account: 'acme', slug: 'weekly-sales' };

describe('queries in the browser', function () {
  this.timeout(60_000);

  it('do not wait for the page between two of them', async () => {
    const messages: string[] = [];
    const { Worker } = globalThis;
    globalThis.Worker = class extends Worker {
      constructor(url: string | URL) {
        super(url);
        this.addEventListener('message', () => messages.push('rows'));
      }
      override postMessage(...args: unknown[]): void {
        messages.push('query');
        super.postMessage(...(args as [unknown, Transferable[]]));
      }
    };
    try {
      const client = createPublicClient({
        snapshot: '/__snapshot__/tables/',
        live: 'never',
        queries: 'browser',
      });
      const run = (sql: string): Promise<unknown> => client.queryViz(SALES, { sql });
      await run('SELECT 0');
      messages.length = 0;
      await Promise.all(['SELECT 1', 'SELECT 2', 'SELECT 3'].map(run));
    } finally {
      globalThis.Worker = Worker;
    }
    // The third is posted when the second runs: until then, it can be dropped.
    expect(messages).to.deep.equal(['query', 'query', 'rows', 'query', 'rows', 'rows']);
  });
});
