// @lane long
/** Tests the demo's ports. The tests use free ports, because the default ones may be in use. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { after, describe, it } from 'node:test';
import { startOnFreePorts } from '../../demo/start.ts';

const opened: { close(): unknown }[] = [];
after(() => Promise.all(opened.map((one) => one.close())));

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  opened.push(server);
  return server;
}

/** Finds consecutive free ports, below the range of ephemeral ports. */
async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    const ports = Array.from({ length: count }, (_, index) => first + index);
    const servers = await Promise.all(ports.map((port) => listen(port).catch(() => undefined)));
    await Promise.all(servers.map((server) => server && once(server.close(), 'close')));
    if (!servers.includes(undefined)) return first;
  }
}

/** Starts a demo that runs until the tests of the file are done. */
async function start(env: NodeJS.ProcessEnv, usual: { pages?: number; api?: number } = {}) {
  const { demo, notices } = await startOnFreePorts(env, { pages: 0, api: 0, ...usual });
  opened.push(demo);
  return { demo, notices };
}

describe('the ports of the demo', () => {
  it('are those in PORT and API_PORT, or an error if they are taken or invalid', async () => {
    const first = await freePorts(3);
    const env = { PORT: String(first), API_PORT: String(first + 1) };
    const { demo } = await start(env);
    assert.deepEqual(
      [demo.url, demo.apiBase, demo.storageOrigin],
      [`http://localhost:${first}/`, `http://127.0.0.1:${first + 1}/api`, `http://127.0.0.1:${first + 2}`],
    );
    assert.equal((await fetch(`${demo.apiBase}/openapi.json`)).status, 200);
    await assert.rejects(start({ PORT: env.PORT }), /Port \d+, for the pages, is taken: .* PORT=…/);
    await assert.rejects(
      start({ API_PORT: env.API_PORT }),
      /^Error: Port \d+, for the API.*, is taken: end the program that uses it, or set another port with API_PORT=…$/,
    );
    for (const [variable, text] of [
      ['PORT', 'x'],
      ['PORT', '70000'],
      ['API_PORT', '-1'],
      ['API_PORT', '65535'],
    ] as const)
      await assert.rejects(start({ [variable]: text }), { message: `${variable}=${text} is not a port` });
  });

  it('are the next ones if the usual ones are taken, with a notice', async () => {
    const first = await freePorts(6);
    const [pages, api] = [first, first + 2];
    for (const taken of [pages, api + 1]) await listen(taken);
    const { demo, notices } = await start({}, { pages, api });
    assert.equal(demo.url, `http://localhost:${pages + 1}/`);
    assert.equal(demo.apiBase, `http://127.0.0.1:${api + 2}/api`);
    assert.match(notices.join('\n'), /for the pages, is taken.*PORT=/);
    assert.match(
      notices.join('\n'),
      new RegExp(`Port ${api + 1}, for the API's results, is taken. Using ${api + 2} for the API.`),
    );
  });
});
