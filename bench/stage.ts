/** The environment of the benchmark: vizzes, API, origins and browsers. */
import type { Browser } from 'puppeteer-core';
import { startServer } from '../server/src/index.ts';
import { launchChromium } from '../scripts/browsers.ts';
import { freePort } from '../scripts/local-server.ts';
import { createPublicClient } from '../src/public-client/create-client.ts';
import { createCertificate } from './certificate.ts';
import { Line } from './line.ts';
import { forwardTo, serveResources, startOrigin, type Handler } from './servers.ts';
import { createChoicePages } from './choice-pages.ts';
import { buildInline, createSite } from './site.ts';
import { ACCOUNT, createVizzes, KIND_NAMES, removeVizzes, vizSlug } from './vizzes.ts';

export interface Stage {
  /** Origin of the pages. */
  readonly origin: string;
  readonly apiBase: string;
  readonly line: Line;
  /** Starts a browser with a new temporary profile. */
  launch(): Promise<Browser>;
  close(): Promise<void>;
}

/** An hour: results stay cached for the whole benchmark. */
const RESULT_SECONDS = 3600;
const UNLIMITED = 1_000_000;

/**
 * @param most The maximum number of charts on a page
 * @param hasChoices Whether there are the pages of `choices.ts`
 */
export async function createStage(most: number, hasChoices = false): Promise<Stage> {
  const charts = Math.max(most, KIND_NAMES.length);
  await using cleanup = new AsyncDisposableStack();
  const certificate = await createCertificate();
  const line = new Line();

  const root = cleanup.adopt(await createVizzes(charts), removeVizzes);
  const start = async (handler: Handler): Promise<string> =>
    cleanup.adopt(await startOrigin(certificate, line, handler), (origin) => origin.close()).url;
  const storagePort = await freePort();
  const storageOrigin = await start(forwardTo(`http://127.0.0.1:${storagePort}`));
  const api = cleanup.adopt(
    await startServer(
      { root, storagePort, publicStorageBase: storageOrigin, rateMax: UNLIMITED },
      { resultSeconds: RESULT_SECONDS },
    ),
    (running) => running.close(),
  );
  const apiBase = `${await start(forwardTo(new URL(api.apiBase).origin))}/api`;
  await cacheResults(api.apiBase, charts);

  // Node does not trust the certificate, so its requests go to the servers directly.
  const direct: typeof fetch = (url, init) =>
    fetch(String(url).replace(storageOrigin, `http://127.0.0.1:${storagePort}`), init);
  const client = createPublicClient({ apiBase: api.apiBase, fetch: direct });
  const site = await createSite({ apiBase, storage: storageOrigin, charts, client });
  const choices =
    hasChoices &&
    cleanup.adopt(
      await createChoicePages(
        async (apiBase) => `${await start(forwardTo(new URL(apiBase).origin))}/api`,
        await buildInline('dashboard.ts', 'esm'),
      ),
      (pages) => pages.close(),
    );
  const origin = await start(
    serveResources((path, search) => (choices && choices.find(path)) || site(path, search)),
  );
  const launch = (): Promise<Browser> =>
    launchChromium({ args: [`--ignore-certificate-errors-spki-list=${certificate.fingerprint}`] });
  const resources = cleanup.move();
  return { origin, apiBase, line, launch, close: () => resources.disposeAsync() };
}

/** Runs each query once, so the API has cached results, as for a page with readers. */
async function cacheResults(apiBase: string, charts: number): Promise<void> {
  for (let index = 0; index < charts; index++) {
    const vizUrl = `${apiBase}/v1/public/viz/${ACCOUNT}/${vizSlug(index)}`;
    const { viz } = (await (await fetch(vizUrl)).json()) as { viz: { files: Record<string, string> } };
    const body = JSON.stringify({ sql: viz.files['charts/main.sql'] });
    for (let isCached = false; !isCached;) {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${vizUrl}/query`, { method: 'POST', headers, body });
      const { cached, sqlQuery } = (await answer.json()) as {
        cached: boolean;
        sqlQuery?: { errorMessage: string | null };
      };
      if (!answer.ok || sqlQuery?.errorMessage)
        throw new Error(`${vizUrl}: ${sqlQuery?.errorMessage ?? answer.status}`);
      isCached = cached;
    }
  }
}
