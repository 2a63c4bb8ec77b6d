/** The command `vibedasher-embed prerender`, which fills the tags of all pages of a site. */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { oneLine } from '../../../src/internal/text.ts';
import { toVibedasherError } from '../../../src/pipeline/check-settings.ts';
import { VibedasherError } from '../../../src/public-client/errors.ts';
import { clientOptions } from '../load-viz.ts';
import { prerenderHtml } from '../prerender-html.ts';
import { renderWithin } from '../isolated/render-viz.ts';
import { renderDashboard } from '../render-dashboard.ts';
import type {
  Outcome,
  PrerenderedChart,
  PrerenderedHtml,
  PrerenderOptions,
  RenderedViz,
  RenderSettings,
} from '../types.ts';
import { prerenderFeed } from './feeds.ts';
import { decode, type FileText, pagesIn, toAscii } from './files.ts';
import { type Io, kilobytes, removeUnfinished, writeReport, writeWhole } from './io.ts';
import { fileNameOf, readValue, writeValue } from './responses.ts';
import { readCommand, readSite, type Site } from './prerender-options.ts';
import { SnapshotRun } from './snapshot.ts';

/**
 * Resolves with the exit code: 0, or 1 according to `--fail` and `--check`.
 * @throws UsageError for invalid arguments
 */
export async function prerender(args: readonly string[], io: Io): Promise<number> {
  const { paths, options } = readCommand(args);
  return prerenderSite(await readSite(paths, options), io);
}

/** Fills the pages of a site. Resolves with the exit code. */
export async function prerenderSite(site: Site, io: Io): Promise<number> {
  const run = new Run(site, io);
  const unfinished: string[] = [];
  try {
    const pages = pagesIn(site.paths, site.target !== 'web', (path) => void unfinished.push(path));
    for await (const file of pages) {
      io.signal.throwIfAborted();
      await run.fill(file);
    }
    if (!site.check) await removeUnfinished(unfinished);
    return await run.end();
  } finally {
    await run.abandon();
  }
}

/** One run over the pages. It stores counts and, for the report, outcomes, but no pages. */
export class Run {
  readonly #site: Site;
  readonly #io: Io;
  readonly #counts: Record<Outcome, number> = { filled: 0, unchanged: 0, kept: 0, missing: 0 };
  #files = 0;
  #filesWithCharts = 0;
  #bytes = 0;
  #problems = 0;
  readonly #outcomes: object[] = [];
  /** Temporary folder that caches the drawings of this run: each chart is drawn once. */
  #drawings: Promise<string | null> | null = null;
  /** Errors of charts that took too long to draw, by key. */
  readonly #tooLong = new Map<string, VibedasherError>();

  constructor(site: Site, io: Io) {
    this.#site = site;
    this.#io = io;
  }

  async fill(file: string): Promise<void> {
    try {
      const content = decode(await readFile(file));
      if (!content) return this.#reportProblem(file, 'is encoded as UTF-16: save it as UTF-8');
      const filled = await this.#fill(file, content);
      if (filled !== content.text && !this.#site.check) await writeWhole(file, content.encode(filled));
    } catch (cause) {
      this.#io.signal.throwIfAborted();
      this.#reportProblem(file, (cause as Error).message);
    }
  }

  /** Fills a page that has not been written yet. Resolves with its HTML. */
  fillText(file: string, text: string): Promise<string> {
    return this.#fill(file, { text, asciiOnly: false });
  }

  async #fill(file: string, content: Omit<FileText, 'encode'>): Promise<string> {
    this.#files++;
    this.#showProgress(file);
    // Most pages have no chart.
    if (!/vibedasher-/i.test(content.text)) return content.text;
    this.#drawings ??= this.#makeDrawings();
    const painter = this.#painter(file, content, await this.#drawings);
    const filled = await this.#prerender(file, content.text, { ...this.#site.options, ...painter });
    if (filled.charts.length > 0) this.#filesWithCharts++;
    this.#reportCharts(file, filled.charts);
    return filled.html;
  }

