import { safeLink, parseUrl } from '../internal/html.ts';
import type { VibedasherError } from '../public-client/errors.ts';
import { lazily } from '../public-client/errors.ts';
import { quote, specError } from '../spec/errors.ts';
import type { ImageLoader } from './image-loader.ts';
import { MAX_BYTES } from './limits.ts';

/** The examples in Vega-Lite's documentation have a `data.url`. */
const NO_DATA = '. Leave "data" out to draw the rows of the query';

/** Vega's result of `sanitize()`: the attributes of an `<a>`, or the source of an image. */
interface SanitizedUrl {
  readonly href: string;
  readonly target?: string;
  readonly rel?: string;
}

/** The parts of Vega's loader interface that a view calls. */
interface PolicyLoader {
  load(url: string, options?: object): Promise<string>;
  sanitize(url: string, options?: { readonly context?: string }): Promise<SanitizedUrl>;
  http(url: string): Promise<string>;
  file(path: string): Promise<string>;
  /** Forgets all images, so new rows get the full pixel limit again. */
  renew(): void;
}

interface LoaderPolicy {
  /** Origins from which data and images may load. */
  readonly allowHosts: readonly string[];
  /** Called with the error of each refused URL, because Vega ignores rejections. */
  readonly onRefused: (error: VibedasherError) => void;
  /** Aborts all requests. */
  readonly signal: AbortSignal;
}

/**
 * Creates the loader through which a chart accesses the network:
 *
 * - Data is loaded from the allowed origins only.
 * - Images are loaded from these origins and from `data:` URLs, and must be raster images: SVG is refused. They are
 *   fetched like data and passed on as `data:` URLs, because an element with their URL would send cookies and follow
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
 * Returns the base URL of the page, or `undefined` without a page. Uses the getter of `Node.prototype`, because an
 * image named `baseURI` shadows the property of the document.
 */
const pageUrl = (): string | undefined =>
  globalThis.document && (Reflect.get(Node.prototype, 'baseURI', document) as string);

/** Throws an error of kind `spec` for links other than to http(s) and mail addresses. */
function sanitizeLink(text: unknown): SanitizedUrl {
  const link = safeLink(text, pageUrl());
  if (!link) throw specError(`The spec may not link to ${quote(text)}.`);
  return link;
}

const parse = (text: unknown): URL | null => parseUrl(text, pageUrl());

/** Fetches a URL. Reading the body of the response fails if it exceeds the limit. */
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
