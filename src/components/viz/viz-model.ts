import { OBJECT } from '../../controllers/markup.ts';
import { VibedasherError } from '../../public-client/errors.ts';
import type { Params, PublicClientOptions, Region } from '../../public-client/types.ts';
import { isRegion, REGIONS } from '../../public-client/urls.ts';

/** The words of the attribute `mark`; none is the default. */
export const MARKS = ['', 'bar', 'line', 'area', 'point', 'arc', 'map', 'number', 'table'];

/** The connection attributes of an element, under them the page's defaults. */
interface Connection {
  readonly slug: string | null;
  readonly region: string | null;
  readonly apiBase: string | null;
}

type Way = Pick<PublicClientOptions, 'region' | 'apiBase'>;

/** Checks what an author wrote. Throws a `VibedasherError` of kind `config` that names the attribute. */
export function checkConnection({ slug, ...way }: Connection): Way & { readonly slug: string } {
  if (!slug) {
    throw new VibedasherError('config', 'The required attribute "slug" is missing');
  }
  return { slug, ...checkWay(way) };
}

/** The same for an element that needs no viz. */
export function checkWay({ region, apiBase }: Omit<Connection, 'slug'>): Way {
  if (region && !apiBase && !isRegion(region)) {
    throw new VibedasherError('config', `region="${region}": use one of ${REGIONS.join(', ')}`);
  }
  return {
    region: apiBase ? undefined : ((region || undefined) as Region | undefined),
    apiBase: apiBase || undefined,
  };
}

/** The `params` attribute as the property's value. What makes no sense is kept as it is: the check names it. */
export function readParams(text: string | null): Params {
  if (!text?.trim() || text === OBJECT) return {};
  try {
    return JSON.parse(text) as Params;
  } catch {
    return text as unknown as Params;
  }
}

/** The page of a viz on Vibedasher itself. */
export const viewerUrl = (slug: string): string =>
  `https://cloud.vibedasher.com/v/${encodeURIComponent(slug)}`;

/** Whatever was thrown, as the package's own error; errors of charts bring their kind along. */
export function toVibedasherError(cause: unknown): VibedasherError {
  if (cause instanceof VibedasherError) return cause;
  const { name, message, kind } = Object(cause) as { name?: string; message?: string; kind?: unknown };
  if (name === 'ChartError') {
    return new VibedasherError(kind === 'config' ? 'config' : 'spec', message ?? '', { cause });
  }
  return new VibedasherError('render', message ?? String(cause), { cause });
}

/** The picture of an element's chart that the page was built with: in a declarative shadow root, else among the children. */
export function pictureIn(element: Element, tag = 'figure'): HTMLElement | null {
  const selector = `${tag}[data-vibedasher]`;
  return (
    element.shadowRoot?.querySelector<HTMLElement>(selector) ??
    element.querySelector<HTMLElement>(`:scope > ${selector}`)
  );
}

/** Moves a picture into the shadow root that `innerHTML` has left a template. Returns the root. */
export function adoptInertRoot<T extends ParentNode>(host: HTMLElement, root: T): T {
  const inert = host.querySelector<HTMLTemplateElement>(':scope > template[shadowrootmode]');
  if (inert?.content.querySelector('figure[data-vibedasher]')) {
    root.append(inert.content);
    inert.remove();
  }
  return root;
}
