import type { WireQuery } from '../../../src/public-client/batch.ts';
import type { Recorder } from '../../../src/public-client/shared-state.ts';
import { answerKey, statementText } from '../../../src/public-client/snapshot-format.ts';
import type { Viz, VizRef } from '../../../src/public-client/types.ts';
import type { VizAddress } from '../../../src/public-client/viz-requests.ts';
import type { Table } from '../../../src/public-client/wire.ts';

/** Keeps the answers of a run as the API sent them. */
export class AnswerRecorder implements Recorder {
  readonly #vizzes = new Map<string, Uint8Array>();
  readonly #rows = new Map<string, Uint8Array>();

  addViz(base: string, viz: Viz, json: Uint8Array): void {
    this.#vizzes.set(vizName(base, viz), json);
  }

  addRows(
    base: string,
    viz: VizAddress,
    query: WireQuery,
    table: Table | { readonly bytes: Uint8Array },
  ): void {
    // An API without storage sends rows only as JSON, which the client reads, too.
    this.#rows.set(rowsName(base, viz, query), table.bytes ?? Buffer.from(JSON.stringify(table)));
  }

  /** Returns the API's JSON about a viz that it has described. */
  viz(base: string, viz: Viz): Uint8Array | undefined {
    return this.#vizzes.get(vizName(base, viz));
  }

  /** Returns the rows of a query that the API has answered. */
  rows(base: string, viz: VizRef, query: WireQuery): Uint8Array | undefined {
    return this.#rows.get(rowsName(base, viz, query));
  }
}

const vizName = (base: string, { account, slug }: Pick<Viz, 'account' | 'slug'>): string =>
  JSON.stringify([base, account, slug]);

const rowsName = (base: string, { account, slug }: VizRef, { sql, args }: WireQuery): string =>
  JSON.stringify([base, account, slug, statementText(sql), answerKey(args)]);
