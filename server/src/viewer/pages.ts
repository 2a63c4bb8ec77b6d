/** The HTML of viewer pages. Values from authors and URLs are text and are always escaped. */
import type { Drawing } from './messages.ts';
import { PNG_SCALE } from './messages.ts';
import { readDashboard, chartParams, writeQuery } from './view.ts';
import type { View } from './view.ts';

/** Public URLs of the server. */
export interface Places {
  /** Base URL of all pages, such as `https://bi.example.org`. */
  readonly base: string;
  /** Origin of the results. */
  readonly storage: string;
  /** Which caches may store responses that contain these URLs. */
  readonly cacheScope: 'public' | 'private';
}

/** The server's base URL, relative to a page. Relative URLs do not depend on the `Host` header. */
const ROOT = '../..';

const VIZ_MODULE = `${ROOT}/viewer/viz.js`;
const ELEMENTS_MODULE = `${ROOT}/cdn/vibedasher.js`;
/** The files that each page loads, relative to it. */
export const PAGE_FILES = {
  styles: [`${ROOT}/cdn/vibedasher.css`, `${ROOT}/viewer/page.css`],
  modules: [VIZ_MODULE, ELEMENTS_MODULE],
};

/** The size of a link preview's picture, in CSS px. */
const PREVIEW = { width: 600, height: 315 };

export type PageKind = 'page' | 'frame';

