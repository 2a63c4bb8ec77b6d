/**
 * Assigns modules to the chunks of the script-tag bundle. The chunks are layers, in the order in which a page loads
 * them. A module that several layers import is in the first of these, so no module is loaded twice and small modules
 * need no requests of their own:
 *
 * 1. the entry, with everything that it imports statically: the elements, Lit, the client, the chart source;
 * 2. `view`: shows a chart, with templates and messages;
 * 3. `compile`: Vega-Lite, and the code that prepares a spec for the engine;
 * 4. `engine`: Vega's dataflow, scales and scenegraph, and the project's code around them.
 *
 * Few pages need the next layers: `dashboard`; `control`, which is always loaded with a dashboard; `warnings` about
 * mistakes in the markup; and `refusals`, which reads errors of the API and of JSON. One chunk for each keeps the list of
 * chunks in the entry short. The bundler decides about other lazy modules (parts of Vega, languages, archives): one chunk
 * each.
 */
import type { Rolldown } from 'vite';

type Modules = Pick<Rolldown.PluginContext, 'getModuleInfo'>;

/** The chunk of the entry. */
const ENTRY = 'vibedasher';

/**
 * Modules that any chunk may import. They are in the first layer after the entry: otherwise a chunk that imports one might
 * have to load a larger layer for it.
 */
const GENERIC = /\/src\/internal\//;
const VIEW = 'view';

/** A layer and the lazily imported modules that it starts from. */
type Layer = readonly [name: string, roots: RegExp];

export const LAYERS: readonly Layer[] = [
  [VIEW, /\/src\/components\/viz\/viz-chart\.ts$/],
  ['compile', /\/src\/vega\/default-engine\.ts$/],
  ['engine', /\/src\/vega\/runtime\.ts$/],
];

const RARE_LAYERS: readonly Layer[] = [
  ['dashboard', /\/src\/components\/dashboard\/dashboard-element-define\.ts$/],
  ['control', /\/src\/components\/dashboard\/dashboard-template\.ts$/],
  ['warnings', /\/(viz-warnings|unknown-params|missing-param)\.ts$/],
  ['refusals', /\/(refusals|json-mistake)\.ts$/],
];

/** Returns a function that maps module ids to chunk names, for one build. `null`: the bundler decides. */
export function chunkNamer(entry: string): (id: string, modules: Modules) => string | null {
  let layers: ReadonlyMap<string, string> | undefined;
  return (id, modules) => {
    layers ??= layersFrom(entry, modules);
    return layers.get(id) ?? null;
  };
}

function layersFrom(entry: string, modules: Modules): ReadonlyMap<string, string> {
  const layers = new Map<string, string>();
  const lazy = new Set<string>();
  const assign = (id: string, layer: string): void => {
    const info = modules.getModuleInfo(id);
    if (!info || layers.has(id)) return;
    layers.set(id, layer !== ENTRY && GENERIC.test(id) ? VIEW : layer);
    for (const target of info.dynamicallyImportedIds) lazy.add(target);
    for (const imported of [...info.importedIds]) assign(imported, layer);
  };
  // Name the entry, too, or the bundler moves modules that other chunks import out of it.
  assign(entry, ENTRY);
  for (const [name, roots] of [...LAYERS, ...RARE_LAYERS]) {
    const starts = [...lazy].filter((target) => roots.test(target));
    if (starts.length === 0)
      throw new Error(`Nothing imports the layer "${name}" lazily: see scripts/chunks.ts`);
    for (const start of starts) assign(start, name);
  }
  return layers;
}
