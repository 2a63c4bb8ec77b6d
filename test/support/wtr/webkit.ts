/** WebKitGTK's MiniBrowser for the runner, through WebKitWebDriver on a display of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserLauncher, TestRunnerPlugin } from '@web/test-runner';
import { webdriverLauncher } from '@web/test-runner-webdriver';
import { freePort } from '../../../scripts/free-port.ts';

/** The launcher, and the plugin that keeps its driver and display running for as long as the run. */
export function webkit(miniBrowser: string): { launcher: BrowserLauncher; plugin: TestRunnerPlugin } {
  // The launcher reads the port at its first session, when the driver has long been started.
  const options = {
    hostname: '127.0.0.1',
    port: 0,
    path: '/',
    capabilities: {
      browserName: 'MiniBrowser',
      'wdio:enforceWebDriverClassic': true,
      'webkitgtk:browserOptions': { binary: miniBrowser, args: ['--automation'] },
    },
  };
  const launcher = Object.assign(webdriverLauncher(options as never), {
    initialize(this: { config: unknown; name: string }, config: unknown) {
      this.config = config;
      this.name = 'WebKit';
    },
  });
  const processes: ChildProcess[] = [];
  return {
    launcher: launcher as unknown as BrowserLauncher,
    plugin: {
      name: 'webkit-driver',
      async serverStart() {
        const display = await startDisplay(processes);
        options.port = await startDriver(processes, { ...process.env, DISPLAY: display, TZ: 'UTC' });
      },
      async serverStop() {
        for (const child of processes.reverse()) child.kill();
      },
    },
  };
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

async function startDriver(processes: ChildProcess[], env: NodeJS.ProcessEnv): Promise<number> {
  const port = await freePort();
  processes.push(spawn('WebKitWebDriver', [`--port=${port}`], { stdio: 'ignore', env }));
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await accepts(port)) return port;
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
