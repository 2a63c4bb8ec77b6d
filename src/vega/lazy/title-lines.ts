/** Wraps long titles of axes. Loads on demand. */
import { isObject, type JsonObject } from '../../internal/json.ts';
import { isLongTitle, objects } from '../../spec/facts.ts';
import type { VegaSignal, VegaSpec } from '../../spec/types.ts';
import { LINES } from '../label-layout.ts';
import { styleOf, withBox } from '../labels.ts';
import { hasNamesOnSide, quoteString } from '../rewrite.ts';
import type { PassFacts } from '../types.ts';

const MAX_TITLE_LINES = 3;
/** Share of the box that a title may take, because it begins at the plot: next to numbers, and next to names. */
const TITLE_SHARE = { numbers: 0.85, names: 0.45 };

/** Titles above the plot grow upwards, as does the space between plot and legend. */
export function rewrite(vega: VegaSpec, { spec, config }: PassFacts): VegaSpec {
  // The theme's titles are horizontal. Others have less space than the width of the box.
  if (!vega['axes'] || (spec['config'] && quoteString(spec['config']).includes('"titleAngle"'))) return vega;
  const { font, size, offset } = styleOf(config);
  const line = size + 2;
  const share = TITLE_SHARE[hasNamesOnSide(vega) ? 'names' : 'numbers'];
  const signals: VegaSignal[] = [];
  const above: string[] = [];
  const axes = objects(vega['axes']).map((axis, index) => {
    const { title, titleAngle, titleLimit, orient, encode } = axis;
    const isOwn =
      titleAngle !== undefined || titleLimit !== undefined || (isObject(encode) && encode['title']);
    if (!isLongTitle(title, size) || isOwn) return axis;
    const name = `vibedasher_title_${index}`;
    // Large text takes more space for the numbers before the title.
    const width = `min(vibedasher_box.width * ${share}, vibedasher_box.width - ${2.5 * size})`;
    const update = `${LINES}(${quoteString(title)}, ${width}, ${MAX_TITLE_LINES}, ${quoteString({ font, size })})`;
    signals.push({ name, update });
    const limit = { titleLimit: { signal: width }, titleLineHeight: line };
    if (orient === 'bottom') return { ...axis, ...limit, title: { signal: name } };
    const height = `(isArray(${name}) ? (length(${name}) - 1) * ${line} : 0)`;
    above.push(height);
    const raised = { title: { update: { dy: { signal: `-${height}` } } } };
    return { ...axis, ...limit, title: { signal: name }, encode: { ...(encode as JsonObject), ...raised } };
  });
  if (signals.length === 0) return vega;
  const legends = objects(vega['legends']).map((legend) => {
    const own = isObject(legend['offset']) ? legend['offset']['signal'] : (legend['offset'] ?? offset);
    return { ...legend, offset: { signal: `(${String(own)}) + max(${[0, 0, ...above].join(', ')})` } };
  });
  const boxed = withBox(vega);
  return {
    ...boxed,
    axes,
    ...(vega['legends'] !== undefined && above.length > 0 && { legends }),
    signals: [...(boxed.signals ?? []), ...signals],
  };
}
