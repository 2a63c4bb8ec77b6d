// @engines all
import { expect } from 'chai';
import { strToU8, zipSync } from 'fflate';
import { runSync } from '../support/tasks.ts';
import { unzipTexts } from '../../src/public-client/bundle.ts';
import { STORAGE } from '../support/fake-api.ts';
import { failure, harness, SALES, thrown } from './support.ts';

const unzip = (archive: Uint8Array, maxBytes: number): ReadonlyMap<string, string> =>
  runSync(unzipTexts(archive, maxBytes));

const FILES = { 'charts/main.sql': 'SELECT 1', 'charts/main.vl.json': '{"mark":"bar"}', 'params.json': '[]' };

const zip = (files: Record<string, string>, level: 0 | 6 = 6): Uint8Array<ArrayBuffer> =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])), { level });

describe('public-client/bundle', () => {
  for (const level of [0, 6] as const)
    it(`reads the files of an archive with compression level ${level}`, () =>
      expect(Object.fromEntries(unzip(zip(FILES, level), 1000))).to.deep.equal(FILES));

  it('reads files of many lengths, but no folders and binary files', () => {
    const files = { a: '', b: 'x'.repeat(100_000), c: 'ä'.repeat(50_000) };
    expect(Object.fromEntries(unzip(zip(files), 1e6))).to.deep.equal(files);
    const logo = Uint8Array.of(0x89, 0xff, 0xfe);
    const archive = zipSync({ images: { 'logo.png': logo }, 'a.txt': strToU8('a') });
    expect([...unzip(archive, 1000)]).to.deep.equal([['a.txt', 'a']]);
  });

  it('stops unpacking at the limit, whatever sizes the archive states', () => {
    for (const bytes of [50_000_000, 5_000_000]) {
      const bomb = zipSync({ zeros: new Uint8Array(bytes) }, { level: 9 });
      expect(bomb.length).to.be.below(100_000);
      if (bytes === 5_000_000) new DataView(bomb.buffer).setUint32(22, 10, true);
      expect(thrown(() => unzip(bomb, 1_000_000)).kind).to.equal('too-large');
    }
  });

  it('counts the bytes of all files together, and limits the number of files', () => {
    const files = (count: number, text: string): Record<string, string> =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, text]));
    const some = zip(files(20, 'x'.repeat(100)));
    expect(unzip(some, 2000).size).to.equal(20);
    expect(thrown(() => unzip(some, 1999)).kind).to.equal('too-large');
    expect(unzip(zip(files(10_000, ''), 0), 1000).size).to.equal(10_000);
    const error = thrown(() => unzip(zip(files(10_001, ''), 0), 1000));
    expect(error.kind).to.equal('too-large');
    expect(error.message).to.include('10000 files');
  });

  it('unpacks a large file in several steps', () => {
    const letters = Array.from({ length: 30_000 }, (_, index) =>
      String.fromCharCode(33 + ((index * index) % 90)),
    );
    const work = unzipTexts(zip({ a: letters.join('') }, 0), 1e6);
    let steps = 0;
    while (!work.next().done) steps++;
    expect(steps).to.be.above(2);
  });

  for (const [name, bytes] of [
    ['an empty archive', new Uint8Array()],
    ['half an archive', zip(FILES).subarray(0, 60)],
    ['an HTML page', strToU8('<html>Not an archive</html>')],
  ] as const)
    it(`refuses ${name}`, () => expect(thrown(() => unzip(bytes, 1000)).kind).to.equal('malformed'));

  describe('getBundle', () => {
    const files = { _bundleUrl: `${STORAGE}/bundle.zip?signature=secret` };

    it('fetches the archive without credentials and referrer', async () => {
      const { api, client } = harness({ vizzes: { 'acme/sales': { files } } });
      api.script('storage', new Response(zip(FILES)));
      expect(Object.fromEntries(await client.getBundle(await client.getViz(SALES)))).to.deep.equal(FILES);
      expect(api.to('storage')[0]!.init).to.include({ credentials: 'omit', referrerPolicy: 'no-referrer' });
    });

    it('returns no files for a viz without an archive', async () => {
      const { api, client } = harness();
      expect((await client.getBundle(await client.getViz(SALES))).size).to.equal(0);
      expect(api.to('storage')).to.have.length(0);
    });

    it('refuses an archive URL that must not be fetched', async () => {
      const { api, client } = harness({
        vizzes: { 'acme/sales': { files: { _bundleUrl: 'http://x.org/b' } } },
      });
      const viz = await client.getViz(SALES);
      expect((await failure(client.getBundle(viz))).kind).to.equal('malformed');
      expect(api.to('storage')).to.have.length(0);
    });

    it('refuses an archive of more than 20 MiB', async () => {
      const { api, client } = harness({ vizzes: { 'acme/sales': { files } } });
      api.script('storage', new Response(new Uint8Array(20 * 2 ** 20 + 1)));
      expect((await failure(client.getBundle(await client.getViz(SALES)))).kind).to.equal('too-large');
    });

    it('rejects if the archive does not exist', async () => {
      const { api, client } = harness({ vizzes: { 'acme/sales': { files } } });
      api.script('storage', new Response('', { status: 403 }));
      expect((await failure(client.getBundle(await client.getViz(SALES)))).kind).to.equal('unavailable');
    });
  });
});
