/** A server with vizzes that have found a hole in the sandbox: the pictures of other vizzes are complete. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type RunningServer, startServer } from '../../../server/src/index.ts';
import { ATTACKS, BAR, BARS, writeVizzes } from '../../support/hostile-vizzes.ts';

const HOLE = join(import.meta.dirname, '../../support/hole.ts');

/** Milliseconds for one drawing: enough on a busy machine. */
const LONGEST = 20_000;

/** The status of a picture, by the effect of the attack. */
const STATUS = { none: 200, change: 422, end: 503, hang: 422 };

describe('promise 9: a server with hostile vizzes', () => {
  let root = '';
  let server: RunningServer;
  const options = process.env['NODE_OPTIONS'];

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'vibedasher-hostile-server-'));
    await writeVizzes(root);
    // For the processes that the server starts.
    process.env['NODE_OPTIONS'] = `--import=${HOLE}`;
    server = await startServer({ root, drawings: 1 }, { drawingMs: LONGEST });
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
  /** Of a width that no picture has had yet, so that it is drawn. */
  let width = 600;
  const barsOf = async (viz: string): Promise<number> => {
    const { status, text } = await draw(`${viz}.svg?width=${width++}`);
    assert.equal(status, 200, text);
    // The background is a rectangle, too.
    return text.split(BAR).length - 2;
  };

  for (const [slug, { effect }] of Object.entries(ATTACKS)) {
    it(`draws all bars of others after a viz that ${slug.replaceAll('-', ' ')}, which it answers ${STATUS[effect]}`, async () => {
      const { status, text } = await draw(`evil/${slug}.svg`);
      assert.equal(status, STATUS[effect], text);
      for (const viz of ['evil/bars', 'good/bars']) assert.equal(await barsOf(viz), BARS, viz);
    });
  }

  it('keeps no picture of a chart that has changed built-in objects', async () => {
    for (let times = 0; times < 2; times++) {
      const { status, text } = await draw('evil/replaces-a-method.svg');
      assert.equal(status, 422);
      assert.match(text, /The chart has changed built-in objects of JavaScript/);
    }
  });
});
