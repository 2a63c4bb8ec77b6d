/** The formats of measures that a spec leaves open. Loaded on demand, as with derived charts and with the attributes. */
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

/** Number of significant digits shown for computed numbers, and maximum number in those that a person has written. */
const COMPUTED_DIGITS = 6;
const WRITTEN_DIGITS = 10;

/**
 * Returns the number of decimals with which numbers are written one below the other: as many as the numbers have, but
 * fewer for computed numbers. Returns `undefined` for very large or small numbers, where a common number makes no sense.
 */
export function commonDecimals(numbers: readonly number[]): number | undefined {
  const written = numbers.map((number) => String(Number(number.toPrecision(WRITTEN_DIGITS))));
  if (written.some((text) => text.includes('e'))) return undefined;
  const most = Math.max(0, ...written.map((text) => text.split('.')[1]?.length ?? 0));
  const isWritten = numbers.every(
    (number, index) => Math.abs(Number(written[index]) - number) <= 1e-12 * Math.abs(number),
  );
  const whole = Math.max(1, ...written.map((text) => /\d+/.exec(text)?.[0].length ?? 1));
  return isWritten ? most : Math.min(most, Math.max(2, COMPUTED_DIGITS - whole));
}

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
  const given = own['format'];
  // Tooltips of derived specs have the decimals that their values need.
  const needed = channel === 'tooltip' && isObject(given) ? given : null;
  if ((given !== undefined && !needed) || own['formatType'] !== undefined) return definition;
  const { unit, write: _write, isPercent: _isPercent, ...format } = measure;
  if (!key) {
    return { ...definition, format: { ...(channel === 'text' && { style: 'short' }), ...needed, ...format } };
  }
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
