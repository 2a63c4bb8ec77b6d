/** The part of a viz to show: read from a pasted URL, and written as a URL or as elements. */
import { escapeHtml } from '../internal/html.ts';
import { VibedasherError } from '../public-client/errors.ts';
import type { Params } from '../public-client/types.ts';
import { viewerUrl } from '../public-client/urls.ts';

/**
 * A chart of a viz, or all of its charts (`dashboard`), and how they are shown. Defaults are those of the element.
 */
export interface ShownViz {
  /** Default: the owner of the slug. */
  readonly account?: string | undefined;
  readonly slug: string;
  /** Base URL of a self-hosted API. */
  readonly apiBase?: string | undefined;
  readonly dashboard?: boolean | undefined;
  /** Values by parameter. A list contains several values of one parameter. */
  readonly params?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** The parameters for which readers get controls. */
  readonly controls?: readonly string[] | undefined;
  /** The element's attributes with these names. */
  readonly chart?: string | undefined;
  readonly toolbar?: string | undefined;
  readonly theme?: string | undefined;
  readonly caption?: string | undefined;
  readonly highlight?: string | undefined;
  readonly reference?: string | undefined;
  /** Further attributes of the element, by name. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** In px. */
  readonly height?: number | undefined;
  /** As in CSS: `4 / 3`. Ignored if `height` is set. */
  readonly aspectRatio?: string | undefined;
}

/** A name that needs no encoding in a URL. */
export const SLUG = /^(?!\.\.?$)[\w.-]+$/;

/** Collects names and values in an object. A repeated name has a list of values. */
export function gatherParams(
  pairs: Iterable<readonly [name: string, value: string]>,
): Record<string, string | readonly string[]> {
  const params = new Map<string, string | readonly string[]>();
  for (const [name, value] of pairs) {
    const before = params.get(name);
    params.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(params);
}

/** The color schemes that a URL can set. Default: that of the reader. */
const THEMES = ['light', 'dark'];

/**
 * Parses the name or the URL of a viz, including parameters in the URL: `account/slug`, `slug`,
 * `https://cloud.vibedasher.com/v/slug`, or `/v/`, `/embed/` or `/render/` and `account/slug` on a self-hosted server.
 * `apiBase` is missing if the text is not a URL, and `undefined` for the cloud.
 * @throws VibedasherError of kind `config` with the expected formats
 */
export function readVizAddress(
  text: string,
): Pick<ShownViz, 'account' | 'slug' | 'apiBase' | 'chart' | 'params' | 'theme'> {
  const trimmed = text.trim();
  const refuse = (why: string): VibedasherError =>
    new VibedasherError(
      'config',
      `${trimmed.slice(0, 200) || 'Nothing'}: ${why}. Use the address of a viz, as in https://cloud.vibedasher.com/v/weekly-sales, or account/slug`,
    );
  const hasScheme = /^[a-z][a-z\d+.-]*:(?!\d)/i.test(trimmed);
  // Browsers show URLs without the scheme.
  const isAddress = hasScheme || /^[\w.-]+(:\d+)?\/(v|embed|render)\//.test(trimmed);
  if (!isAddress) {
    const [slug = '', account, ...rest] = trimmed.split('/').reverse();
    const names = account === undefined ? [slug] : [account, slug];
    if (rest.length > 0 || !names.every((name) => SLUG.test(name))) throw refuse('this does not name a viz');
    return { account, slug };
  }
  let url: URL;
  try {
    url = new URL(hasScheme ? trimmed : `https://${trimmed}`);
  } catch (cause) {
    throw Object.assign(refuse('this is not an address'), { cause });
  }
  if (!/^https?:$/.test(url.protocol) || url.username || url.password)
    throw refuse('only addresses with https and without a password are allowed');
  const isCloud = url.hostname === 'cloud.vibedasher.com';
  const [, prefix = '', account, slug] =
    /^(.*?)\/(?:v|embed|render|api\/v1\/public\/viz)(?:\/([\w.-]+))?\/([\w.-]+?)\/?$/.exec(
      url.pathname.replace(/(\/render\/.*)\.(png|svg)$/, '$1'),
    ) ?? [];
  if (!slug || !SLUG.test(slug) || (account && !SLUG.test(account)))
    throw refuse('this address does not name a viz');
  if (!account && !isCloud) throw refuse('the account is missing: the address must end with /v/account/slug');
  const query = [...url.searchParams];
  const params = query.flatMap(([key, value]) => {
    const name = /^(?:v\.|param-)(.+)$/s.exec(key)?.[1];
    return name === undefined ? [] : [[name, value] as const];
  });
  const theme = url.searchParams.get('theme') ?? '';
  return {
    account,
    slug,
    apiBase: isCloud ? undefined : `${url.origin}${prefix}/api`,
    ...(url.searchParams.get('chart') && { chart: url.searchParams.get('chart')! }),
    ...(params.length > 0 && { params: gatherParams(params) }),
    ...(THEMES.includes(theme) && { theme }),
  };
}

/** Returns the base URL of a self-hosted server's viewer pages, next to its API, or `null` if it is unknown. */
export const viewerBase = ({ account, apiBase }: ShownViz): string | null =>
  account && apiBase?.endsWith('/api') ? apiBase.slice(0, -'/api'.length) : null;

/**
 * Returns the URL of the viewer page of a viz, its frame (`embed`) or its picture (`render`), or `null` if it is
 * unknown.
 */
export function viewerAddress(
  shown: ShownViz,
  form: 'v' | 'embed' | 'render' = 'v',
  ending = '',
): string | null {
  const { account, slug, apiBase, chart, params = {}, theme, dashboard } = shown;
  const pages = viewerBase(shown);
  if (!pages) return apiBase ? null : viewerUrl(slug);
  const query = new URLSearchParams(chart && !dashboard ? { chart } : {});
  for (const [name, value] of Object.entries(params))
    for (const each of [value].flat()) query.append(`v.${name}`, each);
  if (theme && theme !== 'auto' && theme !== 'none') query.set('theme', theme);
  return `${pages}/${form}/${account}/${slug}${ending}${query.size > 0 ? `?${query}` : ''}`;
}

/** Escapes text for HTML on one line. Characters that match `others` become character references, too. */
export const escapeLine = (text: string, others = /(?!)/g): string =>
  [/[\r\n]/g, others].reduce(
    (html, signs) => html.replace(signs, (sign) => `&#${sign.charCodeAt(0)};`),
    escapeHtml(text),
  );

/** An element of a snippet. */
export interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly style: Readonly<Record<string, string>>;
  readonly children: readonly Tag[];
}

