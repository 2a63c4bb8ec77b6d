/** Draws a chart in Node up to Vega's scenegraph, with the same steps and limits as in a browser. */
import { color as parseColor } from 'd3-color';
import { NEW_COLOR_FUNCTIONS } from '../../src/internal/css.ts';
import { setDeclaration } from '../../src/sandbox/css-values.ts';
import { cachedSpecFor } from '../../src/vega/compiled-spec.ts';
import { drawScene, type Drawing, type SceneRequest } from '../../src/vega/draw-spec.ts';
import { asVibedasherError, createLogger, ErrorCollector } from '../../src/vega/errors.ts';
import { getRuntime } from '../../src/vega/runtime.ts';
import type { CompileInput } from '../../src/vega/types.ts';

/** A mount request without the parts that need a page. */
export type HeadlessRequest = Omit<CompileInput, 'renderer' | 'dataNames' | 'order'> &
  SceneRequest['request'];

/**
 * Draws a chart and calls `use` with its scenegraph. Rejects with a `VibedasherError` of kind `spec` or `render`, or
 * with the signal's reason.
 */
export async function drawHeadless<T>(
  request: HeadlessRequest,
  use: (drawing: Drawing) => T | Promise<T>,
): Promise<T> {
  const errors = new ErrorCollector(() => {});
  const logger = createLogger(
    (error) => errors.report(asVibedasherError('render', 'The chart failed', error)),
    request.onWarning,
  );
  const input: CompileInput = { ...request, renderer: 'svg', dataNames: new Set(request.data.keys()) };
  const cached = await cachedSpecFor(input, logger);
  const { compiledSpec } = cached;
  cached.dataflow ??= getRuntime().parseCompiledSpec(compiledSpec);
  const dataflow = await cached.dataflow;
  return drawScene({ request, compiledSpec, dataflow, errors, logger }, use);
}

const VALID_VALUES: Readonly<Record<string, RegExp>> = {
  cursor: /^[a-z-]+$/,
  fontFamily: /^(?:[\p{L}\p{N} _-]|"[\p{L}\p{N} _.-]+"|'[\p{L}\p{N} _.-]+'|,)+$/u,
  fontStyle: /^(?:normal|italic|oblique)$/,
  fontVariant: /^(?:normal|small-caps|tabular-nums)$/,
  fontWeight: /^(?:normal|bold|bolder|lighter|\d{1,4})$/,
  strokeLinecap: /^(?:butt|round|square)$/,
  strokeLinejoin: /^(?:miter|round|bevel)$/,
  mixBlendMode: /^[a-z-]+$/,
};

/** Color functions that d3 does not parse. `sandbox/css-values.ts` has checked their characters. */
const COLOR_FUNCTION = new RegExp(`^(?:${NEW_COLOR_FUNCTIONS})\\(`, 'i');
const isColor = (text: string): boolean =>
  parseColor(text) !== null || COLOR_FUNCTION.test(text) || /^currentcolor$/i.test(text);
const isPaint = (text: string): boolean => text === 'none' || isColor(text);

/** Replaces a browser's `CSSStyleDeclaration` for validation: keeps the last value if it is valid. */
function createDeclaration(): Parameters<typeof setDeclaration>[0] {
  const tests: Record<string, (text: string) => boolean> = { color: isColor, fill: isPaint };
  for (const [name, pattern] of Object.entries(VALID_VALUES)) tests[name] = (text) => pattern.test(text);
  let kept = '';
  const declaration = { cssText: '' };
  Object.defineProperty(declaration, 'cssText', { set: () => void (kept = '') });
  for (const [name, test] of Object.entries(tests)) {
    Object.defineProperty(declaration, name, {
      get: () => kept,
      set: (text: string) => void (kept = test(text) ? text : ''),
    });
  }
  return declaration as Parameters<typeof setDeclaration>[0];
}

setDeclaration(createDeclaration());
