/** The lines of code that show a viz on a page. */
import { VibedasherError } from '../public-client/errors.ts';
import { baseUrl, slugPath, vizPath, viewerUrl } from '../public-client/urls.ts';
import {
  escapeLine,
  viewerAddress,
  viewerBase,
  paramAttributes,
  type ShownViz,
  SLUG,
  type Tag,
  tagsFor,
} from './shown-viz.ts';

/** The files of one version: their base URL, and the value of `integrity` by file name. */
export interface PinnedFiles {
  readonly base: string;
  readonly hashes: Readonly<Record<string, string>>;
}

/** The CDN that serves npm packages by version. */
const CDN = 'https://cdn.jsdelivr.net/npm';

/** Returns the URL of the bundle of a version on the CDN. */
export const cdnBase = (name: string, version: string): string => `${CDN}/${name}@${version}/cdn/`;

export const SNIPPET_TARGETS = [
  'html',
  'wordpress',
  'markdown',
  'react',
  'vue',
  'svelte',
  'email',
  'div',
  'iframe',
] as const;
export type SnippetTarget = (typeof SNIPPET_TARGETS)[number];

/** What to request before the script has loaded. */
export interface FastHints {
  /** Base URL of the API. */
  readonly api: string;
  /** The origin of results, if known. */
  readonly results: string | undefined;
  /** The paths of the first chart's rows below {@link api}; see `firstRows`. */
  readonly rows: readonly string[];
}

export interface SnippetOptions extends ShownViz {
  /** The text of the link that is shown without the script. Default: the slug. */
  readonly title?: string | undefined;
  /** Adds hints for a faster first chart. */
  readonly fast?: FastHints | undefined;
}

/** The chunks that every chart needs, with their names in scripts/chunks.ts. */
export const CHUNKS = ['view', 'compile', 'engine'] as const;

/** The attributes that the shortcode of the WordPress plugin does not have. */
const NOT_IN_WORDPRESS = [
  ...['theme', 'lang', 'timezone', 'refresh', 'renderer', 'fit'],
  ...['select-to', 'link', 'loading', 'activate'],
];

/** Returns the names of settings that the lines for a target cannot express. */
export function leftOut(target: SnippetTarget, shown: ShownViz): readonly string[] {
  const { chart, params, controls, dashboard, toolbar, theme, caption, highlight, reference, aspectRatio } =
    shown;
  const all = {
    dashboard,
    controls: !dashboard && controls?.length,
    chart: !dashboard && chart,
    params: params && Object.keys(params).length > 0,
    toolbar: !dashboard && toolbar,
    theme,
    caption: !dashboard && caption,
    highlight: !dashboard && highlight,
    reference: !dashboard && reference,
    ...(dashboard ? {} : shown.attributes),
    'aspect ratio': !dashboard && aspectRatio,
  };
  const attributes = ['theme', 'caption', 'highlight', 'reference', ...Object.keys(shown.attributes ?? {})];
  const supported: Partial<Record<SnippetTarget, readonly string[]>> = {
    div: ['chart', 'params', 'toolbar', ...attributes, 'aspect ratio'],
    wordpress: [
      ...['chart', 'params', 'toolbar'],
      ...attributes.filter((name) => !NOT_IN_WORDPRESS.includes(name)),
    ],
    // In the frame of a self-hosted server, the chart has controls for all of its parameters.
    iframe: viewerBase(shown)
      ? ['chart', 'params', 'theme', 'dashboard', 'controls', 'aspect ratio']
      : ['dashboard', 'aspect ratio'],
    email: ['chart', 'params', 'theme'],
  };
  const names = Object.entries(all).flatMap(([name, value]) => (value ? [name] : []));
  return supported[target] ? names.filter((name) => !supported[target]!.includes(name)) : [];
}

