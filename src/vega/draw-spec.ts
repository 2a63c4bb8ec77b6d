import { parse, type RuntimeSpec } from 'vega-parser';
import { nextTask, type WaitForTask } from '../internal/tasks.ts';
import type { VegaLiteSpec, VegaSpec } from '../spec/types.ts';
import { mayBegin } from '../sandbox/budget.ts';
import { confineDataflow } from '../sandbox/confine-spec.ts';
import { getRefuse } from '../sandbox/css-values.ts';
import { createExpressions } from '../sandbox/expressions.ts';
import { guardIntrinsics } from '../sandbox/intrinsics.ts';
import { createLoader } from '../sandbox/loader-policy.ts';
import { loadLazyModules } from './lazy-modules.ts';
import type { FitToBox } from './rewrite.ts';
import type { CompiledSpec } from './compiled-spec.ts';
import { finishVega } from './finish-spec.ts';
import { registerTransforms } from '../sandbox/limited-transforms.ts';
import { loadRegExps, usesRegExps } from '../sandbox/regexp/load.ts';
import { toRecords } from '../spec/records.ts';
import { countMarks, sceneRoot, type SceneMark } from '../spec/scene.ts';
import { confineScene, unknownVersion } from './confined-renderer.ts';
import { ConfinedView } from './confined-view.ts';
import { asVibedasherError, type ErrorCollector, type Logger } from './errors.ts';
import { setLocale, unitFunctions } from './locale.ts';
import { withParts } from './stand-ins.ts';
import { createTooltipHandler } from './tooltip.ts';
import type { MountedChart, MountRequest, Size, TooltipSink } from './types.ts';
import { applyState, createMountPoints, ViewChart } from './view-chart.ts';

const expressions = createExpressions(unitFunctions);

/** Above this number of marks, `renderer="auto"` uses a canvas, because an SVG element for each mark is slower. */
const MAX_SVG_MARKS = 3000;

export interface DrawRequest {
  readonly request: MountRequest;
  readonly compiledSpec: CompiledSpec;
  /** The parsed spec. */
  readonly dataflow: RuntimeSpec;
  readonly errors: ErrorCollector;
  readonly logger: Logger;
  /** Rejects with the signal's reason once the request is aborted. */
  readonly waitForTask: WaitForTask;
  /** Milliseconds that drawing waited for the runtime. */
  readonly waitTime: number;
  /** Shows the view in its two elements, in place of Vega. */
  readonly show?: typeof initialize;
}

/** Parses a compiled spec and loads the modules that it needs. Rejects with a `VibedasherError`. */
export async function parseCompiledSpec({ vega, lazyModules, facts }: CompiledSpec): Promise<RuntimeSpec> {
  const modules = await lazyModules;
  for (const lazyModule of modules.values())
    if (!lazyModule.rewrite && !lazyModule.createFitter) registerTransforms(lazyModule);
  const dataflow = await withParts(parseVega, finishVega(vega, facts, modules), facts.spec);
  if (usesRegExps(dataflow)) await loadRegExps();
  return dataflow;
}

/**
 * Draws a compiled spec in several tasks. Rejects with a `VibedasherError` of kind `spec` or `render`, or with the
 * signal's reason.
 */
export function drawCompiledSpec(request: DrawRequest): Promise<MountedChart> {
  return withParts(drawOnce, request);
}

async function drawOnce({
  request,
  compiledSpec,
  dataflow,
  errors,
  logger,
  waitForTask,
  waitTime,
  show = initialize,
}: DrawRequest): Promise<MountedChart> {
  const { container, signal } = request;
  const { sources, facts } = compiledSpec;
  const { host, inputs } = createMountPoints(container);
  let view: ConfinedView | undefined;
  errors.begin();
  try {
    // Create no closures here: the view's listeners would keep this scope alive, including the dataflow's syntax
    // trees.
    view = createView(request, dataflow, host, logger, errors);
    insertRowsAndSize(view, compiledSpec, request);
    const fitToBox = await fitterOf(compiledSpec);
    await draw(view, host, request, fitToBox, waitForTask, errors);
    await show(view, host, inputs);
    errors.check();
    signal.throwIfAborted();
    const { height } = request.size;
    const { fitted } = facts;
    const parts = { sources, fitted, fitToBox, height, waitTime, errors };
    return new ViewChart({ view, container, host, inputs, ...parts });
  } catch (error) {
    view?.finalize();
    host.remove();
    inputs.remove();
    throw error;
  } finally {
    errors.end();
  }
}

/** A drawn chart as Vega's scenegraph, with its size in px. */
export interface Drawing extends Size {
  readonly scene: SceneMark;
  /** Origin of the marks, in px from the top left corner. */
  readonly origin: readonly [x: number, y: number];
  /** Background color of the spec. */
  readonly background: string | null;
}

/** A request to draw without a page. */
export interface SceneRequest extends Omit<DrawRequest, 'request' | 'waitForTask' | 'waitTime' | 'show'> {
  readonly request: Pick<MountRequest, 'data' | 'size' | 'allowHosts' | 'locale' | 'signal'> & {
    /** Called before the scenegraph is read, for changes that depend on the marks. */
    readonly settle?: ((view: MountedChart['view']) => Promise<void>) | undefined;
  };
}

