import { EngineError, vizKey } from './backend.ts';
import type { EngineLog, ExternalTables, TableVersion, VizData, VizTables } from './backend.ts';
import { Versions } from './versions.ts';

/** A table or view that a viz can read. */
export type NamedTable = ExternalTables['tables'][number];

interface Sessions {
  readonly isReachable: boolean;
  close(): Promise<void>;
}

/** A server with tables that others fill, for published statements. */
export abstract class ExternalBackend {
  abstract readonly name: string;
  readonly can = { adHocSql: false };
  readonly #sessions: Sessions;
  readonly #log: EngineLog;
  readonly #versions = new Versions(({ tables }, sql) => this.readVersion(sql, tables));
  /** Vizzes whose version could not be read. Each is logged once. */
  readonly #faulty = new Set<string>();

  constructor(sessions: Sessions, log: EngineLog) {
    this.#sessions = sessions;
    this.#log = log;
  }

  /** Resolves with the first row of a statement of `viz.json`, encoded. */
  protected abstract readVersion(sql: string, tables: readonly NamedTable[]): Promise<Uint8Array>;

  get isReachable(): boolean {
    return this.#sessions.isReachable;
  }

  close(): Promise<void> {
    return this.#sessions.close();
  }

  /** All are blocked if their version cannot be read. */
  async tables(viz: VizTables): Promise<VizData> {
    const external = externalOf(viz);
    const ids = external.tables.map(({ schema, name }) => ({ alias: name, source: `${schema}.${name}` }));
    const id = vizKey(viz);
    try {
      const version = await this.#versions.of(external);
      this.#faulty.delete(id);
      return { present: ids.map((each) => ({ ...each, version, writtenAt: undefined })), blocked: [] };
    } catch (error) {
      const reason = 'The version of its data cannot be read.';
      if (!this.#faulty.has(id)) this.#log.error({ err: error, viz: id }, reason);
      this.#faulty.add(id);
      const isUnavailable = error instanceof EngineError && error.failure === 'unavailable';
      return { present: [], blocked: ids.map(({ alias }) => ({ id: alias, reason })), isUnavailable };
    }
  }
}

/** Returns the end of a message about a table that a viz does not have. */
export function tablesHint(tables: readonly NamedTable[]): string {
  return tables.length > 0
    ? `Its tables: ${tables.map(({ schema, name }) => `${schema}.${name}`).join(', ')}.`
    : 'It has no tables.';
}

export function externalOf(viz: VizTables): ExternalTables {
  if (!viz.external) throw new Error(`The viz ${vizKey(viz)} names no tables.`);
  return viz.external;
}

export function tableOf({ source }: Pick<TableVersion, 'source'>): NamedTable {
  const [schema = '', name = ''] = source.split('.');
  return { schema, name };
}

/** Decodes a part of the address of an engine. `invalid` creates an error with a reason. */
export function decodePart(text: string, invalid: (reason: string) => RangeError): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('a % in it must be written as %25');
  }
}
