/** How Markdown becomes HTML: live examples, anchors and links as on GitHub, tables that scroll. */
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';

const REPOSITORY = 'https://github.com/vibedasher/embed/blob/main/';
/** The bundle in the examples. The site has its own copy. */
const CDN = /https:\/\/cdn\.jsdelivr\.net\/npm\/@vibedasher\/embed@[\d.]+\/cdn\//g;

/** The size of the README's image, which the browser reserves. */
const IMAGE_SIZE = [...readFileSync('docs/chart.svg', 'utf8').matchAll(/ (width|height)="(\d+)"/g)]
  .slice(0, 2)
  .map(([, name, value]) => [name, value]);

/** Returns the text of a heading without marks of Markdown. */
export const plainText = (markdown) => markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '');

/** Returns the anchor that GitHub generates for a heading. */
export const anchorOf = (heading) =>
  plainText(heading)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

/** Returns where a link of a page leads: to another page, an image of the site, or a file on GitHub. */
function resolveLink(href, from, pages) {
  if (/^([a-z][a-z\d+.-]*:|#)/i.test(href)) return href;
  const [path, anchor] = href.split('#');
  const file = posix.join(from === 'index' ? '' : 'docs', path);
  const name = file === 'README.md' ? 'index' : /^docs\/([\w-]+)\.md$/.exec(file)?.[1];
  const hash = anchor === undefined ? '' : `#${anchor}`;
  if (file === 'docs/chart.svg') return 'chart.svg';
  return pages.some((page) => page.name === name) ? `${name}.html${hash}` : `${REPOSITORY}${file}${hash}`;
}

/**
 * Returns the HTML of an example for its place in the page: without the bundle, which the page has, and with scripts
 * and styles that reach only this example.
 */
function liveExample(html, id) {
  return html
    .replace(/<link\b[^>]*vibedasher\.css"[^>]*>/g, '')
    .replace(/<script\b[^>]*vibedasher\.js"[^>]*><\/script>/g, '')
    .replace(CDN, './cdn/')
    .replace(/<style>([^]*?)<\/style>/g, '<style>@scope {$1}</style>')
    .replace(/\bdocument\.(?=querySelector|addEventListener)/g, `document.querySelector('#${id}').`);
}

/** Amends markdown-it. `pages` are the pages of the site, by name. */
export function renderPages(markdown, pages) {
  const { rules } = markdown.renderer;
  const rest = (tokens, index, options, env, self) => self.renderToken(tokens, index, options);
  const nameOf = ({ page }) => page.fileSlug || 'index';

  const { fence } = rules;
  rules.fence = (tokens, index, options, env, self) => {
    const { info, content } = tokens[index];
    const code = fence(tokens, index, options, env, self).replace('<pre>', '<pre tabindex="0">');
    if (info !== 'html example') return code;
    const id = `example-${tokens.slice(0, index + 1).filter((token) => token.info === info).length}`;
    return `<div class="example">${code}<div id="${id}" data-pagefind-ignore>${liveExample(content, id)}</div></div>\n`;
  };

  rules.heading_open = (tokens, index, options, env, self) => {
    const anchors = tokens
      .slice(0, index + 1)
      .flatMap(({ type }, at) => (type === 'heading_open' ? [anchorOf(tokens[at + 1].content)] : []));
    const anchor = anchors.pop();
    const times = anchors.filter((each) => each === anchor).length;
    tokens[index].attrSet('id', times === 0 ? anchor : `${anchor}-${times}`);
    return rest(tokens, index, options, env, self);
  };
  rules.heading_close = (tokens, index, options, env, self) => {
    const id = tokens
      .slice(0, index)
      .findLast(({ type }) => type === 'heading_open')
      .attrGet('id');
    const link =
      tokens[index].tag === 'h1'
        ? ''
        : ` <a class="anchor" data-pagefind-ignore href="#${id}" aria-label="Link to this section">#</a>`;
    return link + rest(tokens, index, options, env, self);
  };

  for (const [rule, attribute] of [
    ['link_open', 'href'],
    ['image', 'src'],
  ]) {
    const render = rules[rule] ?? rest;
    rules[rule] = (tokens, index, options, env, self) => {
      const token = tokens[index];
      token.attrSet(attribute, resolveLink(token.attrGet(attribute), nameOf(env), pages));
      if (token.attrGet('src') === 'chart.svg')
        for (const [name, value] of IMAGE_SIZE) token.attrSet(name, value);
      return render(tokens, index, options, env, self);
    };
  }

  rules.table_open = () => '<div class="table" role="group" aria-label="Table" tabindex="0"><table>\n';
  // GitHub requires a heading for each column, even if it is empty.
  for (const rule of ['th_open', 'th_close']) {
    rules[rule] = (tokens, index, options, env, self) => {
      const text = tokens[rule === 'th_open' ? index + 1 : index - 1];
      if (!text.content) tokens[index].tag = 'td';
      return rest(tokens, index, options, env, self);
    };
  }
  rules.table_close = () => '</table></div>\n';
}
