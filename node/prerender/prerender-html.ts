import { escapeHtml } from '../../src/internal/html.ts';
import { toVibedasherError } from '../../src/pipeline/check-settings.ts';
import { VibedasherError } from '../../src/public-client/errors.ts';
import { sortedWidths } from './box.ts';
import { toBlock, type Page, readPage, splice, type Tag } from './html.ts';
import type { Range } from './nodes.ts';
import { stylesheetLink } from './package-files.ts';
import { renderViz } from './isolated/render-viz.ts';
import { isWellFormed } from './well-formed.ts';
import { renderDashboard } from './render-dashboard.ts';
import type { PrerenderedChart, PrerenderedHtml, PrerenderOptions, RenderedViz } from './types.ts';

/** Maximum number of charts of a page that are rendered concurrently. Their queries are sent as one batch. */
const MAX_CONCURRENT = 8;

/** A tag with its new picture, or the reason why there is none. */
interface Drawn {
  readonly tag: Tag;
  readonly picture: RenderedViz | null;
  readonly problem: VibedasherError | null;
}

/**
 * Inserts a picture and a table of its rows into every `<vibedasher-viz>`, `<vibedasher-table>`, `<div
 * data-vibedasher-viz>` and `<vibedasher-dashboard>` of a page, or of a part of one. The rest of the page stays the
 * same, byte for byte. The content of an earlier run is replaced; equal rows result in equal bytes.
 *
 * A tag that fails keeps its content, and `problem` is its error. Rejects only with the reason of `options.signal`, or
 * with an error of kind `config` for invalid `widths`.
 */
export async function prerenderHtml(html: string, options: PrerenderOptions = {}): Promise<PrerenderedHtml> {
  const { apiBase, region, into = 'auto', target = 'web', widths } = options;
  if (widths) sortedWidths(widths);
  const page = readPage(html, {
    ...(apiBase && { apiBase }),
    ...(region && { region }),
  });
  const drawn = await mapLimited(page.tags, MAX_CONCURRENT, (tag) => draw(tag, options));
  options.signal?.throwIfAborted();
  if (target !== 'web') return replaceTags(html, page, drawn);

  const edits: Edit[] = [];
  const charts = drawn.map(({ tag, picture, problem }) => {
    if (!picture) return keptOutcome(tag, problem);
    const place = placeFor(tag, page, into);
    if (place instanceof VibedasherError) return keptOutcome(tag, place);
    const figure = place === 'shadow' ? toShadowRoot(picture.html, page, options) : picture.html;
    const text = toBlock(picture.key, figure);
    if (page.isXhtml && !isWellFormed(text)) return keptOutcome(tag, notWellFormed(tag));
    const { start, end } = tag.block ?? { start: tag.inside, end: tag.inside };
    edits.push({ start, end, text });
    if (place === 'light') edits.push(...tag.paragraph.map(withoutText));
    return filledOutcome(tag, picture, text, text === tag.block?.html ? 'unchanged' : 'filled');
  });
  return { html: splice(html, inOrder(edits)), charts };
}

interface Edit extends Range {
  readonly text: string;
}

const withoutText = (range: Range): Edit => ({ ...range, text: '' });

async function draw(tag: Tag, options: PrerenderOptions): Promise<Drawn> {
  const { request } = tag;
  if (request.kind === 'wrong') return { tag, picture: null, problem: request.problem };
  const { client, widths, font, fontFile, signal, target, drawTimeout, saveImage } = options;
  const common = {
    ...{ client, widths, font, fontFile, signal, target, saveImage },
    ...(drawTimeout !== undefined && { drawTimeout }),
  };
  try {
    signal?.throwIfAborted();
    const { render = renderViz, renderDashboard: renderAll = renderDashboard } = options;
    const picture = await (request.kind === 'chart'
      ? render({ ...request.settings, ...common })
      : renderAll({ ...request.settings, ...common }, render));
    return { tag, picture, problem: null };
  } catch (cause) {
    return { tag, picture: null, problem: toVibedasherError(cause) };
  }
}

const notWellFormed = ({ name }: Tag): VibedasherError =>
  new VibedasherError('unsupported', `<${name}> is in an XHTML page, and its picture is not well-formed XML`);

