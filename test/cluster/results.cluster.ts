/** Two instances with Valkey and results in S3. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { startS3, startValkey, type Service } from './components.ts';
import { cleanUp, createReader, createVizzes, Instance, QUICK, submitTo } from './instances.ts';

const Bucket = 'results';

describe('two instances with results in S3', () => {
  let s3: Service;
  let client: S3Client;
  let a: Instance;
  let b: Instance;

  before(async () => {
    const root = await createVizzes();
    const valkey = await startValkey();
    s3 = await startS3();
    const endpoint = `http://127.0.0.1:${s3.port}`;
    const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
    client = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true });
    await client.send(new CreateBucketCommand({ Bucket }));
    const args = ['--shared', `valkey://127.0.0.1:${valkey.port}`, '--results', `s3://${Bucket}/rows`];
    const environment = {
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    };
    a = await Instance.start(root, args, environment);
    b = await Instance.start(root, args, environment);
  });
  after(async () => {
    client.destroy();
    await cleanUp();
  });

  it('read each other’s rows', async () => {
    const rows = await createReader(submitTo(a, b))(QUICK, 'stored');
    assert.deepEqual(await createReader(submitTo(b, a))(QUICK, 'stored'), rows);
    const { Contents: objects = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
    assert.equal(objects.length, 1);
    assert.match(objects[0]?.Key ?? '', /^rows\/[\w-]{43}\.msgpack$/);
  });

  it('answer while S3 fails', async () => {
    await s3.stop();
    const failing = createServer((_request, response) => response.writeHead(500).end());
    failing.listen(s3.port, '127.0.0.1');
    await once(failing, 'listening');
    const rows = await createReader(submitTo(a, b))(QUICK, 'failing');
    assert.equal(rows[0]?.[0], 'failing');
    failing.closeAllConnections();
    failing.close();
  });

  it('answer without S3, and after it has lost its objects in a restart', async () => {
    assert.equal((await createReader(submitTo(a, b))(QUICK, 'absent'))[0]?.[0], 'absent');
    await s3.start();
    await client.send(new CreateBucketCommand({ Bucket }));
    assert.equal((await createReader(submitTo(a, b))(QUICK, 'absent'))[0]?.[0], 'absent');
    assert.equal((await createReader(submitTo(b, a))(QUICK, 'again'))[0]?.[0], 'again');
  });

  it('answer while S3 hangs', async () => {
    s3.signal('SIGSTOP');
    assert.equal((await createReader(submitTo(a, b))(QUICK, 'hangs'))[0]?.[0], 'hangs');
    s3.signal('SIGCONT');
  });
});
