/** Errors of clients with a snapshot, such as one that lists the answers that there are. Loaded on demand. */
import { clip, listNames, MAX_NAME_LENGTH } from '../internal/text.ts';
import type { WireQuery } from './batch.ts';
import { VibedasherError } from './errors.ts';
import {
  answerKey,
  findSnapshotViz,
  readAnswerKey,
  type SnapshotIndex,
  type SnapshotViz,
  statementText,
} from './snapshot-format.ts';
import type { VizRef } from './types.ts';

/** Creates the error for the options `snapshot` and `live`. */
export function invalidOptions(snapshot: string, live: string, allowed: readonly string[]): VibedasherError {
  const message = allowed.includes(live)
    ? `snapshot="${snapshot}" with live="${live}": use the URL of a folder, such as /vibedasher/`
    : `live="${live}": use one of ${allowed.join(', ')}`;
  return new VibedasherError('config', message);
}

/** Creates the error for the option `queries`. */
export const invalidQueries = (queries: string, allowed: readonly string[]): VibedasherError =>
  new VibedasherError('config', `queries="${queries}": use one of ${allowed.join(', ')}`);

/** The error for a viz, or for the answer to a query, that is not in the snapshot. */
export class MissingAnswer extends VibedasherError {
  /** The values of parameters for which there are answers; `''` is no value. Empty if there are none to the query. */
  readonly available: readonly AvailableValues[];

  constructor({ message, available = [] }: Description, failure: VibedasherError | undefined) {
    const lists = available.map(({ name, values }) => `${name}: ${listNames(values.map(shown))}`);
    super('unavailable', message, {
      hint: lists.join('; ') || undefined,
      retryable: failure?.retryable ?? false,
      cause: failure,
    });
    this.available = available;
  }
}

/** The values of one parameter. */
interface AvailableValues {
  readonly name: string;
  readonly values: readonly string[];
}

/**
 * Creates the error for a viz, or for the answer to a query, that is not in the snapshot. Its hint lists values of
 * parameters.
 * @param failure The outage of the API, which a retry may find ended
 */
export function missingAnswer(
  index: SnapshotIndex,
  ref: VizRef,
  query: WireQuery | undefined,
  failure: VibedasherError | undefined,
): VibedasherError {
  const viz = findSnapshotViz(index, ref);
  return new MissingAnswer(viz && query ? describeQuery(viz, query) : describeViz(index, ref), failure);
}

interface Description {
  readonly message: string;
  readonly available?: readonly AvailableValues[];
}

function describeViz({ vizzes }: SnapshotIndex, { account, slug }: VizRef): Description {
  const name = account ? `${account}/${slug}` : slug;
  const names = vizzes.map(({ account, slug }) => `${account}/${slug}`);
  return { message: `The snapshot has no viz "${name}". It has ${listNames(names) || 'none'}` };
}

function describeQuery({ account, slug, queries }: SnapshotViz, query: WireQuery): Description {
  const sql = statementText(query.sql);
  const answers = queries.find((each) => each.sql === sql)?.answers;
  if (!answers) {
    const text = clip(sql.replace(/\s+/g, ' '), MAX_NAME_LENGTH);
    return { message: `The snapshot has no answer to this query of ${account}/${slug}: ${text}` };
  }
  const args = query.args ?? {};
  const available = availableValues(Object.keys(answers), args);
  const given = Object.entries(args).map(([name, value]) => `${name}: ${shown(value)}`);
  return { message: `The snapshot has no answer for ${listNames(given)}, but for other values`, available };
}

/** Lists the values of parameters: those that the other arguments allow, or all if there are none. */
function availableValues(
  keys: readonly string[],
  args: NonNullable<WireQuery['args']>,
): readonly AvailableValues[] {
  const known = new Set(keys);
  const all = keys.map(readAnswerKey);
  const lists = Object.keys(args).map((name) => ({
    name,
    values: [...new Set(all.flatMap((each) => each.get(name) ?? []))],
  }));
  const near = lists
    .map(({ name, values }) => ({
      name,
      values: values.filter((value) => known.has(answerKey({ ...args, [name]: value }))),
    }))
    .filter(({ values }) => values.length > 0);
  return near.length > 0 ? near : lists;
}

const shown = (value: string): string => value || "''";
