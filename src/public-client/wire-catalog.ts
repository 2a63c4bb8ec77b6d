/** The half of wire.ts that a chart does not need: extracts, templates and seeds. */
import { LONGEST_DESCRIPTION, LONGEST_NAME } from '../internal/clip.ts';
import { Fields, fields, id, listOf, malformed, number, shown, text, type Reader } from './fields.ts';
import type { Extracts, Template, TemplateFilter, TemplatePage } from './types.ts';
import { storageUrl } from './urls.ts';

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
