/**
 * What is shown of a viz: read from an address as people paste it, and told by an address or by elements. No Node and no
 * page is needed.
 */
import { viewerUrl } from '../components/viz/viz-model.ts';
import { VibedasherError } from '../public-client/errors.ts';

/** A chart, or with `dashboard` all charts of a viz, and how it is shown. What is not given is as the element has it. */
export interface ShownViz {
  /** Without it the owner is found by the slug. */
  readonly account?: string | undefined;
  readonly slug: string;
  /** Base URL of an API that is not the cloud's. */
  readonly apiBase?: string | undefined;
  readonly dashboard?: boolean | undefined;
  /** By name. A list is several values of one parameter. */
  readonly params?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** The parameters that readers choose. */
  readonly controls?: readonly string[] | undefined;
  /** The element's attributes of these names. */
  readonly chart?: string | undefined;
  readonly toolbar?: string | undefined;
  readonly theme?: string | undefined;
  readonly caption?: string | undefined;
  readonly highlight?: string | undefined;
  readonly reference?: string | undefined;
  /** In px. */
  readonly height?: number | undefined;
  /** As CSS has it: `4 / 3`. A height wins over it. */
  readonly aspectRatio?: string | undefined;
}

/** A name that an address can hold as it is. */
export const SLUG = /^(?!\.\.?$)[\w.-]+$/;

/** Names with their values as an object: a name that repeats has a list. */
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

/** Colors that an address can ask for. Without them they are as the reader has them. */
const THEMES = ['light', 'dark'];

/**
 * The viz that a text names, with what else its address says: `account/slug`, `slug`,
 * `https://cloud.vibedasher.com/v/slug`, or `/v/`, `/embed/` or `/render/` and `account/slug` on a server of one's own.
 * `apiBase` is missing where the text is no address, and `undefined` for the cloud's. Throws a `VibedasherError` of kind
 * `config` that says what is expected.
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
  // Browsers show addresses without their scheme.
  const isAddress = hasScheme || /^[\w.-]+(:\d+)?\/(v|embed|render)\//.test(trimmed);
  if (!isAddress) {
    const [slug = '', account, ...rest] = trimmed.split('/').reverse();
    const names = account === undefined ? [slug] : [account, slug];
    if (rest.length > 0 || !names.every((name) => SLUG.test(name))) throw refuse('this names no viz');
    return { account, slug };
  }
  let url: URL;
  try {
    url = new URL(hasScheme ? trimmed : `https://${trimmed}`);
  } catch (cause) {
    throw Object.assign(refuse('this is no address'), { cause });
  }
  if (!/^https?:$/.test(url.protocol) || url.username || url.password)
    throw refuse('only addresses with https and without a password are taken');
  const isCloud = url.hostname === 'cloud.vibedasher.com';
  const [, prefix = '', account, slug] =
    /^(.*?)\/(?:v|embed|render|api\/v1\/public\/viz)(?:\/([\w.-]+))?\/([\w.-]+?)\/?$/.exec(
      url.pathname.replace(/(\/render\/.*)\.(png|svg)$/, '$1'),
    ) ?? [];
  if (!slug || !SLUG.test(slug) || (account && !SLUG.test(account)))
    throw refuse('this address names no viz');
  if (!account && !isCloud) throw refuse('the account is missing: its address ends with /v/account/slug');
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

/** Base URL of the pages of a server of one's own, which stand beside its API. */
export const pagesOf = ({ account, apiBase }: ShownViz): string | null =>
  account && apiBase?.endsWith('/api') ? apiBase.slice(0, -'/api'.length) : null;

/** The address of a viz for readers, or of another form of it; `null` where it is not known. */
export function addressOf(shown: ShownViz, form: 'v' | 'embed' | 'render' = 'v', ending = ''): string | null {
  const { account, slug, apiBase, chart, params = {}, theme, dashboard } = shown;
  const pages = pagesOf(shown);
  if (!pages) return apiBase ? null : viewerUrl(slug);
  const query = new URLSearchParams(chart && !dashboard ? { chart } : {});
  for (const [name, value] of Object.entries(params))
    for (const each of [value].flat()) query.append(`v.${name}`, each);
  if (theme && theme !== 'auto' && theme !== 'none') query.set('theme', theme);
  return `${pages}/${form}/${account}/${slug}${ending}${query.size > 0 ? `?${query}` : ''}`;
}

/** An element of the lines. */
export interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly style: Readonly<Record<string, string>>;
  readonly children: readonly Tag[];
}

const PARAM_NAME = /^[a-z_][\w-]*$/i;

/** Parameters as attributes: one for each, or `params` for lists and for names that some form of the lines cannot hold. */
export function paramAttributes(params: ShownViz['params'] = {}): Record<string, string> {
  const names = Object.keys(params);
  if (names.length === 0) return {};
  const areTold = new Set(names.map((name) => name.toLowerCase())).size === names.length;
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(params)) {
    if (!areTold || !PARAM_NAME.test(name) || typeof value !== 'string')
      return { params: JSON.stringify(params) };
    attributes[`param-${name}`] = value;
  }
  return attributes;
}

/** The elements that show it, without the base URL of the API. */
export function tagsFor(shown: ShownViz): Tag {
  const { account, slug, controls = [], dashboard, height, aspectRatio, theme } = shown;
  const given = (attributes: Readonly<Record<string, string | undefined>>): Record<string, string> =>
    Object.fromEntries(Object.entries(attributes).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  const owner = given({ account, slug });
  const params = paramAttributes(shown.params);
  if (dashboard)
    return {
      name: 'vibedasher-dashboard',
      attributes: { ...owner, ...params, ...given({ theme }) },
      style: {},
      children: [],
    };
  const { chart, toolbar, caption, highlight, reference } = shown;
  const own = given({ chart, toolbar, theme, caption, highlight, reference });
  const ratio: Record<string, string> = aspectRatio ? { '--vibedasher-aspect-ratio': aspectRatio } : {};
  const viz: Tag = {
    name: 'vibedasher-viz',
    // In a dashboard, what the chart itself says would win over the controls.
    attributes: controls.length > 0 ? own : { ...owner, ...own, ...params },
    style: height ? { height: `${height}px` } : ratio,
    children: [],
  };
  if (controls.length === 0) return viz;
  const chosen = controls.map((param) => ({
    name: 'vibedasher-control',
    attributes: { param },
    style: {},
    children: [],
  }));
  return {
    name: 'vibedasher-dashboard',
    // A grid has gaps.
    attributes: { ...owner, columns: '1', ...params },
    style: {},
    children: [...chosen, viz],
  };
}
