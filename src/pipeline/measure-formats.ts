/** Reads the attributes `unit`, `decimals` and `format`. Loaded on demand. */
import { parseEntries } from '../charts/entries.ts';
import { withMeasureFormats } from '../charts/formatted-spec.ts';
import { measureFormat, type MeasureFormat, type MeasureFormats } from '../charts/measure-formats.ts';
import { clip, MAX_NAME_LENGTH, warnOnce } from '../internal/text.ts';
import type { Locale } from '../locale/types.ts';
import { placeUnit } from '../locale/units.ts';
import type { Column } from '../public-client/types.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { patternWriter } from '../vega/patterns.ts';
import type { EditorSettings } from './load-chart.ts';

/** Maximum numbers of characters of a unit, and of entries of an attribute. */
const MAX_UNIT_LENGTH = 40;
const MAX_ENTRIES = 100;

/** Patterns of d3-format, with width and precision of at most two digits. */
const PATTERN = /^(?:.?[<>=^])?[+\-( ]?[$#]?0?\d{0,2},?(?:\.\d{1,2})?~?[bcdeEfgGosxXrpn%]?$/;

type MeasureAttribute = 'unit' | 'decimals' | 'format';
type Written = Readonly<Record<MeasureAttribute, string | null>>;

/** Returns the formats of the measures; `null` if no attribute is set. Warns once for each invalid entry. */
export function readMeasureFormats(
  settings: Pick<EditorSettings, MeasureAttribute>,
  columns: readonly Column[],
  locale: Locale,
): MeasureFormats | null {
  const written = new Map<string, Written>();
  const entriesOf = (
    attribute: MeasureAttribute,
    isValid: (value: string) => boolean,
    expected: string,
  ): void => {
    const text = String(settings[attribute] ?? '').trim();
    for (const { name, value } of parseEntries(text).slice(0, MAX_ENTRIES)) {
      const warn = (why: string): void =>
        warnOnce(`<vibedasher-viz ${attribute}="${clip(text, MAX_NAME_LENGTH)}">: ${why}`);
      if (!isValid(value)) {
        warn(`"${clip(value, MAX_NAME_LENGTH)}": use ${expected}`);
        continue;
      }
      const key = (name ?? '').toLowerCase();
      if (key && columns.length > 0 && !columns.some((column) => column.name.toLowerCase() === key)) {
        const names = clip(columns.map((column) => column.name).join(', '), MAX_NAME_LENGTH);
        warn(`there is no column "${clip(key, MAX_NAME_LENGTH)}"; the columns are ${names}`);
      }
      written.set(key, { ...NOTHING, ...written.get(key), [attribute]: value });
    }
  };
  entriesOf('unit', Boolean, 'a unit');
  entriesOf('decimals', (value) => /^[0-6]$/.test(value), 'a whole number from 0 to 6');
  entriesOf('format', (value) => PATTERN.test(value), 'a pattern of d3-format, such as .1f');
  if (written.size === 0) return null;
  const common = written.get('') ?? NOTHING;
  return new Map([...written].map(([name, own]) => [name, toFormat(merge(common, own), locale)]));
}

/** Adds the formats to a spec that its author has written. */
export const formatSpec = (spec: VegaLiteSpec, formats: MeasureFormats): VegaLiteSpec =>
  withMeasureFormats(spec, (field) => measureFormat(formats, field));

const NOTHING: Written = { unit: null, decimals: null, format: null };

const merge = (common: Written, own: Written): Written => ({
  unit: own.unit ?? common.unit,
  decimals: own.decimals ?? common.decimals,
  format: own.format ?? common.format,
});

function toFormat({ unit, decimals, format: pattern }: Written, { tag, vega }: Locale): MeasureFormat {
  return {
    ...(unit ? placeUnit(clip(unit, MAX_UNIT_LENGTH), tag) : { unit: null }),
    ...(decimals !== null && { decimals: Number(decimals) }),
    ...(pattern !== null && { pattern, write: patternWriter(pattern, vega) }),
  };
}
