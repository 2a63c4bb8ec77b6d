/** The entry `trend` of the `reference` attribute: a regression line through the points of a chart. */
import { isObject, type JsonObject } from '../../internal/json.ts';
import { REFERENCES } from '../../spec/names.ts';
import type { VegaLiteSpec } from '../../spec/types.ts';
import { singleViews } from '../summary.ts';
import { axisKind, type ReferenceLook } from './reference-marks.ts';

/** Width of the color around the letters of the label, in px. */
const HALO = 3;

/**
 * Returns the layers of the regression line and its label, or none for axes without numbers of rows. On a logarithmic
 * axis, the curve fits the numbers as they are shown, so it is straight there, too.
 */
export function trendLayer(
  spec: VegaLiteSpec,
  label: string,
  { color, halo, fontSize, refuse }: ReferenceLook & { readonly refuse: (why: string) => void },
): readonly JsonObject[] {
  const { x, y } = singleViews(spec).find(({ encoding }) => isPlaced(encoding))?.encoding ?? {};
  if (!isObject(x) || !isObject(y)) {
    refuse('a trend line needs two axes of numbers, or of dates and numbers, with a mark for each row');
    return [];
  }
  const [isLogX, isLogY] = [x, y].map(({ scale }) => isObject(scale) && scale['type'] === 'log');
  const method = isLogX ? (isLogY ? 'pow' : 'log') : isLogY ? 'exp' : 'linear';
  const transform = [{ regression: y['field'], on: x['field'], method }];
  const paint = color !== null && { color };
  const mark = { type: 'text', text: label, align: 'right', baseline: 'bottom', dx: -4, dy: -4, aria: false };
  const end = { x: { ...x, aggregate: 'max' }, y: { ...y, aggregate: { argmax: x['field'] } } };
  const around = { color: halo, stroke: halo, strokeWidth: HALO, strokeJoin: 'round' };
  return [
    { transform, mark: { type: 'line', strokeWidth: 2, ...paint, aria: false }, encoding: { x, y } },
    ...(label === '' || !halo ? [] : [{ transform, mark: { ...mark, ...around, fontSize }, encoding: end }]),
    ...(label === '' ? [] : [{ transform, mark: { ...mark, ...paint, fontSize }, encoding: end }]),
  ].map((layer, index) => ({ name: `${REFERENCES}_trend_${index}`, ...layer }));
}

/** Returns whether each row has a place on axes of numbers or dates. */
export const isPlaced = ({ x, y }: JsonObject): boolean =>
  isObject(x) &&
  isObject(y) &&
  /^(measure|time)$/.test(axisKind(x)) &&
  axisKind(y) === 'measure' &&
  ![x, y].some(({ field, aggregate, timeUnit }) => field === undefined || aggregate || timeUnit);
