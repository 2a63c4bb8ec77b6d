/** The routes that a chart does not need: extracts, templates and seeds. */
import { LONGEST_DESCRIPTION, LONGEST_NAME } from '../internal/text.ts';
import { readAnswer } from './answer.ts';
import { Fields, fields, id, listOf, malformed, number, type Reader, shown, text } from './fields.ts';
import type { Session } from './page.ts';
import { callerOf } from './query-run.ts';
import { addressOf, askViz } from './session.ts';
import type { Extracts, RequestOptions, Template, TemplateFilter, TemplatePage, VizRef } from './types.ts';
import { PUBLIC, storageUrl } from './urls.ts';

export async function getExtracts(session: Session, ref: VizRef, options: RequestOptions): Promise<Extracts> {
  const viz = await addressOf(session, ref, options);
  const caller = callerOf(options);
  const { answer } = await askViz(session, viz, caller, (vizUrl) =>
    session.send({ ...caller, url: `${vizUrl}/wasm-plan`, fresh: options.fresh }),
  );
  return readAnswer(session, answer, 'viz', (json) => readExtracts(json, session.base));
}

export function listTemplates(
  session: Session,
  filter: TemplateFilter,
  options: RequestOptions,
): Promise<TemplatePage> {
  return templatePage(session, `templates${toTemplateSearch(filter)}`, options);
}

export function listSeeds(session: Session, options: TemplateFilter & RequestOptions): Promise<TemplatePage> {
  return templatePage(session, `seeds${toTemplateSearch(options)}`, options);
}

async function templatePage(session: Session, path: string, options: RequestOptions): Promise<TemplatePage> {
  const url = `${session.base}${PUBLIC}/${path}`;
  const answer = await session.send({ ...callerOf(options), url, fresh: options.fresh });
  return readAnswer(session, answer, 'list', readTemplatePage);
}

/* The half of wire.ts that a chart does not need: extracts, templates and seeds. */

/** @throws VibedasherError of kind `malformed` for an address that must not be followed */
export function readExtracts(value: unknown, apiBase: string): Extracts {
  const plan = fields(value, '');
  return {
    sources: plan.need(
      'sources',
      listOf((value, path) => {
        const source = new Fields(value, path);
        return {
          alias: source.need('alias', text),
          datasetId: source.need('datasetId', id),
          url: source.need('url', (value, path) => {
            const url = storageUrl(text(value, path), apiBase);
            if (!url) throw malformed(path, 'address to follow');
            return url;
          }),
          bytes: source.maybe('bytes', number),
        };
      }),
    ),
    unavailable: plan.maybe(
      'unavailable',
      listOf((value, path) => {
        const dataset = new Fields(value, path);
        return { datasetId: dataset.need('datasetId', id), reason: dataset.maybe('reason', text) ?? '' };
      }),
    ),
  };
}

/** The query of the address by which templates are asked for. */
export function toTemplateSearch({ chartType, category, tags, limit, after }: TemplateFilter): string {
  const search = new URLSearchParams();
  const wanted = { chartType, category, tags: tags?.join(','), limit, exclusiveStartKey: after };
  for (const [name, value] of Object.entries(wanted)) if (value) search.set(name, String(value));
  const text = search.toString();
  return text && `?${text}`;
}

/** Templates, or seeds, which come as templates, as `{seeds}` or as a bare list. */
export function readTemplatePage(value: unknown): TemplatePage {
  if (Array.isArray(value)) return { templates: listOf(templateAt)(value, ''), nextKey: null, total: null };
  const page = fields(value, '');
  return {
    templates: page.maybe('templates', listOf(templateAt)) ?? page.need('seeds', listOf(templateAt)),
    nextKey: page.raw('hasMore') === false ? null : page.maybe('nextKey', text),
    total: page.maybe('total', number),
  };
}

const name = shown(LONGEST_NAME);

const templateAt: Reader<Template> = (value, path) => {
  const template = new Fields(value, path);
  return {
    id: template.need('id', id),
    name: template.maybe('name', name),
    description: template.maybe('description', shown(LONGEST_DESCRIPTION)),
    category: template.maybe('category', name),
    chartType: template.maybe('chartType', name),
    tags: template.list('tags', name),
    previewImageUrl: template.maybe('previewImageUrl', text),
    icon: template.maybe('icon', name),
    usageCount: template.maybe('usageCount', number),
  };
};
