import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { DuckDbBackend } from '../../src/engine/duckdb.ts';
import { createHttpServer } from '../../src/http/app.ts';
import { registerRoutes } from '../../src/http/api-routes.ts';
import { UrlSigner } from '../../src/http/signed-urls.ts';
import { resolveLimits } from '../../src/limits.ts';
import { PublicApi } from '../../src/public-api.ts';
import { createWorkFolder } from '../../src/vizzes/work-folder.ts';
import { SALES } from '../support.ts';

const FIXTURE = join(import.meta.dirname, '../fixture');

class PublishedOnly extends DuckDbBackend {
  override readonly name = 'OtherSQL';
  override readonly can = { adHocSql: false };
  override readonly extracts: undefined;
}

describe('an engine that runs only the files of a viz', () => {
  let app: FastifyInstance;
  let end: () => Promise<void>;
  before(async () => {
    const limits = resolveLimits({});
    app = await createHttpServer({ limits, logLevel: 'silent', isProxy: () => false, contents: 'nothing' });
    const { path: workFolder, remove } = await createWorkFolder();
    const shared = { limits, log: app.log };
    const backend = new PublishedOnly({ ...shared, folder: join(FIXTURE, 'datasets'), workFolder });
    const api = new PublicApi({ ...shared, root: FIXTURE, backend });
    registerRoutes(app, {
      api,
      limits,
      signer: new UrlSigner(randomBytes(32)),
      storageFor: () => ({ storage: 'http://localhost', cacheScope: 'private' }),
    });
    end = async () => {
      await app.close();
      await api.close();
      remove();
    };
  });
  after(() => end());

  const post = async (
    path: string,
    body: unknown,
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const { statusCode, body: text } = await app.inject({
      method: 'POST',
      url: `${SALES}/${path}`,
      body: body as object,
    });
    return { status: statusCode, body: JSON.parse(text) as Record<string, unknown> };
  };
  const REFUSAL = {
    error: 'sql_not_supported',
    message: 'Only the visualization’s own queries can run, because its data is in OtherSQL.',
    hint: 'Publish the query as a file of the visualization, such as charts/ID.sql.',
  };

  it('refuses other statements, with the reason', async () => {
    const { status, body } = await post('query', { sql: 'SELECT 1' });
    assert.equal(status, 403);
    assert.deepEqual({ ...body, requestId: '' }, { ...REFUSAL, requestId: '' });
  });

  it('refuses one of a batch, and runs the others', async () => {
    const own = await readFile(join(FIXTURE, 'vizzes/acme/sales/charts/main.sql'), 'utf8');
    const { status, body } = await post('batch', { queries: [{ sql: 'SELECT {{x}}' }, { sql: own }] });
    assert.equal(status, 200);
    const [refused, accepted] = body['results'] as Record<string, unknown>[];
    assert.equal(refused?.['error'], `${REFUSAL.message} ${REFUSAL.hint}`);
    assert.equal(accepted?.['error'], undefined);
  });

  it('names the tables that have no extracts', async () => {
    const { body } = await app.inject(`${SALES}/wasm-plan`);
    assert.deepEqual(JSON.parse(body), {
      sources: [],
      unavailable: [{ datasetId: 'sales', reason: 'There are no extracts of tables in OtherSQL.' }],
    });
  });
});
