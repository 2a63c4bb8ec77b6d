/** Serves a folder like hosts of static sites. */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { startLocalServer, type LocalServer } from '../../scripts/local-server.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * Serves a folder. `/about` is `about`, `about.html` or `about/index.html`. Pages of any origin can load the files,
 * as from a CDN.
 */
export function serveFolder(folder: string): Promise<LocalServer> {
  return startLocalServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    // Browsers request an icon for a page without one.
    if (pathname === '/favicon.ico') return void response.writeHead(204).end();
    const path = normalize(decodeURIComponent(pathname)).replace(/\/$/, '');
    void firstOf([path, `${path}.html`, `${path}/index.html`].map((each) => join(folder, each))).then(
      (found) => {
        const type = TYPES[extname(found?.file ?? '')] ?? 'application/octet-stream';
        const headers = { 'content-type': type, 'access-control-allow-origin': '*' };
        response.writeHead(found ? 200 : 404, headers).end(found?.body);
      },
    );
  });
}

async function firstOf(files: readonly string[]): Promise<{ file: string; body: Buffer } | null> {
  for (const file of files) {
    const body = await readFile(file).catch(() => null);
    if (body) return { file, body };
  }
  return null;
}
