import type { View } from 'vega-view';
import { confineSpec } from '../sandbox/confine-spec.ts';
import { setEngine } from './engine.ts';
import { createExpressions } from '../sandbox/expressions.ts';
import { createLoader } from '../sandbox/loader-policy.ts';
import { functions as labelFunctions } from './labels.ts';
import {
  loadFadedNames,
  loadLineNames,
  loadRareLimits,
  loadNotes,
  loadTitleLines,
  loadRtl,
} from './lazy-modules.ts';
import { functions as dateFunctions } from './date-axes.ts';
import { finishVega } from './finish-spec.ts';
import { prepareSpec } from './prepare-spec.ts';
import { loadRegExps } from '../sandbox/regexp/load.ts';
import { provideSelectionLimits } from '../sandbox/selection-limits.ts';
import { toRecords, type DataRecord } from '../spec/records.ts';
import type { VegaLiteConfig, VegaSpec } from '../spec/types.ts';
import { fillVega, fullConfig, withSharedFormats } from './compile.ts';
import { asVibedasherError, createLogger, ErrorCollector } from './errors.ts';
import { hideTexts, showTexts } from './lazy/expression-texts.ts';
import { FORMATS, setLocale, unitFunctions } from './locale.ts';
import { createTooltipHandler } from './tooltip.ts';
import type { ChartEngine, MountedChart, MountRequest } from './types.ts';
import { applyState, createMountPoints, ViewChart } from './view-chart.ts';

const expressions = createExpressions(unitFunctions);

/** The default export of `vega-embed`. */
export type VegaEmbed = (
  container: HTMLElement,
  spec: never,
  options: never,
) => Promise<{ readonly view: unknown; finalize(): void }>;

/** Above this number of rows, `renderer="auto"` uses a canvas. */
const MAX_SVG_ROWS = 3000;

/**
 * Draws charts with the page's own `vega-embed`, so the page loads Vega only once. Call this function before the
 * first chart is drawn. Rules for URLs, links and expressions are the same as with the built-in engine. These
 * protections are missing, because they require our own Vega view:
 *
 * - Trusted types: vega-embed writes markup, so pages that require trusted types cannot use it.
 * - Limits: of the limits in docs/security.md, only those apply that can be checked in the spec or that concern
 *   single texts and lists in expressions. Rows, marks, ticks, steps, operators, formats, maps and the size of the
 *   picture are not limited while a chart is drawn, so a hostile spec can block the page.
 * - CSS: colors, keywords and fonts are sanitized when a spec sets them, but not again when Vega writes them into the
 *   page.
 * - Scrolling: an event stream with `!` cancels events, such as the wheel and a touch that would scroll the page.
 * - Pointer: moves on `window` reach a chart even if no drag started in it.
 * - Timers run at any interval, even for readers who prefer reduced motion.
 *
 * Use it only for specs whose authors you trust as much as the page's own.
 *
 *     import embed from 'vega-embed';
 *     import { useVegaEmbed } from '@vibedasher/embed/engine/vega-embed';
 *     useVegaEmbed(embed);
 */
export function useVegaEmbed(embed: VegaEmbed): void {
  setEngine(createVegaEmbedEngine(embed));
}

/** Creates an engine that uses `vega-embed`. See {@link useVegaEmbed} for the protections that it lacks. */
export function createVegaEmbedEngine(embed: VegaEmbed): ChartEngine {
  return { mount: (request) => mount(request, embed) };
}

async function mount(request: MountRequest, embed: VegaEmbed): Promise<MountedChart> {
  const { container, data, fit, captioned, background, muted, signal } = request;
  const errors = new ErrorCollector(request.onError);
  const dataNames = new Set(data.keys());
  const { spec, fitted } = prepareSpec(request.spec, { dataNames, fit, captioned });
  const { host, inputs } = createMountPoints(container);
  let sources: ReadonlySet<string> = new Set();
  const localized = request.locale !== null;
  const look = fullConfig(request);
  const rtl = request.rtl ? await loadRtl() : null;
  const [notes, fadedNames] = await Promise.all([loadNotes(spec), loadFadedNames(spec)]);
  const titleLines = localized && fitted ? await loadTitleLines() : null;
  const lineNames = localized && fitted ? await loadLineNames() : null;
  const config = rtl ? rtl.mirrorConfig(look, spec) : look;
  const patch = (compiled: VegaSpec): VegaSpec => {
    const shown = showTexts(compiled);
    const confined = confineSpec(localized ? withSharedFormats(shown) : shown);
    const rowsOf = (name: string): DataRecord[] => toRecords(data.get(name)!);
    const filled = fillVega(confined, dataNames, rowsOf, fitted ? request.size : null);
    ({ sources } = filled);
    const facts = {
      localized,
      rtl,
      notes,
      titleLines,
      lineNames,
      fadedNames,
      spec,
      config,
      background,
      muted,
      fitted,
    };
    return finishVega(filled.vega, facts);
  };
  let finalize: (() => void) | undefined;
  try {
    // vega-embed parses and draws in one call, so load these before knowing whether an expression needs them.
    await Promise.all([loadRegExps(), loadRareLimits()]);
    provideSelectionLimits();
    const result = await errors.during(async () => {
      const embedded = await embed(
        host,
        hideTexts(spec) as never,
        options(request, config, patch, errors, inputs, {
          ...dateFunctions,
          ...labelFunctions,
          ...lineNames?.functions,
          ...rtl?.functions,
        }) as never,
      );
      finalize = () => embedded.finalize();
      if (request.state) await applyState(embedded.view as View, request.state);
      return embedded;
    });
    signal.throwIfAborted();
    const view = result.view as View;
    await notes?.placeNotes(view, request.size);
    const facts = { sources, fitted, fitToBox: notes?.placeNotes ?? null, waitTime: 0, errors };
    return new ViewChart({ view, container, host, inputs, height: request.size.height, ...facts });
  } catch (cause) {
    finalize?.();
    host.remove();
    inputs.remove();
    throw signal.aborted ? cause : asVibedasherError('spec', 'The spec cannot be drawn', cause, request.spec);
  }
}

function options(
  request: MountRequest,
  config: VegaLiteConfig | null,
  patch: (vega: VegaSpec) => VegaSpec,
  errors: ErrorCollector,
  inputs: HTMLElement,
  functions: object,
): object {
  const { allowHosts, locale, data, renderer, signal } = request;
  const loader = createLoader({ allowHosts, signal, onRefused: (error) => errors.report(error) });
  if (locale) setLocale(loader, locale);
  const rows = [...data.values()].reduce((sum, dataset) => sum + dataset.rows.length, 0);
  return {
    mode: 'vega-lite',
    actions: false,
    bind: inputs,
    defaultStyle: false,
    ...(config && { config }),
    renderer: renderer === 'auto' ? (rows > MAX_SVG_ROWS ? 'canvas' : 'svg') : renderer,
    patch,
    loader,
    logger: createLogger(
      (error) => errors.report(asVibedasherError('render', 'The chart failed', error)),
      request.onWarning,
    ),
    tooltip: createTooltipHandler(request.container, request.onTooltip),
    expressionFunctions: { ...FORMATS, ...functions },
    ast: true,
    expr: expressions,
  };
}
