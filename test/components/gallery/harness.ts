import '../../../src/components/gallery/gallery-element-define.ts';
import type { VibedasherGallery } from '../../../src/components/gallery/gallery-element.ts';
import { createPublicClient } from '../../../src/public-client/index.ts';
import { createFakeApi, type FakeApi, type FakeRoute } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import { place } from '../viz/harness.ts';

/** A template in a response, with any content. */
export type WireTemplate = Readonly<Record<string, unknown>>;

/** Creates `count` templates `t1`, `t2`, … that alternate between the categories Time, Place and Rank. */
export function templates(count: number): readonly WireTemplate[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `t${index + 1}`,
    name: `Template ${index + 1}`,
    description: `What number ${index + 1} shows.`,
    category: ['Time', 'Place', 'Rank'][index % 3],
    chartType: ['line', 'geoshape', 'bar'][index % 3],
    tags: [`tag ${index + 1}`],
  }));
}

/** Creates an API with a catalogue that it filters and pages like the server. */
export function catalogApi(items: readonly WireTemplate[], base?: string): FakeApi {
  const api = createFakeApi(base ? { base } : {});
  const pageOf = (route: FakeRoute): Response => {
    const search = new URL(api.to(route).at(-1)!.url).searchParams;
    const matching = items.filter((item) =>
      ['chartType', 'category'].every((name) => !search.get(name) || item[name] === search.get(name)),
    );
    const from = matching.findIndex(({ id }) => id === search.get('exclusiveStartKey')) + 1;
    const page = matching.slice(from, from + Number(search.get('limit') ?? 50));
    const hasMore = from + page.length < matching.length;
    const nextKey = hasMore ? page.at(-1)!['id'] : null;
    return Response.json({ templates: page, hasMore, nextKey, total: matching.length });
  };
  api.answer('templates', () => pageOf('templates'));
  api.answer('seeds', () => pageOf('seeds'));
  return api;
}

/** Adds a gallery like {@link mountGallery} and waits for its templates. */
export async function readyGallery(...about: Parameters<typeof mountGallery>): Promise<VibedasherGallery> {
  const gallery = mountGallery(...about);
  await status(gallery, 'ready');
  return gallery;
}

/** Adds a gallery that uses `api` to the page. */
export function mountGallery(
  api: FakeApi,
  attributes: Readonly<Record<string, string>> = {},
  { style = '', content = '' } = {},
): VibedasherGallery {
  const gallery = document.createElement('vibedasher-gallery');
  gallery.client = createPublicClient({ apiBase: api.base, fetch: api.fetch, maxRetries: 0 });
  for (const [name, value] of Object.entries(attributes)) gallery.setAttribute(name, value);
  gallery.innerHTML = content;
  place(style).append(gallery);
  return gallery;
}

/** Waits until the gallery has this status and its texts. */
export async function status(gallery: VibedasherGallery, wanted: VibedasherGallery['status']): Promise<void> {
  await until(() => gallery.status === wanted && gallery.matches(`:state(${wanted})`), `status ${wanted}`);
  await until(() => find(gallery, 'input'), 'words');
}

export const find = <E extends HTMLElement = HTMLElement>(gallery: VibedasherGallery, selector: string): E =>
  gallery.shadowRoot!.querySelector<E>(selector)!;

const folded = (node: Element | null): string => (node?.textContent ?? '').replace(/\s+/g, ' ').trim();

export const textOf = (gallery: VibedasherGallery, selector: string): string =>
  folded(find(gallery, selector));

/** Returns the names on the cards. */
export const namesOf = (gallery: VibedasherGallery): readonly string[] =>
  [...gallery.shadowRoot!.querySelectorAll('[part=title]')].map(folded);

/** Returns the query strings of all requests for templates. */
export const requestQueries = (api: FakeApi, route: FakeRoute = 'templates'): readonly string[] =>
  api.to(route).map(({ url }) => decodeURIComponent(new URL(url).search.replaceAll('+', ' ')));

/** Types into the search field, without real key presses. */
export function type(gallery: VibedasherGallery, text: string): void {
  const input = find<HTMLInputElement>(gallery, 'input');
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

export function choose(gallery: VibedasherGallery, category: string): void {
  const select = find<HTMLSelectElement>(gallery, 'select');
  select.value = category;
  select.dispatchEvent(new Event('change', { bubbles: true }));
}
