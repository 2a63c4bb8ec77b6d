import { LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
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
import { HostLocale } from '../../controllers/host-locale.ts';
import { PageContextController } from '../../controllers/page-context.ts';
import { objectId } from '../../internal/json.ts';
import { splitList } from '../../internal/text.ts';
import { findTemplates, galleryWords, PAGE_SIZE, previewUrl, readPageSize } from './gallery-model.ts';
import type { VibedasherErrorEvent } from '../../events.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import type { PublicClient, Region, Template } from '../../public-client/types.ts';
import { readScheme, readTokens } from '../../theming/read-tokens.ts';
import { wordAttribute } from '../../controllers/markup.ts';
import { checkEndpoint, toVibedasherError } from '../../pipeline/check-settings.ts';
import { galleryTemplate } from './gallery-template.ts';
import { applyTokens } from '../viz/viz-styles.ts';
import { styles } from './gallery-element.styles.ts';

const STATUSES: readonly GalleryStatus[] = ['loading', 'ready', 'empty', 'error'];

/** The pause after typing before a search starts, in ms. */
const TYPING_PAUSE = 250;

/**
 * Shows the public templates, or seeds, as cards to choose from. The page handles the choice: the gallery stores
 * no selection.
 *
 * @tag vibedasher-gallery
 * @summary Public templates as cards to choose from.
 *
 * @attr {string} lang - BCP 47 tag of the language of texts and numbers. Default: inherited.
 *
 * @event {VibedasherChooseEvent} vibedasher-choose - A reader has chosen a template. Bubbles.
 * @event {VibedasherErrorEvent} vibedasher-error - Something went wrong. Bubbles.
 *
 * @slot loading - Replaces the placeholder cards while templates are loading.
 * @slot empty - Replaces the message that there are no templates, or none that match.
 * @slot error - Replaces the message about an error.
 *
 * @csspart search - The search field with its label.
 * @csspart filter - The category select with its label.
 * @csspart status - The line with the number of templates.
 * @csspart card - Each card.
 * @csspart image - The preview image, or a drawing in its place.
 * @csspart title - The name of the template: a button that chooses it.
 * @csspart description - The description of the template.
 * @csspart facts - Kind of chart, category and tags.
 * @csspart button - The buttons to show more, to try again and to clear the filters.
 * @csspart error - The message about an error.
 *
 * @cssstate loading - Templates are loading, whether or not there are cards already.
 * @cssstate ready - There are cards.
 * @cssstate empty - There are no templates, or none that match.
 * @cssstate error - There is an error message instead of cards.
 *
 * @cssprop --vibedasher-font - Font family. Default: that of the page.
 * @cssprop --vibedasher-color-text - Text.
 * @cssprop --vibedasher-color-muted - Descriptions, labels.
 * @cssprop --vibedasher-color-background - Background, if the theme's color scheme differs from that of the page.
 * @cssprop --vibedasher-color-grid - Borders of cards.
 * @cssprop --vibedasher-color-accent - Drawings, the focus ring.
 * @cssprop --vibedasher-gap - Gap between the cards. Default: `1.25rem`.
 */
export class VibedasherGallery extends LitElement {
  static override styles = styles;

  /** Region of the cloud. Default: the main host of the cloud. */
  @property() region: Region | null = null;
  /** Full base URL of a self-hosted API. Overrides `region`. */
  @property({ attribute: 'api-base' }) apiBase: string | null = null;
  /** What to show: public templates, or seeds. */
  @property(wordAttribute('source', ['templates', 'seeds'], 'gallery')) source: GallerySource = 'templates';
  /** Shows only templates with this chart type of the API. */
  @property({ attribute: 'chart-type' }) chartType: string | null = null;
  /** The selected category. Readers can select another one. */
  @property() category: string | null = null;
  /** Shows only templates with all of these tags, separated by commas. */
  @property() tags: string | null = null;
  /** Number of cards per page, from 1 to 100. */
  @property({ attribute: 'page-size', converter: readPageSize }) pageSize: number = PAGE_SIZE;
  /** The search text. Readers can change it. */
  @property() search: string | null = null;
  /** Origins of preview images in addition to that of the API, separated by spaces. */
  @property({ attribute: 'allow-hosts' }) allowHosts: string | null = null;
  /** `auto` follows the page; `light`, `dark`, the name of a theme, or `none` for the page's own colors. */
  @property({ converter: (value) => value ?? 'auto' }) theme: string | null = 'auto';
  /** The page's own client, for example with its own `fetch`. Overrides the connection attributes. */
  @property({ attribute: false }) client: PublicClient | null = null;

  readonly #internals = this.attachInternals();
  readonly #scope = new ScopeController(this, (cause) => this.#gallery.fail(toVibedasherError(cause)));
  readonly #gallery = new GalleryController(this, findTemplates);
  readonly #previews = new PreviewsController(this);
  readonly #locale = new HostLocale(this);
  #typing: ReturnType<typeof setTimeout> | undefined;
  /** The base URL of previews. */
  #base = '';
  /** The index of the card that gets the focus after the button "Show more" was pressed. */
  #nextCard: number | null = null;

  constructor() {
    super();
    new PageContextController(this, () => this.requestUpdate());
    keepFocus(this, '.gallery');
    this.addController({ hostDisconnected: () => clearTimeout(this.#typing) });
  }

  /** The status: `idle` before loading, then the name of one of the custom states. */
  get status(): GalleryStatus {
    return this.#gallery.status;
  }

  /** The loaded templates, whether or not they match the search. */
  get items(): readonly Template[] {
    return this.#gallery.items;
  }

  /** The error of the last load. */
  get error(): VibedasherError | null {
    return this.#gallery.error;
  }

  /** Reloads the first page. Rejects with the error if that fails. */
  async refresh(): Promise<void> {
    await this.updateComplete;
    await this.#gallery.refresh();
  }

  protected override willUpdate(): void {
    if (!this.isConnected) return;
    this.#locale.update();
    const { current: scope } = this.#scope;
    if (scope === undefined) return;
    try {
      this.#gallery.update(this.#readSettings(scope));
    } catch (cause) {
      this.#gallery.fail(toVibedasherError(cause));
    }
  }

  protected override render(): TemplateResult {
    const { current: locale } = this.#locale;
    return galleryTemplate({
      gallery: this.#gallery,
      status: this.status,
      words: locale && { locale, own: galleryWords(locale) },
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

  /** Sets states, colors and focus before `hostUpdated` of the controllers, which dispatches events. */
  protected override update(changed: PropertyValues): void {
    const root = this.shadowRoot;
    // The update may remove the button, and the focus with it.
    const wasOnMore = root?.activeElement?.matches('.more') ?? false;
    super.update(changed);
    const { states } = this.#internals;
    for (const status of STATUSES) states[status === this.status ? 'add' : 'delete'](status);
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
    this.#typing = setTimeout(() => (this.search = value), TYPING_PAUSE);
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
    // The connection is inherited as a whole: setting one of these overrides all three.
    const connection = this.client || this.region || this.apiBase || !scope ? this : scope;
    const { source, pageSize } = this;
    const client = connection.client ?? clientFor(checkEndpoint(withDefaults(connection)));
    const filter = {
      chartType: this.chartType || undefined,
      category: this.category || undefined,
      // Commas separate tags, because a tag may contain spaces.
      tags: splitList(this.tags ?? ''),
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

  #applyStyles(): void {
    const box = this.shadowRoot?.querySelector<HTMLElement>('.gallery');
    if (!box) return;
    const own = this.theme && this.theme !== 'auto' ? this.theme : null;
    const theme = own ?? this.#scope.current?.theme ?? 'auto';
    const tokens = theme === 'none' ? null : readTokens(this, theme);
    const ground = tokens && tokens.scheme !== readScheme(this) ? tokens.background : null;
    applyTokens(box, tokens, ground);
    box.style.colorScheme = tokens?.scheme ?? '';
  }
}

/** A reader has chosen a template. Bubbles, and crosses shadow roots. */
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
