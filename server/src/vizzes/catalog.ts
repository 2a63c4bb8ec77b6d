import type { Stats } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { messageOf } from '../errors.ts';
import { sharePending } from '../promises.ts';
import { defaultOnWire } from '../rows-address.ts';
import type { ExternalTables } from '../engine/backend.ts';
import { fileStamp } from '../engine/datasets.ts';
import type { ParamType } from '../engine/statement.ts';
import type { ParamDeclaration } from '../queries/template-params.ts';
import { readExternalTables } from './external-tables.ts';

/** A state of a viz's data, from `viz.json`, in which no query runs. */
export interface DeclaredDataState {
  readonly status: 'WAITING' | 'BLOCKED';
  readonly reason: string;
}

/** The source of a viz's data, from `viz.json`. */
export interface DeclaredSource {
  readonly text: string;
  readonly url: string | null;
}

/** The content of a folder `vizzes/ACCOUNT/SLUG`, parsed and validated. */
export interface CatalogViz {
  readonly account: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string | null;
  readonly source: DeclaredSource | null;
  readonly notes: string | null;
  readonly publishStatus: string;
  readonly viewMode: string;
  readonly datasets: readonly string[];
  /** Its tables in an engine other than DuckDB. `datasets` then has their names. */
  readonly external: ExternalTables | undefined;
  readonly tags: readonly string[];
  /** Unix seconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** The texts of `params.json`, `dashboard.json` and `charts/*`, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly params: ReadonlyMap<string, ParamDeclaration>;
  /** Milliseconds for which each query stays `running` before it runs. */
  readonly delay: number;
  /** The column whose newest value is the time of the data. `null`: there is none. `undefined`: not declared. */
  readonly timeColumn: { readonly alias: string; readonly column: string } | null | undefined;
  readonly dataState: DeclaredDataState | undefined;
}

/** Returns a function that computes what depends only on the files of a viz, once for each state of them. */
export function oncePerViz<T>(compute: (viz: CatalogViz) => T): (viz: CatalogViz) => T {
  const known = new WeakMap<CatalogViz, T>();
  return (viz) => {
    if (!known.has(viz)) known.set(viz, compute(viz));
    return known.get(viz) as T;
  };
}

/** One template of `templates/*.json`, as the API returns it. */
export type CatalogTemplate = Readonly<Record<string, unknown>> & { readonly id: string | number };

const SLUG = /^(?!\.{1,2}$)[\w.-]{1,100}$/;
const ALIAS = /^[A-Za-z_][\w-]{0,62}$/;
/** Matches a text with a URL, such as "Statistics Office https://stats.example". */
const TEXT_AND_URL = /^(.*\S)\s+(https?:\/\/\S+)$/is;
const TOP_FILES = ['params.json', 'dashboard.json'];
/** Approximate bytes of a file without its text. */
const FILE_BYTES = 100;
/** Files of a viz that are checked for changes at the same time. */
const STATS_AT_ONCE = 50;
/** Milliseconds between two checks of a folder for changes. */
const RECHECK_MS = 1000;

/** Thrown if a file of the folder is invalid. The message starts with its path. */
class FileProblem extends Error {
  override readonly name = 'FileProblem';
}

interface Entry {
  readonly stamp: string;
  readonly viz: CatalogViz | undefined;
  readonly problem: string | undefined;
  checkedAt: number;
}

/** The vizzes and templates of a folder. It reads changed vizzes again. An invalid viz does not affect others. */
export class Catalog {
  /** Called with the path and the reason when the changed files of a viz cannot be used. */
  onProblem: (problem: string) => void = () => undefined;
  readonly #root: string;
  readonly #vizBytes: number;
  readonly #overlay: string | undefined;
  readonly #entries = new Map<string, Entry>();
  readonly #reading = new Map<string, Promise<Entry>>();
  #slugs:
    | { readonly readAt: number; readonly accounts: Promise<ReadonlyMap<string, readonly string[]>> }
    | undefined;

  /**
   * @param vizBytes Size limit for all files of one viz, in bytes
   * @param overlay Folder in a viz with files for an engine other than DuckDB: each is used instead of the file of the same
   * name
   */
  constructor(root: string, vizBytes: number, overlay?: string) {
    this.#root = root;
    this.#vizBytes = vizBytes;
    this.#overlay = overlay;
  }

