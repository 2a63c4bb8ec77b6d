/** The tables of vizzes as files. */
import { stat } from 'node:fs/promises';
import { EngineError, forgetFailure, vizKey } from '../engine/backend.ts';
import type { Backend, DatabaseFile, DatabaseRequest, TableVersion } from '../engine/backend.ts';
import { normalizeName } from '../engine/sql-policy.ts';
import type { UsedNames } from '../engine/used-columns.ts';
import { messageOf } from '../errors.ts';
import { memoize } from '../promises.ts';
import type { FairQueue } from '../queries/fair-queue.ts';
import { splitSegments } from '../queries/sql-segments.ts';
import { fillTemplate, usedParams } from '../queries/template-params.ts';
import type { CatalogViz } from './catalog.ts';
import { statementsOf } from './viz-view.ts';

/** Which part of the tables a database file contains. There are few, so visitors cannot fill the disk. */
export interface DatabasePart {
  /** `used`: the columns that the viz's queries name. */
  readonly columns: (typeof COLUMN_SETS)[number];
  /** The maximum number of rows of each table. */
  readonly rows: (typeof ROW_LIMITS)[number];
}

export const COLUMN_SETS = ['all', 'used'] as const;
export const ROW_LIMITS = ['all', '1000', '10000', '100000', '1000000'] as const;

type Unavailable = readonly { readonly id: string; readonly reason: string }[];

export class Extracts {
  readonly #backend: Backend;
  readonly #sqlLength: number;
  readonly #checkQueue: FairQueue;
  readonly #used = new WeakMap<CatalogViz, Promise<UsedNames | null>>();

  /** @param checkQueue The queue for checks of the vizzes' own statements */
  constructor(backend: Backend, sqlLength: number, checkQueue: FairQueue) {
    this.#backend = backend;
    this.#sqlLength = sqlLength;
    this.#checkQueue = checkQueue;
  }

  /** Creates Parquet files from the viz's datasets. Datasets without a file are in `unavailable`. */
  async files(viz: CatalogViz): Promise<{
    readonly ready: readonly {
      readonly table: TableVersion;
      readonly path: string;
      readonly bytes: number;
    }[];
    readonly unavailable: Unavailable;
  }> {
    const { present, blocked, extracts } = await this.#tables(viz);
    const ready: { table: TableVersion; path: string; bytes: number }[] = [];
    const unavailable = [...blocked];
    for (const table of extracts ? present : [])
      try {
        const path = await extracts!.create(table);
        ready.push({ table, path, bytes: (await stat(path)).size });
      } catch (error) {
        unavailable.push({ id: table.alias, reason: messageOf(error) });
      }
    return { ready, unavailable };
  }

  /** Resolves with the path of the Parquet file with that name, if it is of the current version of a dataset. */
  async fileNamed(name: string): Promise<string | undefined> {
    return this.#backend.extracts?.find(name).catch(() => undefined);
  }

  /** Creates one DuckDB file with the viz's tables; `null` if none is available. */
  async database(
    viz: CatalogViz,
    part: DatabasePart,
  ): Promise<{
    readonly database: (DatabaseFile & { readonly bytes: number }) | null;
    readonly unavailable: Unavailable;
  }> {
    const { present, blocked, extracts } = await this.#tables(viz);
    const request = await this.#request(viz, present, part);
    if (!extracts || request.tables.length === 0) return { database: null, unavailable: blocked };
    try {
      const file = await extracts.createDatabase(request);
      return { database: { ...file, bytes: (await stat(file.path)).size }, unavailable: blocked };
    } catch (error) {
      const reason = messageOf(error);
      return {
        database: null,
        unavailable: [...blocked, ...present.map(({ alias }) => ({ id: alias, reason }))],
      };
    }
  }

  /** Resolves with the path of a DuckDB file that another instance has created, if it is of the current tables. */
  async databaseWithId(viz: CatalogViz, part: DatabasePart, id: string): Promise<string | undefined> {
    const { present, extracts } = await this.#tables(viz);
    const request = await this.#request(viz, present, part);
    if (!extracts || request.tables.length === 0 || extracts.databaseId(request) !== id) return undefined;
    return extracts.createDatabase(request).then(
      ({ path }) => path,
      () => undefined,
    );
  }

  async #tables(viz: CatalogViz): Promise<{
    readonly present: readonly TableVersion[];
    readonly blocked: Unavailable;
    readonly extracts: Backend['extracts'];
  }> {
    const { extracts, name } = this.#backend;
    const { present, blocked } = await this.#backend.tables(viz);
    if (extracts) return { present, blocked, extracts };
    const reason = `There are no extracts of tables in ${name}.`;
    return {
      present: [],
      blocked: [...blocked, ...present.map(({ alias }) => ({ id: alias, reason }))],
      extracts,
    };
  }

  async #request(
    viz: CatalogViz,
    present: readonly TableVersion[],
    { columns, rows }: DatabasePart,
  ): Promise<DatabaseRequest> {
    const used = columns === 'used' ? await this.#usedNames(viz) : null;
    const tables = used ? present.filter(({ alias }) => used.tables.includes(normalizeName(alias))) : present;
    return {
      viz: vizKey(viz),
      tables,
      columns: used && new Set(used.columns),
      rows: rows === 'all' ? null : Number(rows),
    };
  }

  /** Resolves with what the viz's queries name, or `null` if that is unknown. */
  #usedNames(viz: CatalogViz): Promise<UsedNames | null> {
    return memoize(this.#used, viz, () => this.#findNames(viz));
  }

  async #findNames(viz: CatalogViz): Promise<UsedNames | null> {
    const statements = [...statementsOf(viz)];
    const filled: string[] = [];
    for (const sql of statements) {
      // `"{{column}}"` can name any column.
      const segments = splitSegments(sql, 'standard');
      if (segments.some(({ place, text }) => place === 'identifier' && usedParams(text).size > 0))
        return null;
      const args = [...usedParams(sql)].map((name) => [name, viz.params.get(name)?.default ?? ''] as const);
      try {
        filled.push(fillTemplate(sql, Object.fromEntries(args), viz.params, this.#sqlLength).sql);
      } catch {
        return null;
      }
    }
    const place = this.#checkQueue.enter(vizKey(viz));
    try {
      await place.turn();
      return (await this.#backend.extracts?.usedNames(filled, viz)) ?? null;
    } catch (error) {
      if (!(error instanceof EngineError) || error.failure === 'interrupted') throw error;
      forgetFailure(error, () => this.#used.delete(viz));
      return null;
    } finally {
      place.leave();
    }
  }
}
