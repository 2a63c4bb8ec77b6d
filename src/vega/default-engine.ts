import { joinLine } from '../internal/turns.ts';
import { ErrorDesk } from './error-desk.ts';
import { createLogger } from './logger.ts';
import { foreseePacks, loadPacks } from './packs.ts';
import { planChart } from './plan.ts';
import type { Runtime } from './runtime.ts';
import { asVibedasherError } from './spec-error.ts';
import type { ChartEngine, MountedChart, MountRequest } from './types.ts';

/** The engine over Vega's own packages. It compiles a spec while the larger half, the runtime, is on its way. */
export function createDefaultEngine(loadRuntime: () => Promise<Runtime>): ChartEngine {
  return {
    mount: (request) => mount(request, loadRuntime),
    foresee: (spec) => void loadPacks(foreseePacks(spec)).catch(() => {}),
  };
}

/**
 * Draws a chart, in steps that are a task each. Rejects with a `VibedasherError` of kind `spec` or `render`, with what
 * `loadRuntime` rejects with, or with the signal's reason.
 */
async function mount(request: MountRequest, loadRuntime: () => Promise<Runtime>): Promise<MountedChart> {
  const runtimeLoading = loadRuntime();
  runtimeLoading.catch(() => {});
  const errors = new ErrorDesk(request.onError);
  const logger = createLogger((error) =>
    errors.report(asVibedasherError('render', 'The chart failed', error)),
  );
  const line = joinLine();
  const turn = async (): Promise<void> => {
    await line();
    request.signal.throwIfAborted();
  };
  await turn();
  const plan = await planChart(request, logger);
  const start = performance.now();
  const runtime = await runtimeLoading;
  const waited = performance.now() - start;
  await turn();
  return runtime.drawPlan({ request, plan, errors, logger, turn, waited });
}
