import { parse, type RuntimeSpec } from 'vega-parser';
import type { Dataset } from '../public-client/types.ts';
import type { Compile, VegaSpec } from './compile.ts';
import { confineDataflow } from './confine-dataflow.ts';
import { ConfinedView } from './confined-view.ts';
import { ErrorDesk } from './error-desk.ts';
import { guardedExpressions } from './expressions.ts';
import { checkPixels } from './limits.ts';
import { createLoader } from './loader-policy.ts';
import { LOCALE_CONFIG, setLocale } from './locale.ts';
import { createLogger, type Logger } from './logger.ts';
import { loadPacks } from './packs.ts';
import { prepareSpec } from './prepare-spec.ts';
import { toRecords } from './records.ts';
import { countMarks, sceneRoot } from './scene.ts';
import { asVibedasherError } from './spec-error.ts';
import { createTooltipHandler } from './tooltip.ts';
import type { MountedChart, MountRequest, Renderer, Size, VegaLiteConfig } from './types.ts';
import { ViewChart } from './view-chart.ts';

/** Marks beyond which `renderer="auto"` paints a canvas: an SVG element for each would cost more. */
const MAX_SVG_MARKS = 3000;

type Data = ReadonlyMap<string, Dataset>;

/** Draws a chart. Rejects with a `VibedasherError` of kind `spec` or `render`, or with the signal's reason. */
export async function mount(request: MountRequest, compile: Compile): Promise<MountedChart> {
  const { container, signal } = request;
  const errors = new ErrorDesk(request.onError);
  const logger = createLogger((error) =>
    errors.report(asVibedasherError('render', 'The chart failed', error)),
  );
  const { runtime, sources, fitted } = await plan(request, compile, logger);
  signal.throwIfAborted();

  const host = document.createElement('div');
  container.replaceChildren(host);
  let view: ConfinedView | undefined;
  try {
    await errors.during(async () => {
      view = createView(request, runtime, host, logger, errors);
      await draw(view, host, request.renderer);
    });
    signal.throwIfAborted();
    return new ViewChart({ view: view!, container, host, sources, fitted, errors });
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

async function plan(request: MountRequest, compile: Compile, logger: Logger): Promise<Plan> {
  const { data, size, fit, captioned } = request;
  const { spec, fitted } = prepareSpec(request.spec, { dataNames: new Set(data.keys()), fit, captioned });
  let vega = compile(spec, fullConfig(request), logger);
  if (fitted) vega = fixSize(vega, size);
  const sources = new Set<string>();
  vega = insertData(vega, data, sources);
  await loadPacks(vega);
  try {
    const runtime = parse(vega, {}, { ast: true });
    confineDataflow(runtime);
    return { runtime, sources, fitted };
  } catch (cause) {
    throw asVibedasherError('spec', 'The spec cannot be drawn', cause);
  }
}

function fullConfig({ config, locale }: MountRequest): VegaLiteConfig | null {
  // The chart stands on the page's own ground.
  return config && { background: null, ...(locale && LOCALE_CONFIG), ...config };
}

/** Vega-Lite measures a `"container"` by itself; here the box is known, and told. */
function fixSize(vega: VegaSpec, size: Size): VegaSpec {
  const extents: Readonly<Record<string, number>> = { width: size.width, height: size.height };
  const signals = (vega.signals ?? []).map((signal) => {
    const value = extents[signal.name];
    return value === undefined ? signal : { name: signal.name, value };
  });
  return { ...vega, signals };
}

/** Fills the named sources that bring nothing themselves. Vega-Lite parses their fields by formulas of its own. */
function insertData(vega: VegaSpec, data: Data, filled: Set<string>): VegaSpec {
  const sources = (vega.data ?? []).map((source) => {
    const { name } = source;
    const dataset = data.get(name);
    if (!dataset || (source.values ?? source.url ?? source.source) !== undefined) return source;
    filled.add(name);
    return { ...source, format: undefined, values: toRecords(dataset) };
  });
  return { ...vega, data: sources };
}

function createView(
  request: MountRequest,
  runtime: RuntimeSpec,
  host: HTMLElement,
  logger: Logger,
  errors: ErrorDesk,
): ConfinedView {
  const { allowHosts, locale, reducedMotion } = request;
  try {
    const view = new ConfinedView(runtime, {
      host,
      reducedMotion,
      logger,
      loader: createLoader({ allowHosts, onRefused: (error) => errors.report(error) }),
      expr: guardedExpressions,
      tooltip: createTooltipHandler(request.container, request.onTooltip),
      ...(locale && { locale: { number: locale.number, time: locale.time } }),
    });
    if (locale) setLocale(view, locale);
    return view;
  } catch (cause) {
    throw asVibedasherError('spec', 'The spec cannot be drawn', cause);
  }
}

async function draw(view: ConfinedView, host: HTMLElement, renderer: Renderer): Promise<void> {
  // Without a renderer the dataflow runs alone: then it is known how large the picture is, and of how many marks.
  await view.runAsync();
  checkPixels(view._viewWidth * view._viewHeight);
  view.renderer(renderer === 'auto' ? chooseRenderer(view) : renderer).initialize(host);
  // The element around has a name and a role already; Vega's would compete with them.
  for (const name of ['role', 'aria-roledescription', 'aria-label']) host.removeAttribute(name);
  await view.runAsync();
}

function chooseRenderer(view: ConfinedView): 'svg' | 'canvas' {
  return countMarks(sceneRoot(view)) > MAX_SVG_MARKS ? 'canvas' : 'svg';
}