  /** Reports the outcome of the run. Resolves with the exit code. */
  async end(): Promise<number> {
    const { check, fail, report } = this.#site;
    this.#clearProgress();
    const counts = this.#counts;
    const summary = (Object.keys(counts) as Outcome[])
      .map((outcome) => `${counts[outcome]} ${outcome}`)
      .join(', ');
    const problems = this.#problems > 0 ? `; problems: ${this.#problems}` : '';
    this.#io.stdout.write(
      `Charts in ${this.#filesWithCharts} of ${this.#files} files: ${summary} (${kilobytes(this.#bytes)})${problems}\n`,
    );
    if (check && counts.filled > 0) this.#io.stdout.write('Nothing was written: a run would change pages\n');
    const snapshot = this.#site.snapshot && (await new SnapshotRun(this.#site, this.#io).run());
    const totals = {
      files: this.#files,
      ...counts,
      bytes: this.#bytes,
      problems: this.#problems,
      ...(snapshot && { snapshot: { ...snapshot.summary, leftOut: snapshot.leftOut } }),
    };
    if (report !== null) await writeReport(report, 'charts', this.#outcomes, totals);
    if (snapshot?.code) return snapshot.code;
    if (check && counts.filled > 0) return 1;
    if (fail === 'missing' && counts.missing > 0) return 1;
    return fail === 'any' && this.#problems > 0 ? 1 : 0;
  }

  /** Removes temporary files. */
  async abandon(): Promise<void> {
    this.#clearProgress();
    const drawings = await this.#drawings;
    if (drawings) await rm(drawings, { recursive: true, force: true });
  }

