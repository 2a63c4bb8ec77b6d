import type { Cell, Dataset } from '../public-client/types.ts';
import { categoriesOf, extent, type ChartWords, type Field } from './columns.ts';

/** What each column of a result is used for in its derived chart. */
export interface Roles {
  readonly time: Field | null;
  readonly texts: readonly Field[];
  readonly numbers: readonly Field[];
  readonly previous?: Field | undefined;
  /** For each row, whether the change is good; `null` if unknown. */
  readonly favorable?: readonly (boolean | null)[] | undefined;
  /** The names of the two compared periods, from the columns `period` and `prev_period`. */
  readonly periods?: { readonly current: string | null; readonly previous: string | null } | undefined;
  readonly latitude?: Field | undefined;
  readonly longitude?: Field | undefined;
}

/**
 * Assigns roles by the platform's aliases (`dimension`, `value`, …) if they are present, or else by the kinds of
 * fields.
 */
export function readRoles(fields: readonly Field[], dataset: Dataset, words: ChartWords): Roles {
  const named = (...names: readonly string[]): Field | undefined =>
    fields.find(({ source }) => names.includes(source));
  const value = named('value');
  const dimension = named('dimension');
  if (value?.kind === 'number' && (dimension || named('prev_value')))
    return aliasedRoles(fields, value, dimension, dataset, words);

  const latitude = coordinate(fields, /(^|_)lat(itude)?$/, 90);
  const longitude = coordinate(fields, /(^|_)(lon|lng|long|longitude)$/, 180);
  const rest =
    latitude && longitude ? fields.filter((field) => field !== latitude && field !== longitude) : fields;
  return {
    time: rest.find(({ kind }) => kind === 'time') ?? null,
    texts: rest.filter(({ kind }) => kind === 'text'),
    numbers: rest.filter(({ kind }) => kind === 'number'),
    latitude: longitude && latitude,
    longitude: latitude && longitude,
  };
}

const coordinate = (fields: readonly Field[], name: RegExp, limit: number): Field | undefined =>
  fields.find(
    (field) =>
      field.kind === 'number' &&
      name.test(field.source) &&
      extent(field).every((end) => Math.abs(end) <= limit),
  );

function aliasedRoles(
  fields: readonly Field[],
  value: Field,
  dimension: Field | undefined,
  dataset: Dataset,
  words: ChartWords,
): Roles {
  const previous = fields.find(({ source, kind }) => source === 'prev_value' && kind === 'number');
  const others = fields.filter(
    ({ source, kind }) => kind === 'text' && source !== 'dimension' && !COMPARISON_COLUMNS.includes(source),
  );
  const text: readonly Field[] =
    dimension?.kind === 'number'
      ? [{ ...dimension, kind: 'text', values: categoriesOf(dimension, words) }]
      : dimension?.kind === 'text'
        ? [dimension]
        : [];
  return {
    time: dimension?.kind === 'time' ? dimension : null,
    texts: previous ? text : [...text, ...others],
    numbers: [value],
    previous,
    favorable: readFavorable(value, previous, dataset),
    periods: previous && { current: onlyText(dataset, 'period'), previous: onlyText(dataset, 'prev_period') },
  };
}

/** Returns the text of a column whose cells are all equal, or `null` for other columns. */
function onlyText({ columns, rows }: Dataset, name: string): string | null {
  const index = columns.findIndex((column) => column.name.toLowerCase() === name);
  const [only, ...others] = new Set(rows.map((row) => row[index] ?? null));
  return others.length > 0 || only === '' || only == null || typeof only === 'object' ? null : String(only);
}

const FLAGS: readonly string[] = ['is_favorable', 'is_unfavorable', 'is_reversed'];
/** Columns that describe the comparison and are not drawn. */
const COMPARISON_COLUMNS = [...FLAGS, 'period', 'prev_period'];

/** Returns whether each change is good, from the first of the columns {@link FLAGS} that is present. */
function readFavorable(
  value: Field,
  previous: Field | undefined,
  { columns, rows }: Dataset,
): Roles['favorable'] {
  const names = columns.map(({ name }) => name.toLowerCase());
  const flag = FLAGS.find((name) => names.includes(name));
  if (!flag || (flag === 'is_reversed' && !previous)) return undefined;
  return value.values.map((now, row) => {
    const flagged = isTrue(rows[row]?.[names.indexOf(flag)]);
    // An unchanged value is neither good nor bad, even if the flag is set.
    if (now === previous?.values[row]) return null;
    if (flagged === null || flag !== 'is_reversed')
      return flagged === null ? null : flagged === (flag === 'is_favorable');
    const before = previous?.values[row];
    if (typeof now !== 'number' || typeof before !== 'number') return null;
    return now > before !== flagged;
  });
}

/** Reads a flag written as `true`, `1`, `'t'` or similar. Returns `null` for an empty cell. */
const isTrue = (cell: Cell | undefined): boolean | null =>
  cell == null || cell === '' ? null : /^(true|t|yes|y|1)$/i.test(String(cell));
