/** Draws points with our element, whose client receives responses from this script. */
import type { createPublicClient as CreatePublicClient, VibedasherViz } from '../../src/index.ts';
import { createBytes, frame, SPEC, type PointsPage } from './points.ts';

const BUNDLE = '/cdn/vibedasher.js';
const { createPublicClient } = (await import(BUNDLE)) as { createPublicClient: typeof CreatePublicClient };

const API = 'https://bench.invalid/api';
const RESULT = 'https://bench.invalid/result';
let bytes: Uint8Array<ArrayBuffer>;
/** When the last result was returned, as of `performance.now()`. */
let start = 0;

async function answer(input: RequestInfo | URL): Promise<Response> {
  const url = String(input);
  if (url === RESULT) {
    start = performance.now();
    return new Response(bytes);
  }
  const query = { sqlQuery: { id: 'q', status: 'completed' }, cached: true, url: RESULT };
  return Response.json(
    url.endsWith('/query') ? query : { viz: { name: 'Points', slug: 'points', files: {} } },
  );
}

const place = document.querySelector('.chart') as HTMLElement;
let viz: VibedasherViz;

const page: PointsPage = {
  async draw(points) {
    bytes = createBytes(points) as Uint8Array<ArrayBuffer>;
    viz = document.createElement('vibedasher-viz');
    viz.client = createPublicClient({ apiBase: API, fetch: answer });
    viz.slug = `points-${points}`;
    viz.account = 'bench';
    viz.sql = 'SELECT x, y, kind FROM points';
    viz.spec = SPEC;
    place.replaceChildren(viz);
    await viz.ready;
    await frame();
    return performance.now() - start;
  },
  async refresh(points) {
    bytes = createBytes(points) as Uint8Array<ArrayBuffer>;
    await viz.refresh();
    await frame();
    return performance.now() - start;
  },
};
window.points = page;
