/** The title of the y axis and the legend of a chart, which labels of reference lines must not overlap. */
import { isObject } from '../../internal/json.ts';
import { titleOf } from '../../internal/text.ts';
import { isAlias } from '../../internal/values.ts';
import type { VegaLiteSpec } from '../../spec/types.ts';
import { singleViews } from '../summary.ts';

/** Returns the title of the y axis: the one in the spec, or else approximately the one that Vega-Lite derives. */
export function titleOfY(spec: VegaLiteSpec): string {
  for (const { encoding } of singleViews(spec)) {
    const definition = encoding['y'];
    if (!isObject(definition)) continue;
    const { axis, title, field, aggregate } = definition;
    const own = isObject(axis) && axis['title'] !== undefined ? axis['title'] : title;
    if (axis === null || own === null) continue;
    const words = [aggregate, field].filter((word) => typeof word === 'string' && !isAlias(word));
    return own === undefined ? titleOf(words.join(' of ')) : String(own);
  }
  return '';
}

/** Returns whether there may be a legend of colors above the plot. */
export const mayHaveLegend = (spec: VegaLiteSpec): boolean =>
  singleViews(spec).some(
    ({ encoding: { color } }) => isObject(color) && color['field'] !== undefined && color['legend'] !== null,
  );
