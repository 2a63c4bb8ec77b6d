import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { UrlSigner } from '../src/http/signed-urls.ts';
import { SALES, serve } from './support.ts';
import type { TestApi } from './support.ts';

describe('a signed URL', () => {
  const secret = Buffer.from('secret');
  const at = (seconds: number): UrlSigner => new UrlSigner(secret, () => seconds * 1000);
  const verify = (signer: UrlSigner, address: string): unknown => {
    const { pathname, searchParams } = new URL(address, 'http://x');
    return signer.verify(pathname, searchParams.get('expires') ?? '', searchParams.get('signature') ?? '');
  };

  it('is valid for the given time and at most half a minute more', () => {
    const address = at(1000).sign('/results/a', 60);
    assert.equal(verify(at(1000), address), 80);
    assert.equal(verify(at(1079), address), 1);
    assert.equal(verify(at(1080), address), 'expired');
  });

  it('is the same for all requests within the same half minute', () => {
    assert.equal(at(991).sign('/a', 60), at(1019).sign('/a', 60));
    assert.notEqual(at(991).sign('/a', 60), at(1021).sign('/a', 60));
  });

  it('is not valid for another path, a later time or another key', () => {
    const address = at(1000).sign('/results/a', 60);
    assert.equal(verify(at(1000), address.replace('/a?', '/b?')), 'forged');
    assert.equal(verify(at(1000), address.replace('expires=1080', 'expires=9999')), 'forged');
    assert.equal(verify(at(1000), address.replace(/signature=../, 'signature=zz')), 'forged');
    assert.equal(verify(at(1000), '/results/a'), 'forged');
    assert.equal(verify(new UrlSigner(Buffer.from('other'), () => 1e6), address), 'forged');
  });
});

describe('the storage origin', () => {
  let api: TestApi;
  let url: string;
  let extract: string;
  /** Returns the URL of a Parquet file. */
  const extractOf = async (from: TestApi): Promise<string> =>
    ((await from.get(`${SALES}/wasm-plan`)).body['sources'] as { url: string }[])[0]!.url;
  before(async () => {
    api = await serve();
    await api.rows('SELECT * FROM sales');
    ({ url } = (await api.submit('SELECT * FROM sales')).body);
    extract = await extractOf(api);
  });

  it('differs from the API’s origin', () => {
    assert.notEqual(new URL(url).origin, new URL(api.api.apiBase).origin);
    assert.equal(new URL(url).origin, api.api.storageBase);
  });

  it('serves results without a signature: their names are hashes of what they depend on', async () => {
    assert.match(new URL(url).pathname, /^\/results\/[\w-]{43}\.msgpack$/);
    assert.equal(new URL(url).search, '');
    const { status, headers } = await fetch(url);
    assert.equal(status, 200);
    assert.equal(headers.get('content-type'), 'application/vnd.msgpack');
    assert.equal(headers.get('cache-control'), 'public, max-age=31536000, immutable');
    const etag = headers.get('etag') ?? '';
    assert.equal((await fetch(url, { headers: { 'if-none-match': etag } })).status, 304);
    assert.equal((await fetch(`${api.api.storageBase}/results/none.msgpack`)).status, 404);
  });

  it('serves extracts that caches may store while the URL is valid', async () => {
    const { status, headers } = await fetch(extract);
    assert.equal(status, 200);
    assert.match(headers.get('cache-control') ?? '', /^private, max-age=\d+, immutable$/);
    const etag = headers.get('etag') ?? '';
    assert.equal((await fetch(extract, { headers: { 'if-none-match': etag } })).status, 304);
  });

  it('answers 403 to a forged URL, whether the file exists or not', async () => {
    const forged = [
      extract.replace(/signature=.*/, ''),
      extract.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      extract.replace(/expires=\d+/, 'expires=99999999999'),
      `${api.api.storageBase}/extracts/none.parquet?expires=99999999999&signature=00`,
      `${api.api.storageBase}/extracts/..%2f..%2fetc%2fpasswd?expires=99999999999&signature=00`,
    ];
    for (const address of forged) assert.equal((await fetch(address)).status, 403, address);
  });

  it('answers 403 to an expired URL, and the API returns a new one', async () => {
    const brief = await serve({ extractUrlSeconds: 0, secret: 'known' });
    const past = new UrlSigner(Buffer.from('known'), () => Date.now() - 3_600_000);
    const { pathname } = new URL(await extractOf(brief));
    const expired = await fetch(brief.api.storageBase + past.sign(pathname, 60));
    assert.equal(expired.status, 403);
    assert.deepEqual(await expired.json(), { message: 'The URL has expired.' });
    const fresh = new UrlSigner(Buffer.from('known')).sign(pathname, 60);
    assert.equal((await fetch(brief.api.storageBase + fresh)).status, 200);
  });

  it('has only two routes', async () => {
    for (const path of ['/', '/api/v1/public/templates', '/results/', '/extracts/'])
      assert.ok([403, 404].includes((await fetch(api.api.storageBase + path)).status), path);
  });
});
