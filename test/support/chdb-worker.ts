/** Runs statements with chDB, which is ClickHouse as a library, for `local-clickhouse.ts`: one at a time. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Task {
  /** Run before, without a result. */
  readonly before: readonly string[];
  readonly sql: string;
  readonly format: string;
}

/** The part of chDB's `Session` that is used. */
interface ChdbSession {
  query(sql: string, format?: string): string;
  queryAsync(sql: string, options: { readonly format: string }): Promise<{ bytes(): Uint8Array }>;
}

const [, , folder = ''] = process.argv;
const { Session } = createRequire(join(folder, 'package.json'))('chdb') as { Session: new () => ChdbSession };
const session = new Session();

process.on('disconnect', () => process.exit());
process.on('message', (task: Task) => {
  void run(task).then((answer) => process.send?.(answer));
});

async function run({ before, sql, format }: Task): Promise<{ bytes: Uint8Array } | { error: string }> {
  try {
    for (const statement of before) session.query(statement);
    return { bytes: Buffer.from((await session.queryAsync(sql, { format })).bytes()) };
  } catch (error) {
    return { error: (error as Error).message.replace('Query failed: ', '') };
  }
}
