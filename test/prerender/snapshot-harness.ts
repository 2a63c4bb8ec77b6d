/** Runs the command `snapshot` with real pages and a real API. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, beforeEach } from 'node:test';
import { type RunningServer, startServer } from '../../server/src/index.ts';
import { snapshot } from '../../node/prerender/command/snapshot.ts';
import { readSnapshotIndex, type SnapshotIndex } from '../../src/public-client/snapshot-format.ts';
import { type ApiProxy, startApiProxy } from '../support/api-proxy.ts';

export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ApiFiles {
  /** CSV texts by name. */
  readonly datasets: Readonly<Record<string, string>>;
  /** Files of the vizzes of the account `acme`, as text or JSON. */
  readonly vizzes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The API of a suite, and the folder of a test. */
export class SnapshotRuns {
  api!: RunningServer;
  proxy!: ApiProxy;
  /** The folder with the API's files. */
  root = '';
  site = '';
  cache = '';

  /** Starts the API for a suite, and makes a folder for each test. */
  constructor({ datasets, vizzes }: ApiFiles) {
    before(async () => {
      this.root = await mkdtemp(join(tmpdir(), 'vibedasher-snapshot-api-'));
      const write = async (file: string, content: unknown): Promise<void> => {
        const path = join(this.root, file);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
      };
      for (const [name, csv] of Object.entries(datasets)) await write(`datasets/${name}.csv`, csv);
      for (const [name, files] of Object.entries(vizzes)) {
        const about = { name, publishStatus: 'PUBLISHED', viewMode: 'public', timeColumn: null };
        await write(`vizzes/acme/${name}/viz.json`, { ...about, datasets: Object.keys(datasets) });
        for (const [file, content] of Object.entries(files))
          await write(`vizzes/acme/${name}/${file}`, content);
      }
      this.api = await startServer({ root: this.root });
      this.proxy = await startApiProxy(this.api.apiBase);
    });
    after(async () => {
      this.proxy.close();
      await this.api.close();
      await rm(this.root, { recursive: true });
    });
    beforeEach(async () => {
      this.site = await mkdtemp(join(tmpdir(), 'vibedasher-snapshot-'));
      this.cache = join(this.site, '.cache');
      this.proxy.state = 'up';
      this.proxy.replaced = null;
      this.proxy.requests.length = 0;
    });
  }

  /** Writes a page that names the snapshot. */
  write(...tags: string[]): Promise<void> {
    const reader = '<script type="module" src="/vibedasher.js" data-snapshot="/vibedasher/"></script>';
    return writeFile(join(this.site, 'index.html'), `<!doctype html>\n${reader}\n${tags.join('\n')}\n`);
  }

  async run(
    args: readonly string[],
    command: (...given: Parameters<typeof snapshot>) => Promise<number> = snapshot,
  ): Promise<Output> {
    const { site, proxy, cache } = this;
    const written = { stdout: '', stderr: '' };
    const code = await command(
      [site, '--api-base', proxy.base, '--cache', cache, '--timeout', '5', ...args],
      {
        stdout: { write: (text: string) => (written.stdout += text) },
        stderr: { write: (text: string) => (written.stderr += text) },
        signal: new AbortController().signal,
      },
    );
    const { stdout, stderr } = written;
    return { code, stdout: stdout.replaceAll(site, 'SITE'), stderr: stderr.replaceAll(site, 'SITE') };
  }

  inFolder(path: string): string {
    return join(this.site, 'vibedasher', path);
  }

  async readIndex(): Promise<SnapshotIndex> {
    return readSnapshotIndex(JSON.parse(await readFile(this.inFolder('index.json'), 'utf8')));
  }

  /** Returns all files of the snapshot with their contents and times. */
  async contents(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const name of (await readdir(this.inFolder(''), { recursive: true })).sort()) {
      const path = this.inFolder(name);
      const about = await stat(path);
      if (about.isFile()) found.set(name, `${about.mtimeMs} ${await readFile(path, 'base64')}`);
    }
    return found;
  }
}