const PARAM_NAME = /^[a-z_][\w-]*$/i;

/**
 * Converts parameters to `param-NAME` attributes, or to `params` if there are lists, or names that a target cannot
 * write.
 */
export function paramAttributes(params: Params = {}): Record<string, string> {
  const entries = Object.entries(params);
  const areDistinct = new Set(entries.map(([name]) => name.toLowerCase())).size === entries.length;
  const arePlain = entries.every(
    ([name, value]) => PARAM_NAME.test(name) && (typeof value !== 'object' || value === null),
  );
  if (!areDistinct || !arePlain) return { params: JSON.stringify(params) };
  return Object.fromEntries(entries.map(([name, value]) => [`param-${name}`, String(value)]));
}

/** Returns the elements for a viz, without the base URL of the API. */
export function tagsFor(shown: ShownViz): Tag {
  const { account, slug, controls = [], dashboard, height, aspectRatio, theme } = shown;
  const withoutEmpty = (attributes: Readonly<Record<string, string | undefined>>): Record<string, string> =>
    Object.fromEntries(Object.entries(attributes).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  const owner = withoutEmpty({ account, slug });
  const params = paramAttributes(shown.params);
  const tag = (
    name: string,
    attributes: Tag['attributes'],
    style = {},
    children: readonly Tag[] = [],
  ): Tag => ({
    name: `vibedasher-${name}`,
    attributes,
    style,
    children,
  });
  if (dashboard) return tag('dashboard', { ...owner, ...params, ...withoutEmpty({ theme }) });
  const { chart, toolbar, caption, highlight, reference } = shown;
  const own = withoutEmpty({ chart, toolbar, theme, caption, highlight, reference, ...shown.attributes });
  const ratio: Record<string, string> = aspectRatio ? { '--vibedasher-aspect-ratio': aspectRatio } : {};
  const style = height ? { height: `${height}px` } : ratio;
  if (controls.length === 0) return tag('viz', { ...owner, ...own, ...params }, style);
  const chosen = controls.map((param) => tag('control', { param }));
  // In a dashboard, attributes of the chart would override the controls. In a grid, controls and chart have gaps.
  return tag('dashboard', { ...owner, columns: '1', ...params }, {}, [...chosen, tag('viz', own, style)]);
}
