/** What the tool `share` copies: a link to the chart, and the lines that embed it in another page. */
import type { ChartController } from '../../controllers/chart/chart.ts';
import { SQL_TYPE } from '../../controllers/markup.ts';
import { languageOf } from '../../controllers/page-context.ts';
import { ATTRIBUTES, type VizProperties } from '../../pipeline/attributes.ts';
import type { Params } from '../../public-client/types.ts';
import { cloudBase, isCloud, viewerUrl } from '../../public-client/urls.ts';
import { escapeLine, paramAttributes } from '../../snippet/shown-viz.ts';
import type { VizHost } from './viz-host.ts';

/** Attributes that only make sense in this page, and those that {@link embedCode} writes itself. */
const NOT_COPIED: readonly string[] = [
  'api-base',
  'account',
  'slug',
  'sql',
  'params',
  'select-to',
  'link',
  'activate',
  'loading',
  'allow-hosts',
];
/** The files of the bundle. */
const FILE = /\/vibedasher(?:\.classic)?\.(?:js|css)$/;

/**
 * Returns the URL of the page with its parameters, and the element's id as fragment if there is no other; for a document
 * without a URL, that of the viz on the cloud. Returns `null` if there is none.
 */
export function shareUrl(
  { id }: Pick<HTMLElement, 'id'>,
  chart: ChartController,
  href = location.href,
): string | null {
  const url = new URL(href);
  if (/^https?:$/.test(url.protocol)) {
    if (id && !url.hash) url.hash = id;
    return url.href;
  }
  return isOfCloud(chart) ? viewerUrl(slugOf(chart)) : null;
}

const isOfCloud = ({ apiBase = '' }: ChartController): boolean => isCloud(apiBase);

const slugOf = ({ viz, settings }: ChartController): string => viz?.slug ?? settings?.request.ref.slug ?? '';

/**
 * Returns the lines that show the same chart with these parameters in another page: the tags that load this page's
 * bundle, if it comes from one, and the tag of the element.
 */
export function embedCode(viz: VizHost, chart: ChartController, params: Params): string {
  const { sql = null, spec = null, ref, client } = chart.settings?.request ?? {};
  const account = chart.viz?.account ?? ref?.account;
  const base = client?.apiBase;
  const given: Record<string, string | null | undefined> = {
    account,
    slug: slugOf(chart),
    'api-base': base === cloudBase() || isOfCloud(chart) ? null : base,
    ...ownAttributes(viz),
    // The other page may be in another language than the texts of the chart.
    lang: languageOf(viz),
    ...paramAttributes(params),
    style: styleOf(viz),
  };
  const attributes = Object.entries(given).flatMap(([name, value]) =>
    value ? [`${name}="${escapeLine(value)}"`] : [],
  );
  const title = chart.drawing.viewModel?.title ?? chart.viz?.name ?? slugOf(chart);
  const children = [
    ...(sql === null ? [] : [scriptOf(SQL_TYPE, sql)]),
    ...(spec === null
      ? []
      : [
          scriptOf(
            'application/vnd.vegalite+json',
            typeof spec === 'string' ? spec : JSON.stringify(spec, null, 2),
          ),
        ]),
    ...(isOfCloud(chart)
      ? [`  <a href="${escapeLine(viewerUrl(slugOf(chart)))}">${escapeLine(title)}</a>`]
      : []),
  ];
  const inside = children.length > 0 ? `\n${children.join('\n')}\n` : '';
  return [...bundleLines(), `<vibedasher-viz ${attributes.join(' ')}>${inside}</vibedasher-viz>`, ''].join(
    '\n',
  );
}

/** Returns the attributes whose values differ from the default. */
function ownAttributes(viz: VizHost): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [property, { name, read }] of Object.entries(ATTRIBUTES)) {
    const value = viz[property as keyof VizProperties];
    if (!name || NOT_COPIED.includes(name) || value === null || value === read(null)) continue;
    if (typeof value === 'string' || typeof value === 'number') found[name] = String(value);
  }
  return found;
}

/** Returns the size that the page sets on the element. */
function styleOf({ style }: HTMLElement): string {
  return ['height', '--vibedasher-aspect-ratio']
    .map((name) => [name, style.getPropertyValue(name).trim()])
    .filter(([, value]) => value)
    .map((pair) => pair.join(': '))
    .join('; ');
}

/** Writes a child script. A `</script` in the text would end it. */
const scriptOf = (type: string, text: string): string =>
  `  <script type="${type}">\n${text.trim().replace(/<(?=\/script|!--)/gi, type === SQL_TYPE ? '< ' : '\\u003c')}\n  </script>`;

/** Writes the tags that load the bundle in this page, with absolute URLs. */
function bundleLines(): readonly string[] {
  const tags = document.querySelectorAll<HTMLLinkElement | HTMLScriptElement>(
    'link[rel=stylesheet][href], script[src]',
  );
  return [...tags].flatMap((tag) => {
    const isLink = 'href' in tag;
    const url = new URL(isLink ? tag.href : tag.src, location.href);
    if (!FILE.test(url.pathname) || !/^https?:$/.test(url.protocol)) return [];
    const integrity = tag.integrity ? ` integrity="${escapeLine(tag.integrity)}"` : '';
    const more = `="${escapeLine(url.href)}"${integrity} crossorigin`;
    if (isLink) return [`<link rel="stylesheet" href${more} />`];
    return [`<script${tag.type === 'module' ? ' type="module"' : ''} src${more}></script>`];
  });
}
