import { EngineError, vizKey } from './backend.ts';
import type { EngineLog, ExternalTables, TableVersion, VizData, VizTables } from './backend.ts';
import type { Versions } from './versions.ts';

/** A table or view that a viz can read. */
export type NamedTable = ExternalTables['tables'][number];

/** The tables of vizzes that others fill. */
export class ExternalData {
  readonly #versions: Versions;
  readonly #log: EngineLog;
  /** Vizzes whose version could not be read. Each is logged once. */
  readonly #faulty = new Set<string>();

  constructor(versions: Versions, log: EngineLog) {
    this.#versions = versions;
    this.#log = log;
  }

  /** Resolves with the tables of a viz. All are blocked if their version cannot be read. */
  async of(viz: VizTables): Promise<VizData> {
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

export function externalOf(viz: VizTables): ExternalTables {
  if (!viz.external) throw new Error(`The viz ${vizKey(viz)} names no tables.`);
  return viz.external;
}

export function tableOf({ source }: Pick<TableVersion, 'source'>): NamedTable {
  const [schema = '', name = ''] = source.split('.');
  return { schema, name };
}
