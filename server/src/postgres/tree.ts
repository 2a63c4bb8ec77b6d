import { ApiError } from '../errors.ts';

/** The fields of a node of PostgreSQL's parse tree. */
export type Fields = Readonly<Record<string, unknown>>;

/** Refuses a statement that is nested too deeply, with 400. */
export function refuseDepth(cause?: unknown): never {
  throw new ApiError(400, 'sql_invalid', 'The query is nested too deeply, such as a sum of 1000 terms.', {
    cause,
  });
}

/** Returns the kind and the fields of a node, or `undefined` for a node without its kind. */
export function nodeOf(value: unknown): [kind: string, fields: Fields] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const [entry, ...others] = Object.entries(value);
  return entry && others.length === 0 && /^[A-Z]/.test(entry[0]) ? [entry[0], entry[1] as Fields] : undefined;
}

/** Returns the texts of a list of names, with `*` for a star. Other nodes are `undefined`. */
export function namesIn(list: unknown): (string | undefined)[] {
  return (list as readonly unknown[]).map((item) => {
    const [kind, fields] = nodeOf(item) ?? [];
    if (kind === 'A_Star') return '*';
    // The parser omits empty texts.
    return kind === 'String' ? String(fields?.['sval'] ?? '') : undefined;
  });
}

/** Returns the name of an object of the schema `pg_catalog`, or `undefined` for one of another schema. */
export function catalogName(list: unknown): string | undefined {
  const names = namesIn(list);
  const qualifiers = names.slice(0, -1);
  return qualifiers.length === 0 || (qualifiers.length === 1 && qualifiers[0] === 'pg_catalog')
    ? names.at(-1)
    : undefined;
}
