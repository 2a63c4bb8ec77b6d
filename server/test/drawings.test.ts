// @lane long
/** Tests the processes that draw pages and pictures. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHttpServer } from '../src/http/app.ts';
import { registerViewer } from '../src/http/viewer-routes.ts';
import { resolveLimits } from '../src/limits.ts';
import type { PublicApi } from '../src/public-api.ts';
import { Drawings } from '../src/viewer/drawings.ts';
import { findEmbedPackage } from '../src/viewer/embed-package.ts';
import type { EmbedPackage } from '../src/viewer/embed-package.ts';
import type { DrawingTask } from '../src/viewer/messages.ts';
import { Catalog } from '../src/vizzes/catalog.ts';
import { WorkBudget } from '../src/work-budget.ts';
import { serve, writeViz } from './support.ts';
import type { TestApi } from './support.ts';

const PICTURE: DrawingTask = {
  ...{ kind: 'picture', type: 'svg', account: 'acme', slug: 'one', chart: null, params: {} },
  ...{ theme: 'light', lang: 'en', width: 600, height: 315 },
};
const BARS = 'SELECT region AS dimension, sum(amount) AS value FROM sales GROUP BY 1';

const writeBars =
  (...slugs: readonly string[]) =>
  async (root: string): Promise<void> => {
    for (const slug of slugs)
      await writeViz(root, `acme/${slug}`, { viz: { name: 'One' }, 'charts/main.sql': BARS });
  };

/** Draws a picture, and resolves with the status. */
async function drawn({ origin }: TestApi, path: string): Promise<number> {
  const response = await fetch(`${origin}/render/acme/${path}`);
  await response.arrayBuffer();
  if (response.status === 503) assert.ok(Number(response.headers.get('retry-after')) > 0);
  return response.status;
}

/** A visitor of the drawings. */
const VISITOR = '192.0.2.1';

const answer = (): never => assert.fail('An unexpected request to the API');

/**
 * Creates drawings with a module that replaces the elements' package.
 * @param prerender Source of the module
 */
