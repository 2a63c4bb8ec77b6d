/** Builds `docs/*.md` and README.md into pages: navigation, live examples, search. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import vibedasher from '@vibedasher/embed/eleventy';
import * as pagefind from 'pagefind';
import { anchorOf, plainText, renderPages } from './markdown.js';

const PROJECT = join(import.meta.dirname, '../..');

/** The pages in the order of the navigation. `index` is the README. */
const SECTIONS = {
  Start: ['index'],
  Elements: ['viz', 'dashboards', 'controls', 'tables-and-galleries', 'theming'],
  Websites: ['static-sites', 'wordpress', 'hosts', 'frameworks', 'javascript'],
  Operation: ['requests', 'errors', 'security'],
  Server: ['self-hosting', 'engines', 'scaling', 'viewer-pages'],
  Vega: ['vega-interpreter'],
};

const README = readFileSync(join(PROJECT, 'README.md'), 'utf8');

/** Returns a page's file name, title, and the headings of its sections. */
function describePage(name) {
  const text = name === 'index' ? README : readFileSync(join(PROJECT, `docs/${name}.md`), 'utf8');
  const headings = [...text.replace(/^```[^]*?^```$/gm, '').matchAll(/^(#{1,2}) (.*)$/gm)];
  const [title] = headings;
  return {
    name,
    title: plainText(title[2]),
    label: name === 'index' ? 'Introduction' : plainText(title[2]).split(':')[0],
    headings: headings.slice(1).map(([, , text]) => ({ text: plainText(text), anchor: anchorOf(text) })),
  };
}

export default function (eleventyConfig) {
  const sections = Object.entries(SECTIONS).map(([title, names]) => ({
    title,
    pages: names.map(describePage),
  }));
  const pages = sections.flatMap((section) => section.pages);

  eleventyConfig.setIncludesDirectory('site');
  eleventyConfig.ignores.add('docs/decisions');
  eleventyConfig.addTemplate('index.md', README);
  eleventyConfig.addWatchTarget('docs/site/');
  eleventyConfig.addGlobalData('sections', sections);
  eleventyConfig.addGlobalData('layout', 'page.njk');
  eleventyConfig.addGlobalData('eleventyComputed', {
    permalink: ({ page }) => `${page.fileSlug || 'index'}.html`,
    about: ({ page }) => {
      const index = pages.findIndex(({ name }) => name === (page.fileSlug || 'index'));
      return { ...pages[index], previous: pages[index - 1], next: pages[index + 1] };
    },
  });
  eleventyConfig.amendLibrary('md', (markdown) => renderPages(markdown, pages));

  eleventyConfig.addPassthroughCopy({
    cdn: 'cdn',
    'docs/chart.svg': 'chart.svg',
    'docs/site/site.css': 'site.css',
    'docs/site/site.js': 'site.js',
  });
  eleventyConfig.addPlugin(vibedasher, {
    apiBase: process.env.DOCS_API_BASE,
    snapshot: true,
    data: 'auto',
    widths: [320, 360, 480, 640, 720],
    fail: 'missing',
  });
  eleventyConfig.on('eleventy.after', async ({ directories }) => {
    const { index } = await pagefind.createIndex();
    await index.addDirectory({ path: directories.output });
    await index.writeFiles({ outputPath: join(directories.output, 'pagefind') });
    await pagefind.close();
  });

  // The documentation contains `{{year}}`.
  return { markdownTemplateEngine: false };
}
