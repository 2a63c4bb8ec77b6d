import { OBJECT } from '../../controllers/markup.ts';
import { VibedasherError } from '../../public-client/errors.ts';
import type { Params, PublicClientOptions, Region } from '../../public-client/types.ts';
import { isRegion, REGIONS } from '../../public-client/urls.ts';

/** The values of the `mark` attribute. Default: the empty string. */
export const MARKS = ['', 'bar', 'line', 'area', 'point', 'arc', 'map', 'number', 'table'];

/** The connection attributes of an element, completed with the page's defaults. */
interface Connection {
  readonly slug: string | null;
  readonly region: string | null;
  readonly apiBase: string | null;
}

type Endpoint = Pick<PublicClientOptions, 'region' | 'apiBase'>;

/** Checks the connection attributes. Throws a `VibedasherError` of kind `config` that names the wrong attribute. */
export function checkConnection({ slug, ...endpoint }: Connection): Endpoint & { readonly slug: string } {
  if (!slug) {
    throw new VibedasherError('config', 'The required attribute "slug" is missing');
  }
  return { slug, ...checkEndpoint(endpoint) };
}

/** Like {@link checkConnection}, for an element that needs no viz. */
export function checkEndpoint({ region, apiBase }: Omit<Connection, 'slug'>): Endpoint {
  if (region && !apiBase && !isRegion(region)) {
    throw new VibedasherError('config', `region="${region}": use one of ${REGIONS.join(', ')}`);
  }
  return {
    region: apiBase ? undefined : ((region || undefined) as Region | undefined),
    apiBase: apiBase || undefined,
  };
}

/** Parses the `params` attribute. Returns invalid JSON unchanged: `checkParams` reports it later. */
export function readParams(text: string | null): Params {
  if (!text?.trim() || text === OBJECT) return {};
  try {
    return JSON.parse(text) as Params;
  } catch {
    return text as unknown as Params;
  }
}

/** The URL of a viz's page in the Vibedasher cloud. */
export const viewerUrl = (slug: string): string =>
  `https://cloud.vibedasher.com/v/${encodeURIComponent(slug)}`;

/** Converts a thrown value to a `VibedasherError`, of kind `render` unless it is a `ChartError`. */
export function toVibedasherError(cause: unknown): VibedasherError {
  if (cause instanceof VibedasherError) return cause;
  const { name, message, kind } = Object(cause) as { name?: string; message?: string; kind?: unknown };
  if (name === 'ChartError') {
    return new VibedasherError(kind === 'config' ? 'config' : 'spec', message ?? '', { cause });
  }
  return new VibedasherError('render', message ?? String(cause), { cause });
}

/** Finds the prerendered picture of an element: in a declarative shadow root, or else among the children. */
export function findStaticPicture(element: Element, tag = 'figure'): HTMLElement | null {
  const selector = `${tag}[data-vibedasher]`;
  return (
    element.shadowRoot?.querySelector<HTMLElement>(selector) ??
    element.querySelector<HTMLElement>(`:scope > ${selector}`)
  );
}

/**
 * Moves a prerendered picture into `root` and returns `root`. `innerHTML` does not attach declarative shadow roots: it
 * leaves their templates in the host.
 */
export function adoptInertRoot<T extends ParentNode>(host: HTMLElement, root: T): T {
  const inert = host.querySelector<HTMLTemplateElement>(':scope > template[shadowrootmode]');
  if (inert?.content.querySelector('figure[data-vibedasher]')) {
    root.append(inert.content);
    inert.remove();
  }
  return root;
}
