/** The options that limit a snapshot, on the command line and in the configuration of a generator. */
import { readFile } from 'node:fs/promises';
import { isObject } from '../../../src/internal/json.ts';
import { checkParams, originList } from '../../../src/pipeline/check-settings.ts';
import type { Params } from '../../../src/public-client/types.ts';
import type { SnapshotLimits } from '../snapshot/collect.ts';
import { readWord, UsageError, withValue } from './usage.ts';

export const SNAPSHOT_FLAGS = withValue(
  'params max-answers max-answer max-bytes data columns rows allow-hosts',
);

export interface SnapshotOptions {
  /**
   * The values of parameters: those of the pages (`defaults`), all combinations of closed options (`declared`), or the
   * path of a JSON file with a list of values by parameter. Default `declared`.
   */
  readonly params?: string | undefined;
  /** Maximum number of answers. Default 500. */
  readonly maxAnswers?: number | string | undefined;
  /** Maximum size of one answer: bytes, or `200kB`, `1MB`. Default `1MB`. */
  readonly maxAnswer?: number | string | undefined;
  /** Maximum size of all answers and tables. Default `10MB`. */
  readonly maxBytes?: number | string | undefined;
  /**
   * Also writes tables, for queries in the browser: none (default), those of all vizzes, or (`auto`) those of vizzes for
   * which readers can choose values that have no answer.
   */
  readonly data?: 'none' | 'auto' | 'all' | undefined;
  /** The columns of the tables: those that queries name (`used`, default), or all. */
  readonly columns?: 'used' | 'all' | undefined;
  /** Maximum number of rows of a table: 1000, 10000, 100000 or 1000000. Default `all`. */
  readonly rows?: 'all' | number | string | undefined;
  /** Origins that tables may come from, in addition to the host of the API: `https://files.example https://b.example`. */
  readonly allowHosts?: string | undefined;
}

/** The numbers that the API takes. */
const ROWS = ['all', '1000', '10000', '100000', '1000000'] as const;

/** @throws UsageError */
export async function readLimits(options: SnapshotOptions): Promise<SnapshotLimits> {
  const { params = 'declared', maxAnswers = 500, maxAnswer = '1MB', maxBytes = '10MB' } = options;
  const data = readWord('data', options.data, ['none', 'auto', 'all']);
  for (const [flag, value] of [
    ['columns', options.columns],
    ['rows', options.rows],
    ['allow-hosts', options.allowHosts],
  ])
    if (data === 'none' && value !== undefined)
      throw new UsageError(`--${flag} ${value}: use it with --data auto or --data all`);
  const rows = readWord('rows', options.rows === undefined ? undefined : String(options.rows), ROWS);
  return {
    params: params === 'defaults' || params === 'declared' ? params : await readParamsFile(params),
    maxAnswers: readCount('max-answers', String(maxAnswers)),
    maxAnswer: readBytes('max-answer', String(maxAnswer)),
    maxBytes: readBytes('max-bytes', String(maxBytes)),
    data,
    columns: readWord('columns', options.columns, ['used', 'all']),
    rows: rows === 'all' ? rows : Number(rows),
    allowHosts: readOrigins(options.allowHosts),
  };
}

async function readParamsFile(file: string): Promise<readonly Params[]> {
  const refusal = (why: string, cause?: unknown): UsageError =>
    new UsageError(
      `--params ${file}: ${why}. Use defaults, declared, or a JSON file such as [{"region": "EU", "year": 2023}]`,
      { cause },
    );
  let list: unknown;
  try {
    list = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw refusal(cause instanceof SyntaxError ? 'this is not JSON' : 'the file cannot be read', cause);
  }
  if (!Array.isArray(list) || !list.every(isObject))
    throw refusal('this is not a list of values by parameter');
  try {
    return list.map(checkParams);
  } catch (cause) {
    throw refusal((cause as Error).message, cause);
  }
}

function readOrigins(text: string | null = null): readonly string[] {
  try {
    return originList(text);
  } catch (cause) {
    throw new UsageError(`--${(cause as Error).message}`, { cause });
  }
}

function readCount(option: string, text: string): number {
  if (/^\d+$/.test(text) && Number(text) > 0) return Number(text);
  throw new UsageError(`--${option} ${text}: use a number above 0`);
}

const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9 };

/** Converts `5000`, `200kB` or `1.5MB` to bytes. */
function readBytes(option: string, text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmg]?b)?$/i.exec(text) ?? [];
  const bytes = Math.floor(Number(number) * UNITS[unit.toLowerCase()]!);
  if (bytes > 0) return bytes;
  throw new UsageError(`--${option} ${text}: use bytes, or a number with a unit as in 200kB or 10MB`);
}
