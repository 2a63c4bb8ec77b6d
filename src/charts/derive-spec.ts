import { clip, MAX_NAME_LENGTH, warnOnce } from '../internal/text.ts';
import type { Dataset } from '../public-client/types.ts';
import { type ChartWords, extent, type Field, readFields, type Value } from './columns.ts';
import { deriveArcs } from './derive-arcs.ts';
import { deriveBars } from './derive-bars.ts';
import { deriveArea, deriveLines, deriveTimeBars, type LineFields } from './derive-lines.ts';
import { deriveMap, deriveNumber, derivePoints, deriveStrips } from './derive-points.ts';
import { naturalOrder } from './natural-order.ts';
import { hasOrder } from './query-order.ts';
import { firstCategories, orderNames } from './order.ts';
import { MAX_CATEGORIES } from '../spec/facts.ts';
import { fold, isUnique, pickRows, type AvailableSize, type DeriveContext } from './encodings.ts';
import { readRoles, type Roles } from './roles.ts';
import type { MeasureFormats } from './measure-formats.ts';
import type { Chart, PreferredMark, Sort } from './types.ts';
import { areWholes, isAdditive, wholeOf } from './wholes.ts';

export interface DeriveOptions {
  /** The `mark` attribute. Ignored if the columns do not fit it. */
  readonly mark?: PreferredMark | null | undefined;
  /** The words that the chart adds to those of the data. */
  readonly words: ChartWords;
  /** The formats that the page has set. */
  readonly formats?: MeasureFormats | null | undefined;
  /** The size of the chart's box, in px. Round it, so a small resize does not produce another chart. */
  readonly available?: AvailableSize | undefined;
  /** The `sort` attribute. */
  readonly sort?: Sort | '' | null | undefined;
  /** The `limit` attribute: a number of categories, or `all`. */
  readonly limit?: string | null | undefined;
  /** The page's own query, whose `ORDER BY` orders the categories. */
  readonly sql?: string | null | undefined;
  /** The BCP 47 tag of the language in which names are sorted. Default: English. */
  readonly language?: string | undefined;
  /** The size of labels divided by 12 px. Default: 1. */
  readonly textScale?: number | undefined;
  /** Whether the page is read from right to left. */
  readonly rtl?: boolean | undefined;
}

/** Numbers of colors that readers can distinguish and of lines that they can follow. */
const FEW = 8;
const MANY = 40;
/** Marks that show dates along an axis even if there is only one. */
const LINES: ReadonlySet<PreferredMark | null> = new Set(['line', 'area', 'point']);

/**
 * Derives a chart from the columns of a result: by the platform's aliases (`dimension`, `value`, `prev_value`, …), or
 * else by the kinds of columns. The spec does not depend on the theme. Never throws: if no chart fits, the result is
 * a table.
 */
export function deriveChart(dataset: Dataset, options: DeriveOptions): Chart {
  const {
    mark = null,
    words,
    formats = null,
    available = { width: 640, height: 360 },
    textScale = 1,
    rtl = false,
    language = 'en',
  } = options;
  const roles = readRoles(readFields(dataset, words, formats), dataset, words);
  const { latitude, longitude, texts, numbers } = roles;
  const [number, second, ...others] = numbers;
  const count = dataset.rows.length;
  const { current, previous } = roles.periods ?? {};
  const context: DeriveContext = {
    words: { ...words, current: current ?? words.current, previous: previous ?? words.previous },
    available: { width: available.width / textScale, height: available.height / textScale },
    textScale,
    rtl,
    language,
    sort: options.sort || (options.sql && hasOrder(options.sql) ? 'query' : null),
    limit: readLimit(options.limit ?? ''),
  };

  if (mark !== 'table' && count > 0) {
    if (latitude && longitude && (!mark || mark === 'map')) {
      return deriveMap(
        { latitude, longitude, number, series: colorField(texts), extra: texts.slice(0, 3) },
        context,
      );
    }
    if (number && (mark === 'number' || (!mark && count === 1 && !second)))
      return deriveNumber(roles, dataset, formats);
    if (number && (mark || count > 1)) {
      // A line needs two dates.
      if (roles.time && (roles.time.distinct > 1 || !texts[0] || LINES.has(mark))) {
        return overTime({ ...roles, time: roles.time }, number, mark, context) ?? { kind: 'table', dataset };
      }
      if (texts[0]) return overCategories(roles, number, mark, context);
      if (second) return derivePoints({ x: number, y: second, extra: others.slice(0, 3) }, context);
    }
  }
  return { kind: 'table', dataset };
}

