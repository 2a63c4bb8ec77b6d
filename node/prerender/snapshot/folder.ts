/** The folder of a snapshot on disk: complete at any time, also if a run ends in the middle. */
import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  readSnapshotIndex,
  SNAPSHOT_INDEX,
  SNAPSHOT_KINDS,
  type SnapshotFile,
  type SnapshotIndex,
  type SnapshotKind,
  snapshotPath,
} from '../../../src/public-client/snapshot-format.ts';
import { isUnfinished, removeUnfinished, writeWhole } from '../command/io.ts';

/** A snapshot in memory: its index without a date, and its files by path. */
export interface SnapshotContent {
  readonly index: Omit<SnapshotIndex, 'date'>;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Describes a file, which is named by its contents. */
export function fileFor(kind: SnapshotKind, content: Uint8Array): SnapshotFile {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 32);
  return { file: snapshotPath(kind, hash), bytes: content.byteLength };
}

/**
 * Compares a snapshot with the folder, and writes what differs: the index last, so it never names a missing file.
 * Keeps the files that the previous index names, because cached pages still request them, and removes older ones. A
 * snapshot that is the same as before keeps its date.
 * @param check whether to change nothing
 * @returns whether there were differences
 */
export async function writeSnapshot(
  folder: string,
  { index, files }: SnapshotContent,
  date: string,
  check: boolean,
): Promise<boolean> {
  const indexPath = join(folder, SNAPSHOT_INDEX);
  const before = await readFile(indexPath, 'utf8').catch(() => null);
  const previous = before === null ? null : readPrevious(before);
  const kept = previous && toText(index, previous.date);
  const text = kept === before && kept !== null ? kept : toText(index, date);
  const missing: [string, Uint8Array][] = [];
  for (const [path, content] of files) {
    const found = await readFile(join(folder, path)).catch(() => null);
    if (!found?.equals(content)) missing.push([path, content]);
  }
  const differs = text !== before || missing.length > 0;
  if (check || !differs) return differs;
  for (const [path, content] of missing) await writeWhole(join(folder, path), content);
  if (text === before) return true;
  await writeWhole(indexPath, text);
  // Without a readable index it is unknown which files cached pages name.
  if (before === null || previous) await removeOld(folder, new Set([...files.keys(), ...pathsIn(previous)]));
  return true;
}

const toText = ({ version, ...content }: Omit<SnapshotIndex, 'date'>, date: string): string =>
  `${JSON.stringify({ version, date, ...content })}\n`;

/** Returns the tables of a version that the folder contains, or `null` if it has none or they are damaged. */
export async function tablesOfVersion(folder: string, version: string): Promise<Uint8Array | null> {
  const text = await readFile(join(folder, SNAPSHOT_INDEX), 'utf8').catch(() => '');
  const known = readPrevious(text)?.vizzes.find(({ tables }) => tables?.version === version)?.tables;
  const content = known && (await readFile(join(folder, known.file)).catch(() => null));
  return content && fileFor('tables', content).file === known.file ? content : null;
}

function readPrevious(text: string): SnapshotIndex | null {
  try {
    return readSnapshotIndex(JSON.parse(text));
  } catch {
    return null;
  }
}

const pathsIn = (index: SnapshotIndex | null): readonly string[] => [
  ...(index?.vizzes ?? []).flatMap(({ viz, queries, tables = [] }) =>
    [viz, queries.flatMap(({ answers }) => Object.values(answers)), tables].flat().map(({ file }) => file),
  ),
  ...Object.values(index?.engine ?? {}),
];

async function removeOld(folder: string, named: ReadonlySet<string>): Promise<void> {
  const unfinished: string[] = [];
  for (const kind of SNAPSHOT_KINDS) {
    const part = dirname(snapshotPath(kind, ''));
    for (const name of await readdir(join(folder, part)).catch(() => [])) {
      const path = `${part}/${name}`;
      const hash = /^[\da-f]{32}(?=\.)/.exec(name)?.[0];
      const isOurs = hash !== undefined && path === snapshotPath(kind, hash);
      if (isUnfinished(name)) unfinished.push(join(folder, path));
      else if (isOurs && !named.has(path)) await rm(join(folder, path), { force: true });
    }
  }
  await removeUnfinished(unfinished);
}
