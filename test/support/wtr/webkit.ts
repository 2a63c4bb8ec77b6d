/** Runs WebKitGTK's MiniBrowser for the test runner, with WebKitWebDriver on a virtual display. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserLauncher } from '@web/test-runner';
import { freePort } from '../../../scripts/local-server.ts';

/** A running browser. */
interface WebKit {
  /** Sends a WebDriver command. The path is relative to the session. Rejects with the driver's error. */
  send(path: string, body: object): Promise<void>;
  /** The last output of the driver and the browser. */
  output(): string;
  close(): Promise<void>;
  /** Kills the browser. */
  kill(): void;
}

/** Time limit for ending a browser, in ms. */
const PATIENCE = 5000;

/** Number of characters of output to keep. */
const KEPT = 2000;

/**
 * Opens the runner's pages one after the other in one browser. If the browser crashes or is killed, the current file fails
 * with the browser's last output, and the next file gets a new browser.
 */
export class WebKitLauncher implements BrowserLauncher {
  readonly name = 'WebKit';
  readonly type = 'webdriver';
  readonly concurrency = 1;
  readonly #miniBrowser: string;
  #browser: Promise<WebKit> | null = null;
  /** The open page. */
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
      // The browser can have ended since the last page.
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
      // Stop the scripts of the page.
      await this.#open('about:blank');
      return {};
    } catch (error) {
      const output = await this.#drop();
      return { errors: [{ message: `WebKit is gone: ${String(error)}\n${output}` }] };
    }
  }

  /** @param actions WebDriver actions: input sources, each with its actions */
  async performActions(actions: readonly object[]): Promise<void> {
    await (await this.#browser!).send('/actions', { actions });
  }

  startDebugSession(): Promise<void> {
    return Promise.reject(new Error('WebKit does not support debug sessions here'));
  }

  async stop(): Promise<void> {
    const browser = await this.#browser?.catch(() => null);
    this.#browser = null;
    await browser?.close();
  }

  /** Discards the browser, so the next page gets a new one. Returns the last output of the discarded browser. */
  async #drop(): Promise<string> {
    const browser = await this.#browser?.catch(() => null);
    this.#browser = null;
    browser?.kill();
    return browser?.output() ?? '';
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
    let output = '';
    for (const stream of [driver.stdout, driver.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-KEPT)));
    await untilAccepts(port);
    const sessions = `http://127.0.0.1:${port}/session`;
    const alwaysMatch = {
      browserName: 'MiniBrowser',
      // A test can end before its page has loaded.
      pageLoadStrategy: 'none',
      'webkitgtk:browserOptions': { binary: miniBrowser, args: ['--automation'] },
    };
    const { sessionId } = (await post(sessions, { capabilities: { alwaysMatch } })) as { sessionId: string };
    return {
      send: async (path, body) => void (await post(`${sessions}/${sessionId}${path}`, body)),
      output: () => output.trim(),
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

/** Sends a WebDriver command and returns its value. */
async function post(url: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const { value } = (await response.json()) as { value: unknown };
  if (response.ok) return value;
  const { error, message } = value as { error: string; message: string };
  throw new Error([error, message].filter(Boolean).join(': '));
}

/** Starts a virtual screen. Xvfb chooses a free display and writes its number to descriptor 3. */
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
