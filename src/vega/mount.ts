import { parse, type RuntimeSpec } from 'vega-parser';
import { joinLine, type Turn } from '../internal/turns.ts';
import type { Compile } from './compile.ts';
import { confineDataflow } from './confine-dataflow.ts';
import { ConfinedView } from './confined-view.ts';
import { ErrorDesk } from './error-desk.ts';
import { guardedExpressions } from './expressions.ts';
import { fillVega, fullConfig } from './fill-vega.ts';
import { checkPixels } from './limits.ts';
import { createLoader } from './loader-policy.ts';
import { setLocale } from './locale.ts';
import { createLogger, type Logger } from './logger.ts';
import { loadPacks } from './packs.ts';
import { prepareSpec } from './prepare-spec.ts';
import { countMarks, sceneRoot } from './scene.ts';
import { asVibedasherError } from './spec-error.ts';
import { createTooltipHandler } from './tooltip.ts';
import type { MountedChart, MountRequest } from './types.ts';
import { ViewChart } from './view-chart.ts';
import { applyState } from './view-state.ts';

/** Marks beyond which `renderer="auto"` paints a canvas: an SVG element for each would cost more. */
const MAX_SVG_MARKS = 3000;

/**
 * Draws a chart, in steps that are a task each. Rejects with a `VibedasherError` of kind `spec` or `render`, or with
 * the signal's reason.
 */
export async function mount(request: MountRequest, compile: Compile): Promise<MountedChart> {
  const { container, signal } = request;
  const errors = new ErrorDesk(request.onError);
  const logger = createLogger((error) =>
    errors.report(asVibedasherError('render', 'The chart failed', error)),
  );
  const line = joinLine();
  const turn = async (): Promise<void> => {
    await line();
    signal.throwIfAborted();
  };
  const { runtime, sources, fitted } = await plan(request, compile, logger, turn);
  await turn();

  const host = document.createElement('div');
  // Vega puts inputs into a form: Enter would send it, and with that leave the page.
  host.addEventListener('submit', (event) => event.preventDefault());
  container.replaceChildren(host);
  let view: ConfinedView | undefined;
  try {
    await errors.during(async () => {
      view = createView(request, runtime, host, logger, errors);
      await draw(view, host, request, turn);
    });
    signal.throwIfAborted();
    const notifyResize = (): void => view?.notifyResize();
    return new ViewChart({ view: view!, container, host, sources, fitted, errors, notifyResize });
  } catch (error) {
    view?.finalize();
    host.remove();
    throw error;
  }
}

interface Plan {
  readonly runtime: RuntimeSpec;
  /** Names of the data sources that rows from queries go into. */
  readonly sources: ReadonlySet<string>;
  readonly fitted: boolean;
}

async function plan(request: MountRequest, compile: Compile, logger: Logger, turn: Turn): Promise<Plan> {
  const { data, size, fit, captioned } = request;
  await turn();
  const { spec, fitted } = prepareSpec(request.spec, { dataNames: new Set(data.keys()), fit, captioned });
  const compiled = compile(spec, fullConfig(request), logger);
  const { vega, sources } = fillVega(compiled, data, fitted ? size : null);
  await loadPacks(vega);
  await turn();
  try {
    const runtime = parse(vega, {}, { ast: true });
    confineDataflow(runtime);
    return { runtime, sources, fitted };
  } catch (cause) {
    throw asVibedasherError('spec', 'The spec cannot be drawn', cause);
  }
}

function createView(
  request: MountRequest,
  runtime: RuntimeSpec,
  host: HTMLElement,
  logger: Logger,
  errors: ErrorDesk,
): ConfinedView {
  const { allowHosts, locale, reducedMotion, signal } = request;
  try {
    const loader = createLoader({ allowHosts, signal, onRefused: (error) => errors.report(error) });
    if (locale) setLocale(loader, locale);
    return new ConfinedView(runtime, {
      host,
      reducedMotion,
      logger,
      loader,
      expr: guardedExpressions,
      tooltip: createTooltipHandler(request.container, request.onTooltip),
      ...(locale && { locale: { number: locale.number, time: locale.time } }),
    });
  } catch (cause) {
    throw asVibedasherError('spec', 'The spec cannot be drawn', cause);
  }
}

async function draw(
  view: ConfinedView,
  host: HTMLElement,
  { renderer, state }: MountRequest,
  turn: Turn,
): Promise<void> {
  await turn();
  // Without a renderer the dataflow runs alone: then it is known how large the picture is, and of how many marks.
  await view.runAsync();
  if (state) await applyState(view, state);
  checkPixels(view._viewWidth * view._viewHeight);
  await turn();
  view.renderer(renderer === 'auto' ? chooseRenderer(view) : renderer).initialize(host);
  await view.runAsync();
}

function chooseRenderer(view: ConfinedView): 'svg' | 'canvas' {
  return countMarks(sceneRoot(view)) > MAX_SVG_MARKS ? 'canvas' : 'svg';
}
