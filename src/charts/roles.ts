import type { Cell, Dataset } from '../public-client/types.ts';
import { extent } from './columns.ts';
import type { Field } from './columns.ts';

/** What the columns of a result are to its chart. */
export interface Roles {
  readonly time: Field | null;
  readonly texts: readonly Field[];
  readonly numbers: readonly Field[];
  readonly previous?: Field | undefined;
  /** Whether the change is good, by row; `null` where it is not known. */
  readonly favorable?: readonly (boolean | null)[] | undefined;
  /** What the periods are called that are compared, where the query tells it. */
  readonly periods?: { readonly current: string | null; readonly previous: string | null } | undefined;
  readonly latitude?: Field | undefined;
  readonly longitude?: Field | undefined;
}

/** The platform's own aliases first, then by kind. */
export function readRoles(fields: readonly Field[], dataset: Dataset): Roles {
  const named = (...names: readonly string[]): Field | undefined =>
    fields.find(({ source }) => names.includes(source));
  const value = named('value');
  const dimension = named('dimension');
  if (value?.kind === 'number' && (dimension || named('prev_value')))
    return aliased(fields, value, dimension, dataset);

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

function aliased(
  fields: readonly Field[],
  value: Field,
  dimension: Field | undefined,
  dataset: Dataset,
): Roles {
  const previous = fields.find(({ source, kind }) => source === 'prev_value' && kind === 'number');
  const others = fields.filter(
    ({ source, kind }) => kind === 'text' && source !== 'dimension' && !SAID.includes(source),
  );
  const text: readonly Field[] =
    dimension?.kind === 'number'
      ? [{ ...dimension, kind: 'text', values: dimension.values.map(String) }]
      : dimension?.kind === 'text'
        ? [dimension]
        : [];
  return {
    time: dimension?.kind === 'time' ? dimension : null,
    texts: previous ? text : [...text, ...others],
    numbers: [value],
    previous,
    favorable: favorableBy(value, previous, dataset),
    periods: previous && { current: nameIn(dataset, 'period'), previous: nameIn(dataset, 'prev_period') },
  };
}

/** The one text of a column; `null` where it has none, or several. */
function nameIn({ columns, rows }: Dataset, name: string): string | null {
  const index = columns.findIndex((column) => column.name.toLowerCase() === name);
  const [only, ...others] = new Set(rows.map((row) => row[index] ?? null));
  return others.length > 0 || only === '' || only == null || typeof only === 'object' ? null : String(only);
}

const FLAGS: readonly string[] = ['is_favorable', 'is_unfavorable', 'is_reversed'];
/** Columns that say something of the others. */
const SAID = [...FLAGS, 'period', 'prev_period'];

/** The three ways in which a query says that a change is good, as one. */
function favorableBy(
  value: Field,
  previous: Field | undefined,
  { columns, rows }: Dataset,
): Roles['favorable'] {
  const names = columns.map(({ name }) => name.toLowerCase());
  const flag = FLAGS.find((name) => names.includes(name));
  if (!flag || (flag === 'is_reversed' && !previous)) return undefined;
  return value.values.map((now, row) => {
    const says = isTrue(rows[row]?.[names.indexOf(flag)]);
    // What did not change is neither good nor bad, whatever the query says.
    if (now === previous?.values[row]) return null;
    if (says === null || flag !== 'is_reversed')
      return says === null ? null : says === (flag === 'is_favorable');
    const before = previous?.values[row];
    if (typeof now !== 'number' || typeof before !== 'number') return null;
    return now > before !== says;
  });
}

/** A flag however the query writes it: `true`, `1`, `'t'`. */
const isTrue = (cell: Cell | undefined): boolean | null =>
  cell == null || cell === '' ? null : /^(true|t|yes|y|1)$/i.test(String(cell));
