/** The names of highlighted points, beside them. */
import { isObject, type JsonObject } from '../../internal/json.ts';
import { longestTextWidth } from '../../internal/widths.ts';
import { list } from '../../spec/facts.ts';
import type { VegaLiteSpec } from '../../spec/types.ts';
import { encodingOf, markOf } from '../summary.ts';
import type { SpecChart } from '../types.ts';
import type { ReferenceLook } from './reference-marks.ts';
import { highlightables } from './selectable.ts';
import { columnValues, markText, type Highlight } from './selected-marks.ts';
import { isPlaced } from './trend.ts';

/** Maximum number of names. */
const MAX_NAMES = 20;
/** Distance of a name from its point, and width of the color around its letters, in px. */
const GAP = 4;
const HALO = 3;
/** Size of points for which the spec has none: Vega-Lite's default. */
const USUAL_SIZE = 60;

/** Adds the names to a single plot of points, if each is that of one point. */
export function withPointNames(
  spec: VegaLiteSpec,
  { key, texts }: Highlight,
  data: SpecChart['data'] | null,
  { color, halo, fontSize }: Pick<ReferenceLook, 'color' | 'halo' | 'fontSize'>,
): VegaLiteSpec {
  const { mark, encoding, name, params, ...outer } = spec;
  const all = encodingOf(spec, {});
  const { x, y, size } = all;
  const field = highlightables(spec).find((each) => each.key === key && each.field === key);
  const isSingle = !['row', 'column', 'facet'].some((channel) => channel in all);
  if (!/^(point|circle|square)$/.test(markOf(spec) ?? '') || !isPlaced(all) || !isSingle || !field || !data)
    return spec;
  const shown = (columnValues(field.field, data) ?? []).filter((value) => texts.includes(markText(value)));
  if (shown.length === 0 || shown.length > Math.min(MAX_NAMES, new Set(shown).size)) return spec;
  const value = `datum[${JSON.stringify(key)}]`;
  const area =
    isObject(size) && typeof size['field'] === 'string'
      ? `scale('size', datum[${JSON.stringify(size['field'])}])`
      : String(isObject(mark) && typeof mark['size'] === 'number' ? mark['size'] : USUAL_SIZE);
  const away = `(sqrt(${area} / PI) + ${GAP})`;
  const place = `scale('x', datum[${JSON.stringify((x as JsonObject)['field'])}])`;
  const isLeft = `${place} + ${away} + ${Math.ceil(longestTextWidth(shown.map(String)))} > width`;
  const names = {
    type: 'text',
    baseline: 'middle',
    aria: false,
    fontSize,
    align: { expr: `${isLeft} ? 'right' : 'left'` },
    dx: { expr: `${isLeft} ? -${away} : ${away}` },
  };
  const layer = (more: JsonObject): JsonObject => ({
    transform: [{ filter: `indexof(${JSON.stringify(texts)}, toString(${value})) >= 0` }],
    mark: { ...names, ...more },
    encoding: { x, y, text: { field: field.field, type: 'nominal' } },
  });
  const isSelection = (param: unknown): boolean => isObject(param) && 'select' in param;
  const [own, others] = [true, false].map((each) => list(params).filter((one) => isSelection(one) === each));
  return {
    ...outer,
    params: others,
    layer: [
      { mark, encoding, ...(name !== undefined && { name }), ...(own!.length > 0 && { params: own }) },
      ...(halo ? [layer({ color: halo, stroke: halo, strokeWidth: HALO, strokeJoin: 'round' })] : []),
      layer(color === null ? {} : { color }),
    ],
  };
}
