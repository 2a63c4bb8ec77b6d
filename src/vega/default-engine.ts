import { joinLine, letPaint, type Place, type Turn } from '../internal/turns.ts';
import type { VegaLiteSpec } from '../charts/types.ts';
import { blueprintFor } from './blueprint.ts';
import { ErrorDesk } from './error-desk.ts';
import { checkNames } from './fill-vega.ts';
import { createLogger, type Logger } from './logger.ts';
import { foreseePacks, loadPacks } from './packs.ts';
import type { Plan } from './plan.ts';
import type { DrawRequest } from './draw-plan.ts';
import type { Runtime } from './runtime.ts';
import { asVibedasherError } from './spec-error.ts';
import type { ChartEngine, Draft, MountedChart, MountRequest } from './types.ts';

type LoadRuntime = () => Promise<Runtime>;

/** A chart up to where its rows are needed. */
type Parsed = Pick<DrawRequest, 'plan' | 'dataflow' | 'waited'> & { readonly runtime: Runtime };

interface Prepared {
  readonly draft: Draft;
  /** Its place among all that is heavy on the page. */
  readonly place: Place;
  /** `null` where it is to be done anew, and what failed to be reported. */
  readonly parsing: Promise<Parsed | null>;
}

/** The engine over Vega's own packages. It compiles a spec while the larger half, the runtime, is on its way. */
export function createDefaultEngine(loadRuntime: LoadRuntime): ChartEngine {
  const prepared = new WeakMap<VegaLiteSpec, Prepared>();

  function prepare(draft: Draft): void {
    const place = joinLine(draft.order?.());
    let flawless = true;
    const logger = createLogger(() => (flawless = false), draft.onWarning);
    const parsing = parse(draft, logger, until(draft.signal, place.ahead), loadRuntime).then(
      (parsed) => (flawless ? parsed : null),
      () => null,
    );
    prepared.set(draft.spec, { draft, place, parsing });
  }

  /** What was prepared for just this chart: once, since a chart does not share what it is made of. */
  function take(draft: Draft): Prepared | null {
    const found = prepared.get(draft.spec);
    prepared.delete(draft.spec);
    return found && isSame(found.draft, draft) ? found : null;
  }

  /**
   * Draws a chart, in steps that are a task each. Rejects with a `VibedasherError` of kind `spec` or `render`, with what
   * `loadRuntime` rejects with, or with the signal's reason.
   */
  async function mount(request: MountRequest): Promise<MountedChart> {
    const errors = new ErrorDesk(request.onError);
    const logger = createLogger(
      (error) => errors.report(asVibedasherError('render', 'The chart failed', error)),
      request.onWarning,
    );
    const draft = { ...request, dataNames: new Set(request.data.keys()) };
    const found = take(draft);
    const turn = until(request.signal, (found?.place ?? joinLine(request.order?.())).turn);
    const start = performance.now();
    const check = ({ vega, sources }: Plan): void => checkNames(vega, sources, request.data);
    const ready = await found?.parsing;
    if (ready) check(ready.plan);
    // Before Vega's parser, which fails at such a name without saying it.
    const parsed = ready ?? (await parse(draft, logger, turn, loadRuntime, check));
    const waited = Math.min(parsed.waited, performance.now() - start);
    await turn();
    const { runtime, plan, dataflow } = parsed;
    const chart = await runtime.drawPlan({ request, plan, dataflow, errors, logger, turn, waited });
    letPaint();
    return chart;
  }

  return {
    foresee: (spec) => void loadPacks(foreseePacks(spec)).catch(() => {}),
    prepare,
    mount,
  };
}

/** Turns that reject with the signal's reason once it is aborted. */
function until(signal: AbortSignal, turn: Turn): Turn {
  return async () => {
    await turn();
    signal.throwIfAborted();
  };
}

async function parse(
  draft: Draft,
  logger: Logger,
  turn: Turn,
  loadRuntime: LoadRuntime,
  check?: (plan: Plan) => void,
): Promise<Parsed> {
  const runtimeLoading = loadRuntime();
  runtimeLoading.catch(() => {});
  await turn();
  const blueprint = await blueprintFor(draft, logger);
  const { plan } = blueprint;
  check?.(plan);
  const start = performance.now();
  const runtime = await runtimeLoading;
  const waited = performance.now() - start;
  await turn();
  blueprint.dataflow ??= runtime.parsePlan(plan);
  return { plan, runtime, dataflow: await blueprint.dataflow, waited };
}

function isSame(a: Draft, b: Draft): boolean {
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
