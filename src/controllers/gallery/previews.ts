import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Bytes of one preview. */
const MOST_BYTES = 2 * 2 ** 20;
/** How near the viewport a preview is fetched. */
const NEAR = '300px';
/** Previews that are fetched at a time. */
const LANES = 4;

/**
 * The preview images of a host: those of its parts with `data-preview`, an address that may be fetched, once they come
 * near the viewport. An element with that address would send cookies, follow redirects to anywhere, and need a policy
 * of the page that allows it: so they are fetched as everything else is, and shown as `blob:` URLs.
 */
export class PreviewsController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  /** Address → `blob:` URL; `null` while it is on its way, and for good where it cannot be loaded. */
  readonly #images = new Map<string, string | null>();
  readonly #waiting: string[] = [];
  #lanes = 0;
  #life = new AbortController();
  #observer: IntersectionObserver | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  /** The `blob:` URL of a preview that is there. */
  get(url: string | null): string | null {
    return (url && this.#images.get(url)) || null;
  }

  /** A picture that turned out to be none. */
  readonly drop = (url: string): void => {
    const blob = this.#images.get(url);
    if (blob) URL.revokeObjectURL(blob);
    this.#images.set(url, null);
    this.#host.requestUpdate();
  };

  hostConnected(): void {
    this.#life = new AbortController();
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#life.abort();
    this.#observer?.disconnect();
    this.#waiting.length = 0;
    for (const blob of this.#images.values()) if (blob) URL.revokeObjectURL(blob);
    this.#images.clear();
  }

  hostUpdated(): void {
    if (!this.#host.isConnected) return;
    this.#observer ??= new IntersectionObserver(this.#onSight, { rootMargin: NEAR });
    for (const place of this.#host.shadowRoot?.querySelectorAll<HTMLElement>('[data-preview]') ?? []) {
      const { preview = '' } = place.dataset;
      // What is redrawn may have another address: a new look tells of it as of a new place.
      this.#observer.unobserve(place);
      if (!this.#images.has(preview)) this.#observer.observe(place);
    }
  }

  readonly #onSight = (entries: readonly IntersectionObserverEntry[]): void => {
    for (const { isIntersecting, target } of entries) {
      const { preview } = (target as HTMLElement).dataset;
      if (!isIntersecting || !preview || this.#images.has(preview)) continue;
      this.#images.set(preview, null);
      this.#waiting.push(preview);
    }
    while (this.#lanes < LANES && this.#waiting.length > 0) void this.#work();
  };

  async #work(): Promise<void> {
    this.#lanes++;
    for (let url = this.#waiting.shift(); url !== undefined; url = this.#waiting.shift()) {
      const { signal } = this.#life;
      // Without it the card keeps the drawn one.
      const image = await fetchImage(url, signal).catch(() => null);
      if (!image || signal.aborted) continue;
      this.#images.set(url, URL.createObjectURL(image));
      this.#host.requestUpdate();
    }
    this.#lanes--;
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
  if (!ok || !body || Number(headers.get('content-length')) > MOST_BYTES) {
    await body?.cancel();
    return null;
  }
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = body.getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    bytes += value!.byteLength;
    if (bytes > MOST_BYTES) {
      await reader.cancel();
      return null;
    }
    parts.push(value as Uint8Array<ArrayBuffer>);
  }
  const type = headers.get('content-type') ?? '';
  return type.startsWith('image/') ? new Blob(parts, { type }) : null;
}