const createDrawings = (
  prerender: string,
  log: (line: string) => void = assert.fail,
  limits = resolveLimits({}),
): Drawings =>
  new Drawings(limits, {
    embed: {
      prerender: new URL(`data:text/javascript,${encodeURIComponent(prerender)}`),
      client: new URL('data:text/javascript,export const createPublicClient = () => ({});'),
    },
    answer,
    log,
  });

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('drawing processes', () => {
  it('accept a quarter of the queue from one address, refuse its other pictures, and do not delay queries', async () => {
    const api = await serve({ drawingQueue: 80 }, writeBars('one', 'two'));
    const drawings = Array.from({ length: 200 }, (_, n) =>
      drawn(api, `${n % 2 ? 'one' : 'two'}.png?width=${320 + n}`),
    );
    assert.deepEqual((await api.rows('SELECT count(*)::INT FROM sales')).rows, [[4]]);
    const statuses = await Promise.all(drawings);
    const count = (status: number): number => statuses.filter((each) => each === status).length;
    assert.equal(count(200) + count(503), 200);
    assert.ok(count(200) >= 20 && count(503) >= 100, `${count(200)} and ${count(503)}`);
    assert.equal(await drawn(api, 'one.png'), 200);
  });

  it('draw a picture once for many concurrent requests', async () => {
    const api = await serve({ drawingQueue: 1 }, writeBars('one'));
    const statuses = await Promise.all(Array.from({ length: 50 }, () => drawn(api, 'one.png')));
    assert.deepEqual([...new Set(statuses)], [200]);
  });

  it('are killed when a picture takes too long, and replaced for the next one', async () => {
    const api = await serve({ drawingMs: 12_000 }, async (root) => {
      await writeViz(root, 'acme/late', { viz: { name: 'Late', delay: 600_000 }, 'charts/main.sql': BARS });
      await writeBars('one')(root);
    });
    const late = fetch(`${api.origin}/render/acme/late.svg`);
    assert.equal(await drawn(api, 'one.svg'), 200);
    const response = await late;
    assert.equal(response.status, 422);
    assert.match(await response.text(), /longer than 12 s/);
    assert.equal(await drawn(api, 'one.png'), 200);
  });

  it('do not delay a page whose drawing is slow or fails', async () => {
    const api = await serve({ pageMs: 0 }, async (root) => {
      await writeBars('one')(root);
      const sql = 'SELECT nothing';
      await writeViz(root, 'acme/broken', { viz: { name: 'Broken' }, 'charts/main.sql': sql });
    });
    const page = async (slug: string): Promise<{ html: string; caching: string | null }> => {
      const response = await fetch(`${api.origin}/v/acme/${slug}`);
      assert.equal(response.status, 200);
      return { html: await response.text(), caching: response.headers.get('cache-control') };
    };
    const first = await page('one');
    assert.match(first.html, /<vibedasher-viz account="acme" slug="one"[^>]*><\/vibedasher-viz>/);
    assert.match(first.html, /<h1 dir="auto">One<\/h1>/);
    assert.equal(first.caching, 'no-store');
    let later = first;
    while (!later.html.includes('<svg')) later = await page('one');
    assert.match(later.caching ?? '', /max-age=60/);
    assert.match((await page('broken')).html, /<vibedasher-viz account="acme" slug="broken"/);
  });

  it('are killed when they exceed their memory limit, without harm to the server', async () => {
    const api = await serve({ drawingBytes: 24 * 1024 * 1024 }, writeBars('one'));
    assert.equal(await drawn(api, 'one.svg'), 503);
    assert.equal((await fetch(`${api.origin}/v/acme/one`)).status, 200);
    assert.equal((await api.get('/v1/public/viz/acme/one')).status, 200);
  });

  it('send requests to the server without the limits per address', async () => {
    const api = await serve({ rateMax: 2 }, writeBars('one'));
    for (const [path, status] of [
      ['one.svg', 200],
      ['one.png', 200],
      ['one.svg', 429],
    ] as const)
      assert.equal(await drawn(api, path), status);
  });

  it('log their standard error, but no warnings for authors of charts', async () => {
    const lines: string[] = [];
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const prerender = `export const renderPreview = async () => {
      console.warn('the axis has no title');
      console.error('out of paint');
      process.exit(3);
    };`;
    const drawings = createDrawings(prerender, (line) => {
      if (lines.push(line) === 2) resolve();
    });
    await assert.rejects(drawings.draw('acme/one', '1', PICTURE, VISITOR), {
      status: 503,
      message: 'The process that draws was stopped.',
    });
    await ended;
    assert.deepEqual(lines.toSorted(), ['A process that draws ended with code 3.', 'out of paint']);
    await drawings.close();
  });

  it('draw for one account each, and replace the least recently used one for a new account', async () => {
    const prerender = `export const renderPreview = async () => ({ svg: String(process.pid), alt: '' });`;
    const drawings = createDrawings(prerender, assert.fail, resolveLimits({ drawings: 2 }));
    const processes: unknown[] = [];
    for (const [version, account] of ['a', 'b', 'a', 'c', 'a', 'b'].entries())
      processes.push((await drawings.draw(`${account}/one`, String(version), PICTURE, VISITOR)).content);
    const [a, b, , c, , again] = processes;
    assert.deepEqual(processes, [a, b, a, c, a, again]);
    assert.equal(new Set(processes).size, 4);
    await drawings.close();
  });

  it('leave a process, turns and places to other accounts if one account requests many drawings', async () => {
    const prerender = `export const renderPreview = async ({ account }) =>
      account === 'hostile' ? new Promise(() => undefined) : { svg: account, alt: '' };`;
    const limits = resolveLimits({ drawings: 2 }, { drawingQueue: 10 });
    const drawings = createDrawings(prerender, () => undefined, limits);
    const draw = async (account: string, slug: string): Promise<unknown> =>
      (await drawings.draw(`${account}/${slug}`, '1', { ...PICTURE, account, slug }, VISITOR)).content;
    assert.equal(await draw('honest', 'one'), 'honest');
    const hostile = Array.from({ length: 12 }, (_, index) => draw('hostile', String(index)));
    const ended = Promise.allSettled(hostile);
    const honest = await Promise.all([draw('honest', 'two'), draw('honest', 'three')]);
    assert.deepEqual(honest, ['honest', 'honest']);
    await drawings.close();
    assert.ok((await ended).every(({ status }) => status === 'rejected'));
  });

  it('leave turns and places to other visitors of a viz if one requests many drawings', async () => {
    const prerender = `export const renderPreview = async () => ({ svg: '', alt: '' });`;
    const drawings = createDrawings(
      prerender,
      assert.fail,
      resolveLimits({ drawings: 2 }, { drawingQueue: 38 }),
    );
    let drawn = 0;
    const draw = async (width: number, visitor: string): Promise<void> => {
      await drawings.draw('acme/one', '1', { ...PICTURE, width } as DrawingTask, visitor);
      drawn += 1;
    };
    const flood = Promise.allSettled(Array.from({ length: 60 }, (_, width) => draw(width, '192.0.2.9')));
    await draw(600, VISITOR);
    assert.ok(drawn <= 3, `${drawn} were drawn before`);
    const refused = (await flood).filter(({ status }) => status === 'rejected');
    assert.equal(refused.length, 50);
    await drawings.close();
  });

  it('refuse the drawing of a chart that changes built-in objects, and are then replaced', async () => {
    const prerender = `let intact = true;
      export const drawHere = async () => () => intact;
      export const renderPreview = async ({ chart }) => {
        if (chart === 'hostile') intact = false;
        return { svg: String(process.pid), alt: '' };
      };`;
    const drawings = createDrawings(prerender);
    const { content: before } = await drawings.draw('acme/one', '1', PICTURE, VISITOR);
    for (let times = 0; times < 2; times++)
      await assert.rejects(drawings.draw('acme/one', '1', { ...PICTURE, chart: 'hostile' }, VISITOR), {
        status: 422,
        message: 'The chart has changed built-in objects of JavaScript.',
      });
    const { content: after } = await drawings.draw('acme/one', '2', PICTURE, VISITOR);
    assert.notEqual(after, before);
    await drawings.close();
  });

  it(
    'end when they are replaced, even if a chart keeps them busy',
    { timeout: 30_000 },
    async ({ signal }) => {
      const prerender = `export const drawHere = async () => () => {
        console.error(process.pid);
        setImmediate(() => { for (;;); });
        return false;
      };
      export const renderPreview = async () => ({ svg: '', alt: '' });`;
      const { promise: firstLine, resolve } = Promise.withResolvers<string>();
      const drawings = createDrawings(prerender, resolve);
      await assert.rejects(drawings.draw('acme/one', '1', PICTURE, VISITOR), { status: 422 });
      const pid = Number(await firstLine);
      try {
        while (isRunning(pid) && !signal.aborted) await sleep(10);
      } finally {
        if (isRunning(pid)) process.kill(pid, 'SIGKILL');
        await drawings.close();
      }
    },
  );

  it('get no request for PNG if the package for it is not installed', async () => {
    const limits = resolveLimits({});
    const contents = 'nothing else';
    const work = new WorkBudget(limits);
    const app = await createHttpServer({
      ...{ limits, logLevel: 'silent', isProxy: () => false, contents },
      work,
    });
    const catalog = new Catalog(join(import.meta.dirname, 'fixture'), Infinity);
    const embed = { ...(findEmbedPackage() as EmbedPackage), canPaint: false };
    registerViewer(app, {
      api: { work, viz: () => catalog.find('acme', 'sales') } as unknown as PublicApi,
      limits,
      embed,
      drawings: new Drawings(limits, { embed, answer, log: assert.fail }),
      placesFor: () => ({ base: 'http://localhost', storage: 'http://localhost', cacheScope: 'private' }),
    });
    const { statusCode, body } = await app.inject('/render/acme/sales.png');
    assert.equal(statusCode, 501);
    const { error, message } = JSON.parse(body) as { error: string; message: string };
    assert.equal(error, 'no_png');
    assert.equal(message, 'PNG requires a package that is not installed: npm install @resvg/resvg-js');
    await app.close();
  });
});
