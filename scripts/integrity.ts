/**
 * What a page pins a version by, written into `cdn/` last: `integrity.json` (the version, and each file's hash),
 * `snippet.html` (the lines for a page), `snippet-long.html` (the same for a page that shows its first chart sooner) and
 * `importmap.json` (for pages that import the entry from a script of their own).
 */
import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloudBase } from '../src/public-client/urls.ts';
import { LAYERS } from './chunks.ts';

/** Where npm packages are served from by their versions. */
const CDN = 'https://cdn.jsdelivr.net/npm';

/** The value of an `integrity` attribute. */
export function integrityOf(content: string | Buffer): string {
  return `sha384-${createHash('sha384').update(content).digest('base64')}`;
}

/** How a long snippet begins: a connection to the origin of results, and a preload of the first chart's viz. */
export function requestLinks(api: string, results: string, account: string, slug: string): string {
  return `<link rel="preconnect" href="${results}" crossorigin />
<link rel="preload" as="fetch" href="${api}/v1/public/viz/${account}/${slug}" crossorigin />`;
}

/** How it ends: the chunks of the bundle in `base` that every chart needs. */
export function chunkLinks(base: string, hashes: Readonly<Record<string, string>>): string {
  return LAYERS.map(([name]) => {
    const file = Object.keys(hashes).find((each) => each.startsWith(`chunks/${name}-`))!;
    return `<link rel="modulepreload" href="${base}${file}" integrity="${hashes[file]}" crossorigin />`;
  }).join('\n');
}

/** `root` is the project's folder; the bundle is there. */
export function writeIntegrity(root: string): void {
  const cdn = join(root, 'cdn');
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  const files = Object.fromEntries(
    globSync('**/*.{js,css}', { cwd: cdn })
      .sort()
      .map((file) => [file, integrityOf(readFileSync(join(cdn, file)))] as const),
  );
  const base = `${CDN}/${name}@${version}/cdn/`;
  const pinned = (file: string): string => `"${base}${file}" integrity="${files[file]}" crossorigin`;
  const head = `<link rel="stylesheet" href=${pinned('vibedasher.css')} />
<script type="module" src=${pinned('vibedasher.js')}></script>`;
  const snippet = `${head}

<vibedasher-viz account="acme" slug="weekly-sales"></vibedasher-viz>

<!-- Where \`type="module"\` is dropped:
<script src=${pinned('vibedasher.classic.js')}></script>
-->
`;
  const long = `<!-- For the head of the page. RESULTS: where results come from, see docs/requests.md -->
${requestLinks(cloudBase(), 'RESULTS', 'acme', 'weekly-sales')}
${head}
${chunkLinks(base, files)}

<!-- For its body -->
<vibedasher-viz account="acme" slug="weekly-sales"></vibedasher-viz>
`;
  const modules = Object.entries(files).filter(([file]) => /^vibedasher\.js$|^chunks\//.test(file));
  const map = { integrity: Object.fromEntries(modules.map(([file, hash]) => [base + file, hash])) };
  const write = (file: string, text: string): void => writeFileSync(join(cdn, file), text);
  write('snippet.html', snippet);
  write('snippet-long.html', long);
  write('importmap.json', `${JSON.stringify(map, null, 2)}\n`);
  write('integrity.json', `${JSON.stringify({ version, files }, null, 2)}\n`);
}
