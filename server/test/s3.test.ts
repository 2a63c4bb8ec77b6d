/** The requests to S3, at a server that records them. `npm run test:cluster` uses moto. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { after, before, beforeEach, describe, it } from 'node:test';
import { openS3 } from '../src/results/s3.ts';

const ROWS = { viz: 'acme/sales', bytes: Buffer.from('rows') };
const OTHER = { viz: 'acme/sales', bytes: Buffer.from('other') };
const LONG_AGO = new Date(0);

interface StoredObject {
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  modified: Date;
}

describe('results in S3', () => {
  const objects = new Map<string, StoredObject>();
  let requests: IncomingMessage[] = [];
  let isBroken = false;
  const server = createServer((request, response) => {
    requests.push(request);
    const path = request.url!.split('?')[0]!;
    void buffer(request).then((body) => {
      const known = objects.get(path);
      const answer = (status: number): void => void response.writeHead(status).end();
      if (isBroken) return answer(500);
      if (request.method === 'PUT') {
        if (known && request.headers['if-none-match'] === '*') return answer(412);
        objects.set(path, { headers: request.headers, body, modified: new Date() });
        return answer(200);
      }
      if (!known) return answer(404);
      const { modified, headers } = known;
      response.setHeader('last-modified', modified.toUTCString());
      response.setHeader('x-amz-meta-viz', headers['x-amz-meta-viz'] ?? '');
      response.end(known.body);
    });
  });
  const environment = { ...process.env };

  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
    });
  });
  after(() => {
    process.env = environment;
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    objects.clear();
    requests = [];
    isBroken = false;
  });

  const problems: string[] = [];
  const open = (url = 's3://bucket/some/prefix') =>
    openS3({ url, seconds: 900, onProblem: (message) => problems.push(message) });

  it('are objects that other instances read, with what a cache needs', async () => {
    await (await open()).put('one', ROWS);
    assert.deepEqual([...objects.keys()], ['/bucket/some/prefix/one.msgpack']);
    const { headers, body } = objects.get('/bucket/some/prefix/one.msgpack')!;
    assert.equal(body.toString(), 'rows');
    assert.equal(headers['content-encoding'], 'gzip');
    assert.equal(headers['content-type'], 'application/vnd.msgpack');
    assert.match(headers.authorization ?? '', /^AWS4-HMAC-SHA256 Credential=key\/.*\/eu-central-1\/s3\//);
    const found = await (await open('s3://bucket/some/prefix/')).get('one');
    assert.deepEqual([found?.viz, Buffer.from(found!.bytes)], [ROWS.viz, ROWS.bytes]);
    assert.equal(await (await open('s3://bucket')).get('one'), undefined);
  });

  it('are written once, unless they are too old', async () => {
    const results = await open();
    await results.put('one', ROWS);
    assert.deepEqual(Buffer.from((await results.put('one', OTHER)).bytes), ROWS.bytes);
    objects.get('/bucket/some/prefix/one.msgpack')!.modified = LONG_AGO;
    assert.equal(await results.get('one'), undefined);
    assert.deepEqual(await results.put('one', OTHER), OTHER);
    assert.deepEqual(Buffer.from((await results.get('one'))!.bytes), OTHER.bytes);
  });

  it('cause no requests for a while after a failure, which is reported once', async () => {
    const results = await open();
    isBroken = true;
    await assert.rejects(results.get('one'));
    const { length } = requests;
    isBroken = false;
    await assert.rejects(results.put('one', ROWS), /cannot be used at the moment/);
    assert.equal(requests.length, length);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /^The store of results cannot be used: /);
  });

  it('refuse an invalid bucket, with an example of a valid one', async () => {
    for (const url of ['s3://', 's3:bucket', 's3://Bucket', 's3://bucket/a b', 's3://bucket?region=x'])
      await assert.rejects(open(url), {
        name: 'RangeError',
        message: `"results" (--results) is a folder, or a bucket and an optional prefix, such as s3://BUCKET/PREFIX, not ${url}`,
      });
  });
});