  /** Resolves with the viz, published or not, or `undefined` if it does not exist or is invalid. */
  async find(account: string, slug: string): Promise<CatalogViz | undefined> {
    return SLUG.test(account) && SLUG.test(slug) ? (await this.#entry(account, slug)).viz : undefined;
  }

  /** Resolves with the vizzes with that slug of all accounts, in the order of the accounts' names. */
  async findBySlug(slug: string): Promise<CatalogViz[]> {
    if (!SLUG.test(slug)) return [];
    const accounts = (await this.#accountsBySlug()).get(slug) ?? [];
    const found: CatalogViz[] = [];
    // One after the other, so that other requests can read files in between.
    for (const account of accounts) {
      const viz = await this.find(account, slug);
      if (viz) found.push(viz);
    }
    return found;
  }

  /** Resolves with all vizzes, and with the path and the reason for each file that cannot be used. */
  async readAll(): Promise<{ readonly vizzes: readonly CatalogViz[]; readonly problems: readonly string[] }> {
    const vizzes: CatalogViz[] = [];
    const problems: string[] = [];
    for (const account of await this.#accounts())
      for (const slug of await listFolders(join(this.#root, 'vizzes', account))) {
        const { viz, problem } = await this.#entry(account, slug);
        if (viz) vizzes.push(viz);
        if (problem) problems.push(problem);
      }
    await this.templates((problem) => problems.push(problem));
    return { vizzes, problems };
  }

  /** Reads all templates, in the order of their files' names. */
  async templates(onProblem: (problem: string) => void = () => undefined): Promise<CatalogTemplate[]> {
    const folder = join(this.#root, 'templates');
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
    const templates: CatalogTemplate[] = [];
    for (const name of names)
      try {
        templates.push(...readTemplates(await readFile(join(folder, name), 'utf8'), name));
      } catch (error) {
        onProblem(`templates/${name}: ${messageOf(error)}`);
      }
    return templates;
  }

  #accounts(): Promise<string[]> {
    return listFolders(join(this.#root, 'vizzes'));
  }

  /** Resolves with the names of the accounts by slug, which are read at most every {@link RECHECK_MS}. */
  #accountsBySlug(): Promise<ReadonlyMap<string, readonly string[]>> {
    const known = this.#slugs;
    if (known && Date.now() - known.readAt < RECHECK_MS) return known.accounts;
    // Requests share it while it is read.
    const slugs = { readAt: Infinity, accounts: this.#readSlugs() };
    void slugs.accounts.finally(() => (slugs.readAt = Date.now()));
    this.#slugs = slugs;
    return slugs.accounts;
  }

  async #readSlugs(): Promise<ReadonlyMap<string, readonly string[]>> {
    const accounts = new Map<string, string[]>();
    for (const account of await this.#accounts())
      for (const slug of await listFolders(join(this.#root, 'vizzes', account))) {
        const known = accounts.get(slug);
        if (known) known.push(account);
        else accounts.set(slug, [account]);
      }
    return accounts;
  }

  async #entry(account: string, slug: string): Promise<Entry> {
    const key = `${account}/${slug}`;
    const known = this.#entries.get(key);
    if (known && Date.now() - known.checkedAt < RECHECK_MS) return known;
    return sharePending(this.#reading, key, () => this.#read(account, slug, known));
  }

  async #read(account: string, slug: string, known: Entry | undefined): Promise<Entry> {
    const key = `${account}/${slug}`;
    const folder = join(this.#root, 'vizzes', account, slug);
    const { paths, bytes, stamp, createdAt, updatedAt } = await readStats(folder, this.#overlay);
    let entry: Entry;
    if (known?.stamp === stamp) entry = { ...known, checkedAt: Date.now() };
    else
      try {
        if (bytes > this.#vizBytes)
          throw new FileProblem(`its files take ${bytes} bytes, more than the limit of ${this.#vizBytes}`);
        const viz = paths.includes('viz.json')
          ? await readViz({ account, slug, folder, paths, overlay: this.#overlay, createdAt, updatedAt })
          : undefined;
        if (!viz && paths.length > 0) throw new FileProblem('viz.json: missing');
        entry = { stamp, viz, problem: undefined, checkedAt: Date.now() };
      } catch (error) {
        const problem = `vizzes/${key}/${messageOf(error)}`;
        entry = { stamp, viz: undefined, problem, checkedAt: Date.now() };
        this.onProblem(problem);
      }
    // Requests for missing vizzes must not fill the memory.
    if (paths.length > 0) this.#entries.set(key, entry);
    else this.#entries.delete(key);
    return entry;
  }
}

async function listFolders(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && SLUG.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}

interface FolderStats {
  readonly paths: readonly string[];
  /** The size of all files, with {@link FILE_BYTES} for each. */
  readonly bytes: number;
  /** Changes when a file changes. */
  readonly stamp: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

async function readStats(folder: string, overlay: string | undefined): Promise<FolderStats> {
  const inOverlay = overlay === undefined ? [] : await listFiles(join(folder, overlay));
  // Those of the overlay come last.
  const paths = [...(await listFiles(folder)), ...inOverlay.map((path) => `${overlay}/${path}`)];
  const stats: (Stats | undefined)[] = [];
  // In groups, so that other requests are answered in between.
  for (let at = 0; at < paths.length; at += STATS_AT_ONCE) {
    const group = paths.slice(at, at + STATS_AT_ONCE);
    stats.push(...(await Promise.all(group.map((path) => stat(join(folder, path)).catch(() => undefined)))));
  }
  const times = stats.flatMap((entry) => (entry ? [entry.mtimeMs, entry.birthtimeMs || entry.mtimeMs] : []));
  return {
    paths: paths.filter((_, index) => stats[index]?.isFile()),
    bytes: stats.reduce((sum, entry) => sum + FILE_BYTES + (entry?.size ?? 0), 0),
    stamp: paths.map((path, index) => `${path} ${stats[index] && fileStamp(stats[index])}`).join('\n'),
    createdAt: Math.floor(Math.min(...times) / 1000),
    updatedAt: Math.floor(Math.max(...stats.map((entry) => entry?.mtimeMs ?? 0)) / 1000),
  };
}

async function listFiles(folder: string): Promise<string[]> {
  const names: string[] = await readdir(folder).catch(() => []);
  const charts = names.includes('charts') ? await readdir(join(folder, 'charts')).catch(() => []) : [];
  return [
    ...names.filter((name) => name === 'viz.json' || TOP_FILES.includes(name)),
    ...charts.map((name) => `charts/${name}`),
  ].sort();
}

async function readViz(from: {
  readonly account: string;
  readonly slug: string;
  readonly folder: string;
  readonly paths: readonly string[];
  readonly overlay: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
}): Promise<CatalogViz> {
  const texts = new Map<string, string>();
  const home = await realpath(from.folder);
  for (const path of from.paths) {
    const file = await realpath(join(from.folder, path));
    if (!file.startsWith(home + sep))
      throw new FileProblem(`${path}: a link to a file outside the folder of its viz`);
    const isOver = from.overlay !== undefined && path.startsWith(`${from.overlay}/`);
    texts.set(isOver ? path.slice(from.overlay.length + 1) : path, await readFile(file, 'utf8'));
  }
  const json = new Map<string, unknown>();
  for (const [path, text] of texts) if (path.endsWith('.json')) json.set(path, parseJson(path, text));
  const viz = new VizFields(json.get('viz.json'), 'viz.json');
  const external = from.overlay === undefined ? undefined : viz.external();
  const datasets = external ? external.tables.map(({ name }) => name) : viz.texts('datasets', ALIAS);
  texts.delete('viz.json');
  return {
    account: from.account,
    slug: from.slug,
    name: viz.text('name'),
    description: viz.optionalText('description') ?? null,
    source: viz.source(),
    notes: viz.optionalText('notes') ?? null,
    publishStatus: viz.text('publishStatus'),
    viewMode: viz.text('viewMode'),
    datasets,
    external,
    tags: viz.has('tags') ? viz.texts('tags') : [],
    createdAt: from.createdAt,
    updatedAt: from.updatedAt,
    files: Object.fromEntries(texts),
    params: readParams(json.get('params.json')),
    delay: viz.milliseconds('delay'),
    timeColumn: viz.timeColumn(datasets),
    dataState: viz.dataState(),
  };
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FileProblem(`${path}: not JSON: ${messageOf(error)}`);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads the fields of `viz.json`. Errors name the file and the field. */
class VizFields {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #file: string;

  constructor(value: unknown, file: string) {
    if (!isRecord(value)) throw new FileProblem(`${file}: not an object`);
    this.#fields = value;
    this.#file = file;
  }

  has(key: string): boolean {
    return this.#fields[key] !== undefined;
  }

  text(key: string): string {
    return this.optionalText(key) ?? this.#fail(key, 'a text');
  }

  optionalText(key: string): string | undefined {
    const value = this.#fields[key] ?? undefined;
    return value === undefined || typeof value === 'string' ? value : this.#fail(key, 'a text');
  }

  oneOf(key: string, words: readonly string[]): string {
    const value = this.text(key);
    return words.includes(value) ? value : this.#fail(key, `one of ${words.join(', ')}`);
  }

  texts(key: string, pattern = /[^]/): string[] {
    const value = this.#fields[key];
    const fits = (item: unknown): item is string => typeof item === 'string' && pattern.test(item);
    return Array.isArray(value) && value.every(fits) ? value : this.#fail(key, 'a list of names');
  }

  milliseconds(key: string): number {
    const value = this.#fields[key] ?? 0;
    return typeof value === 'number' && value >= 0 && value <= 600_000
      ? value
      : this.#fail(key, 'a number of milliseconds, at most 600000');
  }

  source(): DeclaredSource | null {
    const value = this.#fields['source'] ?? null;
    if (value === null) return null;
    const [, name, address] = (typeof value === 'string' && TEXT_AND_URL.exec(value)) || [];
    const fields: Readonly<Record<string, unknown>> = isRecord(value)
      ? { text: value['url'], ...value }
      : { text: name ?? value, url: address };
    const [text, url = null] = [fields['text'], fields['url']];
    const isWeb = url === null || (typeof url === 'string' && /^https?:/i.test(url) && URL.canParse(url));
    return typeof text === 'string' && isWeb
      ? { text, url }
      : this.#fail('source', 'a text, or {text, url} with an address that begins with https://');
  }

  timeColumn(datasets: readonly string[]): CatalogViz['timeColumn'] {
    if (this.#fields['timeColumn'] === null) return null;
    const text = this.optionalText('timeColumn');
    if (text === undefined) return undefined;
    const [alias = '', column = ''] = [text.split('.')[0], text.split('.').slice(1).join('.')];
    return datasets.includes(alias) && column
      ? { alias, column }
      : this.#fail('timeColumn', '"ALIAS.COLUMN" with one of the viz\'s datasets');
  }

  external(): ExternalTables {
    try {
      return readExternalTables(this.#fields);
    } catch (error) {
      throw new FileProblem(`${this.#file}: ${messageOf(error)}`);
    }
  }

  dataState(): DeclaredDataState | undefined {
    const value = this.#fields['dataState'];
    if (value === undefined) return undefined;
    if (!isRecord(value)) return this.#fail('dataState', 'an object {status, reason}');
    const fields = new VizFields(value, `${this.#file}: dataState`);
    const status = fields.oneOf('status', ['WAITING', 'BLOCKED']);
    return { status: status as DeclaredDataState['status'], reason: fields.text('reason') };
  }

  #fail(key: string, wanted: string): never {
    const fault = (this.#fields[key] ?? undefined) === undefined ? 'missing' : `not ${wanted}`;
    throw new FileProblem(`${this.#file}: "${key}" is ${fault}`);
  }
}

const PARAM_TYPES: readonly unknown[] = ['string', 'number', 'boolean', 'date'] satisfies ParamType[];

function readParams(value: unknown): ReadonlyMap<string, ParamDeclaration> {
  if (value === undefined) return new Map();
  if (!Array.isArray(value)) throw new FileProblem('params.json: not a list of parameters');
  return new Map(
    value.map((param: unknown, index) => {
      const type = isRecord(param) ? (param['type'] ?? 'string') : undefined;
      if (!isRecord(param) || typeof param['name'] !== 'string' || !PARAM_TYPES.includes(type))
        throw new FileProblem(`params.json: parameter ${index + 1} lacks a name or has an unknown type`);
      const multiple = param['multiple'] === true;
      const declaration = { multiple, options: optionValues(param), default: defaultOnWire(param) };
      return [param['name'], { type: type as ParamType, ...declaration }] as const;
    }),
  );
}

/** Returns the values of options, which may have labels, or `undefined` for options from a query. */
function optionValues({ options }: Readonly<Record<string, unknown>>): ReadonlySet<string> | undefined {
  if (!Array.isArray(options)) return undefined;
  return new Set(options.map((option: unknown) => String(isRecord(option) ? option['value'] : option)));
}

function readTemplates(text: string, name: string): CatalogTemplate[] {
  const value: unknown = JSON.parse(text);
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map((template, index) => {
    if (!isRecord(template)) throw new Error('not a template or a list of templates');
    const fallback = name.replace(/\.json$/, '') + (Array.isArray(value) ? `-${index + 1}` : '');
    const id = template['id'];
    return { ...template, id: typeof id === 'string' || typeof id === 'number' ? id : fallback };
  });
}
