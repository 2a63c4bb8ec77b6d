/** Builds a snapshot for tests, as `vibedasher-embed snapshot` writes it. It runs in browsers and in Node. */
import { encode } from '@msgpack/msgpack';
import {
  answerKey,
  SNAPSHOT_INDEX,
  SNAPSHOT_VERSION,
  snapshotPath,
  statementText,
  type SnapshotFile,
  type SnapshotKind,
  type SnapshotViz,
} from '../../src/public-client/snapshot-format.ts';

/** A viz in a test's snapshot. */
export interface BuiltViz {
  /** The viz as the API answers it. */
  readonly viz: Readonly<Record<string, unknown>> & { readonly accountSlug: string; readonly slug: string };
  /** The answers to its queries: the result as the API encodes it, or its bytes. */
  readonly answers: readonly {
    readonly sql: string;
    readonly args?: Readonly<Record<string, string>>;
    readonly result: unknown;
  }[];
}

/** The files of a snapshot by path below its folder. */
export type SnapshotFiles = Map<string, Uint8Array<ArrayBuffer>>;

export const SNAPSHOT_DATE = '2026-11-29T12:00:00.000Z';

export const toJsonBytes = (value: unknown): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(JSON.stringify(value));

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export async function buildSnapshot(vizzes: readonly BuiltViz[]): Promise<SnapshotFiles> {
  const files: SnapshotFiles = new Map();
  const add = async (kind: SnapshotKind, bytes: Uint8Array<ArrayBuffer>): Promise<SnapshotFile> => {
    const file = snapshotPath(kind, await hashOf(bytes));
    files.set(file, bytes);
    return { file, bytes: bytes.length };
  };
  const entries: SnapshotViz[] = [];
  for (const { viz, answers } of vizzes) {
    const queries = new Map<string, Record<string, SnapshotFile>>();
    for (const { sql, args = {}, result } of answers) {
      const known = queries.get(statementText(sql)) ?? {};
      queries.set(statementText(sql), known);
      const bytes = result instanceof Uint8Array ? result.slice() : encode(result, { useBigInt64: true });
      known[answerKey(args)] = await add('answer', bytes);
    }
    entries.push({
      account: viz.accountSlug,
      slug: viz.slug,
      viz: await add('viz', toJsonBytes({ viz })),
      queries: [...queries].map(([sql, answers]) => ({ sql, answers })),
    });
  }
  const index = { version: SNAPSHOT_VERSION, date: SNAPSHOT_DATE, vizzes: entries };
  return files.set(SNAPSHOT_INDEX, toJsonBytes(index));
}
