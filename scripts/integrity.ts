/**
 * Writes the files with which a page pins a version into `cdn/`: `integrity.json` (the version and the hash of each file),
 * `snippet.html` (the lines for a page), `snippet-long.html` (the same with preloads, for an earlier first chart) and
 * `importmap.json` (for pages that import the entry in a script).
 */
import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cdnBase,
  chunkLinks,
  classicLine,
  requestLinks,
  scriptLine,
  styleLine,
} from '../src/snippet/snippet.ts';
import { cloudBase } from '../src/public-client/urls.ts';

/** Returns the value of an `integrity` attribute for a file. */
export function integrityOf(content: string | Buffer): string {
  return `sha384-${createHash('sha384').update(content).digest('base64')}`;
}

/** Writes the files. `root` is the project's folder with a complete bundle. */
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
  const pinned = { base: cdnBase(name, version), hashes: files };
  const head = `${styleLine(pinned)}\n${scriptLine(pinned)}`;
  const snippet = `${head}

<vibedasher-viz account="acme" slug="weekly-sales"></vibedasher-viz>

<!-- For sites that remove \`type="module"\`:
${classicLine(pinned)}
-->
`;
  const long = `<!-- For the head of the page. RESULTS is the origin of results, see docs/requests.md -->
${requestLinks({ api: cloudBase(), results: 'RESULTS', rows: [] }, 'acme', 'weekly-sales')}
${head}
${chunkLinks(pinned)}

<!-- For the body of the page -->
<vibedasher-viz account="acme" slug="weekly-sales"></vibedasher-viz>
`;
  const modules = Object.entries(files).filter(([file]) => /^vibedasher\.js$|^chunks\//.test(file));
  const map = { integrity: Object.fromEntries(modules.map(([file, hash]) => [pinned.base + file, hash])) };
  const write = (file: string, text: string): void => writeFileSync(join(cdn, file), text);
  write('snippet.html', snippet);
  write('snippet-long.html', long);
  write('importmap.json', `${JSON.stringify(map, null, 2)}\n`);
  write('integrity.json', `${JSON.stringify({ version, files }, null, 2)}\n`);
}
