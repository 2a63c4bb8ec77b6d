import type { Dataset } from '../public-client/types.ts';
import {
  type ChartWords,
  ENGLISH,
  extent,
  type Field,
  naturalOrder,
  readFields,
  type Value,
} from './columns.ts';
import { deriveArcs } from './derive-arcs.ts';
import { deriveBars } from './derive-bars.ts';
import { deriveArea, deriveLines, deriveTimeBars } from './derive-lines.ts';
import { deriveMap, deriveNumber, derivePoints, deriveStrips } from './derive-points.ts';
import { fold, isUnique, type AvailableSize, type Setting } from './frame.ts';
import { readRoles, type Roles } from './roles.ts';
import type { Chart, PreferredMark } from './types.ts';

export interface DeriveOptions {
  /** The `mark` attribute. It is followed where the columns allow it. */
  readonly mark?: PreferredMark | null | undefined;
  /** The words that the chart adds to the data's own. Default: English. */
  readonly words?: ChartWords | undefined;
  /** The box that the chart will have, in px. Round it, so that a small change of the box makes no other chart. */
  readonly room?: AvailableSize | undefined;
  /** The page is read from right to left. */
  readonly rtl?: boolean | undefined;
}

/** Series and colors that a reader can still tell apart, or at least follow. */
const FEW = 8;
const MANY = 40;

/**
 * The chart that fits a result's columns: the platform's aliases first (`dimension`,
 * `value`, `prev_value`, …), then by kind. The spec is the same for every theme. Never throws: what no chart fits is
 * a table.
 */
export function deriveChart(dataset: Dataset, options: DeriveOptions = {}): Chart {
  const { mark = null, words = ENGLISH, room = { width: 640, height: 360 }, rtl = false } = options;
  const roles = readRoles(readFields(dataset, words), dataset);
  const { latitude, longitude, texts, numbers } = roles;
  const [number, second, ...others] = numbers;
  const count = dataset.rows.length;
  const { current, previous } = roles.periods ?? {};
  const setting = {
    words: { ...words, current: current ?? words.current, previous: previous ?? words.previous },
    room,
    rtl,
  };

  if (mark !== 'table' && count > 0) {
    if (latitude && longitude && (!mark || mark === 'map')) {
      return deriveMap(
        { latitude, longitude, number, series: hue(texts), extra: texts.slice(0, 3) },
        setting,
      );
    }
    if (number && (mark === 'number' || (!mark && count === 1 && !second)))
      return deriveNumber(roles, dataset);
    if (number && (mark || count > 1)) {
      if (roles.time) {
        return overTime({ ...roles, time: roles.time }, number, mark, setting) ?? { kind: 'table', dataset };
      }
      if (texts[0]) return overCategories(roles, number, mark, setting);
      if (second) return derivePoints({ x: number, y: second, extra: others.slice(0, 3) }, setting);
    }
  }
  return { kind: 'table', dataset };
}

/** The first text that can be told by color. */
const hue = (texts: readonly Field[]): Field | undefined =>
  texts.find(({ distinct }) => distinct > 1 && distinct <= FEW);

/** Whether a text says nothing of a row that its series does not say: the region of a shop. */
function isFixed(text: Field, series: Field | undefined): boolean {
  const known = new Map<Value | undefined, Value | undefined>();
  return text.values.every((value, row) => {
    const name = series?.values[row];
    if (!known.has(name)) known.set(name, value);
    return known.get(name) === value;
  });
}

/** `null` where its rows are no points of a line, for they merely have a day each. */
function overTime(
  roles: Roles & { readonly time: Field },
  number: Field,
  mark: PreferredMark | null,
  setting: Setting,
): Chart | null {
  const { time, texts, previous } = roles;
  const single = isUnique(time);
  const series = single ? undefined : texts.find((text) => text.distinct <= MANY && isUnique(time, text));
  if (mark === 'point' || (!single && !series)) {
    return derivePoints({ x: time, y: number, series: hue(texts), extra: texts.slice(0, 3) }, setting);
  }
  const free = texts.filter((text) => text !== series && !isFixed(text, series));
  if (!mark && free.length > (series ? 0 : 1)) return null;
  const several = comparable(roles.numbers, 50).slice(0, FEW);
  const folded = single && !previous && several.length > 1 && fold(several, time);
  const fields = folded
    ? { x: folded.other, number: folded.value, series: folded.series }
    : { x: time, number, series, previous };
  if (mark === 'bar') return deriveTimeBars(fields, setting);
  return mark === 'area' && isPositive(fields.number)
    ? deriveArea(fields, setting)
    : deriveLines(fields, setting);
}

function overCategories(roles: Roles, number: Field, mark: PreferredMark | null, setting: Setting): Chart {
  const { texts, numbers, previous, favorable } = roles;
  const [category = number, ...rest] = [...texts].sort((a, b) => b.distinct - a.distinct);
  const [, second, ...others] = numbers;
  const single = isUnique(category);
  const series = single
    ? undefined
    : rest.find((text) => text.distinct > 1 && text.distinct <= MANY && isUnique(category, text));

  if (second && mark !== 'bar' && (mark === 'point' || !single || category.distinct > 12)) {
    return derivePoints(
      { x: number, y: second, series: hue(texts), extra: [...texts, ...others].slice(0, 4) },
      setting,
    );
  }
  if (mark === 'point' || (!single && !series))
    return deriveStrips(category, number, setting, rest.slice(0, 2));
  if (mark === 'line' || mark === 'area') {
    const fields = { x: category, number, series, previous, sort: naturalOrder(category) };
    return mark === 'area' && isPositive(number) ? deriveArea(fields, setting) : deriveLines(fields, setting);
  }
  if (series) {
    const stacked = isAdditive(number);
    // "Other" would be a sum of what does not add up.
    if (!stacked && series.distinct > FEW) return deriveStrips(category, number, setting, [series]);
    return deriveBars({ category, number, series, stacked }, setting);
  }
  if (mark === 'arc' && isPositive(number)) return deriveArcs(category, number, setting);
  const several = comparable(numbers, 10).slice(0, 4);
  if (several.length > 1) {
    const folded = fold(several, category);
    return deriveBars({ category: folded.other, number: folded.value, series: folded.series }, setting);
  }
  return deriveBars(
    { category, number, previous, favorable, extra: [...rest, ...numbers.slice(1)].slice(0, 4) },
    setting,
  );
}

/** The numbers that one axis can show beside the first: none more than `factor` times as large or as small. */
function comparable(numbers: readonly Field[], factor: number): readonly Field[] {
  const sizes = numbers.map((field) => Math.max(...extent(field).map(Math.abs)));
  const first = sizes[0] ?? 0;
  return numbers.filter((_, place) => {
    const size = sizes[place] ?? 0;
    return size <= first * factor && size * factor >= first;
  });
}

const isPositive = (field: Field): boolean => extent(field)[0] >= 0;

/** Whether parts of it make a whole: not averages, shares and the like. */
const isAdditive = (field: Field): boolean =>
  isPositive(field) &&
  !/(^|_)(avg|mean|median|min|max|rate|ratio|share|pct|percent|price|score|index)(_|\(|$)/.test(field.source);