/** Reads the `limit` attribute. `all` is bounded, too: each bar needs time and memory. */
function readLimit(written: string): number | null {
  const text = written.trim();
  if (!text) return null;
  const limit = /^all$/i.test(text) ? MAX_CATEGORIES : Number(text);
  if (limit > 0 && Number.isInteger(limit)) return Math.min(limit, MAX_CATEGORIES);
  const quoted = clip(text, MAX_NAME_LENGTH);
  warnOnce(`<vibedasher-viz limit="${quoted}">: use a whole number above 0, or all`);
  return null;
}

/** Returns the first text field with few enough values to show by color. */
const colorField = (texts: readonly Field[]): Field | undefined =>
  texts.find(({ distinct }) => distinct > 1 && distinct <= FEW);

/** Returns whether each series has only one value of `text`, as when each shop is in one region. */
function dependsOn(text: Field, series: Field | undefined): boolean {
  const known = new Map<Value | undefined, Value | undefined>();
  return text.values.every((value, row) => {
    const name = series?.values[row];
    if (!known.has(name)) known.set(name, value);
    return known.get(name) === value;
  });
}

/** Returns `null` if the rows are records with a date instead of points of a line. */
function overTime(
  roles: Roles & { readonly time: Field },
  number: Field,
  mark: PreferredMark | null,
  context: DeriveContext,
): Chart | null {
  const { time, texts, previous } = roles;
  const single = isUnique(time);
  const series = single ? undefined : texts.find((text) => text.distinct <= MANY && isUnique(time, text));
  if (mark === 'point' || (!single && !series)) {
    return derivePoints({ x: time, y: number, series: colorField(texts), extra: texts.slice(0, 3) }, context);
  }
  const unexplained = texts.filter((text) => text !== series && !dependsOn(text, series));
  if (!mark && unexplained.length > (series ? 0 : 1)) return null;
  const measures = ofSimilarSize(roles.numbers, 50).slice(0, FEW);
  const folded = single && !previous && measures.length > 1 && fold(measures, time);
  const fields = folded
    ? { x: folded.other, number: folded.value, series: folded.series }
    : { x: time, number, series, previous };
  const stacked = isAdditive(fields.number) || wholeOf(fields.number, fields.x) !== null;
  if (mark === 'bar') return deriveTimeBars({ ...fields, stacked }, context);
  return mark === 'area' && isPositive(fields.number) && (stacked || !fields.series)
    ? deriveArea(fields, context)
    : deriveLines(fields, context);
}

