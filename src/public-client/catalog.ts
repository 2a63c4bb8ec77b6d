/** Routes for extracts, templates and seeds, which charts do not need, and readers for their responses. */
import { MAX_DESCRIPTION_LENGTH, MAX_NAME_LENGTH } from '../internal/text.ts';
import { readAnswer } from './answer.ts';
import { Fields, id, listOf, malformed, number, record, type Reader, clippedText, text } from './fields.ts';
import type { ClientContext } from './shared-state.ts';
import { toCaller } from './shared-work.ts';
import { askViz, resolveAddress, vizFromApi } from './viz-requests.ts';
import type {
  ExtractOptions,
  Extracts,
  RequestOptions,
  Template,
  TemplateFilter,
  TemplatePage,
  VizRef,
} from './types.ts';
import { PUBLIC_PATH, storageUrl } from './urls.ts';

export async function getExtracts(
  context: ClientContext,
  ref: VizRef,
  options: ExtractOptions,
): Promise<Extracts> {
  const viz = await resolveAddress(
    { getViz: (ref, options = {}) => vizFromApi(context, ref, options) },
    ref,
    options,
  );
  const caller = toCaller(options);
  const { format, columns, rows } = options;
  const search = toSearch({ format, columns, rows });
  const { answer } = await askViz(context, viz, caller, (vizUrl) =>
    context.send({ ...caller, url: `${vizUrl}/wasm-plan${search}`, fresh: options.fresh }),
  );
  return readAnswer(answer, 'viz', (json) => readExtracts(json, context.base));
}

export function listTemplates(
  context: ClientContext,
  filter: TemplateFilter,
  options: RequestOptions,
): Promise<TemplatePage> {
  return templatePage(context, `templates${toTemplateSearch(filter)}`, options);
}

export function listSeeds(
  context: ClientContext,
  options: TemplateFilter & RequestOptions,
): Promise<TemplatePage> {
  return templatePage(context, `seeds${toTemplateSearch(options)}`, options);
}

async function templatePage(
  context: ClientContext,
  path: string,
  options: RequestOptions,
): Promise<TemplatePage> {
  const url = `${context.base}${PUBLIC_PATH}/${path}`;
  const answer = await context.send({ ...toCaller(options), url, fresh: options.fresh });
  return readAnswer(answer, 'list', readTemplatePage);
}

/** @throws VibedasherError of kind `malformed`, also for a URL that must not be fetched */
export function readExtracts(value: unknown, apiBase: string): Extracts {
  const plan = new Fields(value, '');
  const storageUrlAt: Reader<string> = (value, path) => {
    const url = storageUrl(text(value, path), apiBase);
    if (!url) throw malformed(path, 'address to follow');
    return url;
  };
  const sourceAt = record((source) => ({
    alias: source.need('alias', text),
    datasetId: source.need('datasetId', id),
    url: source.need('url', storageUrlAt),
    bytes: source.maybe('bytes', number),
  }));
  const databaseAt = record((database) => ({
    id: database.need('id', text),
    url: database.need('url', storageUrlAt),
    bytes: database.need('bytes', number),
    names: database.need('names', listOf(text)),
    cut: database.list('cut', cutTableAt),
  }));
  return {
    sources: plan.need('sources', listOf(sourceAt)),
    unavailable: plan.maybe('unavailable', listOf(unavailableAt)),
    database: plan.maybe('database', databaseAt),
  };
}

const unavailableAt = record((dataset) => ({
  datasetId: dataset.need('datasetId', id),
  reason: dataset.maybe('reason', text) ?? '',
}));

const cutTableAt = record((table) => ({
  name: table.need('name', text),
  rows: table.need('rows', number),
  of: table.need('of', number),
}));

/** Returns the query string of a request for templates, or an empty string if there are no filters. */
export const toTemplateSearch = ({ chartType, category, tags, limit, after }: TemplateFilter): string =>
  toSearch({ chartType, category, tags: tags?.join(','), limit, exclusiveStartKey: after });

function toSearch(parameters: Readonly<Record<string, string | number | null | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value) search.set(name, String(value));
  const text = search.toString();
  return text && `?${text}`;
}

/** Reads a page of templates or seeds: `{templates}`, `{seeds}`, or a bare list. */
export function readTemplatePage(value: unknown): TemplatePage {
  if (Array.isArray(value)) return { templates: listOf(templateAt)(value, ''), nextKey: null, total: null };
  const page = new Fields(value, '');
  return {
    templates: page.maybe('templates', listOf(templateAt)) ?? page.need('seeds', listOf(templateAt)),
    nextKey: page.raw('hasMore') === false ? null : page.maybe('nextKey', text),
    total: page.maybe('total', number),
  };
}

const name = clippedText(MAX_NAME_LENGTH);

const templateAt = record<Template>((template) => ({
  id: template.need('id', id),
  name: template.maybe('name', name),
  description: template.maybe('description', clippedText(MAX_DESCRIPTION_LENGTH)),
  category: template.maybe('category', name),
  chartType: template.maybe('chartType', name),
  tags: template.list('tags', name),
  previewImageUrl: template.maybe('previewImageUrl', text),
  icon: template.maybe('icon', name),
  usageCount: template.maybe('usageCount', number),
}));
