/** WebKitGTK's MiniBrowser for the runner, through WebKitWebDriver on a display of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserLauncher } from '@web/test-runner';
import { freePort } from '../../../scripts/free-port.ts';

/** A running browser. */
interface WebKit {
  /** Sends a command of WebDriver; the path begins after the session's id. Rejects with what the driver says. */
  send(path: string, body: object): Promise<void>;
  /** What driver and browser wrote last. */
  said(): string;
  close(): Promise<void>;
  /** Ends it without asking it. */
  kill(): void;
}

/** Longest wait for a browser to end, in ms. */
const PATIENCE = 5000;

/** How much of what driver and browser write is kept, in characters. */
const KEPT = 2000;

/**
 * Opens the pages of the runner one after the other in one browser. A browser that is gone, by a crash or as somebody ended
 * it, costs the file that runs in it, and what it wrote last is told; the next file has a new one.
 */
export class WebKitLauncher implements BrowserLauncher {
  readonly name = 'WebKit';
  readonly type = 'webdriver';
  readonly concurrency = 1;
  readonly #miniBrowser: string;
  #browser: Promise<WebKit> | null = null;
  /** The page that is open. */
  #page: { readonly id: string; readonly url: string } | null = null;

  constructor(miniBrowser: string) {
    this.#miniBrowser = miniBrowser;
  }

  async startSession(id: string, url: string): Promise<void> {
    const wasRunning = this.#browser !== null;
    this.#page = { id, url };
    try {
      await this.#open(url);
    } catch (error) {
      await this.#drop();
      if (!wasRunning) throw error;
      // It may have gone since the last page.
      await this.#open(url);
    }
  }

  isActive(id: string): boolean {
    return this.#page?.id === id;
  }

  getBrowserUrl(id: string): string | undefined {
    return this.isActive(id) ? this.#page?.url : undefined;
  }

  async stopSession(): Promise<{ errors?: { message: string }[] }> {
    this.#page = null;
    try {
      // Ends what still runs on the page.
      await this.#open('about:blank');
      return {};
    } catch (error) {
      const said = await this.#drop();
      return { errors: [{ message: `WebKit is gone: ${String(error)}\n${said}` }] };
    }
  }

  /** @param actions As WebDriver has them: sources of input, each with its actions. */
  async performActions(actions: readonly object[]): Promise<void> {
    await (await this.#browser!).send('/actions', { actions });
  }

  startDebugSession(): Promise<void> {
    return Promise.reject(new Error('WebKit has no debug sessions here'));
  }

  async stop(): Promise<void> {
    const browser = await this.#browser?.catch(() => null);
    this.#browser = null;
    await browser?.close();
  }

  /** Has a new browser started for the next page, and gives the last words of this one. */
  async #drop(): Promise<string> {
    const browser = await this.#browser?.catch(() => null);
    this.#browser = null;
    browser?.kill();
    return browser?.said() ?? '';
  }

  async #open(url: string): Promise<void> {
    this.#browser ??= startWebKit(this.#miniBrowser);
    await (await this.#browser).send('/url', { url });
  }
}

async function startWebKit(miniBrowser: string): Promise<WebKit> {
  const processes: ChildProcess[] = [];
  const kill = (): void => {
    process.off('exit', kill);
    for (const child of processes.reverse()) child.kill();
  };
  process.on('exit', kill);
  try {
    const display = await startDisplay(processes);
    const port = await freePort();
    const env = { ...process.env, DISPLAY: display, TZ: 'UTC' };
    const driver = spawn('WebKitWebDriver', [`--port=${port}`], { stdio: ['ignore', 'pipe', 'pipe'], env });
    processes.push(driver);
    let said = '';
    for (const stream of [driver.stdout, driver.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-KEPT)));
    await untilAccepts(port);
    const sessions = `http://127.0.0.1:${port}/session`;
    const alwaysMatch = {
      browserName: 'MiniBrowser',
      // A test page may be done before all of it is loaded.
      pageLoadStrategy: 'none',
      'webkitgtk:browserOptions': { binary: miniBrowser, args: ['--automation'] },
    };
    const { sessionId } = (await post(sessions, { capabilities: { alwaysMatch } })) as { sessionId: string };
    return {
      send: async (path, body) => void (await post(`${sessions}/${sessionId}${path}`, body)),
      said: () => said.trim(),
      async close() {
        const signal = AbortSignal.timeout(PATIENCE);
        await fetch(`${sessions}/${sessionId}`, { method: 'DELETE', signal }).catch(() => undefined);
        kill();
      },
      kill,
    };
  } catch (error) {
    kill();
    throw error;
  }
}

/** A command of WebDriver, and its value. */
async function post(url: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const { value } = (await response.json()) as { value: unknown };
  if (response.ok) return value;
  const { error, message } = value as { error: string; message: string };
  throw new Error([error, message].filter(Boolean).join(': '));
}

/** A virtual screen; Xvfb picks a free display and writes its number to descriptor 3. */
async function startDisplay(processes: ChildProcess[]): Promise<string> {
  const args = ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'];
  const xvfb = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  processes.push(xvfb);
  const [number] = await Promise.race([
    once(xvfb.stdio[3] as Readable, 'data'),
    once(xvfb, 'exit').then(() => Promise.reject(new Error('Xvfb did not start'))),
  ]);
  return `:${String(number).trim()}`;
}

async function untilAccepts(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await accepts(port)) return;
    await delay(50);
  }
  throw new Error('WebKitWebDriver did not start');
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
      .on('connect', () => resolve(true))
      .on('error', () => resolve(false))
      .on('connect', () => socket.destroy());
  });
}
