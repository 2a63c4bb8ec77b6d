import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oneLine, warnOnce } from '../../internal/text.ts';
import { VibedasherError } from '../../public-client/errors.ts';
import { findTheme } from '../../theming/themes.ts';
import type { LoadedViz } from '../load-viz.ts';
import type { RenderSettings } from '../types.ts';
import type { DrawingReply, DrawingRequest, DrawingTask, DrawnViz } from './messages.ts';

/** Seconds that drawing one chart may take. */
const LONGEST = 60;
/** Milliseconds after which an idle process is ended. */
const IDLE = 10_000;
/** Most characters of an error of the process itself that are passed on. */
const MOST_SAID = 2000;

interface Running {
  readonly settings: RenderSettings;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (drawn: DrawnViz) => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * A process that draws the charts of one account. What an account's charts compute can thus neither hold up nor change
 * those of others. Processes rather than worker threads: a thread that runs out of memory can end the whole build.
 */
export class DrawingProcess {
  readonly account: string;
  readonly #child: ChildProcess;
  readonly #onEnd: () => void;
  #running: Running | null = null;
  #idleness: NodeJS.Timeout;
  #isEnded = false;
  #said = '';
  #fontFile: Uint8Array | undefined;
  /** Why an image of the chart could not be saved. */
  #unsaved: { readonly cause: unknown } | null = null;

  /** @param onEnd called once, when it draws no more */
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
      this.#said = (this.#said + text).slice(-MOST_SAID);
    });
    this.#child.on('message', (reply: DrawingReply) => void this.#hear(reply));
    this.#child.on('error', (cause) => this.#fail(new VibedasherError('render', cause.message, { cause })));
    this.#child.on('close', (code, signal) => {
      const cause = new Error(`It ended with ${signal ?? `code ${code}`}. ${this.#said}`.trim());
      this.#fail(new VibedasherError('render', 'The process that drew the chart has ended', { cause }));
    });
    // The program may end while no chart is drawn.
    this.#child.unref();
    channel!.unref();
    (stderr as unknown as { unref(): void }).unref();
    this.#idleness = this.#countIdleness();
  }

  get isIdle(): boolean {
    return this.#running === null;
  }

  /** Draws a chart; the one before must be complete. Rejects with a `VibedasherError`, or with the signal's reason. */
  async draw(settings: RenderSettings, found: LoadedViz): Promise<DrawnViz> {
    const { client: _client, signal, saveImage, fontFile, drawTimeout = LONGEST, ...own } = settings;
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
    clearTimeout(this.#idleness);
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
      this.#running = this.#unsaved = null;
      if (!this.#isEnded) this.#idleness = this.#countIdleness();
    }
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearTimeout(this.#idleness);
    this.#child.kill('SIGKILL');
    this.#onEnd();
  }

  #countIdleness(): NodeJS.Timeout {
    return setTimeout(() => this.end(), IDLE).unref();
  }

  #send(request: DrawingRequest): void {
    if (this.#child.connected) this.#child.send(request);
  }

  #fail(cause: unknown): void {
    this.end();
    this.#running?.reject(cause);
  }

  async #hear(reply: DrawingReply): Promise<void> {
    const running = this.#running;
    switch (reply.kind) {
      case 'ready':
        // Its start has as much time for itself.
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
        } else if (this.#unsaved) running?.reject(this.#unsaved.cause);
        else if (reply.kind === 'drawn') running?.resolve(reply.drawn);
        else running?.reject(new VibedasherError(reply.problem.kind, reply.problem.message, reply.problem));
    }
  }

  async #save(name: string, png: Uint8Array): Promise<string> {
    try {
      return await this.#running!.settings.saveImage!(name, png);
    } catch (cause) {
      this.#unsaved = { cause };
      return '';
    }
  }
}
