import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { vizKey } from '../engine/backend.ts';
import { ApiError, invalidQuery, NotFoundError, ValidationError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { PublicApi } from '../public-api.ts';
import type { CatalogViz } from '../vizzes/catalog.ts';
import { FRAME_JS, PAGE_CSS, VIZ_JS } from '../viewer/assets.ts';
import type { Drawings } from '../viewer/drawings.ts';
import { PNG_PACKAGE } from '../viewer/embed-package.ts';
import type { EmbedPackage } from '../viewer/embed-package.ts';
import type { Drawing, DrawingTask, PictureType } from '../viewer/messages.ts';
import {
  inlineViz,
  PAGE_FILES,
  writeElements,
  WIDTHS,
  writeNotFound,
  writeOEmbed,
  writePage,
} from '../viewer/pages.ts';
import type { PageContent, PageKind, Places } from '../viewer/pages.ts';
import { readDashboard, readSize, readView } from '../viewer/view.ts';
import type { AddressQuery, View } from '../viewer/view.ts';
import { within } from '../promises.ts';
import { visitorOf } from './visitors.ts';
import { createEtag, FOREVER, matchesEtag, sendCacheable } from './app.ts';

/** Cache lifetime of pages and pictures, in seconds. */
const PAGE_SECONDS = 60;
const PICTURE_SECONDS = 300;
/** `Cache-Control` of files without a hash in their name. */
const REVALIDATED = 'no-cache';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};
/** Matches the path of a page or a frame, after the prefix that a proxy may add. */
const PAGE_PATH = /^(.*)\/(?:v|embed)\/([^/]+)\/([^/]+)\/?$/;

const HTML = 'text/html; charset=utf-8';
const PICTURE_TYPES: Readonly<Record<PictureType, string>> = { svg: 'image/svg+xml', png: 'image/png' };

export interface ViewerOptions {
  readonly api: PublicApi;
  readonly limits: Limits;
  readonly embed: EmbedPackage;
  readonly drawings: Drawings;
  /** Default: false. */
  readonly earlyHints?: boolean;
  /** Public URLs for the client of a request. @throws ApiError 400 for an invalid `Host` */
  readonly placesFor: (request: FastifyRequest) => Places;
}

interface VizRoute {
  readonly Params: { readonly account: string; readonly slug: string };
  readonly Querystring: AddressQuery;
}

