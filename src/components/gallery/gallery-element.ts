import { LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { clientFor, withDefaults } from '../../controllers/page-defaults.ts';
import { keepFocus } from '../../controllers/keep-focus.ts';
import {
  GalleryController,
  type GallerySettings,
  type GallerySource,
  type GalleryStatus,
} from '../../controllers/gallery/gallery.ts';
import { PreviewsController } from '../../controllers/gallery/previews.ts';
import { ScopeController, type Scope } from '../../controllers/dashboard/scope.ts';
import { languageOf, PageContextController } from '../../controllers/page-context.ts';
import { objectId } from '../../internal/json.ts';
import {
  findTemplates,
  galleryWords,
  PAGE_SIZE,
  previewUrl,
  readPageSize,
  readTags,
} from './gallery-model.ts';
import { loadLocale } from '../../locale/load-locale.ts';
import type { GalleryWords, Locale } from '../../locale/types.ts';
import type { VibedasherErrorEvent } from '../../events.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import type { PublicClient, Region, Template } from '../../public-client/types.ts';
import { readScheme, readTokens } from '../../theming/read-tokens.ts';
import { wordAttribute } from '../../controllers/markup.ts';
import { checkEndpoint, toVibedasherError } from '../../pipeline/check-settings.ts';
import { galleryTemplate } from './gallery-template.ts';
import { styles } from './gallery-element.styles.ts';

const STATUSES: readonly GalleryStatus[] = ['loading', 'ready', 'empty', 'error'];

/** Milliseconds that typing rests before it counts. */
const REST = 250;

/**
 * The public templates, or seeds, as cards to choose from. Choosing is an act, not a state: what follows from it is the
 * page's business.
 *
 * @tag vibedasher-gallery
 * @summary Public templates as cards to choose from.
 *
 * @attr {string} lang - BCP 47 tag of the language for sentences and numbers. Default: inherited.
 *
 * @event {VibedasherChooseEvent} vibedasher-choose - A reader has chosen a template. Bubbles.
 * @event {VibedasherErrorEvent} vibedasher-error - Something went wrong. Bubbles.
 *
 * @slot loading - Shown instead of the empty cards that stand for those to come.
 * @slot empty - Shown instead of the message that there is nothing, or nothing that fits.
 * @slot error - Shown instead of the message about an error.
 *
 * @csspart search - The search field with its label.
 * @csspart filter - The choice of a category with its label.
 * @csspart status - The line that says how many there are.
 * @csspart card - Each card.
 * @csspart image - Its picture, or the drawing that stands for it.
 * @csspart title - Its name: the button that chooses it.
 * @csspart description - Its description.
 * @csspart facts - Kind of chart, category and tags.
 * @csspart button - The buttons for more, to try again and to clear the filters.
 * @csspart error - The message about an error.
 *
 * @cssstate loading - Being loaded, whether or not there are cards already.
 * @cssstate ready - There are cards.
 * @cssstate empty - There is nothing, or nothing that fits.
 * @cssstate error - There is a message instead of cards.
 *
 * @cssprop --vibedasher-font - Font family. Default: the page's.
 * @cssprop --vibedasher-color-text - Text.
 * @cssprop --vibedasher-color-muted - Descriptions, labels.
 * @cssprop --vibedasher-color-background - The ground that is painted where a theme needs one.
 * @cssprop --vibedasher-color-grid - Borders of cards.
 * @cssprop --vibedasher-color-accent - Drawings, the focus ring.
 * @cssprop --vibedasher-gap - Between the cards, `1.25rem` by default.
 */
export class VibedasherGallery extends LitElement {
  static override styles = styles;

  /** Region of the cloud. Without it the cloud's one host is asked. */
  @property() region: Region | null = null;
  /** Full base URL of a self-hosted API. Wins over `region`. */
  @property({ attribute: 'api-base' }) apiBase: string | null = null;
  /** What is shown: all public templates, or the seeds. */
  @property(wordAttribute('source', ['templates', 'seeds'], 'gallery')) source: GallerySource = 'templates';
  /** Only templates of this kind of chart, in the API's own word. */
  @property({ attribute: 'chart-type' }) chartType: string | null = null;
  /** The category that is chosen; readers may choose another. */
  @property() category: string | null = null;
  /** Only templates with all of these tags, separated by commas. */
  @property() tags: string | null = null;
  /** Cards that come at a time, from 1 to 100. */
  @property({ attribute: 'page-size', converter: readPageSize }) pageSize: number = PAGE_SIZE;
  /** What is searched for; readers may search for something else. */
  @property() search: string | null = null;
  /** Origins, separated by spaces, from which preview images may come besides the API's own. */
  @property({ attribute: 'allow-hosts' }) allowHosts: string | null = null;
  /** `auto` follows the page; `light`, `dark`, the name of a theme, or `none` for the page's own colors. */
  @property({ converter: (value) => value ?? 'auto' }) theme: string | null = 'auto';
  /** A client of the page's own, e.g. with its own `fetch`. Wins over the connection attributes. */
  @property({ attribute: false }) client: PublicClient | null = null;

  @state() protected words: { readonly locale: Locale; readonly own: GalleryWords } | null = null;

  readonly #internals = this.attachInternals();
  readonly #scope = new ScopeController(this, (cause) => this.#gallery.fail(toVibedasherError(cause)));
  readonly #gallery = new GalleryController(this, findTemplates, toVibedasherError);
  readonly #previews = new PreviewsController(this);
  #language: string | null | undefined;
  #typing: ReturnType<typeof setTimeout> | undefined;
  /** Where the previews of what is shown come from. */
  #base = '';
  /** The card to which the focus goes from the button for more, once it is there. */
  #nextCard: number | null = null;

  constructor() {
    super();
    new PageContextController(this, () => this.requestUpdate());
    keepFocus(this, '.gallery');
    this.addController({ hostDisconnected: () => clearTimeout(this.#typing) });
  }

  /** `idle` until it is loaded, then as in the states. */
  get status(): GalleryStatus {
    return this.#gallery.status;
  }

  /** The templates that are loaded, whether or not the search finds them. */
  get items(): readonly Template[] {
    return this.#gallery.items;
  }

  /** What went wrong with the last attempt. */
  get error(): VibedasherError | null {
    return this.#gallery.error;
  }

  /** Loads the first page again. Resolves when it is there; rejects with the error. */
  async refresh(): Promise<void> {
    await this.updateComplete;
    await this.#gallery.refresh();
  }

  protected override willUpdate(): void {
    if (!this.isConnected) return;
    this.#speak();
    const { current: scope } = this.#scope;
    if (scope === undefined) return;
    try {
      this.#gallery.update(this.#readSettings(scope));
    } catch (cause) {
      this.#gallery.fail(toVibedasherError(cause));
    }
  }

  protected override render(): TemplateResult {
    return galleryTemplate({
      gallery: this.#gallery,
      status: this.status,
      words: this.words,
      search: this.search?.trim() ?? '',
      category: this.category ?? '',
      pageSize: this.pageSize,
      picture: this.#picture,
      onType: this.#onType,
      onSearch: this.#onSearch,
      onCategory: this.#onCategory,
      onClear: this.#onClear,
      onChoose: this.#onChoose,
      onMore: this.#onMore,
      onBrokenPicture: this.#previews.drop,
    });
  }

  /** States, colors and focus are in place before the controllers tell of the update. */
  protected override update(changed: PropertyValues): void {
    const root = this.shadowRoot;
    // The button may be gone afterwards, and the focus with it.
    const wasOnMore = root?.activeElement?.matches('.more') ?? false;
    super.update(changed);
    const { states } = this.#internals;
    for (const status of STATUSES) {
      if (status === this.status) states.add(status);
      else states.delete(status);
    }
    this.#applyStyles();
    const select = root?.querySelector('select');
    if (select) select.value = this.category ?? '';
    const input = root?.querySelector('input');
    if (input && changed.has('search') && input.value.trim() !== (this.search ?? '').trim()) {
      input.value = this.search ?? '';
    }
    const next = this.#nextCard;
    const cards = next === null ? [] : (root?.querySelectorAll<HTMLElement>('.title') ?? []);
    if (next === null || cards.length <= next) return;
    this.#nextCard = null;
    if (wasOnMore) cards[next]?.focus();
  }

  readonly #picture = (item: Template): { url: string | null; image: string | null } => {
    const url = previewUrl(item.previewImageUrl, this.#base, this.allowHosts);
    return { url, image: this.#previews.get(url) };
  };

  readonly #onType = ({ target }: Event): void => {
    clearTimeout(this.#typing);
    const { value } = target as HTMLInputElement;
    this.#typing = setTimeout(() => (this.search = value), REST);
  };

  readonly #onSearch = ({ target }: Event): void => {
    clearTimeout(this.#typing);
    this.search = (target as HTMLInputElement).value;
  };

  readonly #onCategory = ({ target }: Event): void => {
    this.category = (target as HTMLSelectElement).value || null;
  };

  readonly #onMore = (): void => {
    if (this.status === 'loading') return;
    this.#nextCard = this.shadowRoot?.querySelectorAll('.title').length ?? null;
    this.#gallery.more();
  };

  readonly #onClear = (): void => {
    clearTimeout(this.#typing);
    this.search = null;
    this.category = null;
    this.shadowRoot?.querySelector('input')?.focus();
  };

  readonly #onChoose = (item: Template): void => {
    const event = new VibedasherChooseEvent(item, this.source);
    this.dispatchEvent(event);
  };

  #readSettings(scope: Scope | null): GallerySettings {
    // Who names one of these names the whole way to the data.
    const way = this.client || this.region || this.apiBase || !scope ? this : scope;
    const { source, pageSize } = this;
    const client = way.client ?? clientFor(checkEndpoint(withDefaults(way)));
    const filter = {
      chartType: this.chartType || undefined,
      category: this.category || undefined,
      tags: readTags(this.tags),
    };
    this.#base = client.apiBase;
    const catalogueKey = JSON.stringify([objectId(client), source]);
    return {
      client,
      source,
      filter,
      search: this.search?.trim() ?? '',
      pageSize,
      key: JSON.stringify([catalogueKey, filter, pageSize]),
      catalogueKey,
    };
  }

  /** Loads the reader's language, whenever that is another one. */
  #speak(): void {
    const language = languageOf(this);
    if (language === this.#language) return;
    this.#language = language;
    void loadLocale(language, null).then((locale) => {
      if (language === this.#language) this.words = { locale, own: galleryWords(locale) };
    });
  }

  /** Colors, through the CSSOM: a page's policy may forbid style attributes. */
  #applyStyles(): void {
    const box = this.shadowRoot?.querySelector<HTMLElement>('.gallery');
    if (!box) return;
    const own = this.theme && this.theme !== 'auto' ? this.theme : null;
    const theme = own ?? this.#scope.current?.theme ?? 'auto';
    const tokens = theme === 'none' ? null : readTokens(this, theme);
    const ground = tokens && tokens.scheme !== readScheme(this) ? tokens.background : null;
    const properties = {
      '--_scheme-text': tokens?.text,
      '--_scheme-muted': tokens?.muted,
      '--_scheme-grid': tokens?.grid,
      '--_scheme-accent': tokens?.accent,
      '--_scheme-background': tokens?.background,
      '--_ground': ground,
    };
    for (const [name, value] of Object.entries(properties)) {
      if (value) box.style.setProperty(name, value);
      else box.style.removeProperty(name);
    }
    box.style.colorScheme = tokens?.scheme ?? '';
    box.classList.toggle('painted', ground !== null);
  }
}

/** A reader has chosen a template. Bubbles, and leaves shadow roots. */
export class VibedasherChooseEvent extends Event {
  static readonly type = 'vibedasher-choose';
  readonly item: Template;
  readonly source: 'templates' | 'seeds';

  constructor(item: Template, source: 'templates' | 'seeds') {
    super(VibedasherChooseEvent.type, { bubbles: true, composed: true });
    this.item = item;
    this.source = source;
  }
}

/** The events of `<vibedasher-gallery>` by type. */
export interface VibedasherGalleryEventMap {
  'vibedasher-choose': VibedasherChooseEvent;
  'vibedasher-error': VibedasherErrorEvent;
}

declare global {
  interface HTMLElementEventMap extends VibedasherGalleryEventMap {}
  interface ShadowRootEventMap extends VibedasherGalleryEventMap {}
  interface DocumentEventMap extends VibedasherGalleryEventMap {}
  interface WindowEventMap extends VibedasherGalleryEventMap {}
}
