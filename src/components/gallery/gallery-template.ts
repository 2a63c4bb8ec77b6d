import { html, nothing, type TemplateResult } from 'lit';
import type { GalleryController, GalleryStatus } from '../../controllers/gallery/gallery.ts';
import type { GalleryWords, Locale } from '../../locale/types.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import type { Template } from '../../public-client/types.ts';
import { glyphTemplate } from './gallery-glyphs.ts';
import { toCard } from './gallery-model.ts';

/** The state that a gallery renders, and its event handlers. */
interface GalleryView {
  readonly gallery: GalleryController;
  readonly status: GalleryStatus;
  /** `null` until the reader's language has loaded. */
  readonly words: { readonly locale: Locale; readonly own: GalleryWords } | null;
  readonly search: string;
  readonly category: string;
  readonly pageSize: number;
  /** Returns the URL of a template's preview if it may be fetched, and the `blob:` URL of the image once it has loaded. */
  picture(item: Template): { readonly url: string | null; readonly image: string | null };
  readonly onType: (event: Event) => void;
  readonly onSearch: (event: Event) => void;
  readonly onCategory: (event: Event) => void;
  readonly onClear: () => void;
  readonly onMore: () => void;
  readonly onChoose: (item: Template) => void;
  readonly onBrokenPicture: (url: string) => void;
}

/** The maximum number of placeholder cards. */
const MAX_SKELETONS = 24;

type Content = TemplateResult | typeof nothing;

/** Renders the content of the shadow root. */
export function galleryTemplate(view: GalleryView): TemplateResult {
  const { words, status, gallery } = view;
  const isWaiting = status === 'loading' && !gallery.isCurrent;
  return html`<div
    class="gallery ${isWaiting ? 'waiting' : ''}"
    lang=${words?.locale.language ?? nothing}
    dir=${words?.locale.dir === 'rtl' ? 'rtl' : nothing}
  >
    <div class="bar">${barTemplate(view)}</div>
    <p part="status" class="status" role="status">${statusText(view)}</p>
    ${bodyTemplate(view)}
  </div>`;
}

function barTemplate(view: GalleryView): Content {
  const { words, gallery, search, category } = view;
  if (!words) return nothing;
  const { own, locale } = words;
  const categories = [...new Set([...gallery.categories, ...(category ? [category] : [])])].sort((a, b) =>
    a.localeCompare(b, locale.tag),
  );
  return html`<label part="search"
      ><span>${own.search}</span
      ><input
        type="search"
        autocomplete="off"
        value=${search}
        @input=${view.onType}
        @change=${view.onSearch}
        @search=${view.onSearch}
    /></label>
    ${
      categories.length > 1 || category
        ? html`<label part="filter"
            ><span>${own.category}</span
            ><select @change=${view.onCategory}>
              <option value="">${own.allCategories}</option>
              ${categories.map((each) => html`<option value=${each}>${each}</option>`)}
            </select></label
          >`
        : nothing
    }`;
}

/** Returns the status text, such as the number of templates. Screen readers announce it, too. */
function statusText({ words, gallery, status, search }: GalleryView): string {
  if (!words) return '';
  const { own } = words;
  const { items, hits, shown, total } = gallery;
  if (status === 'error') return '';
  if (status === 'loading' && (!gallery.isCurrent || hits.length === 0)) return own.loading;
  const count = Math.min(shown, hits.length);
  if (search) return own.found(hits.length, items.length, gallery.hasMore ? total : items.length);
  if (count === 0) return '';
  const most = total ?? (gallery.hasMore ? null : items.length);
  return most !== null && most <= count ? own.count(count) : own.part(count, most);
}

function bodyTemplate(view: GalleryView): Content | readonly Content[] {
  const { gallery, status, words } = view;
  const { hits, shown, error } = gallery;
  const failure = error && words ? errorTemplate(view, error, words) : nothing;
  if (status === 'error') return failure;
  if (status === 'empty') {
    if (!words) return nothing;
    // A search may have reached its page limit before the last page.
    return [html`<slot name="empty">${emptyTemplate(view, words.own)}</slot>`, moreTemplate(view)];
  }
  if (hits.length === 0) return html`<slot name="loading">${skeletonTemplate(view.pageSize)}</slot>`;
  const cards = hits.slice(0, shown);
  return [
    html`<ul class="cards" role="list" aria-busy=${status === 'loading' ? 'true' : nothing}>
      ${cards.map((item, index) => cardTemplate(view, item, index))}
    </ul>`,
    failure,
    error ? nothing : moreTemplate(view),
  ];
}

