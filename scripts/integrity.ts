/**
 * What a page pins a version by, written into `cdn/` last: `integrity.json` (the version, and each file's hash),
 * `snippet.html` (the lines for a page) and `importmap.json` (for pages that import the entry from a script of their own).
 */
import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where npm packages are served from by their versions. */
const CDN = 'https://cdn.jsdelivr.net/npm';

/** The value of an `integrity` attribute. */
export function integrityOf(content: string | Buffer): string {
  return `sha384-${createHash('sha384').update(content).digest('base64')}`;
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
  const snippet = `<link rel="stylesheet" href=${pinned('vibedasher.css')} />
<script type="module" src=${pinned('vibedasher.js')}></script>

<vibedasher-viz account="acme" slug="weekly-sales"></vibedasher-viz>

<!-- Where \`type="module"\` is dropped:
<script src=${pinned('vibedasher.classic.js')}></script>
-->
`;
  const modules = Object.entries(files).filter(([file]) => /^vibedasher\.js$|^chunks\//.test(file));
  const map = { integrity: Object.fromEntries(modules.map(([file, hash]) => [base + file, hash])) };
  const write = (file: string, text: string): void => writeFileSync(join(cdn, file), text);
  write('snippet.html', snippet);
  write('importmap.json', `${JSON.stringify(map, null, 2)}\n`);
  write('integrity.json', `${JSON.stringify({ version, files }, null, 2)}\n`);
}
