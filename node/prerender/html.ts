/** Finds the tags in a page and inserts blocks into them. The rest of the page stays the same, byte for byte. */
import { parse } from 'parse5';
import { selectedIn } from '../../src/controllers/dashboard/dashboard.ts';
import { CONTROL } from '../../src/controllers/dashboard/form-values.ts';
import type { PageDefaults } from '../../src/controllers/page-defaults.ts';
import { VibedasherError } from '../../src/public-client/errors.ts';
import type { Region } from '../../src/public-client/types.ts';
import {
  attribute,
  chartAttribute,
  childrenOf,
  isChart,
  isControl,
  isDashboard,
  isWritten,
  type Node,
  type Range,
  shadowRootOf,
  sourceRange,
  textContent,
} from './nodes.ts';
import {
  chartRequest,
  type DashboardNode,
  dashboardRequest,
  type Surroundings,
  type TagRequest,
} from './tag-settings.ts';

/** The content that an earlier run wrote into a tag, including the comments around it. */
interface Block extends Range {
  readonly key: string | null;
  readonly html: string;
}

/** A tag that gets a picture: from its `<` to the end of its end tag, if it has one. */
export interface Tag extends Range {
  /** In lower case. */
  readonly name: string;
  /** Line and column of the `<`; both start at 1. */
  readonly line: number;
  readonly column: number;
  /** The start of its content. */
  readonly inside: number;
  readonly account: string | null;
  readonly slug: string | null;
  readonly request: TagRequest;
  /** Messages about ignored attributes, with the allowed values. */
  readonly warnings: readonly string[];
  readonly block: Block | null;
  /**
   * Start and end tag of the `<p>` around this tag, if it contains only charts. Both are removed, unless the figure
   * is in a shadow root.
   */
  readonly paragraph: readonly Range[];
  /**
   * The parser would move a `<figure>` out of the tag, because it is in a paragraph with other content or between the
   * cells of a table.
   */
  readonly refusesFigure: boolean;
  /** The tag is in a declarative shadow root, where the style sheet of the page does not apply. */
  readonly inShadow: boolean;
  /** The dashboard around the tag, or the dashboard that the tag is. */
  readonly dashboard: DashboardNode | null;
  /** The attributes of these names. */
  readonly selectTo: string | null;
  readonly link: string | null;
}

export interface Page {
  /** In document order. */
  readonly tags: readonly Tag[];
  /** A framework hydrates the page and removes content that it has not rendered. */
  readonly isHydrated: boolean;
  /** The attributes of the page's link to `vibedasher.css`. */
  readonly stylesheet: Readonly<Record<string, string>> | null;
  /** The nonce for a Content Security Policy: from the link, else a style, else a script. */
  readonly nonce: string | null;
  /** The page may be parsed as XML. */
  readonly isXhtml: boolean;
  /** The script tag or an element names a snapshot. */
  readonly hasSnapshot: boolean;
  /** The script tag or an element has `queries="browser"`. */
  readonly queriesTables: boolean;
  /** Tags that are useless without the script: controls, and dashboards around charts. */
  readonly liveOnly: readonly Range[];
}

interface Found extends Surroundings {
  readonly node: Node;
  /** The paragraph that a `<figure>` here would close. */
  readonly paragraph: Node | null;
  /** Whether the element is in a declarative shadow root of the page. */
  readonly inShadow: boolean;
}

const HTML = 'http://www.w3.org/1999/xhtml';
/** A `<figure>` in one of these elements does not close a paragraph around the element. */
const ENDS_SCOPE = [
  'html',
  'template',
  'applet',
  'caption',
  'table',
  'td',
  'th',
  'marquee',
  'object',
  'button',
];
/** The script that defines the elements, and its style sheet. */
const SCRIPT = /\/vibedasher(\.classic)?\.js$/;
const STYLESHEET = /\/vibedasher\.css$/;
/**
 * How to recognize frameworks that remove foreign children: text in a script, or the id of a script or child of
 * `<body>`.
 */
const HYDRATION: readonly { readonly framework: string; readonly script?: RegExp; readonly id?: string }[] = [
  { framework: 'Next', script: /__next_f/, id: '__NEXT_DATA__' },
  { framework: 'Docusaurus', id: '__docusaurus' },
  { framework: 'SvelteKit', script: /__sveltekit_/ },
  { framework: 'Gatsby', id: '___gatsby' },
  { framework: 'Remix', script: /__remixContext/ },
  { framework: 'React Router', script: /__reactRouterContext/ },
  { framework: 'Angular', id: 'ng-state' },
];

const BEGIN = /^vibedasher ([\da-f]{8})$/;
const END = '/vibedasher';

/** Encloses the content of a tag in comments with its key. */
export const toBlock = (key: string, html: string): string => `<!--vibedasher ${key}-->${html}<!--${END}-->`;

/** Parses a page, or a part of one. Settings of the page override `defaults`. */
export function readPage(html: string, defaults: PageDefaults): Page {
  const reader = new PageReader(html);
  reader.walk(parse(html, { sourceCodeLocationInfo: true }) as unknown as Node);
  return reader.read(defaults);
}

