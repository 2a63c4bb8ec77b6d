/** Runs the server with the demo's vizzes during a test run, and a proxy that counts its requests. */
import type { TestRunnerPlugin } from '@web/test-runner';
import { startServer } from '../../../server/src/index.ts';
import { DEMO_ROOT, prepareData } from '../../../demo/prepare-data.ts';
import { startCountingProxy, type CountingProxy } from './counting-proxy.ts';
import type { Environment } from './serve.ts';

/** Returns the plugin, and a function that returns the URLs of the API after the test server has started. */
export function referenceApi(): { plugin: TestRunnerPlugin; environment: () => Environment } {
  let running: Awaited<ReturnType<typeof startServer>> | null = null;
  let counted: CountingProxy | null = null;
  return {
    environment: () => ({ api: running?.apiBase ?? null, storage: running?.storageBase ?? null, counted }),
    plugin: {
      name: 'reference-api',
      async serverStart() {
        await prepareData();
        // Three browsers share the processor, so a query takes many times longer than usual.
        running = await startServer({ root: DEMO_ROOT, adHocMs: 30_000 });
        counted = await startCountingProxy({
          api: new URL(running.apiBase).origin,
          storage: running.storageBase,
        });
      },
      async serverStop() {
        await counted?.close();
        await running?.close();
      },
    },
  };
}
