/**
 * The lines that put a viz on a page. Neither Node nor a page is needed: the command and a page that offers them share
 * this.
 */
import { viewerUrl } from '../components/viz/viz-model.ts';
import { vizPath } from '../public-client/urls.ts';

/**
 * The files of one version as a page loads them: where they are, and the value of each one's `integrity`, by its name.
 */
export interface PinnedFiles {
  readonly base: string;
  readonly hashes: Readonly<Record<string, string>>;
}

export const SNIPPET_TARGETS = ['html', 'wordpress', 'markdown', 'react', 'vue', 'svelte', 'email'] as const;
export type SnippetTarget = (typeof SNIPPET_TARGETS)[number];

export interface SnippetOptions {
  readonly account: string;
  readonly slug: string;
  /** What a link says where there is no picture. Default: the slug. */
  readonly title?: string | undefined;
  /** Base URL of an API that is not the cloud's. */
  readonly apiBase?: string | undefined;
  /** Base URL of the API, and the origin that its results come from, as far as it says so: hints for a sooner first chart. */
  readonly fast?: { readonly api: string; readonly results: string | undefined } | undefined;
}

/** The parts of the bundle that every chart needs, as scripts/chunks.ts names them. */
export const CHUNKS = ['view', 'compile', 'engine'] as const;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const pinned = ({ base, hashes }: PinnedFiles, file: string): string =>
  `"${base}${file}" integrity="${hashes[file]}" crossorigin`;

/** The style sheet. */
export const styleLine = (files: PinnedFiles): string =>
  `<link rel="stylesheet" href=${pinned(files, 'vibedasher.css')} />`;

/** The script; `more` attributes begin with a space. */
export const scriptLine = (files: PinnedFiles, more = ''): string =>
  `<script type="module" src=${pinned(files, 'vibedasher.js')}${more}></script>`;

/** The script where `type="module"` is dropped. */
export const classicLine = (files: PinnedFiles, more = ''): string =>
  `<script src=${pinned(files, 'vibedasher.classic.js')}${more}></script>`;

/** How a long snippet begins: a connection to the origin of results, and a preload of the first chart's viz. */
export function requestLinks(
  api: string,
  results: string | undefined,
  account: string,
  slug: string,
): string {
  const connection = results ? `<link rel="preconnect" href="${results}" crossorigin />\n` : '';
  return `${connection}<link rel="preload" as="fetch" href="${api}${vizPath(account, slug)}" crossorigin />`;
}

/** How it ends: the chunks of the bundle that every chart needs. */
export function chunkLinks({ base, hashes }: PinnedFiles): string {
  return CHUNKS.map((name) => {
    const file = Object.keys(hashes).find((each) => each.startsWith(`chunks/${name}-`))!;
    return `<link rel="modulepreload" href="${base}${file}" integrity="${hashes[file]}" crossorigin />`;
  }).join('\n');
}

/** The lines for one kind of page, with a line break at their end. */
export function snippet(target: SnippetTarget, options: SnippetOptions, files: PinnedFiles): string {
  const { account, slug, title = slug, apiBase, fast } = options;
  const attributes = `account="${escaped(account)}" slug="${escaped(slug)}"`;
  const link = `<a href="${viewerUrl(slug)}">${escaped(title)}</a>`;
  const api = apiBase ? ` data-api-base="${escaped(apiBase)}"` : '';
  const own = apiBase ? ` api-base="${escaped(apiBase)}"` : '';
  const head = [
    ...(fast ? [requestLinks(fast.api, fast.results, account, slug)] : []),
    styleLine(files),
    scriptLine(files, api),
    ...(fast ? [chunkLinks(files)] : []),
  ].join('\n');
  switch (target) {
    case 'html':
      return `<!-- Once, in the head of the page -->
${head}

<!-- Where the chart stands -->
<vibedasher-viz ${attributes}>
  ${link}
</vibedasher-viz>
`;
    case 'markdown':
      // One line: an empty one would end the HTML.
      return `<!-- Once, in the template of the site -->
${head}

<!-- In the text, on a line of its own. Write &#123;&#123;name&#125;&#125; for {{name}} in an attribute -->
<vibedasher-viz ${attributes}>${link}</vibedasher-viz>
`;
    case 'wordpress':
      return `<!-- A block "Custom HTML" -->
${styleLine(files)}
${classicLine(files, api)}
<div data-vibedasher-viz ${attributes.replaceAll(/(^| )(?=\w+=)/g, '$1data-')}>${link}</div>
`;
    case 'react':
      return `// npm install @vibedasher/embed
import '@vibedasher/embed/define';

export function Chart() {
  return <vibedasher-viz ${attributes}${own}></vibedasher-viz>;
}
`;
    case 'vue':
      return `<!-- npm install @vibedasher/embed
     vite.config.js: vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('vibedasher-') } } }) -->
<script setup>
import '@vibedasher/embed/define';
</script>

<template>
  <vibedasher-viz ${attributes}${own}></vibedasher-viz>
</template>
`;
    case 'svelte':
      return `<!-- npm install @vibedasher/embed -->
<script>
  import '@vibedasher/embed/define';
</script>

<vibedasher-viz ${attributes}${own}></vibedasher-viz>
`;
    case 'email':
      return `<!-- The picture: npx vibedasher-embed image ${account}/${slug} --out ${slug}.png --size 1200x630
     PICTURE: the address that it is uploaded to -->
<a href="${viewerUrl(slug)}"><img src="PICTURE" alt="${escaped(title)}" width="600" style="max-width: 100%; height: auto" /></a>
`;
  }
}
