import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oneLine, warnOnce } from '../../../src/internal/text.ts';
import { VibedasherError } from '../../../src/public-client/errors.ts';
import { findTheme } from '../../../src/theming/themes.ts';
import type { LoadedViz } from '../load-viz.ts';
import type { RenderSettings } from '../types.ts';
import type { DrawingReply, DrawingRequest, DrawingTask, DrawnViz } from './messages.ts';

/** Default time limit for drawing one chart, in seconds. */
const DRAW_TIMEOUT = 60;
/** Milliseconds after which an idle process is ended. */
const IDLE_TIMEOUT = 10_000;
/** Maximum number of characters of the process's standard error in an error. */
const MAX_STDERR_TEXT = 2000;

interface Running {
  readonly settings: RenderSettings;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (drawn: DrawnViz) => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * A process that draws the charts of one account. They can neither block nor change charts of other accounts. A
 * worker thread would not be enough: if it runs out of memory, it can end the whole build.
 */
export class DrawingProcess {
  readonly account: string;
  readonly #child: ChildProcess;
  readonly #onEnd: () => void;
  #running: Running | null = null;
  #idleTimer: NodeJS.Timeout;
  #isEnded = false;
  #stderrText = '';
  #fontFile: Uint8Array | undefined;
  /** The error if an image of the chart could not be saved. */
  #saveFailure: { readonly cause: unknown } | null = null;

  /** @param onEnd called once, when the process ends */
  constructor(account: string, onEnd: () => void) {
    this.account = account;
    this.#onEnd = onEnd;
    const module = new URL(`process${extname(import.meta.url)}`, import.meta.url);
    this.#child = fork(fileURLToPath(module), {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const { stderr, channel } = this.#child;
    stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#stderrText = (this.#stderrText + text).slice(-MAX_STDERR_TEXT);
    });
    this.#child.on('message', (reply: DrawingReply) => void this.#onReply(reply));
    this.#child.on('error', (cause) => this.#fail(new VibedasherError('render', cause.message, { cause })));
    this.#child.on('close', (code, signal) => {
      const cause = new Error(`It ended with ${signal ?? `code ${code}`}. ${this.#stderrText}`.trim());
      this.#fail(new VibedasherError('render', 'The process that drew the chart has ended', { cause }));
    });
    // An idle process must not keep the program running.
    this.#child.unref();
    channel!.unref();
    (stderr as unknown as { unref(): void }).unref();
    this.#idleTimer = this.#startIdleTimer();
  }

  get isIdle(): boolean {
    return this.#running === null;
  }

  /** Draws a chart, one at a time. Rejects with a `VibedasherError`, or with the signal's reason. */
  async draw(settings: RenderSettings, found: LoadedViz): Promise<DrawnViz> {
    const { client: _client, signal, saveImage, fontFile, drawTimeout = DRAW_TIMEOUT, ...own } = settings;
    const task: DrawingTask = {
      kind: 'draw',
      settings: own,
      found,
      theme: findTheme(own.theme ?? ''),
      hasFontFile: fontFile !== undefined,
      savesImages: saveImage !== undefined,
      ...(fontFile !== this.#fontFile && { fontFile }),
    };
    this.#fontFile = fontFile ?? this.#fontFile;
    const abort = (): void => this.#fail(signal!.reason);
    signal?.addEventListener('abort', abort);
    clearTimeout(this.#idleTimer);
    this.#child.ref();
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<DrawnViz>((resolve, reject) => {
        timer = setTimeout(() => {
          const message = `Drawing the chart takes longer than ${drawTimeout} s`;
          this.#fail(new VibedasherError('timeout', message, { retryable: false }));
        }, drawTimeout * 1000);
        this.#running = { settings, timer, resolve, reject };
        this.#send(task);
      });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      this.#child.unref();
      this.#running = this.#saveFailure = null;
      if (!this.#isEnded) this.#idleTimer = this.#startIdleTimer();
    }
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearTimeout(this.#idleTimer);
    this.#child.kill('SIGKILL');
    this.#onEnd();
  }

  #startIdleTimer(): NodeJS.Timeout {
    return setTimeout(() => this.end(), IDLE_TIMEOUT).unref();
  }

  #send(request: DrawingRequest): void {
    if (this.#child.connected) this.#child.send(request);
  }

  #fail(cause: unknown): void {
    this.end();
    this.#running?.reject(cause);
  }

  async #onReply(reply: DrawingReply): Promise<void> {
    const running = this.#running;
    switch (reply.kind) {
      case 'ready':
        // Starting the process does not count toward the time limit.
        running?.timer.refresh();
        break;
      case 'warning':
        warnOnce(oneLine(reply.text));
        break;
      case 'image':
        this.#send({ kind: 'saved', src: await this.#save(reply.name, reply.png) });
        break;
      case 'failed':
      case 'drawn':
        if (!reply.intact) {
          const message = 'The chart has changed built-in objects of JavaScript';
          this.#fail(new VibedasherError('spec', message));
        } else if (this.#saveFailure) running?.reject(this.#saveFailure.cause);
        else if (reply.kind === 'drawn') running?.resolve(reply.drawn);
        else running?.reject(new VibedasherError(reply.problem.kind, reply.problem.message, reply.problem));
    }
  }

  async #save(name: string, png: Uint8Array): Promise<string> {
    try {
      return await this.#running!.settings.saveImage!(name, png);
    } catch (cause) {
      this.#saveFailure = { cause };
      return '';
    }
  }
}