/**
 * Draws a compiled spec without a page, and calls `use` with the sanitized scenegraph, which is valid until `use`
 * resolves. Rejects with a `VibedasherError` of kind `spec` or `render`, or with the signal's reason.
 */
export function drawScene<T>(scene: SceneRequest, use: (drawing: Drawing) => T | Promise<T>): Promise<T> {
  return withParts(drawSceneOnce<T>, scene, use);
}

async function drawSceneOnce<T>(
  { request, compiledSpec, dataflow, errors, logger }: SceneRequest,
  use: (drawing: Drawing) => T | Promise<T>,
): Promise<T> {
  const { size, signal } = request;
  signal.throwIfAborted();
  let view: ConfinedView | undefined;
  errors.begin();
  try {
    const settings = { ...request, reducedMotion: true, container: null, onTooltip: null };
    view = createView(settings, dataflow, null, logger, errors);
    insertRowsAndSize(view, compiledSpec, request);
    await view.runAsync();
    errors.check();
    await (
      await fitterOf(compiledSpec)
    )?.(view, size);
    await request.settle?.(view as unknown as MountedChart['view']);
    errors.check();
    signal.throwIfAborted();
    const { _viewWidth: width, _viewHeight: height } = view;
    if (![width, height].every(Number.isFinite)) throw unknownVersion('vega-view');
    const scene = sceneRoot(view);
    confineScene(scene, getRefuse(view));
    const { left, right, top, bottom } = view.padding();
    const [x, y] = view.origin();
    return await use({
      scene,
      width: Math.max(0, width + left + right),
      height: Math.max(0, height + top + bottom),
      origin: [left + x, top + y],
      background: view.background() as string | null,
    });
  } finally {
    errors.end();
    view?.finalize();
  }
}

/** Returns the function that fits the cells of a facet into the box, or places annotations; `null` for other charts. */
async function fitterOf({ vega, facts, lazyModules }: CompiledSpec): Promise<FitToBox | null> {
  const modules = await lazyModules;
  return (modules.get('facet-cells') ?? modules.get('notes'))?.createFitter?.(vega, facts) ?? null;
}

/** Provides the rows and the size, which the spec was compiled without. */
function insertRowsAndSize(
  view: ConfinedView,
  { sources, facts: { fitted } }: CompiledSpec,
  { data, size }: Pick<MountRequest, 'data' | 'size'>,
): void {
  if (fitted) view.width(size.width).height(size.height);
  for (const name of sources) {
    view.insert(name, toRecords(data.get(name)!));
  }
}

function parseVega(vega: VegaSpec, spec: VegaLiteSpec): RuntimeSpec {
  try {
    const runtime = guardIntrinsics(() => parse(vega, {}, { ast: true }));
    confineDataflow(runtime);
    return runtime;
  } catch (cause) {
    throw asVibedasherError('spec', 'The spec cannot be drawn', cause, spec);
  }
}

/** Not a closure in `createView`: the view's loader would keep that scope alive, including the runtime's syntax trees. */
const constructView = (...parameters: ConstructorParameters<typeof ConfinedView>): ConfinedView =>
  new ConfinedView(...parameters);

type ViewRequest = Pick<MountRequest, 'allowHosts' | 'locale' | 'reducedMotion' | 'signal'> & {
  readonly container: HTMLElement | null;
  readonly onTooltip: TooltipSink | null;
};

function createView(
  request: ViewRequest,
  runtime: RuntimeSpec,
  host: HTMLElement | null,
  logger: Logger,
  errors: ErrorCollector,
): ConfinedView {
  const { allowHosts, locale, reducedMotion, signal, container, onTooltip } = request;
  try {
    const loader = createLoader({ allowHosts, signal, onRefused: (error) => errors.report(error) });
    if (locale) setLocale(loader, locale);
    const options = {
      host,
      reducedMotion,
      logger,
      loader,
      expr: expressions,
      ...(container && onTooltip && { tooltip: createTooltipHandler(container, onTooltip) }),
      ...(locale && { locale: { number: locale.number, time: locale.time } }),
    };
    return guardIntrinsics(constructView, runtime, options);
  } catch (cause) {
    throw asVibedasherError('spec', 'The spec cannot be drawn', cause);
  }
}

async function draw(
  view: ConfinedView,
  host: HTMLElement,
  { renderer, state, size, signal }: MountRequest,
  fitToBox: FitToBox | null,
  waitForTask: WaitForTask,
  errors: ErrorCollector,
): Promise<void> {
  await waitForTask();
  // Outside of the queue, in which charts without a dataflow would wait, too.
  while (!mayBegin()) {
    await nextTask();
    signal.throwIfAborted();
  }
  // The first run has no renderer. It computes the size of the picture and the number of marks.
  await view.runAsync();
  errors.check();
  if (state) await applyState(view, state);
  await fitToBox?.(view, { width: host.clientWidth || size.width, height: size.height });
  await waitForTask();
  const chosen = renderer === 'auto' ? chooseRenderer(view) : renderer;
  if (chosen === 'canvas') await loadLazyModules([chosen]);
  view.renderer(chosen);
}

async function initialize(view: ConfinedView, host: HTMLElement, inputs: HTMLElement): Promise<void> {
  await view.initialize(host, inputs).runAsync();
}

function chooseRenderer(view: ConfinedView): 'svg' | 'canvas' {
  return countMarks(sceneRoot(view)) > MAX_SVG_MARKS ? 'canvas' : 'svg';
}
