import type { Dataset } from '../public-client/types.ts';
import { ENGLISH, extent, naturalOrder, readFields } from './columns.ts';
import type { ChartWords, Field } from './columns.ts';
import { deriveArcs } from './derive-arcs.ts';
import { deriveBars, deriveTimeBars } from './derive-bars.ts';
import { deriveArea, deriveLines } from './derive-lines.ts';
import { deriveNumber } from './derive-number.ts';
import { deriveMap, derivePoints, deriveStrips } from './derive-points.ts';
import { fold, isUnique } from './frame.ts';
import type { Room } from './frame.ts';
import { readRoles } from './roles.ts';
import type { Roles } from './roles.ts';
import type { Chart, MarkWish, TableChart } from './types.ts';

export interface DeriveOptions {
  /** The `mark` attribute. It is followed where the columns allow it. */
  readonly mark?: MarkWish | null | undefined;
  readonly words?: ChartWords | undefined;
  /** The box that the chart will have, in px. Round it, so that a small change makes no other chart. */
  readonly room?: Room | undefined;
}

const ROOM: Room = { width: 640, height: 360 };

/**
 * The chart that fits a result's columns: see the README's "Derived charts". Pure, of the same form for every theme
 * and never at a loss: what no chart fits is a table.
 */
export function deriveChart(dataset: Dataset, options: DeriveOptions = {}): Chart {
  const { mark = null, words = ENGLISH, room = ROOM } = options;
  const table: TableChart = { kind: 'table', dataset };
  if (mark === 'table' || !dataset.rows.length) return table;
  const roles = readRoles(readFields(dataset, words), dataset);
  const { time, texts, numbers, latitude, longitude } = roles;
  const [number] = numbers;

  if (latitude && longitude && (!mark || mark === 'map')) {
    const [series, ...extra] = texts.filter((text) => text.distinct > 1 && text.distinct <= 8);
    const others = texts.filter((text) => text !== series && !extra.includes(text));
    return deriveMap(
      { latitude, longitude, number, series, extra: [...others, ...extra].slice(0, 3) },
      words,
    );
  }
  if (!number) return table;
  if (mark === 'number' || (!mark && dataset.rows.length === 1)) {
    return numbers.length === 1 || mark ? deriveNumber(roles, dataset) : table;
  }
  if (time) return overTime({ ...roles, time }, number, mark, words, room);
  if (texts.length) return overCategories(roles, number, mark, words, room);
  const [, other] = numbers;
  return other ? derivePoints({ x: number, y: other, extra: numbers.slice(2, 5) }, words) : table;
}

function overTime(
  roles: Roles & { readonly time: Field },
  number: Field,
  mark: MarkWish | null,
  words: ChartWords,
  room: Room,
): Chart {
  const { time, texts, previous } = roles;
  const several = comparable(roles.numbers, 50).slice(0, 8);
  let series = isUnique(time) ? undefined : texts.find((text) => isUnique(time, text));
  if (mark === 'point' || (!series && !isUnique(time))) {
    return derivePoints(
      { x: time, y: number, series: texts.find(({ distinct }) => distinct <= 8), extra: texts },
      words,
    );
  }
  let x = time;
  let value = number;
  if (!series && !previous && several.length > 1) {
    const folded = fold(several, [time]);
    [x = time] = folded.others;
    ({ series, value } = folded);
  }
  if (mark === 'bar') return deriveTimeBars({ time: x, number: value, series }, words);
  if (mark === 'area' && extent(value)[0] >= 0) return deriveArea({ x, number: value, series }, words);
  return deriveLines({ x, number: value, series, previous }, words, room);
}

function overCategories(
  roles: Roles,
  number: Field,
  mark: MarkWish | null,
  words: ChartWords,
  room: Room,
): Chart {
  const { texts, numbers, previous, favorable } = roles;
  const [most, ...rest] = [...texts].sort((a, b) => b.distinct - a.distinct);
  const category = most as Field;
  const series = rest.find((text) => text.distinct > 1 && text.distinct < 40 && isUnique(category, text));
  const several = comparable(numbers, 10).slice(0, 4);
  const single = isUnique(category);

  if (
    numbers.length > 1 &&
    !previous &&
    mark !== 'bar' &&
    (mark === 'point' || !single || category.distinct > 12)
  ) {
    const [x = number, y = number, ...others] = numbers;
    const color = texts.find(({ distinct }) => distinct > 1 && distinct <= 8);
    return derivePoints(
      { x, y, series: color, extra: [...texts.filter((text) => text !== color), ...others].slice(0, 4) },
      words,
    );
  }
  if (!single && !series) return deriveStrips(category, number, room, rest.slice(0, 2));
  if (mark === 'point') return deriveStrips(category, number, room, rest.slice(0, 2));
  if (mark === 'line' || mark === 'area') {
    const sort = naturalOrder(category) ?? null;
    const fields = { x: category, number, series: single ? undefined : series, sort, previous };
    return mark === 'line' || extent(number)[0] < 0
      ? deriveLines(fields, words, room)
      : deriveArea(fields, words);
  }
  if (mark === 'arc' && single && extent(number)[0] >= 0) return deriveArcs(category, number, words);
  if (!single && series)
    return deriveBars({ category, number, series, stacked: addsUp(number) }, words, room);
  if (!previous && several.length > 1) {
    const folded = fold(several, [category]);
    const [names = category] = folded.others;
    return deriveBars(
      { category: { ...names, distinct: category.distinct }, number: folded.value, series: folded.series },
      words,
      room,
    );
  }
  return deriveBars(
    { category, number, previous, favorable, extra: [...rest, ...numbers.slice(1)].slice(0, 4) },
    words,
    room,
  );
}

/** The numbers that one axis can show beside the first: none more than `factor` times as large or as small. */
function comparable(numbers: readonly Field[], factor: number): readonly Field[] {
  const size = (field: Field): number => Math.max(...extent(field).map(Math.abs));
  const first = numbers[0] ? size(numbers[0]) : 0;
  return numbers.filter((field) => size(field) <= first * factor && size(field) * factor >= first);
}

/** Whether parts of it make a whole: not averages, shares and the like. */
const addsUp = (field: Field): boolean =>
  extent(field)[0] >= 0 &&
  !/(^|_)(avg|mean|median|min|max|rate|ratio|share|pct|percent|price|score|index)(_|$)|avg\(/.test(
    field.source,
  );
