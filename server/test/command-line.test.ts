import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

const MAIN = join(import.meta.dirname, '../src/main.ts');
const started: ChildProcess[] = [];

// What a failed test leaves running must not outlive the file.
after(() => started.forEach((child) => child.kill('SIGKILL')));

const FIXTURE = join(import.meta.dirname, 'fixture');

interface Run {
  readonly process: ChildProcess;
  readonly output: () => string;
  /** Resolves once the output matches. */
  readonly said: (pattern: RegExp) => Promise<RegExpMatchArray>;
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
  const said = (pattern: RegExp): Promise<RegExpMatchArray> =>
    new Promise((resolve) => {
      const look = (): void => {
        const match = pattern.exec(text);
        if (match) resolve(match);
      };
      listeners.add(look);
      look();
    });
  return { process: child, output: () => text, said };
}

describe('the command', () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    it(`serves a folder, says where, and ends on ${signal} with a query running`, async () => {
      const run = start([FIXTURE], { PORT: '0' });
      const [, apiBase = ''] = await run.said(/API +(http:\/\/127\.0\.0\.1:\d+\/api)\nStorage +http:\/\/127/);
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

  it('removes what one before it has left that was killed, and what it has made itself', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vibedasher-command-test-'));
    const args = ['--root', FIXTURE, '--port', '0'];
    const begin = async (): Promise<Run> => {
      const run = start(args, { TMPDIR: folder });
      await run.said(/Storage/);
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
      const [next, beside] = [await begin(), await begin()];
      const own = await readdir(folder);
      assert.equal(own.length, 2);
      assert.ok(!own.includes(String(left)));
      await end(next, 'SIGTERM');
      await end(beside, 'SIGTERM');
      assert.deepEqual(await readdir(folder), []);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('takes its limits from the command line', async () => {
    const run = start(['--root', FIXTURE, '--port', '0', '--rate-max', '1']);
    const [, apiBase = ''] = await run.said(/API +(\S+)\n/);
    const answers = [await fetch(`${apiBase}/openapi.json`), await fetch(`${apiBase}/openapi.json`)];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 429],
    );
    run.process.kill('SIGTERM');
    await once(run.process, 'exit');
  });

  it('logs each request as a line of JSON, without what the address was signed with', async () => {
    const run = start(['--root', FIXTURE, '--port', '0'], { LOG_LEVEL: 'info' });
    const [, apiBase = ''] = await run.said(/API +(\S+)\n/);
    await fetch(`${apiBase}/v1/public/viz/acme/sales?signature=hush`);
    const [line] = await run.said(/\{.*"path":"\/api\/v1\/public\/viz\/acme\/sales".*\}/);
    const { reqId, method, status } = JSON.parse(line) as Record<string, unknown>;
    assert.deepEqual([typeof reqId, method, status], ['string', 'GET', 200]);
    assert.doesNotMatch(run.output(), /hush/);
    run.process.kill('SIGTERM');
    await once(run.process, 'exit');
  });

  it('names a port that is taken, and the way out', async () => {
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
    ['explains itself', ['--help'], 0, /Usage: vibedasher-server DIR/],
    ['wants a folder', [], 2, /Usage/],
    ['wants one folder', [FIXTURE, 'elsewhere'], 1, /^One folder, not 2: .*, elsewhere$/m],
    ['says that there is no such folder', ['/nowhere'], 1, /There is no folder \/nowhere/],
    ['refuses a port that is none', [FIXTURE, '--port', '99999'], 1, /The port is not a port: 99999/],
    [
      'needs to know which proxies to trust',
      [FIXTURE, '--trust-proxy'],
      1,
      /^"trustProxy" \(--trust-proxy\) is/m,
    ],
    ['trusts no proxy without more words', ['--trust-proxy', '--port', '0', FIXTURE], 1, /number of proxies/],
    ['does not trust all', [FIXTURE, '--trust-proxy=true'], 1, /number of proxies.*not "true"/],
    [
      'trusts no proxy without a public base',
      [FIXTURE, '--trust-proxy', '1'],
      1,
      /needs "publicBase" \(--public-base\)/,
    ],
    ['refuses a limit that is none', [FIXTURE, '--max-rows', 'x'], 1, /"maxRows" cannot be/],
    ['refuses an option that it does not know', [FIXTURE, '--speed', '9'], 1, /--speed/],
  ] as const)
    it(name, async () => {
      const run = start(args);
      const [exit] = (await once(run.process, 'close')) as [number];
      assert.match(run.output(), message);
      assert.equal(exit, code);
    });
});