/** Special characters in templates of Liquid, Nunjucks, MDX, Vue and Svelte. */
const BRACES = /[{}]/g;
/** Special characters in Markdown, except those of character references. */
const MARKDOWN = /[{}[\]()*_`~!|\\:$^=+@'/]/g;
/** Special characters in attributes of WordPress shortcodes. */
const SHORTCODE = /[[\]\\']/g;

/** The syntax of a target. */
interface Writer {
  readonly attribute: (name: string, value: string) => string;
  readonly style: (style: Readonly<Record<string, string>>) => string;
  readonly name: (name: string) => string;
  /** Whether a tag without content is self-closing. */
  readonly closes: boolean;
}

const cssText = (style: Readonly<Record<string, string>>): string =>
  Object.entries(style)
    .map(([name, value]) => `${name}: ${value}`)
    .join('; ');

const htmlWriter = (others?: RegExp): Writer => ({
  attribute: (name, value) => `${name}="${escapeLine(value, others)}"`,
  style: (style) => `style="${escapeLine(cssText(style), others)}"`,
  name: (name) => name,
  closes: false,
});
const HTML = htmlWriter();
const camelCase = (name: string): string =>
  name.startsWith('param-') ? name : name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const PLAIN = /^[^"&<>{}\\\p{C}]*$/u;
const JSX: Writer = {
  attribute: (name, value) => {
    if (name === 'params') return `params={${value}}`;
    return `${camelCase(name)}=${PLAIN.test(value) ? `"${value}"` : `{${JSON.stringify(value)}}`}`;
  },
  style: (style) => `style={${JSON.stringify(style)}}`,
  name: (name) => name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
  closes: true,
};

const MAX_WIDTH = 100;

/** Writes an element as indented lines. `content` is the inner HTML of an element without children. */
function writeElement(tag: Tag, writer: Writer, indent = '', content = ''): string {
  const { style, attributes, children } = tag;
  const name = writer.name(tag.name);
  const parts = Object.entries(attributes).map(([key, value]) => writer.attribute(key, value));
  if (Object.keys(style).length > 0) parts.push(writer.style(style));
  const isEmpty = children.length === 0 && !content;
  const start = `${indent}<${[name, ...parts].join(' ')}`;
  const isLong = start.length > MAX_WIDTH;
  const opening = isLong ? `${indent}<${[name, ...parts].join(`\n${indent}  `)}\n${indent}` : start;
  if (isEmpty) return opening + (writer.closes ? `${isLong ? '' : ' '}/>` : `></${name}>`);
  const inside = content
    ? [`${indent}  ${content}`]
    : children.map((child) => writeElement(child, writer, `${indent}  `));
  return [`${opening}>`, ...inside, `${indent}</${name}>`].join('\n');
}

const inOneLine = (lines: string): string =>
  lines.replace(/\n */g, ' ').replace(/> </g, '><').replace(/ >/g, '>');

const pinned = ({ base, hashes }: PinnedFiles, file: string): string =>
  `"${base}${file}" integrity="${hashes[file]}" crossorigin`;

export const styleLine = (files: PinnedFiles): string =>
  `<link rel="stylesheet" href=${pinned(files, 'vibedasher.css')} />`;

/** Writes the tag of the script. `more` contains further attributes and begins with a space. */
export const scriptLine = (files: PinnedFiles, more = ''): string =>
  `<script type="module" src=${pinned(files, 'vibedasher.js')}${more}></script>`;

/** Writes the tag of the script for pages that strip `type="module"`. */
export const classicLine = (files: PinnedFiles, more = ''): string =>
  `<script src=${pinned(files, 'vibedasher.classic.js')}${more}></script>`;

/**
 * Writes the hints at the start of a `--fast` snippet: preloads of the first chart's viz and rows. If the rows have no
 * address, a connection to the origin of results.
 */
export function requestLinks(
  { api, results, rows }: FastHints,
  account: string | undefined,
  slug: string,
): string {
  const connection = `<link rel="preconnect" href="${escapeLine(results ?? '')}" crossorigin />`;
  const preloads = [account ? vizPath(account, slug) : slugPath(slug), ...rows].map(
    (path) =>
      `<link rel="preload" as="fetch" href="${escapeLine(api + path)}" crossorigin fetchpriority="high" />`,
  );
  return [...(results && rows.length === 0 ? [connection] : []), ...preloads].join('\n');
}

/** Writes the hints at the end of a `--fast` snippet: the chunks of the bundle that every chart needs. */
export function chunkLinks({ base, hashes }: PinnedFiles): string {
  return CHUNKS.map((name) => {
    const file = Object.keys(hashes).find((each) => each.startsWith(`chunks/${name}-`))!;
    return `<link rel="modulepreload" href="${base}${file}" integrity="${hashes[file]}" crossorigin />`;
  }).join('\n');
}

/**
 * Writes the lines for one target, with a final line break. {@link leftOut} lists the settings that they cannot
 * express.
 * @throws VibedasherError of kind `config` for an invalid name or URL
 */
export function snippet(target: SnippetTarget, options: SnippetOptions, files: PinnedFiles): string {
  const { account, slug, title = slug, apiBase, fast, dashboard, height } = options;
  for (const name of account === undefined ? [slug] : [account, slug])
    if (!SLUG.test(name))
      throw new VibedasherError('config', `"${name}" is not the name of a viz or an account`);
  if (apiBase) baseUrl({ apiBase });
  const tags = tagsFor(options);
  const address = viewerAddress(options);
  const link = (others?: RegExp): string =>
    address && tags.children.length === 0 && !dashboard
      ? `<a href="${escapeLine(address, others === MARKDOWN ? BRACES : others)}">${escapeLine(title, others)}</a>`
      : '';
  const api = apiBase ? ` data-api-base="${escapeLine(apiBase)}"` : '';
  const withApi: Tag = {
    ...tags,
    attributes: { ...tags.attributes, ...(apiBase && { 'api-base': apiBase }) },
  };
  const head = [
    ...(fast ? [requestLinks(fast, account, slug)] : []),
    styleLine(files),
    scriptLine(files, api),
    ...(fast ? [chunkLinks(files)] : []),
  ].join('\n');
  switch (target) {
    case 'html':
      return `<!-- Once, in the head of the page -->
${head}

<!-- In the page, where the chart goes -->
${writeElement(tags, HTML, '', link())}
`;
    case 'markdown':
      // On one line, because formatters would reflow several lines, and an empty line would end the HTML.
      return `<!-- Once, in the template of the site -->
${head}

<!-- In the text, on a line of its own. Write &#123;&#123;name&#125;&#125; for {{name}} in an attribute -->
${inOneLine(writeElement(tags, htmlWriter(BRACES), '', link(MARKDOWN)))}
`;
    case 'div': {
      const viz = tagsFor({ ...options, controls: [], dashboard: false });
      const data = Object.entries(viz.attributes).map(([name, value]) => [`data-${name}`, value]);
      const attributes = { 'data-vibedasher-viz': '', ...Object.fromEntries(data) };
      const div = writeElement({ ...viz, name: 'div', attributes }, HTML, '', link());
      return `${styleLine(files)}
${classicLine(files, api)}
${inOneLine(div.replace('data-vibedasher-viz=""', 'data-vibedasher-viz'))}
`;
    }
    case 'iframe': {
      const size = height ? { height: `${height}px` } : { 'aspect-ratio': options.aspectRatio ?? '16 / 9' };
      const frame: Tag = {
        name: 'iframe',
        attributes: {
          src: viewerAddress(options, 'embed') ?? viewerUrl(slug),
          title,
          loading: 'lazy',
          allowfullscreen: '',
        },
        style: { width: '100%', ...size, border: '0' },
        children: [],
      };
      return `${writeElement(frame, HTML)}\n`;
    }
    case 'wordpress': {
      const { chart, toolbar, caption, highlight, reference } = options;
      const look = Object.entries({ caption, highlight, reference, ...options.attributes }).flatMap(
        ([name, value]) => (value && !NOT_IN_WORDPRESS.includes(name) ? [[name, value]] : []),
      );
      const given = {
        viz: account === undefined ? slug : `${account}/${slug}`,
        ...(chart && { chart }),
        ...paramAttributes(options.params),
        ...(height && { height: String(height) }),
        ...(toolbar && { toolbar }),
        ...(Object.fromEntries(look) as Record<string, string>),
      };
      const attributes = Object.entries(given).map(([name, value]) =>
        htmlWriter(SHORTCODE).attribute(name, value),
      );
      return `[vibedasher ${attributes.join(' ')}]\n`;
    }
    case 'react': {
      const names = [...new Set([withApi, ...tags.children].map(({ name }) => JSX.name(name)))].sort();
      return `// npm install @vibedasher/embed
import '@vibedasher/embed/cdn/vibedasher.css';
import { ${names.join(', ')} } from '@vibedasher/embed/react';

export function Chart() {
  return (
${writeElement(withApi, JSX, '    ')}
  );
}
`;
    }
    case 'vue':
      return `<!-- npm install @vibedasher/embed
     main.js: import vibedasher from '@vibedasher/embed/vue'; createApp(App).use(vibedasher) -->
<script setup>
import '@vibedasher/embed/cdn/vibedasher.css';
</script>

<template>
${writeElement(withApi, { ...htmlWriter(BRACES), closes: true }, '  ')}
</template>
`;
    case 'svelte':
      return `<!-- npm install @vibedasher/embed -->
<script>
  import '@vibedasher/embed/define';
  import '@vibedasher/embed/cdn/vibedasher.css';
</script>

${writeElement(withApi, htmlWriter(BRACES))}
`;
    case 'email': {
      const picture = viewerBase(options)
        ? viewerAddress({ ...options, dashboard: false }, 'render', '.png')
        : null;
      const image = `<img src="${escapeLine(picture ?? 'PICTURE')}" alt="${escapeLine(title)}" width="600" style="max-width: 100%; height: auto" />`;
      const lines = address ? `<a href="${escapeLine(address)}">${image}</a>\n` : `${image}\n`;
      return picture ? lines : `${pictureComment(options)}\n${lines}`;
    }
  }
}

/** Writes a comment with the command that draws the picture, for targets without a server that draws it. */
function pictureComment({ account, slug, apiBase, chart, params = {}, theme }: SnippetOptions): string {
  const words = [
    ...['image', account === undefined ? slug : `${account}/${slug}`, '--out', `${slug}.png`],
    ...(chart ? ['--chart', chart] : []),
    ...Object.entries(params).flatMap(([name, value]) =>
      [value].flat().flatMap((each) => ['--param', `${name}=${each}`]),
    ),
    ...(theme === 'light' || theme === 'dark' ? ['--theme', theme] : []),
    ...(apiBase ? ['--api-base', apiBase] : []),
    ...['--size', '1200x630'],
  ];
  return `<!-- The picture: npx -p @vibedasher/embed vibedasher-embed ${words.map(shellWord).join(' ')}
     PICTURE: the address that it is uploaded to -->`;
}

/** Quotes a word for a shell command in an HTML comment. The result ends neither the quotes nor the comment. */
const shellWord = (text: string): string =>
  /^[\w./:=,@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`).replaceAll('>', `''>`)}'`;
