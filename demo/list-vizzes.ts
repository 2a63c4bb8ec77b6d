/**
 * `node demo/list-vizzes.ts`: writes `demo/VIZZES.md`, the list of the demo's vizzes. The content comes from the files of the
 * vizzes and the results of their queries. A test fails if the list is out of date.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { listCharts, readParams, readSpec } from '../src/charts/chart-files.ts';
import { paramsFor, resolveParams } from '../src/charts/chart-source.ts';
import type { ParamDeclaration } from '../src/charts/types.ts';
import {
  type Column,
  createPublicClient,
  type ParamValue,
  type PublicClient,
  VibedasherError,
  type VizRef,
} from '../src/public-client/index.ts';
import { startServer } from '../server/src/index.ts';
import { DEMO_ROOT, prepareData } from './prepare-data.ts';

export const LIST_FILE = join(import.meta.dirname, 'VIZZES.md');

const FOLDER = join(DEMO_ROOT, 'vizzes');

const INTRODUCTION = `# The demo's vizzes

You can use these vizzes on your own page while \`npm start\` runs. The heading is \`account\` and \`slug\`. The tables list the
charts, and the tables that your own query can read. Columns are those of a query's result, with default parameters.
[DATA.md](DATA.md) lists the sources of the data. \`node demo/list-vizzes.ts\` writes this file.`;

/** The fields of `viz.json` in the list. */
interface VizFile {
  readonly name: string;
  readonly description: string;
  readonly publishStatus: string;
  readonly datasets: readonly string[];
  readonly delay?: number;
}

/** Writes the list as Markdown, from an API that serves the demo's folder. */
export async function listVizzes(apiBase: string): Promise<string> {
  const client = createPublicClient({ apiBase });
  const vizzes = listNames(FOLDER).flatMap((account) =>
    listNames(join(FOLDER, account)).map((slug) => ({ account, slug })),
  );
  const sections: string[] = [];
  for (const ref of vizzes) sections.push(await vizSection(client, ref));
  const text = [INTRODUCTION, ...sections, await tablesSection(client, vizzes)].join('\n\n');
  return format(text, { ...(await resolveConfig(LIST_FILE)), parser: 'markdown' });
}

const listNames = (folder: string): string[] => readdirSync(folder).sort();

async function vizSection(client: PublicClient, ref: VizRef & { account: string }): Promise<string> {
  const { name, description, publishStatus, datasets, delay } = readVizFile(ref);
  const lines = [`## ${ref.account}/${ref.slug}`, `**${name}.** ${description}`];
  if (publishStatus !== 'PUBLISHED') return lines.join('\n\n');
  const viz = await client.getViz(ref);
  if (delay) lines.push(`Each query is delayed by ${delay / 1000} seconds.`);
  const params = readParams(viz.files);
  const charts: string[][] = [];
  for (const { id, queries, specPath } of listCharts(viz.files).values()) {
    const spec = specPath === null ? null : readSpec(viz.files, specPath);
    for (const [query, sql] of queries)
      charts.push([
        queries.size > 1 ? `\`${id}\`, data set \`${query}\`` : `\`${id}\``,
        spec ? `${specTitle(spec)} (${[...markTypes(spec)].join(', ')})` : 'derived from its columns',
        viz.dataState.canQuery === false
          ? `none: ${viz.dataState.meaning}`
          : await describeColumns(
              client,
              ref,
              sql,
              paramsFor(sql, resolveParams({ declared: params, queries: [sql] })),
            ),
      ]);
  }
  if (charts.length > 0) lines.push(table(['chart', 'what it draws', 'columns'], charts));
  if (params.length > 0) lines.push(table(['parameter', 'type', 'default', 'options'], params.map(paramRow)));
  lines.push(`[Tables](#tables): ${datasets.map((alias) => `\`${alias}\``).join(' ')}`);
  return lines.join('\n\n');
}

async function tablesSection(
  client: PublicClient,
  vizzes: readonly (VizRef & { account: string })[],
): Promise<string> {
  const readers = new Map<string, VizRef>();
  for (const ref of vizzes) {
    const { publishStatus, datasets } = readVizFile(ref);
    if (publishStatus !== 'PUBLISHED' || (await client.getViz(ref)).dataState.canQuery === false) continue;
    for (const alias of datasets) if (!readers.has(alias)) readers.set(alias, ref);
  }
  const rows: string[][] = [];
  for (const [alias, ref] of [...readers].sort(([a], [b]) => (a < b ? -1 : 1)))
    rows.push([`\`${alias}\``, await describeColumns(client, ref, `SELECT * FROM ${alias} LIMIT 1`, {})]);
  return `## Tables\n\n${table(['table', 'columns'], rows)}`;
}

function readVizFile({ account, slug }: VizRef & { account: string }): VizFile {
  return JSON.parse(readFileSync(join(FOLDER, account, slug, 'viz.json'), 'utf8')) as VizFile;
}

/** Describes the columns of a query's result, or returns the API's error. */
async function describeColumns(
  client: PublicClient,
  ref: VizRef,
  sql: string,
  params: Readonly<Record<string, ParamValue>>,
): Promise<string> {
  try {
    const { columns, rows } = await client.queryViz(ref, { sql, params });
    const list = columns.map(({ name, type }: Column) => `\`${name}\` ${type}`).join(' · ');
    return rows.length > 0 ? list : `${list} (no rows)`;
  } catch (error) {
    if (!(error instanceof VibedasherError)) throw error;
    return `none: ${error.message.split('\n')[0]}`;
  }
}

function paramRow({ name, type, multiple, default: initial, options, extra }: ParamDeclaration): string[] {
  const value = (each: unknown): string => `\`${each === '' ? "''" : String(each)}\``;
  const bounds = (['min', 'max'] as const).flatMap((bound) =>
    extra?.[bound] === undefined ? [] : [`${bound} ${value(extra[bound])}`],
  );
  const choices =
    options === null
      ? bounds
      : options.kind === 'sql'
        ? ['by a query']
        : options.values.map((each) => value(each.value));
  return [
    `\`${name}\``,
    multiple ? `${type}, several` : type,
    initial === null ? '—' : [initial].flat().map(value).join(' '),
    choices.join(' ') || '—',
  ];
}

function specTitle({ title }: Readonly<Record<string, unknown>>): string {
  const text = typeof title === 'object' && title !== null ? (title as { text: unknown }).text : title;
  return String(text);
}

/** Returns the types of all marks in a spec. */
function markTypes(spec: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(spec)) for (const each of spec) markTypes(each, found);
  else if (typeof spec === 'object' && spec !== null) {
    const { mark, layer, spec: inner, ...rest } = spec as Record<string, unknown>;
    if (typeof mark === 'string') found.add(mark);
    else if (typeof mark === 'object' && mark !== null) found.add(String((mark as { type: unknown }).type));
    for (const child of [layer, inner, rest['concat'], rest['hconcat'], rest['vconcat']])
      markTypes(child, found);
  }
  return found;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

if (import.meta.main) {
  await prepareData({ log: console.log });
  const api = await startServer({ root: DEMO_ROOT });
  writeFileSync(LIST_FILE, await listVizzes(api.apiBase));
  await api.close();
}