/** Registers viewer pages, frames, oEmbed, pictures, and the files that the pages load. */
export function registerViewer(app: FastifyInstance, options: ViewerOptions): void {
  const { api, limits, embed, drawings, placesFor } = options;
  const { work } = api;
  const hasPreview = embed.canPaint;

  app.get<VizRoute>('/v/:account/:slug', (request, reply) => sendPage('page', request, reply));
  app.get<VizRoute>('/embed/:account/:slug', (request, reply) => sendPage('frame', request, reply));
  // People type URLs with a slash at the end.
  for (const kind of ['v', 'embed'])
    app.get<VizRoute>(`/${kind}/:account/:slug/`, (request, reply) => {
      const query = /\?.*/s.exec(request.url)?.[0] ?? '';
      return reply.redirect(`../${encodeURIComponent(request.params.slug)}${query}`, 301);
    });

  app.get<{ Querystring: AddressQuery }>('/oembed', async (request, reply) => {
    const { query } = request;
    const places = placesFor(request);
    if ((query['format'] ?? 'json') !== 'json')
      throw new ApiError(501, 'not_implemented', 'Only format=json is implemented.');
    const most = { maxwidth: readMaximum(query, 'maxwidth'), maxheight: readMaximum(query, 'maxheight') };
    const view = await viewAt(query['url'], places, request);
    const drawing = await drawInTime('frame', view, request);
    reply.header('surrogate-key', vizKey(view.viz));
    return sendCacheable(
      request,
      reply,
      writeOEmbed({ view, drawing, hasPreview }, most, places),
      PICTURE_SECONDS,
      places.cacheScope,
    );
  });

  app.get<VizRoute>('/render/:account/:slug', async (request, reply) => {
    const { params, query } = request;
    const [, slug = '', type] = /^(.+)\.(svg|png)$/.exec(params.slug) ?? [];
    if (!type) throw new NotFoundError('The URL of a picture ends in .svg or .png.');
    const view = await viewOf(await api.viz(params.account, slug), query, request);
    const { viz, theme, lang, chart } = view;
    const size = readSize(query);
    if (view.issues.length > 0) throw new ValidationError(view.issues);
    if (type === 'png' && !embed.canPaint)
      throw new ApiError(
        501,
        'no_png',
        `PNG requires a package that is not installed: npm install ${PNG_PACKAGE}`,
        {
          hint: 'The same URL with .svg works.',
        },
      );
    const drawing = await draw(request, viz, {
      kind: 'picture',
      type: type as PictureType,
      account: viz.account,
      slug: viz.slug,
      chart: chart ?? readDashboard(viz)?.charts[0] ?? null,
      params: view.params,
      theme: theme === 'dark' ? 'dark' : 'light',
      lang,
      ...size,
    });
    reply.header('cache-control', `public, max-age=${PICTURE_SECONDS}`);
    reply.header('surrogate-key', vizKey(viz));
    reply.header('content-security-policy', "default-src 'none'; sandbox");
    reply.header('cross-origin-resource-policy', 'cross-origin');
    const etag = await work.proceed(visitorOf(request), () => createEtag(drawing.content));
    if (matchesEtag(request, reply, etag)) return reply.code(304).send();
    const content = typeof drawing.content === 'string' ? drawing.content : Buffer.from(drawing.content);
    return reply.type(PICTURE_TYPES[type as PictureType]).send(content);
  });

  serveFile('/viewer/page.css', PAGE_CSS);
  serveFile('/viewer/frame.js', FRAME_JS);
  serveFile('/viewer/viz.js', VIZ_JS);
  // Register a route for each file, so no path can lead out of the folder.
  for (const path of readdirSync(embed.bundle, { recursive: true, encoding: 'utf8' }))
    if (TYPES[extname(path)])
      serveFile(`/cdn/${path.replaceAll(sep, '/')}`, readFileSync(join(embed.bundle, path)));

  function serveFile(path: string, content: string | Buffer): void {
    const etag = createEtag(content);
    // Chunks have a hash in their names.
    const cacheControl = path.startsWith('/cdn/chunks/') ? FOREVER : REVALIDATED;
    app.get(path, (request, reply) => {
      reply.header('cache-control', cacheControl).header('cross-origin-resource-policy', 'cross-origin');
      if (matchesEtag(request, reply, etag)) return reply.code(304).send();
      return reply.type(TYPES[extname(path)] as string).send(content);
    });
  }

  async function sendPage(
    kind: PageKind,
    request: FastifyRequest<VizRoute>,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const places = placesFor(request);
    reply.header('content-security-policy', contentSecurityPolicy(kind, places));
    reply.header('referrer-policy', 'strict-origin-when-cross-origin');
    const visitor = visitorOf(request);
    let html: string;
    let etag: string;
    let drawing: PageContent['drawing'];
    let viz: CatalogViz | null = null;
    try {
      viz = await api.viz(request.params.account, request.params.slug);
      const view = await viewOf(viz, request.query, request);
      if (options.earlyHints) sendEarlyHints(request, reply);
      drawing = await drawInTime(kind, view, request);
      [html, etag] = await work.proceed(visitor, () => {
        const page = writePage({ kind, view, drawing, hasPreview }, places);
        return [page, createEtag(page)] as const;
      });
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      return reply
        .header('cache-control', 'no-store')
        .code(error.status)
        .type(HTML)
        .send(writeNotFound(error.message, viz));
    }
    reply.header('surrogate-key', vizKey(viz));
    const keptFor = `${places.cacheScope}, max-age=${PAGE_SECONDS}`;
    reply.header('cache-control', drawing === undefined ? 'no-store' : keptFor);
    if (matchesEtag(request, reply, etag)) return reply.code(304).send();
    const description = await api.describe(viz);
    const content = await work.proceed(visitor, () => {
      // A long one would delay the picture. The age of the data in it is not part of the ETag.
      const isShort = description.bytes.length <= limits.inlineBytes;
      return isShort ? inlineViz(html, viz, description.json, Date.now() + PAGE_SECONDS * 1000) : html;
    });
    return reply.type(HTML).send(content);
  }

  function viewOf(viz: CatalogViz, query: AddressQuery, request: FastifyRequest): Promise<View> {
    return work.begin(visitorOf(request), () => readView(viz, query));
  }

  /** Resolves with the view at the URL of a page or a frame. @throws NotFoundError for other URLs */
  async function viewAt(url: AddressQuery[string], { base }: Places, request: FastifyRequest): Promise<View> {
    const text = typeof url === 'string' ? url : '';
    if (!text) throw invalidQuery('url', 'must be the URL of a viewer page');
    const own = new URL(base);
    const address = URL.canParse(text) ? new URL(text) : own;
    // Compare the host only: behind a proxy the scheme can differ.
    const isOwn = address.host === own.host && /^https?:$/.test(address.protocol);
    const [, prefix, account = '', slug = ''] = PAGE_PATH.exec(address.pathname) ?? [];
    if (!isOwn || prefix !== own.pathname.replace(/\/$/, ''))
      throw new NotFoundError('This server has no viewer page at that URL.');
    return viewOf(await api.viz(account, slug), parseQuery(address), request);
  }

  async function draw(request: FastifyRequest, viz: CatalogViz, task: DrawingTask): Promise<Drawing> {
    const version = await api.versionOf(viz);
    const visitor = visitorOf(request);
    return work.count(visitor, () => drawings.draw(vizKey(viz), version, task, visitor));
  }

  /**
   * Resolves with the drawing for a page, which works without one: `null` if the chart fails, `undefined` if the
   * drawing takes too long or the queue is full. A later request may then get it.
   */
  function drawInTime(kind: PageKind, view: View, request: FastifyRequest): Promise<PageContent['drawing']> {
    const { html } = work.count(visitorOf(request), () => writeElements(view, kind));
    const task: DrawingTask = { kind: 'page', html, widths: WIDTHS[kind] };
    const drawn = draw(request, view.viz, task).catch((error: unknown) =>
      error instanceof ApiError && error.status === 503 ? undefined : null,
    );
    return within(drawn, limits.pageMs);
  }
}

