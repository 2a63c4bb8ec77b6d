/** The baseline of a chart whose values are all zero. Loaded on demand. */
import { isObject, type JsonObject } from '../internal/json.ts';
import type { Dataset } from '../public-client/types.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { mapChannels } from '../spec/views.ts';
import { VALUE_OPS } from './category-axis.ts';
import { hasOnlyZeros } from './columns.ts';
import { singleViews } from './summary.ts';

/**
 * Ends the domain of an axis at 1 if all its values are zero, because Vega would draw the baseline in the middle of the
 * box. Does not change an axis whose spec sets a domain, a range or a scale without zero.
 */
export const withZeroAtBottom = (spec: VegaLiteSpec, { columns, rows }: Dataset): VegaLiteSpec => {
  const views = singleViews(spec);
  const isZero = (definition: unknown): boolean => {
    const { field, type, aggregate, bin, scale } = isObject(definition) ? definition : {};
    const at = columns.findIndex(({ name }) => name === field);
    return (
      at >= 0 &&
      (type === 'quantitative' || aggregate !== undefined) &&
      (aggregate === undefined || VALUE_OPS.test(String(aggregate))) &&
      !bin &&
      (scale === undefined || (isObject(scale) && isPlain(scale))) &&
      hasOnlyZeros(rows, at)
    );
  };
  const channels = ['x', 'y'].filter((channel) => {
    // The marks of a view with a second channel are ranges.
    const isRanged = views.some(({ encoding }) => encoding[`${channel}2`] !== undefined);
    const definitions = views.flatMap(({ encoding }) => encoding[channel] ?? []);
    return !isRanged && definitions.length > 0 && definitions.every(isZero);
  });
  return channels.length === 0
    ? spec
    : mapChannels(spec, (channel, definition) =>
        channels.includes(channel) ? withDomain(definition as JsonObject) : definition,
      );
};

const isPlain = ({ type = 'linear', zero = true, ...others }: JsonObject): boolean =>
  type === 'linear' &&
  zero === true &&
  ['domain', 'domainMin', 'domainMax', 'domainMid', 'domainRaw', 'bins'].every(
    (key) => others[key] === undefined,
  );

function withDomain(definition: JsonObject): JsonObject {
  const { scale, axis } = definition;
  return {
    ...definition,
    scale: { ...(scale as JsonObject | undefined), domain: { unionWith: [0, 1] } },
    ...(axis !== null && axis !== false && { axis: { values: [0], ...(axis as JsonObject | undefined) } }),
  };
}