/** Widths of the drawings in a page; `vibedasher.css` has rules for them. */
export const WIDTHS = { page: [320, 480, 720, 960], frame: [320, 480, 720] };

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters and lone surrogates, which are invalid in HTML. */
const INVALID_CHARACTERS = /[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Escapes text for an element, or for an attribute in quotation marks. */
export const escapeHtml = (text: string): string =>
  text.replace(INVALID_CHARACTERS, '').replace(/[&<>"']/g, (letter) => ESCAPES[letter] as string);

const isDashboard = ({ viz, chart }: View): boolean => chart === null && readDashboard(viz) !== null;

/**
 * Writes the elements that show a view. `drawnOnly` is an attribute for drawing only: the live page reads the values
 * of parameters from its URL, where they can change.
 */
export function writeElements(
  view: View,
  kind: PageKind,
): { readonly html: string; readonly drawnOnly: string } {
  const { viz, chart, params, lang } = view;
  const given = Object.keys(params).length > 0 ? ` params="${escapeHtml(JSON.stringify(params))}"` : '';
  const owner = `account="${escapeHtml(viz.account)}" slug="${escapeHtml(viz.slug)}"`;
  // Omit `sync` in a frame, because readers do not see its URL.
  const dashboard = `<vibedasher-dashboard ${owner}${kind === 'page' ? ' sync="url"' : ''}${given}>`;
  const id = chart === null ? '' : ` chart="${escapeHtml(chart)}"`;
  const look = `loading="eager"${kind === 'page' ? ' caption="none"' : ''}`;
  const controls = chartParams(viz, chart);
  let lines: readonly string[];
  if (isDashboard(view)) lines = [`${dashboard}</vibedasher-dashboard>`];
  else if (controls.length === 0 && !given)
    lines = [`<vibedasher-viz ${owner}${id} ${look}></vibedasher-viz>`];
  else
    lines = [
      dashboard,
      ...controls.map((name) => `<vibedasher-control param="${escapeHtml(name)}"></vibedasher-control>`),
      `<vibedasher-viz${id} ${look}></vibedasher-viz>`,
      '</vibedasher-dashboard>',
    ];
  const html = [`<div lang="${escapeHtml(lang)}">`, ...lines, '</div>'].join('\n');
  return { html, drawnOnly: kind === 'page' ? given : '' };
}

/** Returns the title and description of a view: those of its chart, or else those of the viz. */
function describeView(
  { viz, chart }: Pick<View, 'viz' | 'chart'>,
  drawing: Pick<Drawing, 'title' | 'description'> | null | undefined,
): { readonly title: string; readonly description: string | null } {
  const dashboard = chart === null ? readDashboard(viz)?.title : null;
  return {
    title: drawing?.title ?? dashboard ?? viz.name,
    description: drawing?.description ?? viz.description,
  };
}

function viewUrls(
  view: View,
  { base }: Places,
): Readonly<Record<'page' | 'frame' | 'picture' | 'oembed', string>> {
  const { viz } = view;
  const path = `${viz.account}/${viz.slug}`;
  const query = writeQuery(view);
  const page = `${base}/v/${path}${query}`;
  return {
    page,
    frame: `${base}/embed/${path}${query}`,
    picture: `${base}/render/${path}.png${query}`,
    oembed: `${base}/oembed?format=json&url=${encodeURIComponent(page)}`,
  };
}

export interface PageContent {
  readonly kind: PageKind;
  readonly view: View;
  /** `null` if the chart fails, `undefined` if the drawing is not ready yet. */
  readonly drawing: Drawing | null | undefined;
  /** Whether there is a picture for link previews. */
  readonly hasPreview: boolean;
}

const meta = (name: string, content: string | null | undefined): string =>
  content
    ? `<meta ${/^og:/.test(name) ? 'property' : 'name'}="${name}" content="${escapeHtml(content)}">`
    : '';

/** Writes a viewer page, or the page of a frame. */
export function writePage({ kind, view, drawing, hasPreview }: PageContent, places: Places): string {
  const { viz, lang, theme } = view;
  const { title, description } = describeView(view, drawing);
  const { page, picture, oembed } = viewUrls(view, places);
  const { html, drawnOnly } = writeElements(view, kind);
  const content = String(drawing?.content ?? html).replace(drawnOnly, '');
  const isFrame = kind === 'frame';
  const preview = [
    meta('og:type', 'website'),
    meta('og:site_name', viz.account),
    meta('og:title', title),
    meta('og:description', description),
    meta('og:url', page),
    ...(hasPreview
      ? [
          meta('og:image', picture),
          meta('og:image:type', 'image/png'),
          meta('og:image:width', String(PREVIEW.width * PNG_SCALE)),
          meta('og:image:height', String(PREVIEW.height * PNG_SCALE)),
          meta('og:image:alt', drawing?.alt || title),
        ]
      : []),
    meta('twitter:card', hasPreview ? 'summary_large_image' : 'summary'),
    `<link rel="alternate" type="application/json+oembed" href="${escapeHtml(oembed)}" title="${escapeHtml(title)}">`,
  ];
  // A dashboard shows its title itself, as a second-level heading.
  const header = isDashboard(view)
    ? `<h1 class="unseen">${escapeHtml(title)}</h1>`
    : `<header><h1 dir="auto">${escapeHtml(title)}</h1>${description ? `<p dir="auto">${escapeHtml(description)}</p>` : ''}</header>`;
  return document({
    lang,
    theme,
    title,
    head: [
      meta('description', description),
      `<link rel="canonical" href="${escapeHtml(page)}">`,
      ...(isFrame ? [meta('robots', 'noindex')] : preview),
      ...PAGE_FILES.styles.map((path) => `<link rel="stylesheet" href="${path}">`),
      // Modules run in this order.
      `<script type="module" src="${VIZ_MODULE}"></script>`,
      `<script type="module" src="${ELEMENTS_MODULE}" data-api-base="${ROOT}/api"></script>`,
      ...(isFrame ? [`<script type="module" src="${ROOT}/viewer/frame.js"></script>`] : []),
    ],
    body: isFrame
      ? `<body class="frame"><main>\n${content}\n</main></body>`
      : `<body><main>\n${header}\n${content}\n</main></body>`,
  });
}

/**
 * Adds the API's answer for a viz to a page, as a block of data that browsers do not run.
 *
 * @param answer JSON
 * @param until When the page's script stops using it, in milliseconds since 1970
 */
export function inlineViz(
  html: string,
  { account, slug }: View['viz'],
  answer: string,
  until: number,
): string {
  const url = `${ROOT}/api/v1/public/viz/${account}/${slug}`;
  const json = answer.replaceAll('<', '\\u003c');
  const block = `<script type="application/json" data-url="${escapeHtml(url)}" data-until="${until}">${json}</script>`;
  const end = html.lastIndexOf('</body>');
  return `${html.slice(0, end)}${block}\n${html.slice(end)}`;
}

/** Writes the page for 404 responses, with a link to the viz if there is one. */
export function writeNotFound(message: string, viz: View['viz'] | null): string {
  const title = 'Not found';
  const link = viz
    ? `<a href="${escapeHtml(`${ROOT}/v/${viz.account}/${viz.slug}`)}">${escapeHtml(viz.name)}</a>`
    : 'Check the address. If it used to work, ask the person who gave it to you: the visualization may have been renamed or is no longer public.';
  return document({
    lang: 'en',
    theme: 'auto',
    title,
    head: [meta('robots', 'noindex'), `<link rel="stylesheet" href="${ROOT}/viewer/page.css">`],
    body: `<body><main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(message)}</p><p>${link}</p></main></body>`,
  });
}

interface Document {
  readonly lang: string;
  readonly theme: View['theme'];
  readonly title: string;
  readonly head: readonly string[];
  readonly body: string;
}

function document({ lang, theme, title, head, body }: Document): string {
  const scheme = theme === 'auto' ? '' : ` data-theme="${theme}"`;
  const dir = RIGHT_TO_LEFT.test(lang) ? ' dir="rtl"' : '';
  return [
    '<!doctype html>',
    `<html lang="${escapeHtml(lang)}"${dir}${scheme}>`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(title)}</title>`,
    ...head.filter(Boolean),
    '</head>',
    body,
    '</html>',
    '',
  ].join('\n');
}

const RIGHT_TO_LEFT = /^(ar|fa|he|ur|ps|sd|ug|yi|dv|ckb)\b/i;

/** Sizes of a frame, in px. The embedding page may request less. */
const FRAME = { width: 640, least: 200, most: 1000 };
/** The height of a chart relative to its width, as in the elements. */
const BOX = { proportion: 9 / 16, least: 350, most: 520 };
const CONTROLS = 72;
const HEADING = 56;
const MARGIN = 32;

export interface OEmbedRequest {
  readonly maxwidth: number | undefined;
  readonly maxheight: number | undefined;
}

/** Writes an oEmbed 1.0 response of type `rich`. */
export function writeOEmbed(
  { view, drawing, hasPreview }: Omit<PageContent, 'kind'>,
  { maxwidth = Infinity, maxheight = Infinity }: OEmbedRequest,
  places: Places,
): Readonly<Record<string, string | number>> {
  const { frame, picture } = viewUrls(view, places);
  const { title } = describeView(view, drawing);
  const width = Math.min(FRAME.width, maxwidth);
  const height = Math.min(estimateHeight(view, width), maxheight);
  const html = `<iframe src="${escapeHtml(frame)}" width="${width}" height="${height}" title="${escapeHtml(title)}" style="max-width: 100%; border: 0" loading="lazy" allowfullscreen></iframe>`;
  const thumbnail = {
    thumbnail_url: picture,
    thumbnail_width: PREVIEW.width * PNG_SCALE,
    thumbnail_height: PREVIEW.height * PNG_SCALE,
  };
  return {
    version: '1.0',
    type: 'rich',
    title,
    author_name: view.viz.account,
    provider_name: new URL(places.base).host,
    provider_url: places.base,
    cache_age: CACHE_SECONDS,
    html,
    width,
    height,
    ...(hasPreview && thumbnail),
  };
}

/** Seconds for which an embedding page may cache the oEmbed response. */
const CACHE_SECONDS = 3600;

/** Estimates the height that the frame will report, in px. */
function estimateHeight(view: View, width: number): number {
  const { viz, chart } = view;
  const box = Math.min(BOX.most, Math.max(BOX.least, width * BOX.proportion));
  const dashboard = chart === null ? readDashboard(viz) : null;
  const [charts, params] = dashboard
    ? [dashboard.charts.length, viz.params.size]
    : [1, chartParams(viz, chart).length];
  const height = MARGIN + charts * (box + (dashboard ? HEADING : 0)) + (params > 0 ? CONTROLS : 0);
  return Math.round(Math.min(FRAME.most, Math.max(FRAME.least, height)));
}
