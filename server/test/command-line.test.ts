import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';

const MAIN = join(import.meta.dirname, '../src/main.ts');
const started: ChildProcess[] = [];

afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  }
});

const FIXTURE = join(import.meta.dirname, 'fixture');

interface Run {
  readonly process: ChildProcess;
  readonly output: () => string;
  /** Resolves once the output matches. */
  readonly printed: (pattern: RegExp) => Promise<RegExpMatchArray>;
}

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let text = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      for (const listener of listeners) listener();
    });
  const printed = (pattern: RegExp): Promise<RegExpMatchArray> =>
    new Promise((resolve) => {
      const check = (): void => {
        const match = pattern.exec(text);
        if (match) resolve(match);
      };
      listeners.add(check);
      check();
    });
  return { process: child, output: () => text, printed };
}

/** Starts a server, and resolves with the URL of its API. */
async function served(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Run & { apiBase: string }> {
  const run = start(['--port', '0', ...args], env);
  const [, apiBase = ''] = await run.printed(/API +(\S+)\n/);
  return { ...run, apiBase };
}

describe('the command line', () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    it(`serves a folder, prints its URLs, and ends on ${signal} while a query runs`, async () => {
      const run = start([FIXTURE], { PORT: '0' });
      const [, apiBase = ''] = await run.printed(
        /API +(http:\/\/127\.0\.0\.1:\d+\/api)\nStorage +http:\/\/127/,
      );
      const sql = 'WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t) SELECT max(i) FROM t';
      const submitted = await fetch(`${apiBase}/v1/public/viz/acme/sales/query`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ sql }),
      });
      assert.equal(submitted.status, 200);
      run.process.kill(signal);
      assert.deepEqual(await once(run.process, 'exit'), [0, null]);
    });

  it('removes temporary files of killed processes, and its own', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vibedasher-command-test-'));
    const args = ['--root', FIXTURE, '--port', '0'];
    const begin = async (): Promise<Run> => {
      const run = start(args, { TMPDIR: folder });
      await run.printed(/Storage/);
      return run;
    };
    const end = async ({ process }: Run, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
      const exited = once(process, 'exit');
      process.kill(signal);
      await exited;
    };
    try {
      const killed = await begin();
      const [left] = await readdir(folder);
      await end(killed, 'SIGKILL');
      assert.deepEqual(await readdir(folder), [left]);
      const [next, other] = [await begin(), await begin()];
      const own = await readdir(folder);
      assert.equal(own.length, 2);
      assert.ok(!own.includes(String(left)));
      await end(next, 'SIGTERM');
      await end(other, 'SIGTERM');
      assert.deepEqual(await readdir(folder), []);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('accepts limits as options', async () => {
    const { apiBase } = await served(['--root', FIXTURE, '--rate-max', '1']);
    for (const status of [200, 429]) assert.equal((await fetch(`${apiBase}/openapi.json`)).status, status);
  });

  it('logs each request as a line of JSON, without the signature of its URL', async () => {
    const { apiBase, printed, output } = await served([FIXTURE], { LOG_LEVEL: 'info' });
    await fetch(`${apiBase}/v1/public/viz/acme/sales?signature=hush`);
    const [line] = await printed(/\{.*"path":"\/api\/v1\/public\/viz\/acme\/sales".*\}/);
    const { reqId, method, status } = JSON.parse(line) as Record<string, unknown>;
    assert.deepEqual([typeof reqId, method, status], ['string', 'GET', 200]);
    assert.doesNotMatch(output(), /hush/);
  });

  it('logs why a viz that was added cannot be used, but sends visitors no reason', async (test) => {
    const root = await mkdtemp(join(tmpdir(), 'vibedasher-command-test-'));
    test.after(() => rm(root, { recursive: true }));
    await cp(FIXTURE, root, { recursive: true });
    const { apiBase, printed } = await served([root], { LOG_LEVEL: 'warn' });
    await mkdir(join(root, 'vizzes/acme/added'));
    await writeFile(join(root, 'vizzes/acme/added/viz.json'), '{}');
    const response = await fetch(`${apiBase}/v1/public/viz/acme/added`);
    assert.deepEqual(await response.json(), { detail: 'There is no such visualization.' });
    await printed(/"msg":"vizzes\/acme\/added\/viz.json: \\"datasets\\" is missing"/);
  });

  it('reports a port that is taken, and how to choose another', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const run = start(['--root', FIXTURE, '--port', String(port), '--storage-port', '0']);
    const [exit] = (await once(run.process, 'close')) as [number];
    holder.close();
    assert.equal(exit, 1);
    assert.match(run.output(), new RegExp(`^Port ${port} is taken: .*--port`));
  });

  for (const [name, args, code, message] of [
    ['prints help', ['--help'], 0, /Usage: vibedasher-server DIR/],
    ['requires a folder', [], 2, /Usage/],
    ['refuses two folders', [FIXTURE, 'elsewhere'], 1, /^Expected one folder, not 2: .*, elsewhere$/m],
    ['refuses an invalid port', [FIXTURE, '--port', '99999'], 1, /The port is not a port: 99999/],
    [
      'requires a value for --trust-proxy',
      [FIXTURE, '--trust-proxy'],
      1,
      /^"trustProxy" \(--trust-proxy\) is/m,
    ],
    [
      'refuses another option as the value of --trust-proxy',
      ['--trust-proxy', '--port', '0', FIXTURE],
      1,
      /number of proxies/,
    ],
    [
      'refuses another engine, without the password of its address',
      [FIXTURE, '--engine', 'mysql://me:hush@db/data'],
      1,
      /^"engine" \(--engine\) is duckdb, postgres:\/\/… or clickhouse:\/\/…, not "mysql:\/\/…"$/m,
    ],
    ['refuses an invalid limit', [FIXTURE, '--max-rows', 'x'], 1, /"maxRows" cannot be/],
    ['refuses an unknown option', [FIXTURE, '--speed', '9'], 1, /--speed/],
  ] as const)
    it(name, async () => {
      const run = start(args);
      const [exit] = (await once(run.process, 'close')) as [number];
      assert.match(run.output(), message);
      assert.equal(exit, code);
    });
});
