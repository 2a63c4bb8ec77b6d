// @lane long
/** Two instances with Valkey and results in S3. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { findMissing, startS3, startValkey, type S3 } from './components.ts';
import { cleanUp, createReader, createVizzes, Instance, QUICK, submitTo } from './instances.ts';

const skip = await findMissing('valkey-server', 'moto');

describe('two instances with results in S3', { skip }, () => {
  let s3: S3;
  let a: Instance;
  let b: Instance;

  before(async () => {
    const root = await createVizzes();
    const valkey = await startValkey();
    s3 = await startS3();
    const args = ['--shared', `valkey://127.0.0.1:${valkey.port}`, '--results', s3.results];
    a = await Instance.start(root, args, s3.environment);
    b = await Instance.start(root, args, s3.environment);
  });
  after(cleanUp);

  it('read each other’s rows', async () => {
    const rows = await createReader(submitTo(a, b))(QUICK, 'stored');
    assert.deepEqual(await createReader(submitTo(b, a))(QUICK, 'stored'), rows);
    const keys = await s3.keys();
    assert.equal(keys.length, 1);
    assert.match(keys[0] ?? '', /^rows\/[\w-]{43}\.msgpack$/);
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
    assert.equal((await createReader(submitTo(a, b))(QUICK, 'absent'))[0]?.[0], 'absent');
    assert.equal((await createReader(submitTo(b, a))(QUICK, 'again'))[0]?.[0], 'again');
  });

  it('answer while S3 hangs', async () => {
    s3.signal('SIGSTOP');
    assert.equal((await createReader(submitTo(a, b))(QUICK, 'hangs'))[0]?.[0], 'hangs');
    s3.signal('SIGCONT');
  });
});