function cardTemplate(view: GalleryView, item: Template, index: number): TemplateResult {
  const { own, locale } = view.words!;
  const { name, description, category, tags, icon, kind, chartType } = toCard(item);
  const { url, image } = view.picture(item);
  const known = chartType ?? (kind === 'chart' ? null : locale.messages.kinds[kind]);
  const about = known?.toLowerCase() === category?.toLowerCase() ? [category] : [known, category];
  const facts = [...about.filter((fact) => fact !== null), ...(tags.length > 0 ? [tags.join(', ')] : [])];
  return html`<li part="card" class="card">
    <div part="image" class="image" data-preview=${url ?? nothing}>
      ${
        image && url
          ? html`<img src=${image} alt="" @error=${(): void => view.onBrokenPicture(url)} />`
          : glyphTemplate(kind)
      }
    </div>
    <button
      type="button"
      part="title"
      class="title"
      aria-describedby="about-${index}"
      @click=${(): void => view.onChoose(item)}
    >
      ${icon ? html`<span class="icon" aria-hidden="true">${icon}</span>` : nothing}<bdi
        >${name ?? own.unnamed}</bdi
      >
    </button>
    <div class="about" id="about-${index}">
      ${description ? html`<p part="description" class="description"><bdi>${description}</bdi></p>` : nothing}
      ${
        facts.length > 0
          ? html`<p part="facts" class="facts">
              ${facts.map((fact, place) => [place > 0 ? ' · ' : '', html`<bdi>${fact}</bdi>`])}
            </p>`
          : nothing
      }
    </div>
  </li>`;
}

const skeletonTemplate = (pageSize: number): TemplateResult =>
  html`<div class="cards" aria-hidden="true">
    ${Array.from(
      { length: Math.min(pageSize, MAX_SKELETONS) },
      () => html`<div class="card skeleton"><div class="image"></div></div>`,
    )}
  </div>`;

function emptyTemplate({ search, category, onClear }: GalleryView, own: GalleryWords): TemplateResult {
  const isFiltered = Boolean(search || category);
  return html`<div class="message">
    <p>${isFiltered ? own.nothingFound : own.empty}</p>
    ${isFiltered ? button(own.clear, onClear) : nothing}
  </div>`;
}

function errorTemplate(
  { gallery }: GalleryView,
  { kind, retryable }: VibedasherError,
  { locale, own }: NonNullable<GalleryView['words']>,
): TemplateResult {
  const { errors, retry } = locale.messages;
  return html`<slot name="error">
    <div part="error" class="message" role="alert">
      <p>${kind === 'config' ? own.config : DATA_ERRORS.has(kind) ? errors[kind] : own.failed}</p>
      ${retryable ? button(retry, gallery.retry) : nothing}
    </div>
  </slot>`;
}

/** Kinds of errors whose message does not mention a chart. */
const DATA_ERRORS: ReadonlySet<string> = new Set([
  'rate-limited',
  'unavailable',
  'network',
  'timeout',
  'malformed',
] satisfies VibedasherError['kind'][]);

function moreTemplate({ gallery, words, pageSize, search, status, onMore }: GalleryView): Content {
  const { hits, shown, total, hasMore } = gallery;
  const { own } = words!;
  const left = (hasMore && !search && total !== null ? total : hits.length) - Math.min(shown, hits.length);
  if (left <= 0 && !hasMore) return nothing;
  // Until a search has loaded all pages, the number of matches is unknown.
  const count = left > 0 && (!hasMore || !search) ? Math.min(left, pageSize) : null;
  const isLoading = status === 'loading';
  const text = isLoading ? own.loading : own.more(count);
  return html`<div class="foot">
    <button
      type="button"
      part="button"
      class="more"
      aria-disabled=${isLoading ? 'true' : nothing}
      @click=${onMore}
    >
      ${text}
    </button>
  </div>`;
}

const button = (text: string, onClick: () => void): TemplateResult =>
  html`<button type="button" part="button" @click=${onClick}>${text}</button>`;