/** Replaces ranges of a text. `edits` must be sorted and must not overlap. */
export function splice(text: string, edits: readonly (Range & { readonly text: string })[]): string {
  let at = 0;
  let spliced = '';
  for (const edit of edits) {
    spliced += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return spliced + text.slice(at);
}

class PageReader {
  readonly #html: string;
  readonly #charts: Found[] = [];
  readonly #dashboards: (Found & { readonly own: DashboardNode })[] = [];
  readonly #comments: Node[] = [];
  readonly #controls: Node[] = [];
  #page: PageDefaults = {};
  #documentLang: string | null = null;
  #isHydrated = false;
  #stylesheet: Page['stylesheet'] = null;
  readonly #nonces: Record<string, string> = {};
  #isXhtml = false;
  #hasSnapshot = false;
  #queriesTables = false;

  constructor(html: string) {
    this.#html = html;
  }

  /** Visits all elements except those in inert templates and those of an earlier run. */
  walk(document: Node): void {
    // Use a stack instead of recursion: elements may be nested too deeply.
    const stack: Found[] = [
      { node: document, lang: null, paragraph: null, inShadow: false, dashboard: null },
    ];
    for (let found = stack.pop(); found; found = stack.pop()) {
      const { node, ...around } = found;
      if (node.nodeName === '#comment') this.#comments.push(node);
      if (isWritten(node)) continue;
      const inside = node.tagName === undefined ? around : this.#visit(found);
      for (const child of [...(shadowRootOf(node) ?? childrenOf(node))].reverse())
        stack.push({ node: child, ...inside });
    }
    this.#comments.sort((a, b) => sourceRange(a).start - sourceRange(b).start);
  }

  read(defaults: PageDefaults): Page {
    const page = { locale: this.#documentLang ?? undefined, ...defaults, ...this.#page };
    // As in an element, a region means the cloud.
    if (this.#page.region && !this.#page.apiBase) page.apiBase = undefined;
    const drawn = this.#dashboards.filter(({ node, own }) => attribute(node, 'slug') && !own.hasCharts);
    const around = this.#dashboards.filter((each) => !drawn.includes(each));
    const tags = [
      ...this.#charts.map((each) =>
        this.#createTag(each, (warn) => chartRequest(each.node, each, page, warn)),
      ),
      ...drawn.map((each) =>
        this.#createTag({ ...each, dashboard: each.own }, (warn) =>
          dashboardRequest(each.own, each.lang, page, warn),
        ),
      ),
    ];
    return {
      tags: tags.filter((tag) => tag !== null).sort((a, b) => a.start - b.start),
      isHydrated: this.#isHydrated,
      stylesheet: this.#stylesheet,
      nonce: this.#stylesheet?.['nonce'] || this.#nonces['style'] || this.#nonces['script'] || null,
      isXhtml: this.#isXhtml,
      hasSnapshot: this.#hasSnapshot,
      queriesTables: this.#queriesTables,
      liveOnly: [...around.flatMap(({ node }) => startAndEndTag(node)), ...this.#controls.map(sourceRange)],
    };
  }

  /** Records an element and returns the context of its descendants. */
  #visit(found: Found): Omit<Found, 'node'> {
    const { node } = found;
    let { lang, paragraph, inShadow, dashboard } = found;
    if (node.namespaceURI !== HTML) return { lang, dashboard, inShadow, paragraph: null };
    const name = node.tagName!;
    this.#readPageFacts(node, name);
    if (name !== 'html') lang = attribute(node, 'lang') || lang;
    if (name === 'p') paragraph = node;
    else if (ENDS_SCOPE.includes(name)) paragraph = null;
    if (shadowRootOf(node)) inShadow = true;
    const here = { node, lang, paragraph, inShadow, dashboard };
    if (isChart(node)) this.#addChart(here);
    if (isChart(node) || isDashboard(node)) {
      if (chartAttribute(node, 'snapshot')) this.#hasSnapshot = true;
      if (chartAttribute(node, 'queries') === 'browser') this.#queriesTables = true;
    }
    if (isControl(node)) dashboard?.controls.push(node);
    if (name === CONTROL) this.#controls.push(node);
    if (isDashboard(node)) {
      dashboard = { node, outer: dashboard, controls: [], choosable: [], hasCharts: false };
      this.#dashboards.push({ ...here, own: dashboard });
    }
    return { lang, paragraph, inShadow, dashboard };
  }

  #addChart(found: Found): void {
    this.#charts.push(found);
    found.dashboard?.choosable.push(...selectedIn({ selectTo: chartAttribute(found.node, 'select-to') }));
    for (let each = found.dashboard; each; each = each.outer) each.hasCharts = true;
  }

  #readPageFacts(node: Node, name: string): void {
    // Ids of other elements may come from user content, such as comments.
    const own = name === 'script' || node.parentNode?.tagName === 'body' ? attribute(node, 'id') : null;
    if (own !== null && HYDRATION.some(({ id }) => id === own)) this.#isHydrated = true;
    if (name === 'html') {
      this.#documentLang = attribute(node, 'lang') || null;
      this.#isXhtml = attribute(node, 'xmlns') !== null;
    }
    if (name === 'link' || name === 'style' || name === 'script')
      this.#nonces[name === 'script' ? name : 'style'] ||= attribute(node, 'nonce') ?? '';
    if (name === 'link' && STYLESHEET.test(pathOfUrl(attribute(node, 'href')))) {
      this.#stylesheet ??= Object.fromEntries((node.attrs ?? []).map((each) => [each.name, each.value]));
    }
    if (name !== 'script') return;
    if (HYDRATION.some(({ script }) => script?.test(textContent(node)))) this.#isHydrated = true;
    if (!SCRIPT.test(pathOfUrl(attribute(node, 'src')))) return;
    if (attribute(node, 'data-snapshot')) this.#hasSnapshot = true;
    if (attribute(node, 'data-queries') === 'browser') this.#queriesTables = true;
    const apiBase = attribute(node, 'data-api-base');
    const region = attribute(node, 'data-region') as Region | null;
    const locale = attribute(node, 'data-locale');
    this.#page = {
      ...this.#page,
      ...(apiBase && { apiBase }),
      ...(region && { region }),
      ...(locale && { locale }),
    };
  }

  /** Returns `null` for an element that the parser has added without a start tag in the text. */
  #createTag(
    { node, paragraph, inShadow, dashboard }: Found,
    request: (warn: (message: string) => void) => TagRequest,
  ): Tag | null {
    const place = node.sourceCodeLocation;
    if (!place?.startTag) return null;
    const inside = place.startTag.endOffset;
    const block = this.#findBlock(node, inside);
    const alone = paragraph && isFilledWithCharts(paragraph) ? startAndEndTag(paragraph) : [];
    const warnings: string[] = [];
    const isOpen = !place.endTag && childrenOf(node).some((child) => isContent(child) && !isWritten(child));
    return {
      name: node.tagName!,
      line: place.startLine,
      column: place.startCol,
      start: place.startOffset,
      end: place.endTag?.endOffset ?? block?.end ?? inside,
      inside,
      account: chartAttribute(node, 'account') || null,
      slug: chartAttribute(node, 'slug') || null,
      request: isOpen ? noEndTag(node) : request((message) => warnings.push(message)),
      warnings,
      block,
      paragraph: alone,
      inShadow,
      dashboard,
      selectTo: chartAttribute(node, 'select-to'),
      link: chartAttribute(node, 'link'),
      refusesFigure: (paragraph !== null && alone.length === 0) || isFostered(node),
    };
  }

  /** Finds the content of an earlier run, even if a minifier has removed the comments. */
  #findBlock(node: Node, inside: number): Block | null {
    const begin = this.#comments.findIndex((each) => sourceRange(each).start >= inside);
    const comment = this.#comments[begin];
    const key = comment?.parentNode === node ? BEGIN.exec(comment.data ?? '')?.[1] : undefined;
    const written = childrenOf(node).find(isWritten);
    const parts = written ? [sourceRange(written)] : [];
    if (comment && key) {
      const next = this.#comments[begin + 1];
      // An end comment elsewhere may come from user content, and everything before it would be replaced.
      const isEnd = next?.data === END && next.parentNode === node;
      parts.push(sourceRange(comment), ...(isEnd ? [sourceRange(next)] : []));
    }
    if (parts.length === 0) return null;
    const start = Math.min(...parts.map((part) => part.start));
    const end = Math.max(...parts.map((part) => part.end));
    return { start, end, key: key ?? null, html: this.#html.slice(start, end) };
  }
}

