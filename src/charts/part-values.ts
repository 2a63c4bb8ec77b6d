/** The values in the parts of stacked bars. */
import type { JsonObject } from '../internal/json.ts';
import { longestTextWidth } from '../internal/widths.ts';
import { PART_VALUES } from '../spec/names.ts';
import { type BarLayout, channels, numberText, unitWidth } from './bar-layout.ts';
import type { Field } from './columns.ts';
import { encode } from './encodings.ts';

/** Maximum number of parts with values. */
const MAX_VALUES = 140;
/** Minimum space in px on each side of a value, and the height of a value, at a text size of 12 px. */
const MARGIN = 3;
const LINE = 14;
/** The minimum contrast of text. Where white has less, black has more. */
const CONTRAST = 4.5;

/** Returns the width of the longest value in px, as the engine writes it: with at most three significant digits. */
function longestValueWidth(number: Field): number {
  const { values, isShare, format } = number;
  const texts = values.map((value) => {
    const size = Number(value ?? 0) * (isShare || format?.style === 'percent' ? 100 : 1);
    if (format?.pattern) return Math.round(size).toLocaleString('en');
    return size < 1000 ? String(Number(size.toPrecision(3))) : '99.9K';
  });
  const digits = longestTextWidth(format?.decimals ? [...texts, `99.${'9'.repeat(format.decimals)}`] : texts);
  return digits + unitWidth(number) + (isShare || format?.style === 'percent' ? 10 : 0);
}

/**
 * Returns a layer with the value of each part that is large enough for it, or none if there are too many. Each row must be
 * one part. `group` is the field of the colors, `position` the channel of the values.
 */
export function partValues(
  number: Field,
  group: Field,
  layout: BarLayout,
  position: JsonObject = encode(number, { stack: 'zero', bandPosition: 0.5 }),
): readonly JsonObject[] {
  if (number.values.length > MAX_VALUES) return [];
  const { horizontal, textScale } = layout;
  const [band, length] = channels(layout);
  const [width, height] = [longestValueWidth(number) + 2 * MARGIN, LINE].map((px) =>
    Math.ceil(px * textScale),
  );
  const [along, across] = horizontal ? [width, height] : [height, width];
  const part = `abs(scale('${length}', datum['${number.name}']) - scale('${length}', 0))`;
  const fits = `${part} >= ${along} && min(bandwidth('${band}'), 72) >= ${across}`;
  const color = `scale('color', datum['${group.name}'])`;
  return [
    {
      name: PART_VALUES,
      mark: {
        type: 'text',
        align: 'center',
        baseline: 'middle',
        color: { expr: `contrast('white', ${color}) >= ${CONTRAST} ? 'white' : 'black'` },
        opacity: { expr: `${fits} ? 1 : 0` },
      },
      encoding: {
        [length]: position,
        detail: encode(group),
        text: numberText(number),
      },
    },
  ];
}
