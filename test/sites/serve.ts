/** Serves a folder like hosts of static sites. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

export interface Served {
  /** With a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** `/about` is `about`, `about.html` or `about/index.html`. Pages of any origin can load the files, as from a CDN. */
export async function serveFolder(folder: string): Promise<Served> {
  const server = createServer((request, response) => {
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
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function firstOf(files: readonly string[]): Promise<{ file: string; body: Buffer } | null> {
  for (const file of files) {
    const body = await readFile(file).catch(() => null);
    if (body) return { file, body };
  }
  return null;
}
