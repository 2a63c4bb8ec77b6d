import { safeLink, parseUrl } from '../internal/html.ts';
import { lazily } from '../internal/tasks.ts';
import type { VibedasherError } from '../public-client/errors.ts';
import { quote, specError } from '../spec/errors.ts';
import type { ImageLoader } from './image-loader.ts';
import { MAX_BYTES } from './limits.ts';

/** Whoever pastes an example of Vega-Lite has its `data.url` in it. */
const NO_DATA = '. Leave "data" out to draw the rows of the query';

/** What a sanitized address is to Vega: the attributes of an `<a>`, or the source of an image. */
interface SanitizedUrl {
  readonly href: string;
  readonly target?: string;
  readonly rel?: string;
}

/** The part of Vega's loader interface that a view calls. */
interface PolicyLoader {
  load(url: string, options?: object): Promise<string>;
  sanitize(url: string, options?: { readonly context?: string }): Promise<SanitizedUrl>;
  http(url: string): Promise<string>;
  file(path: string): Promise<string>;
  /** Forgets the images so far: other rows come. */
  renew(): void;
}

interface LoaderPolicy {
  /** Origins that data and images may come from. */
  readonly allowHosts: readonly string[];
  /** Told of everything that was refused; Vega itself swallows it. */
  readonly onRefused: (error: VibedasherError) => void;
  /** The picture is no longer needed. */
  readonly signal: AbortSignal;
}

/**
 * All network access of a chart:
 *
 * - Data is loaded from the allowed origins only.
 * - Images are loaded from these origins and from `data:` URLs, and must be raster images: SVG is refused. They are
 *   fetched like data and passed on as `data:` URLs, since an element with their address would send cookies and follow
 *   redirects. An image that fails to load is omitted. Their pixels are counted before they are decoded.
 * - Links lead to http(s) and mail addresses, in a new tab, without opener and referrer.
 *
 * Everything else is an error of kind `spec` that contains the URL.
 */
export function createLoader({ allowHosts, onRefused, signal }: LoaderPolicy): PolicyLoader {
  const origins = new Set(allowHosts.map((host) => parse(host)?.origin));

  function refuse(url: unknown, why: string): VibedasherError {
    const error = specError(`The spec may not load ${quote(url)}: ${why}.`);
    onRefused(error);
    return error;
  }

  function checkOrigin(text: string, advice = ''): string {
    const url = parse(text);
    if (!url) throw refuse(text, 'it is not a URL');
    if (!/^https?:$/.test(url.protocol) || !origins.has(url.origin)) {
      throw refuse(text, `its origin is not in allow-hosts${advice}`);
    }
    return url.href;
  }

  let images: Promise<ImageLoader> | undefined;

  const loader: PolicyLoader = {
    load: async (url) => (await fetchAllowed(checkOrigin(url, NO_DATA), signal)).text(),
    http: (url) => loader.load(url),
    file: async (path) => Promise.reject(refuse(path, 'files are not allowed')),
    async sanitize(url, options) {
      if (options?.context === 'href') return sanitizeLink(url);
      if (options?.context !== 'image') return { href: checkOrigin(url, NO_DATA) };
      const loading = (images ??= lazily(() => import('./image-loader.ts')).then(({ createImageLoader }) =>
        createImageLoader({
          refuse,
          onRefused,
          fetchAllowed: (address) => fetchAllowed(checkOrigin(address), signal),
        }),
      ));
      return { href: await (await loading)(String(url)) };
    },
    renew: () => (images = undefined),
  };
  return loader;
}

/**
 * What relative addresses are relative to; nothing where there is no page. Not by the property itself: an image named
 * `baseURI` hides it.
 */
const pageUrl = (): string | undefined =>
  globalThis.document && (Reflect.get(Node.prototype, 'baseURI', document) as string);

/** An address that a reader may be sent to. Throws an error of kind `spec` for every other. */
function sanitizeLink(text: unknown): SanitizedUrl {
  const link = safeLink(text, pageUrl());
  if (!link) throw specError(`The spec may not link to ${quote(text)}.`);
  return link;
}

const parse = (text: unknown): URL | null => parseUrl(text, pageUrl());

/** The answer, which breaks off where it is too large. */
async function fetchAllowed(url: string, signal: AbortSignal): Promise<Response> {
  // A redirect could lead to an origin that is not allowed.
  const { ok, status, headers, body } = await fetch(url, {
    signal,
    credentials: 'omit',
    redirect: 'error',
    referrerPolicy: 'strict-origin-when-cross-origin',
  });
  if (!ok) throw specError(`Loading ${quote(url)} failed: HTTP ${status}.`);
  return new Response(body && limitBytes(body, url), { headers });
}

function limitBytes(body: ReadableStream<Uint8Array<ArrayBuffer>>, url: string): ReadableStream {
  let bytes = 0;
  const counter = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > MAX_BYTES) controller.error(specError(`${quote(url)} is larger than ${MAX_BYTES} bytes.`));
      else controller.enqueue(chunk);
    },
  });
  return body.pipeThrough(counter);
}
