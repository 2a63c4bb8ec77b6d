import { lazily } from '../internal/lazily.ts';
import { transforms } from 'vega-dataflow';
import type { VegaSpec } from './compile.ts';
import { limitTransforms } from './limited-transforms.ts';
import { isObject } from './spec-facts.ts';

/** Transforms by type, as a pack brings them. */
export type Pack = Readonly<Record<string, unknown>>;

/** The parts of Vega that few charts need: how each is loaded, and the transform types that it brings. */
const PACKS = {
  crossfilter: [() => import('vega-crossfilter'), 'crossfilter resolvefilter'],
  force: [() => import('vega-force'), 'force'],
  geo: [
    () => import('vega-geo'),
    'contour geojson geopath geopoint geoshape graticule heatmap isocontour kde2d projection',
  ],
  hierarchy: [() => import('vega-hierarchy'), 'nest pack partition stratify tree treelinks treemap'],
  label: [() => import('vega-label'), 'label'],
  regression: [() => import('vega-regression'), 'loess regression'],
  statistics: [() => import('./packs/statistics.ts'), 'cross density dotbin kde quantile sample'],
  voronoi: [() => import('vega-voronoi'), 'voronoi'],
  wordcloud: [() => import('vega-wordcloud'), 'wordcloud'],
} as const satisfies Record<string, readonly [() => Promise<Pack>, string]>;

export type PackName = keyof typeof PACKS;

const PACK_OF_TYPE: ReadonlyMap<string, PackName> = new Map(
  (Object.keys(PACKS) as PackName[]).flatMap((name) =>
    PACKS[name][1].split(' ').map((type) => [type, name] as const),
  ),
);

const GEO_FUNCTION = /\bgeo[A-Z]\w*\s*\(/;

/** Registers transforms, within their limits, so that Vega's parser and runtime know them. */
export function registerTransforms(pack: Pack): void {
  Object.assign(transforms, limitTransforms(pack));
}

/** Which packs a compiled spec needs: those of its transforms, and `geo` for projections, TopoJSON and `geoArea(…)`. */
export function findPacks(spec: VegaSpec): ReadonlySet<PackName> {
  const found = new Set<PackName>();
  visit(spec, found);
  return found;
}

function visit(value: unknown, found: Set<PackName>): void {
  if (Array.isArray(value)) {
    for (const element of value) visit(element, found);
  } else if (typeof value === 'string') {
    if (GEO_FUNCTION.test(value)) found.add('geo');
  } else if (isObject(value)) {
    const type = typeof value['type'] === 'string' ? value['type'].toLowerCase() : '';
    const pack = PACK_OF_TYPE.get(type);
    if (pack) found.add(pack);
    if (type === 'topojson' || 'projections' in value) found.add('geo');
    for (const [key, inner] of Object.entries(value)) {
      // Rows: many, and never a transform.
      if (key !== 'values' || !Array.isArray(inner)) visit(inner, found);
    }
  }
}

/** Loads and registers what a compiled spec needs and the page has not got yet. */
export async function loadPacks(spec: VegaSpec): Promise<void> {
  await Promise.all(
    [...findPacks(spec)].map(async (name) => {
      registerTransforms(await lazily(PACKS[name][0]));
    }),
  );
}
