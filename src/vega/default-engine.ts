import { joinTaskQueue, yieldToPaint, type TaskSlot, type WaitForTask } from '../internal/tasks.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { cachedSpecFor } from './compiled-spec.ts';
import { loadPredicted } from './lazy-modules.ts';
import type { DrawRequest } from './draw-spec.ts';
import { asVibedasherError, createLogger, ErrorCollector, type Logger } from './errors.ts';
import type { Runtime } from './runtime.ts';
import type { ChartEngine, CompileInput, MountedChart, MountRequest } from './types.ts';

type LoadRuntime = () => Promise<Runtime>;

/** A parsed chart: the result of all steps that need no rows. */
type Parsed = Pick<DrawRequest, 'compiledSpec' | 'dataflow' | 'waitTime'> & { readonly runtime: Runtime };

interface Prepared {
  readonly input: CompileInput;
  /** Place in the page's task queue. */
  readonly slot: TaskSlot;
  /** Resolves to `null` after an error. Then `mount` parses again and reports the error. */
  readonly parsing: Promise<Parsed | null>;
}

/** Creates the engine that uses Vega's packages. It compiles specs while the larger part, the runtime, loads. */
export function createDefaultEngine(loadRuntime: LoadRuntime): ChartEngine {
  const prepared = new WeakMap<VegaLiteSpec, Prepared>();

  function prepare(input: CompileInput): void {
    const slot = joinTaskQueue(input.order?.());
    let hasErrors = false;
    const logger = createLogger(() => (hasErrors = true), input.onWarning);
    const parsing = parse(input, logger, abortable(input.signal, slot.background), loadRuntime).then(
      (parsed) => (hasErrors ? null : parsed),
      () => null,
    );
    prepared.set(input.spec, { input, slot, parsing });
  }

  /** Removes what was prepared for this spec, and returns it if the rest of the input is the same. */
  function takePrepared(input: CompileInput): Prepared | null {
    const found = prepared.get(input.spec);
    prepared.delete(input.spec);
    return found && isSame(found.input, input) ? found : null;
  }

  /**
   * Draws a chart in several tasks. Rejects with a `VibedasherError` of kind `spec` or `render`, with the error of
   * `loadRuntime`, or with the signal's reason.
   */
  async function mount(request: MountRequest): Promise<MountedChart> {
    const errors = new ErrorCollector(request.onError);
    const logger = createLogger(
      (error) => errors.report(asVibedasherError('render', 'The chart failed', error)),
      request.onWarning,
    );
    const input = { ...request, dataNames: new Set(request.data.keys()) };
    const found = takePrepared(input);
    const waitForTask = abortable(
      request.signal,
      (found?.slot ?? joinTaskQueue(request.order?.())).foreground,
    );
    const start = performance.now();
    const ready = await found?.parsing;
    const parsed = ready ?? (await parse(input, logger, waitForTask, loadRuntime));
    const waitTime = Math.min(parsed.waitTime, performance.now() - start);
    await waitForTask();
    const { runtime, ...drawn } = parsed;
    const drawing = { ...drawn, request, errors, logger, waitForTask, waitTime };
    const chart = await runtime.drawCompiledSpec(drawing);
    yieldToPaint();
    return chart;
  }

  return {
    preload: (spec) => void loadPredicted(spec).catch(() => {}),
    prepare,
    mount,
  };
}

/** Makes `waitForTask` reject with the signal's reason once the signal is aborted. */
function abortable(signal: AbortSignal, waitForTask: WaitForTask): WaitForTask {
  return async () => {
    await waitForTask();
    signal.throwIfAborted();
  };
}

async function parse(
  input: CompileInput,
  logger: Logger,
  waitForTask: WaitForTask,
  loadRuntime: LoadRuntime,
): Promise<Parsed> {
  const runtimeLoading = loadRuntime();
  runtimeLoading.catch(() => {});
  await waitForTask();
  const cached = await cachedSpecFor(input, logger);
  const { compiledSpec } = cached;
  const start = performance.now();
  const runtime = await runtimeLoading;
  const waitTime = performance.now() - start;
  await waitForTask();
  cached.dataflow ??= runtime.parseCompiledSpec(compiledSpec);
  return { compiledSpec, runtime, dataflow: await cached.dataflow, waitTime };
}

/** The parts of an input that the compiled spec depends on, besides the names of data sets. */
const COMPILED = ['spec', 'fit', 'config', 'locale', 'rtl', 'renderer', 'captioned'] as const;

const isSame = (a: CompileInput, b: CompileInput): boolean =>
  COMPILED.every((key) => a[key] === b[key]) &&
  a.dataNames.size === b.dataNames.size &&
  [...a.dataNames].every((name) => b.dataNames.has(name));
