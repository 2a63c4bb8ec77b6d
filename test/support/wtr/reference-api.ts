/** Runs the reference API over the demo's vizzes for the length of a test run. */
import type { TestRunnerPlugin } from '@web/test-runner';
import { startReferenceApi } from '../../../server/src/server.ts';
import { DEMO_ROOT, prepareData } from '../../../demo/prepare-data.ts';
import type { Environment } from './serve.ts';

/** The plugin, and where the API listens once the test server has started. */
export function referenceApi(): { plugin: TestRunnerPlugin; environment: () => Environment } {
  let running: Awaited<ReturnType<typeof startReferenceApi>> | null = null;
  return {
    environment: () => ({ api: running?.apiBase ?? null, storage: running?.storageBase ?? null }),
    plugin: {
      name: 'reference-api',
      async serverStart() {
        await prepareData();
        running = await startReferenceApi({ root: DEMO_ROOT });
      },
      async serverStop() {
        await running?.close();
      },
    },
  };
}