const noEndTag = ({ tagName }: Node): TagRequest => ({
  kind: 'wrong',
  problem: new VibedasherError(
    'config',
    `<${tagName}> has no end tag, so it takes in all that follows: write </${tagName}>`,
  ),
});

/** Returns a URL without query and fragment. */
const pathOfUrl = (address: string | null): string => (address ?? '').replace(/[?#].*/s, '');

const startAndEndTag = ({ sourceCodeLocation }: Node): readonly Range[] =>
  [sourceCodeLocation?.startTag, sourceCodeLocation?.endTag].flatMap((place) =>
    place ? [{ start: place.startOffset, end: place.endOffset }] : [],
  );

/** Returns whether a node has visible content. */
const isContent = (node: Node): boolean =>
  node.tagName === undefined ? (node.value ?? '').trim() !== '' : node.tagName !== 'script';

/**
 * Returns whether a paragraph contains only tags of charts. Markdown adds such a paragraph around tags on a line of
 * their own.
 */
const isFilledWithCharts = (paragraph: Node): boolean =>
  paragraph.attrs?.length === 0 &&
  childrenOf(paragraph).every(
    (child) =>
      !isContent(child) || ((isChart(child) || isDashboard(child)) && child.sourceCodeLocation?.endTag),
  );

/** Returns whether the parser has moved an element out of a table (foster parenting). */
function isFostered(node: Node): boolean {
  const siblings = childrenOf(node.parentNode ?? node);
  const table = siblings.slice(siblings.indexOf(node)).find(({ tagName }) => tagName === 'table');
  return table !== undefined && sourceRange(table).start < sourceRange(node).start;
}
