import { parse, type RuntimeSpec } from 'vega-parser';
import type { Turn } from '../internal/turns.ts';
import type { VegaSpec } from './compile.ts';
import { confineDataflow } from './confine-dataflow.ts';
import { ConfinedView } from './confined-view.ts';
import type { ErrorDesk } from './error-desk.ts';
import { guardedExpressions } from './expressions.ts';
import { withParts } from './lazy-parts.ts';
import { createLoader } from './loader-policy.ts';
import { setLocale } from './locale.ts';
import type { Logger } from './logger.ts';
import { loadPacks } from './packs.ts';
import type { FitCells, Plan } from './plan.ts';
import { toRecords } from './records.ts';
import { registerTransforms } from './register.ts';
import { loadRegExps, usesRegExps } from './regexp/load.ts';
import { countMarks, sceneRoot } from './scene.ts';
import { asVibedasherError } from './spec-error.ts';
import { createTooltipHandler } from './tooltip.ts';
import type { MountedChart, MountRequest } from './types.ts';
import { placesIn, ViewChart } from './view-chart.ts';
import { applyState } from './view-state.ts';

/** Marks beyond which `renderer="auto"` paints a canvas: an SVG element for each would cost more. */
const MAX_SVG_MARKS = 3000;

/** What there is to draw, and what goes along with it from step to step. */
export interface DrawRequest {
  readonly request: MountRequest;
  readonly plan: Plan;
  /** The plan, parsed. */
  readonly dataflow: RuntimeSpec;
  readonly errors: ErrorDesk;
  readonly logger: Logger;
  /** Waits for the next task; rejects with the reason of the request's signal once that is aborted. */
  readonly turn: Turn;
  /** Milliseconds that drawing waited for the runtime. */
  readonly waited: number;
}

/** Parses a plan, and loads what it needs of Vega's rarer parts. Rejects with a `VibedasherError`. */
export async function parsePlan({ vega, packs, dates, labels }: Plan): Promise<RuntimeSpec> {
  for (const pack of await packs) registerTransforms(pack);
  const dated = dates ? (await dates.pack).withDateAxes(vega, dates.fontSize) : vega;
  const dataflow = await withParts(parseVega, (await labels)?.(dated) ?? dated);
  if (usesRegExps(dataflow)) await loadRegExps();
  return dataflow;
}

/**
 * Draws what was planned, in steps that are a task each. Rejects with a `VibedasherError` of kind `spec` or `render`,
 * or with the signal's reason.
 */
export function drawPlan(request: DrawRequest): Promise<MountedChart> {
  return withParts(drawOnce, request);
}

async function drawOnce({
  request,
  plan,
  dataflow,
  errors,
  logger,
  turn,
  waited,
}: DrawRequest): Promise<MountedChart> {
  const { container, signal } = request;
  const { sources, fitted } = plan;
  const { host, inputs } = placesIn(container);
  let view: ConfinedView | undefined;
  errors.begin();
  try {
    // No function is made in here: while a listener of the view lived, it would keep the dataflow's syntax trees.
    view = createView(request, dataflow, host, logger, errors);
    bringIn(view, plan, request);
    const fitCells = await plan.fitCells;
    await draw(view, host, inputs, request, fitCells, turn, errors);
    errors.check();
    signal.throwIfAborted();
    const { height } = request.size;
    const facts = { sources, fitted, fitCells, height, waited, errors };
    return new ViewChart({ view, container, host, inputs, ...facts });
  } catch (error) {
    view?.finalize();
    host.remove();
    inputs.remove();
    throw error;
  } finally {
    errors.end();
  }
}

/** What the plan was made without. */
function bringIn(view: ConfinedView, { sources, fitted }: Plan, { data, size }: MountRequest): void {
  if (fitted) view.width(size.width).height(size.height);
  for (const name of sources) {
    view.insert(name, toRecords(data.get(name)!));
  }
}

function parseVega(vega: VegaSpec): RuntimeSpec {
  try {
    const runtime = parse(vega, {}, { ast: true });
    confineDataflow(runtime);
    return runtime;
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
  inputs: HTMLElement,
  { renderer, state, size }: MountRequest,
  fitCells: FitCells | null,
  turn: Turn,
  errors: ErrorDesk,
): Promise<void> {
  await turn();
  // Without a renderer the dataflow runs alone: then it is known how large the picture is, and of how many marks.
  await view.runAsync();
  // What is half done would only take the more time to draw.
  errors.check();
  if (state) await applyState(view, state);
  await fitCells?.(view, { width: host.clientWidth || size.width, height: size.height });
  await turn();
  const chosen = renderer === 'auto' ? chooseRenderer(view) : renderer;
  if (chosen === 'canvas') await loadPacks([chosen]);
  view.renderer(chosen).initialize(host, inputs);
  await view.runAsync();
}

function chooseRenderer(view: ConfinedView): 'svg' | 'canvas' {
  return countMarks(sceneRoot(view)) > MAX_SVG_MARKS ? 'canvas' : 'svg';
}
