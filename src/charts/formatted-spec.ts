/** Writes the formats of measures into a spec. Loaded only with derived charts and with the attributes. */
import { isObject, type JsonObject } from '../internal/json.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { mapChannels } from '../spec/views.ts';
import { COUNTS, type MeasureFormat, withUnit } from './measure-formats.ts';

const GUIDES: Readonly<Record<string, 'axis' | 'legend'>> = {
  x: 'axis',
  y: 'axis',
  color: 'legend',
  fill: 'legend',
  stroke: 'legend',
  size: 'legend',
  opacity: 'legend',
};

/**
 * Adds formats to the axes, legends, labels and tooltips of a spec that leave it open. `formatOf` returns the format of
 * a field.
 */
export const withMeasureFormats = (
  spec: VegaLiteSpec,
  formatOf: (field: string) => MeasureFormat | null | undefined,
): VegaLiteSpec => mapChannels(spec, (channel, definition) => writtenChannel(channel, definition, formatOf));

function writtenChannel(
  channel: string,
  definition: unknown,
  formatOf: (field: string) => MeasureFormat | null | undefined,
): unknown {
  const key = GUIDES[channel];
  if (!isObject(definition) || (!key && channel !== 'text' && channel !== 'tooltip')) return definition;
  const { condition } = definition;
  if (isObject(condition)) return { ...definition, condition: writtenChannel(channel, condition, formatOf) };
  const { field, type, aggregate, stack } = definition;
  if (typeof field !== 'string' || /^(nominal|ordinal|temporal)$/.test(String(type))) return definition;
  // Without a type, only an aggregate is a number on an axis or in a legend.
  if (key && type === undefined && aggregate === undefined) return definition;
  if (COUNTS.test(String(aggregate)) || isObject(aggregate) || stack === 'normalize') return definition;
  const measure = formatOf(field);
  const guide = key ? definition[key] : definition;
  if (!measure || guide === null || guide === false) return definition;
  const own = (guide ?? {}) as JsonObject;
  if (own['format'] !== undefined || own['formatType'] !== undefined) return definition;
  const { unit, write: _write, isPercent: _isPercent, ...format } = measure;
  if (!key) return { ...definition, format: channel === 'text' ? { style: 'short', ...format } : format };
  const title = own['title'] !== undefined ? own['title'] : definition['title'];
  const isTitled = unit !== null && typeof title === 'string' && title !== '';
  return {
    ...definition,
    [key]: {
      ...own,
      ...(isTitled && { title: withUnit(title, unit) }),
      format: {
        ...(key === 'legend' && { style: 'short' }),
        ...format,
        ...(isTitled
          ? { before: undefined, after: undefined }
          : unit !== null && key === 'axis' && { once: true }),
      },
    },
  };
}
