/** Tests the demo's ports. The tests use free ports, because the default ones may be in use. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { after, describe, it } from 'node:test';
import { startDemo, startOnFreePorts, type RunningDemo } from '../../demo/start.ts';

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
async function start(
  env: NodeJS.ProcessEnv,
  usual: { pages?: number; api?: number } = {},
): Promise<{ demo: RunningDemo; notices: readonly string[] }> {
  const started = await startOnFreePorts(env, { pages: 0, api: 0, ...usual });
  opened.push(started.demo);
  return started;
}

const portOf = (address: string): number => Number(new URL(address).port);

describe('the ports of the demo', () => {
  it('are any free ports in tests', async () => {
    const demo = await startDemo({ port: 0 });
    opened.push(demo);
    for (const address of [demo.url, demo.apiBase, demo.storageOrigin]) assert.ok(portOf(address) > 0);
    assert.equal((await fetch(demo.viewer)).status, 200);
  });

  it('are the same for the API and results at each start, without a notice', async () => {
    const api = await freePorts(2);
    for (let round = 0; round < 2; round++) {
      const { demo, notices } = await startOnFreePorts({}, { pages: 0, api });
      await demo.close();
      assert.deepEqual(
        [demo.apiBase, demo.storageOrigin, notices],
        [`http://127.0.0.1:${api}/api`, `http://127.0.0.1:${api + 1}`, []],
      );
    }
  });

  it('are those in PORT and API_PORT', async () => {
    const first = await freePorts(3);
    const { demo } = await start({ PORT: String(first), API_PORT: String(first + 1) });
    assert.equal(demo.url, `http://localhost:${first}/`);
    assert.equal(demo.apiBase, `http://127.0.0.1:${first + 1}/api`);
    assert.equal((await fetch(`${demo.apiBase}/openapi.json`)).status, 200);
  });

  for (const [what, offset, name] of [
    ['API', 0, 'the API'],
    ['results', 1, "the API's results"],
  ] as const) {
    it(`are the next ones for the ${what} if the usual ones are taken, with a notice`, async () => {
      const api = await freePorts(4);
      await listen(api + offset);
      const { demo, notices } = await start({}, { api });
      assert.equal(demo.apiBase, `http://127.0.0.1:${api + 2}/api`);
      assert.deepEqual(notices, [
        `Port ${api + offset}, for ${name}, is taken. Using ${api + 2} for the API. To set a fixed port, use API_PORT=…`,
      ]);
    });

    it(`are an error for the ${what} if those in API_PORT are taken`, async () => {
      const api = await freePorts(2);
      await listen(api + offset);
      await assert.rejects(start({ API_PORT: String(api) }), {
        message: `Port ${api + offset}, for ${name}, is taken: end the program that uses it, or set another port with API_PORT=…`,
      });
    });
  }

  it('are the next ones for the pages if the usual one is taken, or an error if PORT sets it', async () => {
    const pages = await freePorts(2);
    await listen(pages);
    const { demo, notices } = await start({}, { pages });
    assert.equal(demo.url, `http://localhost:${pages + 1}/`);
    assert.match(notices.join(), /for the pages, is taken.*PORT=/);
    await assert.rejects(start({ PORT: String(pages) }), /Port \d+, for the pages, is taken: .* PORT=…/);
  });

  it('are the next ones for the API if PORT is its default port', async () => {
    const api = await freePorts(4);
    const { demo } = await start({ PORT: String(api) }, { api });
    assert.equal(demo.url, `http://localhost:${api}/`);
    assert.equal(demo.apiBase, `http://127.0.0.1:${api + 2}/api`);
  });

  for (const [variable, text] of [
    ['PORT', 'x'],
    ['PORT', '70000'],
    ['API_PORT', '-1'],
    ['API_PORT', '65535'],
  ] as const)
    it(`are refused if they are invalid: ${variable}=${text}`, () =>
      assert.rejects(start({ [variable]: text }), { message: `${variable}=${text} is not a port` }));
});
