/** Runs the reference API over the demo's vizzes for the length of a test run. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestRunnerPlugin } from '@web/test-runner';
import type { Environment } from './serve.ts';

interface RunningApi {
  readonly apiBase: string;
  readonly storageBase: string;
  close(): Promise<void>;
}

/** The plugin, and where the API listens once the test server has started. */
export function referenceApi(root: string): { plugin: TestRunnerPlugin; environment: () => Environment } {
  const module = join(root, 'demo/api/server.ts');
  let running: RunningApi | null = null;
  return {
    environment: () => ({ api: running?.apiBase ?? null, storage: running?.storageBase ?? null }),
    plugin: {
      name: 'reference-api',
      async serverStart() {
        if (!existsSync(module)) return;
        const { startReferenceApi } = (await import(module)) as {
          startReferenceApi(options: { root: string }): Promise<RunningApi>;
        };
        running = await startReferenceApi({ root: join(root, 'demo/root') });
      },
      async serverStop() {
        await running?.close();
      },
    },
  };
}
