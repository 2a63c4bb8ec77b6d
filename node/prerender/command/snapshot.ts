/** The command `vibedasher-embed snapshot`, which stores the answers to all queries of a site next to its pages. */
import { readFile, stat } from 'node:fs/promises';
import { oneLine } from '../../../src/internal/text.ts';
import { VibedasherError } from '../../../src/public-client/errors.ts';
import type { PublicClient } from '../../../src/public-client/types.ts';
import { controlValues } from '../control-values.ts';
import { readPage } from '../html.ts';
import { clientOptions } from '../load-viz.ts';
import { outermost, type PageTag } from '../snapshot/charts.ts';
import { collectAnswers, type Collected } from '../snapshot/collect.ts';
import { writeSnapshot } from '../snapshot/folder.ts';
import type { TableSource } from '../snapshot/tables.ts';
import { engineFiles } from '../package-files.ts';
import type { RenderSettings } from '../types.ts';
import { decode, pagesIn } from './files.ts';
import { type Io, writeReport } from './io.ts';
import { readSite, readSnapshotCommand, type Site } from './prerender-options.ts';
import { printSnapshot } from './snapshot-report.ts';
import { TableFiles } from './table-files.ts';
import { UsageError } from './usage.ts';

/** Resolves with the exit code: 0, or 1 if the API does not answer, and with `--check` if a run would change files. */
export async function snapshot(
  args: readonly string[],
  io: Io,
  engine?: TableSource['engine'],
): Promise<number> {
  const { paths, options } = readSnapshotCommand(args);
  const site = await readSite(paths, { ...options, snapshot: true });
  const { code, leftOut, summary } = await new SnapshotRun(site, io, engine).run();
  if (site.report !== null) await writeReport(site.report, 'leftOut', leftOut, summary);
  return code;
}

/** The outcome of a run. */
interface SnapshotOutcome {
  /** The exit code. */
  readonly code: number;
  readonly leftOut: Collected['leftOut'];
  readonly summary: object;
}

/** Time limit for a file with tables, as a multiple of the time limit for one request. */
const TABLES_TIMEOUT_FACTOR = 10;

/** One run over the pages of a site. */
export class SnapshotRun {
  readonly #site: Site;
  readonly #settings: NonNullable<Site['snapshot']>;
  readonly #io: Io;
  readonly #clients = new Map<string, PublicClient>();
  readonly #fetch: typeof globalThis.fetch = (...request) => globalThis.fetch(...request);
  /** The tags that share parameters. The keys are equal for equal tags of several pages. */
  readonly #groups = new Map<string, readonly PageTag[]>();
  readonly #engine: TableSource['engine'];
  #files = 0;
  #hasReader = false;
  #queriesTables = false;
  readonly #problems = new Set<string>();

  /**
   * @param site with `snapshot`
   * @param engine Loads the engine for queries in the browser
   */
  constructor(site: Site, io: Io, engine: TableSource['engine'] = engineFiles) {
    this.#engine = engine;
    this.#site = site;
    this.#settings = site.snapshot!;
    this.#io = io;
  }

  #addPage(file: string, html: string): void {
    this.#files++;
    if (!/vibedasher/i.test(html)) return;
    const { apiBase, region } = this.#site.options;
    const page = readPage(html, { ...(apiBase && { apiBase }), ...(region && { region }) });
    this.#hasReader ||= page.hasSnapshot;
    this.#queriesTables ||= page.queriesTables;
    const tags = page.tags.map((tag): PageTag => ({ ...tag, file }));
    for (const group of Map.groupBy(tags, (tag) => outermost(tag.dashboard) ?? tag).values()) {
      const about = group.map(({ request, dashboard, selectTo, link }) => {
        const settings = request.kind === 'wrong' ? request.problem.message : request.settings;
        return [request.kind, settings, selectTo, link, [...controlValues(dashboard)]];
      });
      const key = JSON.stringify(about);
      if (!this.#groups.has(key)) this.#groups.set(key, group);
    }
  }

  /** Reads the pages, queries the answers, and writes the folder. */
  async run(): Promise<SnapshotOutcome> {
    const { responses, check, paths, cache, offline, timeout } = this.#site;
    const { folder } = this.#settings;
    const { stderr } = this.#io;
    // If one request fails, the run ends, and with it the attempts of the others.
    const end = new AbortController();
    const signal = AbortSignal.any([this.#io.signal, end.signal]);
    const isFile = await stat(paths[0]!).then(
      (found) => found.isFile(),
      () => false,
    );
    if (isFile) throw new UsageError(`${paths[0]}: name the folder of the site, which gets the snapshot`);
    for await (const file of pagesIn(paths, false, () => {})) {
      signal.throwIfAborted();
      const content = decode(await readFile(file));
      if (content) this.#addPage(file, content.text);
      else this.#addProblem(file, 'is encoded as UTF-16: save it as UTF-8');
    }
    try {
      const collected = await collectAnswers([...this.#groups.values()], {
        ...this.#settings,
        signal,
        tableSource: new TableFiles({
          folder,
          cache,
          offline,
          timeout: timeout * TABLES_TIMEOUT_FACTOR,
          signal,
          allowHosts: this.#settings.allowHosts,
          fetch: this.#fetch,
          engine: this.#engine,
        }),
        clientFor: (settings) => this.#clientFor(settings),
        onProblem: (where, problem) => this.#addProblem(where, problem),
        onProgress: (done, all) => {
          if (stderr.isTTY) stderr.write(`\r\x1b[KAnswers: ${done} of ${all}`);
        },
      });
      const isChanged = await writeSnapshot(
        folder,
        collected,
        new Date(responses.oldest).toISOString(),
        check,
      );
      this.#printProblems();
      const summary = {
        ...printSnapshot(collected, isChanged, {
          folder,
          check,
          maxAnswers: this.#settings.maxAnswers,
          hasReader: this.#hasReader,
          queriesTables: this.#queriesTables,
          problems: this.#problems.size,
          print: (line) => this.#io.stdout.write(`${line}\n`),
        }),
        files: this.#files,
        problems: this.#problems.size,
      };
      return { code: check && isChanged ? 1 : 0, leftOut: collected.leftOut, summary };
    } catch (cause) {
      signal.throwIfAborted();
      if (!(cause instanceof VibedasherError)) throw cause;
      this.#printProblems();
      stderr.write(`${oneLine(`${folder}: is unchanged. ${cause.kind}: ${cause.message}`)}\n`);
      return { code: 1, leftOut: [], summary: { error: cause.message, problems: this.#problems.size } };
    } finally {
      end.abort();
    }
  }

  /** Adds a problem, once: a chart may send a query several times, with other values. */
  #addProblem(where: string, problem: string): void {
    this.#problems.add(oneLine(`${where}: ${problem}`));
  }

  #printProblems(): void {
    const { stderr } = this.#io;
    if (stderr.isTTY) stderr.write('\r\x1b[K');
    const byPlace = new Intl.Collator('en', { numeric: true }).compare;
    for (const line of [...this.#problems].sort(byPlace)) stderr.write(`${line}\n`);
  }

  #clientFor(settings: RenderSettings): PublicClient {
    const options = { ...clientOptions(settings), timeout: this.#site.timeout };
    const key = JSON.stringify(options);
    let found = this.#clients.get(key);
    if (!found) {
      found = this.#site.responses.clientFor({ ...options, fetch: this.#fetch }, false).client;
      this.#clients.set(key, found);
    }
    return found;
  }
}