/** Lets a browser load the files of a page while the page is drawn. Other clients may not expect a 103. */
function sendEarlyHints({ raw, headers }: FastifyRequest, reply: FastifyReply): void {
  if (raw.httpVersionMinor === 0 || headers['sec-fetch-mode'] !== 'navigate') return;
  const { styles, modules } = PAGE_FILES;
  reply.raw.writeEarlyHints({
    link: [
      ...styles.map((path) => `<${path}>; rel=preload; as=style`),
      ...modules.map((path) => `<${path}>; rel=modulepreload`),
    ],
  });
}

/** Parses a query like Fastify. The result has no prototype, so any key is safe. */
function parseQuery({ searchParams }: URL): AddressQuery {
  const query = Object.create(null) as Record<string, string[]>;
  for (const [key, value] of searchParams) (query[key] ??= []).push(value);
  return query;
}

function contentSecurityPolicy(kind: PageKind, { base, storage }: Places): string {
  // Add the origin to 'self', because browsers disagree on 'self' in a frame with an opaque origin.
  const own = `'self' ${new URL(base).origin}`;
  return [
    "default-src 'none'",
    `script-src ${own}`,
    `style-src ${own}`,
    `connect-src ${own} ${new URL(storage).origin}`,
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${kind === 'frame' ? '*' : "'none'"}`,
    "require-trusted-types-for 'script'",
    'trusted-types lit-html vibedasher',
  ].join('; ');
}

function readMaximum(query: AddressQuery, key: string): number | undefined {
  const text = query[key];
  if (text === undefined) return undefined;
  if (typeof text !== 'string' || !/^[1-9]\d{0,5}$/.test(text))
    throw invalidQuery(key, 'must be a positive whole number');
  return Number(text);
}
