import { joinTaskQueue, letPaint, type TaskSlot, type NextTurn } from '../internal/tasks.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { cachedSpecFor } from './compiled-spec.ts';
import { loadPredicted } from './lazy-modules.ts';
import type { DrawRequest } from './draw-spec.ts';
import { asVibedasherError, createLogger, ErrorCollector, type Logger } from './errors.ts';
import type { Runtime } from './runtime.ts';
import type { ChartEngine, CompileInput, MountedChart, MountRequest } from './types.ts';

type LoadRuntime = () => Promise<Runtime>;

/** A chart up to where its rows are needed. */
type Parsed = Pick<DrawRequest, 'compiledSpec' | 'dataflow' | 'waitTime'> & { readonly runtime: Runtime };

interface Prepared {
  readonly input: CompileInput;
  /** Its place among all that is heavy on the page. */
  readonly place: TaskSlot;
  /** `null` where it is to be done again, and what failed to be reported. */
  readonly parsing: Promise<Parsed | null>;
}

/** The engine over Vega's own packages. It compiles a spec while the larger half, the runtime, is on its way. */
export function createDefaultEngine(loadRuntime: LoadRuntime): ChartEngine {
  const prepared = new WeakMap<VegaLiteSpec, Prepared>();

  function prepare(input: CompileInput): void {
    const place = joinTaskQueue(input.order?.());
    let flawless = true;
    const logger = createLogger(() => (flawless = false), input.onWarning);
    const parsing = parse(input, logger, until(input.signal, place.ahead), loadRuntime).then(
      (parsed) => (flawless ? parsed : null),
      () => null,
    );
    prepared.set(input.spec, { input, place, parsing });
  }

  /** What was prepared for just this chart: once, since a chart does not share what it is made of. */
  function take(input: CompileInput): Prepared | null {
    const found = prepared.get(input.spec);
    prepared.delete(input.spec);
    return found && isSame(found.input, input) ? found : null;
  }

  /**
   * Draws a chart, in steps that are a task each. Rejects with a `VibedasherError` of kind `spec` or `render`, with
   * what `loadRuntime` rejects with, or with the signal's reason.
   */
  async function mount(request: MountRequest): Promise<MountedChart> {
    const errors = new ErrorCollector(request.onError);
    const logger = createLogger(
      (error) => errors.report(asVibedasherError('render', 'The chart failed', error)),
      request.onWarning,
    );
    const input = { ...request, dataNames: new Set(request.data.keys()) };
    const found = take(input);
    const turn = until(request.signal, (found?.place ?? joinTaskQueue(request.order?.())).turn);
    const start = performance.now();
    const ready = await found?.parsing;
    const parsed = ready ?? (await parse(input, logger, turn, loadRuntime));
    const waitTime = Math.min(parsed.waitTime, performance.now() - start);
    await turn();
    const { runtime, compiledSpec, dataflow } = parsed;
    const chart = await runtime.drawCompiledSpec({
      request,
      compiledSpec,
      dataflow,
      errors,
      logger,
      turn,
      waitTime,
    });
    letPaint();
    return chart;
  }

  return {
    preload: (spec) => void loadPredicted(spec).catch(() => {}),
    prepare,
    mount,
  };
}

/** Turns that reject with the signal's reason once it is aborted. */
function until(signal: AbortSignal, turn: NextTurn): NextTurn {
  return async () => {
    await turn();
    signal.throwIfAborted();
  };
}

async function parse(
  input: CompileInput,
  logger: Logger,
  turn: NextTurn,
  loadRuntime: LoadRuntime,
): Promise<Parsed> {
  const runtimeLoading = loadRuntime();
  runtimeLoading.catch(() => {});
  await turn();
  const cached = await cachedSpecFor(input, logger);
  const { compiledSpec } = cached;
  const start = performance.now();
  const runtime = await runtimeLoading;
  const waitTime = performance.now() - start;
  await turn();
  cached.dataflow ??= runtime.parseCompiledSpec(compiledSpec);
  return { compiledSpec, runtime, dataflow: await cached.dataflow, waitTime };
}

function isSame(a: CompileInput, b: CompileInput): boolean {
  const { spec, fit, config, locale, rtl, renderer, captioned, dataNames } = a;
  return (
    spec === b.spec &&
    fit === b.fit &&
    config === b.config &&
    locale === b.locale &&
    rtl === b.rtl &&
    renderer === b.renderer &&
    captioned === b.captioned &&
    dataNames.size === b.dataNames.size &&
    [...dataNames].every((name) => b.dataNames.has(name))
  );
}
