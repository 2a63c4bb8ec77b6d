import { LAND, type SpecChart, type VegaLiteSpec } from '../../charts/types.ts';
import { lazily } from '../../internal/lazily.ts';

interface LayerWithData {
  readonly data?: { readonly name?: string };
}

/** Puts the outline of the land into a derived map; any other chart is returned as it is. */
export async function withLand(chart: SpecChart): Promise<SpecChart> {
  const layers = (chart.spec['layer'] ?? []) as readonly LayerWithData[];
  if (!layers.some(isLand)) return chart;
  const { default: values } = await lazily(
    () => import('world-atlas/land-110m.json', { with: { type: 'json' } }),
  );
  const layer = layers.map((each) => (isLand(each) ? { ...each, data: { ...each.data, values } } : each));
  const spec: VegaLiteSpec = { ...chart.spec, layer };
  return { ...chart, spec };
}

const isLand = ({ data }: LayerWithData): boolean => data?.name === LAND;
