import type { ExternalTables } from '../engine/backend.ts';

const TABLE = /^(?<schema>[^."\0]{1,63})\.(?<name>[^."\0]{1,63})$/;
/** Schemas of the engine itself. */
const RESERVED = /^(pg_.*|information_schema|system)$/i;
/** A year. */
const MAX_TTL = 31_536_000;

/**
 * Reads `tables`, `version` and `ttl` of a `viz.json`.
 *
 * @throws Error that names the field
 */
export function readExternalTables(fields: Readonly<Record<string, unknown>>): ExternalTables {
  const { tables, version, ttl } = fields;
  const parsed = Array.isArray(tables) ? tables.map(readTable) : [];
  if (parsed.length === 0)
    throw new Error('"tables" is not a list of tables or views with their schemas, such as ["stats.sales"]');
  if (version !== undefined && ttl !== undefined)
    throw new Error(
      '"version" and "ttl" exclude each other: "version" is read from the data, "ttl" is a time',
    );
  if (typeof version === 'string') return { tables: parsed, version: { sql: version } };
  if (version !== undefined) throw new Error('"version" is not a statement');
  if (ttl === undefined)
    throw new Error(
      'needs "version", a statement whose result changes with the data, or "ttl", the seconds for which rows can be old',
    );
  if (typeof ttl === 'number' && ttl >= 1 && ttl <= MAX_TTL) return { tables: parsed, version: { ttl } };
  throw new Error(`"ttl" is not a number of seconds from 1 to ${MAX_TTL}`);
}

function readTable(item: unknown): ExternalTables['tables'][number] {
  const { schema = '', name = '' } = (typeof item === 'string' && TABLE.exec(item)?.groups) || {};
  if (!schema) throw new Error(`"tables" contains ${JSON.stringify(item)}, which is not SCHEMA.NAME`);
  if (RESERVED.test(schema)) throw new Error(`"tables" contains "${String(item)}", which is not of a viz`);
  return { schema, name };
}