function overCategories(
  roles: Roles,
  number: Field,
  mark: PreferredMark | null,
  context: DeriveContext,
): Chart {
  const { time, texts, numbers, previous, favorable } = roles;
  const byCount = [...texts].sort((a, b) => b.distinct - a.distinct);
  // Lines run along names with an order, such as two years as text, and not from country to country.
  const along =
    mark === 'line' || mark === 'area' ? byCount.find((text) => naturalOrder(text, context.language)) : null;
  const [category = number, ...rest] = along ? [along, ...byCount.filter((text) => text !== along)] : byCount;
  const [, second, ...others] = numbers;
  const single = isUnique(category);
  const series = single
    ? undefined
    : rest.find((text) => text.distinct > 1 && text.distinct <= MANY && isUnique(category, text));

  const parts = single && (mark === 'bar' || !mark) ? columnsOfParts(numbers, category) : [];
  if (second && mark !== 'bar' && !parts.length && (mark === 'point' || !single || category.distinct > 12)) {
    return derivePoints(
      { x: number, y: second, series: colorField(texts), extra: [...texts, ...others].slice(0, 4) },
      context,
    );
  }
  const colored = series && series.distinct <= FEW ? series : undefined;
  if (mark === 'point' || (!single && !series))
    return deriveStrips(
      category,
      number,
      context,
      rest.filter((text) => text !== colored).slice(0, 2),
      colored,
    );
  if (mark === 'line' || mark === 'area') {
    const fields = alongCategories({ x: category, number, series, previous }, context);
    const stacked = !series || isAdditive(number) || wholeOf(number, category) !== null;
    return mark === 'area' && isPositive(number) && stacked
      ? deriveArea(fields, context)
      : deriveLines(fields, context);
  }
  if (series) {
    const groups = stackedGroups(number, [category, series]);
    // "Other" would be a sum, and these numbers do not add up.
    if (!groups && series.distinct > FEW) return deriveStrips(category, number, context, [series]);
    return groups === series
      ? deriveBars({ category: series, number, series: category, stacked: true }, context)
      : deriveBars({ category, number, series, stacked: groups !== null }, context);
  }
  // A ring of 42% and 31% would be labelled with shares of 73.
  const arePartsOfOne = isPositive(number) && (isAdditive(number) || wholeOf(number) !== null);
  if (mark === 'arc' && arePartsOfOne) return deriveArcs(category, number, context);
  const several = parts.length ? parts : ofSimilarSize(numbers, 10).slice(0, 4);
  if (several.length > 1) {
    const { other, value, series: folded } = fold(several, category);
    const stacked = parts.length > 0;
    return deriveBars({ category: other, number: value, series: folded, stacked }, context);
  }
  return deriveBars(
    {
      category,
      number,
      previous,
      favorable,
      extra: [...(time ? [time] : []), ...rest, ...numbers.slice(1)].slice(0, 4),
    },
    context,
  );
}

/**
 * Returns the field of two whose groups are stacked: the one whose groups have equal totals or, of numbers that add up,
 * the first. `null` for bars side by side.
 */
function stackedGroups(number: Field, fields: readonly [Field, Field]): Field | null {
  const shares = fields.find((field) => wholeOf(number, field));
  if (shares || !isPositive(number) || !isAdditive(number)) return shares ?? null;
  return fields.find((field) => areWholes(number, field)) ?? fields[0];
}

/** Returns the columns whose numbers add up to the same total in each row: as many of the first as do so, or none. */
function columnsOfParts(numbers: readonly Field[], category: Field): readonly Field[] {
  const formats = numbers.map(({ format }) => JSON.stringify(format));
  const alike = numbers.filter((_, place) => formats[place] === formats[0]).slice(0, FEW);
  for (let count = alike.length; count > 1; count--) {
    const parts = alike.slice(0, count);
    const { value, other } = fold(parts, category);
    const isSum = isPositive(value) && parts.every(isAdditive) && areWholes(value, other);
    if (isSum || wholeOf(value, other)) return parts;
  }
  return [];
}

/** Returns the fields of lines over categories, with the rows in the order of the page if it has one. */
function alongCategories(fields: Omit<LineFields, 'sort'>, context: DeriveContext): LineFields {
  const { x, number, series, previous } = fields;
  if (context.sort === null) return { ...fields, sort: naturalOrder(x, context.language) };
  const { names } = orderNames(x, number, context);
  const { places } = firstCategories(x, number, { names, sort: null }, names.length);
  const pick = <T extends Field | undefined>(field: T): T =>
    field && ({ ...field, ...pickRows([field], places)[0] } as T);
  return { x: pick(x), number: pick(number), series: pick(series), previous: pick(previous), sort: null };
}

/** Returns the numbers that can share an axis with the first: in its unit, and at most `factor` times as large or small. */
function ofSimilarSize(numbers: readonly Field[], factor: number): readonly Field[] {
  const sizes = numbers.map((field) => Math.max(...extent(field).map(Math.abs)));
  const formats = numbers.map(({ format }) => JSON.stringify(format));
  const first = sizes[0] ?? 0;
  return numbers.filter((_, place) => {
    const size = sizes[place] ?? 0;
    return formats[place] === formats[0] && size <= first * factor && size * factor >= first;
  });
}

const isPositive = (field: Field): boolean => extent(field)[0] >= 0;