/** Returns where to insert the picture of a tag, or why that is not possible. */
function placeFor(
  { name, refusesFigure, paragraph, inShadow }: Tag,
  { isHydrated }: Page,
  into: NonNullable<PrerenderOptions['into']>,
): 'light' | 'shadow' | VibedasherError {
  const refusal = (why: string): VibedasherError => new VibedasherError('config', `<${name}> ${why}`);
  // A figure in light DOM would replace the paragraph, and with it the margins and the width of the page's paragraphs.
  const needsShadow = refusesFigure || (into === 'auto' && (isHydrated || inShadow || paragraph.length > 0));
  if (into === 'light' && refusesFigure)
    return refusal(
      'is inside a <p> or a <table>, where no <figure> can be: move it out, or use into: "auto"',
    );
  // A shadow root would hide the element that the script inserts into the placeholder.
  if (name === 'div' && (needsShadow || into === 'shadow'))
    return refusal('can have no shadow root, which this page needs: use <vibedasher-viz>');
  return needsShadow || into === 'shadow' ? 'shadow' : 'light';
}

function toShadowRoot(figure: string, page: Page, { stylesheet, nonce }: PrerenderOptions): string {
  const link =
    stylesheet === undefined ? (page.stylesheet ?? stylesheetLink()) : stylesheet && { href: stylesheet };
  const allowed = nonce ?? page.nonce ?? '';
  return `<template shadowrootmode="open">${link ? linkTo({ ...link, nonce: allowed }) : ''}${figure}</template>`;
}

function linkTo({ href = '', integrity, crossorigin, nonce }: Readonly<Record<string, string>>): string {
  const pinned = integrity ? ` integrity="${escapeHtml(integrity)}"` : '';
  const cross = crossorigin === undefined ? '' : ` crossorigin="${escapeHtml(crossorigin)}"`;
  // Keep other characters: the nonce may be a placeholder that a server replaces.
  const allowed = nonce ? ` nonce="${nonce.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"` : '';
  return `<link rel="stylesheet" href="${escapeHtml(href)}"${pinned}${cross}${allowed}/>`;
}

/** Replaces the tags with their pictures, for programs without custom elements. */
function replaceTags(html: string, page: Page, drawn: readonly Drawn[]): PrerenderedHtml {
  const edits: Edit[] = [];
  const charts = drawn.map(({ tag, picture, problem }) => {
    if (!picture) return keptOutcome(tag, problem);
    edits.push({ start: tag.start, end: tag.end, text: picture.html }, ...tag.paragraph.map(withoutText));
    return filledOutcome(tag, picture, picture.html, 'filled');
  });
  return { html: splice(html, inOrder([...edits, ...page.liveOnly.map(withoutText)])), charts };
}

/** Sorts edits and removes those that are duplicates or inside others. */
function inOrder(edits: readonly Edit[]): readonly Edit[] {
  const kept: Edit[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (!last || edit.start >= last.end) kept.push(edit);
  }
  return kept;
}

function filledOutcome(
  tag: Tag,
  picture: RenderedViz,
  text: string,
  outcome: 'filled' | 'unchanged',
): PrerenderedChart {
  return {
    ...aboutTag(tag),
    outcome,
    bytes: Buffer.byteLength(text),
    rows: picture.rows.rows.length,
    asOf: picture.asOf?.toISOString() ?? null,
    key: picture.key,
    stale: picture.stale ?? false,
    warnings: [...tag.warnings, ...picture.warnings],
    problem: null,
  };
}

function keptOutcome(tag: Tag, problem: VibedasherError | null): PrerenderedChart {
  const { block } = tag;
  return {
    ...aboutTag(tag),
    outcome: block ? 'kept' : 'missing',
    bytes: Buffer.byteLength(block?.html ?? ''),
    rows: 0,
    asOf: /\sdata-as-of="([^"]*)"/.exec(block?.html ?? '')?.[1] ?? null,
    key: block?.key ?? null,
    stale: false,
    problem,
  };
}

function aboutTag({
  line,
  column,
  name,
  account,
  slug,
  request,
  warnings,
}: Tag): Pick<PrerenderedChart, 'line' | 'column' | 'tag' | 'account' | 'slug' | 'warnings'> {
  const settings = request.kind === 'wrong' ? { account, slug } : request.settings;
  return { line, column, tag: name, account: settings.account ?? null, slug: settings.slug, warnings };
}

/** Maps items concurrently, at most `limit` at a time. Results are in the order of the items. */
export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  act: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await act(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return results;
}
