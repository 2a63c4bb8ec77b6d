/**
 * Which module goes into which chunk of the script-tag bundle. Chunks are layers in the order in which a page
 * loads them; a module that several need lies in the first of them, so that none is loaded twice and nothing
 * small is a request of its own:
 *
 * 1. the entry: everything that it imports statically (the elements, Lit, the client, where a chart comes from);
 * 2. `view`: what shows a chart, and speaks;
 * 3. `compile`: Vega-Lite, and what prepares a spec for the engine;
 * 4. `engine`: Vega's dataflow, scales, scenegraph and the project's own code around it. It arrives last, and works
 *    last.
 *
 * Behind them comes what few pages need: `dashboard`, and `control`, which always comes with one. Whatever else is
 * loaded on demand (parts of Vega, languages, archives) is left to the bundler: one chunk each.
 */
import type { Rolldown } from 'vite';

type Modules = Pick<Rolldown.PluginContext, 'getModuleInfo'>;

/** The chunk that is the entry itself. */
const ENTRY = 'vibedasher';

/**
 * What any chunk may need lies in the first that comes beside the entry: whoever needs it would load a larger one for
 * it.
 */
const GENERIC = /\/src\/internal\//;
const VIEW = 'view';

/** The lazily imported modules that each layer starts from. */
type Layer = readonly [name: string, roots: RegExp];

export const LAYERS: readonly Layer[] = [
  [VIEW, /\/src\/components\/viz\/viz-chart\.ts$/],
  ['compile', /\/src\/vega\/default-engine\.ts$/],
  ['engine', /\/src\/vega\/runtime\.ts$/],
];

const RARE_LAYERS: readonly Layer[] = [
  ['dashboard', /\/src\/components\/dashboard\/dashboard-element-define\.ts$/],
  ['control', /\/src\/components\/dashboard\/dashboard-template\.ts$/],
];

/** For one build: gives each module id the name of its chunk, or `null` for the bundler's own choice. */
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
  const take = (id: string, layer: string): void => {
    const info = modules.getModuleInfo(id);
    if (!info || layers.has(id)) return;
    layers.set(id, layer !== ENTRY && GENERIC.test(id) ? VIEW : layer);
    for (const target of info.dynamicallyImportedIds) lazy.add(target);
    for (const imported of [...info.importedIds]) take(imported, layer);
  };
  // Without a name the bundler parts from it what others import.
  take(entry, ENTRY);
  for (const [name, roots] of [...LAYERS, ...RARE_LAYERS]) {
    const starts = [...lazy].filter((target) => roots.test(target));
    if (starts.length === 0)
      throw new Error(`Nothing imports the layer "${name}" lazily: see scripts/chunks.ts`);
    for (const start of starts) take(start, name);
  }
  return layers;
}
