import { createDefaultEngine } from './default-engine.ts';
import type { DrawRequest } from './draw-spec.ts';
import { setEngine } from './engine.ts';
import { getRuntime } from './runtime.ts';
import type { ChartEngine } from './types.ts';

/** The default export of `vega-embed`. */
export type VegaEmbed = (
  container: HTMLElement,
  spec: never,
  options: never,
) => Promise<{ readonly view: unknown; finalize(): void }>;

/**
 * Embeds charts with the page's own `vega-embed`. Call this function before the first chart is drawn. Rules and limits
 * are those of the built-in engine, which prepares the view. Pages that require trusted types cannot use vega-embed,
 * because it writes markup.
 *
 *     import embed from 'vega-embed';
 *     import { useVegaEmbed } from '@vibedasher/embed/engine/vega-embed';
 *     useVegaEmbed(embed);
 */
export function useVegaEmbed(embed: VegaEmbed): void {
  setEngine(createVegaEmbedEngine(embed));
}

/** Creates an engine that uses `vega-embed`. See {@link useVegaEmbed}. */
export function createVegaEmbedEngine(embed: VegaEmbed): ChartEngine {
  const show: DrawRequest['show'] = async (view, host, inputs) => {
    const options = {
      mode: 'vega',
      actions: false,
      bind: inputs,
      defaultStyle: false,
      hover: false,
      tooltip: false,
      // vega-embed constructs its view from a spec. This one is complete already.
      viewClass: class {
        constructor() {
          return view;
        }
      },
    };
    await embed(host, {} as never, options as never);
  };
  const { parseCompiledSpec, drawCompiledSpec } = getRuntime();
  const runtime = {
    parseCompiledSpec,
    drawCompiledSpec: (request: DrawRequest) => drawCompiledSpec({ ...request, show }),
  };
  return createDefaultEngine(() => Promise.resolve(runtime));
}
