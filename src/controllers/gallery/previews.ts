import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** The maximum size of a preview, in bytes. */
const MAX_BYTES = 2 * 2 ** 20;
/** The distance from the viewport at which a preview is fetched. */
const ROOT_MARGIN = '300px';
/** Maximum number of previews that are fetched at the same time. */
const MAX_CONCURRENT = 4;

/**
 * Loads the preview images of a host: the URLs in `data-preview`, once the element comes near the viewport. An `<img>`
 * with such a URL would send cookies, follow any redirect, and need an entry in the page's content security policy. So
 * the controller fetches the images and provides `blob:` URLs.
 */
export class PreviewsController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  /** URL → `blob:` URL; `null` while it loads, and if it cannot be loaded. */
  readonly #images = new Map<string, string | null>();
  readonly #waiting: string[] = [];
  #active = 0;
  #connection = new AbortController();
  #observer: IntersectionObserver | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  /** Returns the `blob:` URL of a loaded preview, else `null`. */
  get(url: string | null): string | null {
    return (url && this.#images.get(url)) || null;
  }

  /** Discards an image that cannot be decoded. */
  readonly drop = (url: string): void => {
    const blob = this.#images.get(url);
    if (blob) URL.revokeObjectURL(blob);
    this.#images.set(url, null);
    this.#host.requestUpdate();
  };

  hostConnected(): void {
    this.#connection = new AbortController();
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#connection.abort();
    this.#observer?.disconnect();
    this.#waiting.length = 0;
    for (const blob of this.#images.values()) if (blob) URL.revokeObjectURL(blob);
    this.#images.clear();
  }

  hostUpdated(): void {
    if (!this.#host.isConnected) return;
    this.#observer ??= new IntersectionObserver(this.#onIntersection, { rootMargin: ROOT_MARGIN });
    for (const place of this.#host.shadowRoot?.querySelectorAll<HTMLElement>('[data-preview]') ?? []) {
      const { preview = '' } = place.dataset;
      // The URL of an element may have changed: observing it again reports its position again.
      this.#observer.unobserve(place);
      if (!this.#images.has(preview)) this.#observer.observe(place);
    }
  }

  readonly #onIntersection = (entries: readonly IntersectionObserverEntry[]): void => {
    for (const { isIntersecting, target } of entries) {
      const { preview } = (target as HTMLElement).dataset;
      if (!isIntersecting || !preview || this.#images.has(preview)) continue;
      this.#images.set(preview, null);
      this.#waiting.push(preview);
    }
    while (this.#active < MAX_CONCURRENT && this.#waiting.length > 0) void this.#fetchWaiting();
  };

  async #fetchWaiting(): Promise<void> {
    this.#active++;
    for (let url = this.#waiting.shift(); url !== undefined; url = this.#waiting.shift()) {
      const { signal } = this.#connection;
      // Without an image, the card keeps its drawn glyph.
      const image = await fetchImage(url, signal).catch(() => null);
      if (!image || signal.aborted) continue;
      this.#images.set(url, URL.createObjectURL(image));
      this.#host.requestUpdate();
    }
    this.#active--;
  }
}

async function fetchImage(url: string, signal: AbortSignal): Promise<Blob | null> {
  const answer = await fetch(url, {
    signal,
    credentials: 'omit',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
  });
  const { ok, headers, body } = answer;
  if (!ok || !body || Number(headers.get('content-length')) > MAX_BYTES) {
    await body?.cancel();
    return null;
  }
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = body.getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    bytes += value!.byteLength;
    if (bytes > MAX_BYTES) {
      await reader.cancel();
      return null;
    }
    parts.push(value as Uint8Array<ArrayBuffer>);
  }
  const type = headers.get('content-type') ?? '';
  return type.startsWith('image/') ? new Blob(parts, { type }) : null;
}
