// @lane long
/**
 * Tests a server with vizzes that attack with a simulated vulnerability. The pictures of other vizzes must be
 * complete.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type RunningServer, startServer } from '../../server/src/index.ts';
import { ATTACKS, BAR, BARS, writeVizzes } from '../support/hostile-vizzes.ts';

const HOLE = join(import.meta.dirname, '../support/hole.ts');

/** Time limit in ms for one drawing, long enough for a busy machine. */
const TIMEOUT = 12_000;

/** The expected HTTP status of a picture, by the effect of the attack. */
const STATUS = { none: 200, change: 422, end: 503, hang: 422 };

describe('promise 9: a server with hostile vizzes', () => {
  let root = '';
  let server: RunningServer;
  const options = process.env['NODE_OPTIONS'];

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'vibedasher-hostile-server-'));
    await writeVizzes(root);
    // The server's processes inherit this variable.
    process.env['NODE_OPTIONS'] = `--import=${HOLE}`;
    server = await startServer({ root, drawings: 1 }, { drawingMs: TIMEOUT });
  });
  after(async () => {
    if (options === undefined) delete process.env['NODE_OPTIONS'];
    else process.env['NODE_OPTIONS'] = options;
    await server?.close();
    await rm(root, { recursive: true });
  });

  async function draw(path: string): Promise<{ readonly status: number; readonly text: string }> {
    const response = await fetch(new URL(`/render/${path}`, server.apiBase));
    return { status: response.status, text: await response.text() };
  }
  /** The width of the next picture. A new width is never cached. */
  let width = 600;
  const countBars = async (viz: string): Promise<number> => {
    const { status, text } = await draw(`${viz}.svg?width=${width++}`);
    assert.equal(status, 200, text);
    // The background is a rectangle, too.
    return text.split(BAR).length - 2;
  };

  for (const [slug, { effect }] of Object.entries(ATTACKS)) {
    it(`draws all bars of other vizzes after a viz that ${slug.replaceAll('-', ' ')} (${STATUS[effect]})`, async () => {
      const { status, text } = await draw(`evil/${slug}.svg`);
      assert.equal(status, STATUS[effect], text);
      for (const viz of ['evil/bars', 'good/bars']) assert.equal(await countBars(viz), BARS, viz);
    });
  }

  it('does not cache the picture of a chart that has changed built-in objects', async () => {
    for (let times = 0; times < 2; times++) {
      const { status, text } = await draw('evil/replaces-a-method.svg');
      assert.equal(status, 422);
      assert.match(text, /The chart has changed built-in objects of JavaScript/);
    }
  });
});
