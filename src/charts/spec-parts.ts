/** The order of the parts of a whole in a spec that its author has written. Loaded on demand. */
import { isObject, type JsonObject } from '../internal/json.ts';
import type { Dataset } from '../public-client/types.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { mapChannels } from '../spec/views.ts';
import { categoryField, findCategoryAxis } from './category-axis.ts';
import { cellsOf } from './columns.ts';
import { singleViews } from './summary.ts';
import { areWholes, MAX_PARTS } from './wholes.ts';

/** Returns the field of a color channel whose order the spec leaves open, else `null`. */
function openColorField(color: unknown): string | null {
  const { sort, scale = {} } = isObject(color) ? color : {};
  const isOpen = sort === undefined && isObject(scale) && scale['domain'] === undefined;
  const field = isOpen ? categoryField(color) : null;
  // Vega-Lite writes the field into an expression.
  return field !== null && /^[^'\\.[\]]+$/.test(field) ? field : null;
}

/**
 * Lists the colors of bars in the order of the rows if the parts of each category add up to the same total. Vega-Lite stacks
 * the parts in this order, too.
 */
export function withPartsInOrder(spec: VegaLiteSpec, dataset: Dataset): VegaLiteSpec {
  const axis = findCategoryAxis(spec);
  const colors = new Set(singleViews(spec).map(({ encoding }) => openColorField(encoding['color'])));
  const [field = null, ...others] = colors;
  if (!axis || (axis.measure.op ?? 'sum') !== 'sum' || field === null || others.length > 0) return spec;
  const [parts, groups, numbers] = [field, axis.field, axis.measure.field].map((name) =>
    cellsOf(dataset, name),
  );
  if (!parts || !groups || !numbers || !parts.every((part) => typeof part === 'string')) return spec;
  const names = [...new Set(parts)];
  const whole = { values: numbers.map(Number) };
  if (names.length > MAX_PARTS || !areWholes(whole, { values: groups.map(String) })) return spec;
  return mapChannels(spec, (channel, definition) =>
    channel === 'color' && openColorField(definition) === field
      ? inOrderOf(names, definition as JsonObject)
      : definition,
  );
}

const inOrderOf = (names: readonly string[], definition: JsonObject): JsonObject => ({
  ...definition,
  type: 'nominal',
  scale: { ...(definition['scale'] as JsonObject | undefined), domain: names },
});