  async #makeDrawings(): Promise<string | null> {
    const { cache } = this.#site;
    await mkdir(cache, { recursive: true }).catch(() => {});
    return mkdtemp(join(cache, 'drawings-')).catch(() => null);
  }

  #prerender(file: string, text: string, options: PrerenderOptions): Promise<PrerenderedHtml> {
    const isFeed = /\.(xml|rss|atom)$/i.test(file) && this.#site.target !== 'web';
    return isFeed
      ? prerenderFeed(text, (html) => prerenderHtml(html, options))
      : prerenderHtml(text, options);
  }

  /**
   * Returns the functions that draw the charts of one page. Each page has its own `fetch`, so charts share requests
   * only within a page.
   */
  #painter(
    file: string,
    { asciiOnly }: Pick<FileText, 'asciiOnly'>,
    drawings: string | null,
  ): PrerenderOptions {
    const { responses, timeout, drawTimeout, images, imagesBase } = this.#site;
    const { signal } = this.#io;
    const fetch: typeof globalThis.fetch = (...request) => globalThis.fetch(...request);
    const clientFor = (settings: RenderSettings) =>
      responses.clientFor({ ...clientOptions(settings), timeout, fetch });
    const prefix = images === null ? '' : (imagesBase ?? urlPath(relative(dirname(file), images)));
    const draw = async (settings: RenderSettings): Promise<RenderedViz> => {
      const { client, usedStale } = settings.client
        ? { client: settings.client, usedStale: () => false }
        : clientFor(settings);
      const limit = AbortSignal.timeout(timeout * DATA_TIMEOUT_FACTOR * 1000);
      const loading = AbortSignal.any([signal, limit]);
      const drawing = renderWithin({ ...settings, client, drawTimeout }, loading).catch((cause: unknown) => {
        if (cause !== limit.reason || signal.aborted) throw toVibedasherError(cause);
        throw new VibedasherError('timeout', `No data within ${timeout * DATA_TIMEOUT_FACTOR} s`);
      });
      return { ...(await drawing), stale: usedStale() };
    };
    const render = async (settings: RenderSettings): Promise<RenderedViz> => {
      const {
        client: _client,
        signal: _signal,
        saveImage: _saveImage,
        fontFile: _fontFile,
        ...about
      } = settings;
      const key = fileNameOf(JSON.stringify([about, prefix]));
      const name = drawings === null ? null : join(drawings, key);
      const known = name === null ? null : await readValue<RenderedViz>(name);
      const drawn = known ?? (await this.#drawOnce(key, () => draw(settings)));
      if (name !== null && known === null) await writeValue(name, drawn);
      return asciiOnly ? { ...drawn, html: toAscii(drawn.html) } : drawn;
    };
    return {
      signal,
      render,
      renderDashboard: async (settings) => {
        const { client, usedStale } = clientFor(settings);
        const drawn = await renderDashboard({ ...settings, client }, render);
        return { ...drawn, stale: usedStale() };
      },
      ...(images !== null && { saveImage: (name, png) => this.#saveImage(prefix, name, png) }),
    };
  }

  /** Draws a chart, unless an earlier attempt took too long: such a chart may be on every page. */
  async #drawOnce(key: string, draw: () => Promise<RenderedViz>): Promise<RenderedViz> {
    const problem = this.#tooLong.get(key);
    if (problem) throw problem;
    return draw().catch((cause: unknown) => {
      if (cause instanceof VibedasherError && cause.kind === 'timeout' && !cause.retryable)
        this.#tooLong.set(key, cause);
      throw cause;
    });
  }

  async #saveImage(prefix: string, name: string, png: Uint8Array): Promise<string> {
    const file = join(this.#site.images!, name);
    const before = this.#site.check ? null : await readFile(file).catch(() => null);
    if (!this.#site.check && !before?.equals(png)) await writeWhole(file, png);
    return `${prefix}${prefix && !prefix.endsWith('/') ? '/' : ''}${encodeURIComponent(name)}`;
  }

  #reportCharts(file: string, charts: readonly PrerenderedChart[]): void {
    const counts: Partial<Record<Outcome, number>> = {};
    for (const chart of charts) {
      this.#counts[chart.outcome]++;
      counts[chart.outcome] = (counts[chart.outcome] ?? 0) + 1;
      this.#bytes += chart.bytes;
      const where = `${file}:${chart.line}`;
      const { problem, warnings, outcome, stale } = chart;
      if (problem) this.#reportProblem(where, `${describeTag(chart)} ${outcome}: ${problemText(problem)}`);
      if (stale)
        this.#reportProblem(
          where,
          `${describeTag(chart)} ${outcome} from responses of an earlier run: the API cannot be reached`,
        );
      for (const warning of warnings) this.#reportProblem(where, warning);
      if (this.#site.report !== null)
        this.#outcomes.push({ file, ...chart, problem: problem && aboutProblem(problem) });
    }
    if (charts.length === 0 || this.#io.stderr.isTTY) return;
    const summary = Object.entries(counts).map(([outcome, count]) => `${count} ${outcome}`);
    this.#io.stdout.write(`${file}: ${summary.join(', ')}\n`);
  }

  #reportProblem(where: string, problem: string): void {
    this.#problems++;
    this.#clearProgress();
    this.#io.stderr.write(`${oneLine(`${where}: ${problem}`)}\n`);
  }

  #showProgress(file: string): void {
    const { stderr } = this.#io;
    const { filled, unchanged, kept, missing } = this.#counts;
    if (stderr.isTTY)
      stderr.write(
        `\r\x1b[KFiles: ${this.#files}, charts: ${filled + unchanged + kept + missing}  ${file.slice(-50)}`,
      );
  }

  #clearProgress(): void {
    if (this.#io.stderr.isTTY) this.#io.stderr.write('\r\x1b[K');
  }
}

/**
 * Time limit for loading a chart (viz, query, data that is being prepared), as a multiple of the time limit for one
 * request.
 */
const DATA_TIMEOUT_FACTOR = 5;

const urlPath = (path: string): string => path.split(sep).map(encodeURIComponent).join('/');

const describeTag = ({ tag, account, slug }: PrerenderedChart): string =>
  `<${tag}> ${[account, slug].filter(Boolean).join('/')}`.trim();

const problemText = ({ kind, message, hint }: VibedasherError): string =>
  `${kind}: ${message}${hint ? ` (${hint})` : ''}`;

const aboutProblem = ({ kind, message, hint, status, retryable }: VibedasherError): object => ({
  kind,
  message,
  hint,
  status,
  retryable,
});
