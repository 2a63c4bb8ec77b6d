import { describe, it } from 'node:test';
import { expect } from 'chai';
import {
  baseUrl,
  cloudBase,
  isRegion,
  slugPath,
  storageUrl,
  vizPath,
  storageOrigins,
  viewerUrl,
} from '../../src/public-client/urls.ts';
import { thrown, harness, SALES } from './support.ts';

describe('urls', () => {
  describe('the base URL', () => {
    const CASES: [string, Parameters<typeof baseUrl>[0], string][] = [
      ['no options', {}, 'https://api.vibedasher.com/api'],
      ['Europe', { region: 'eu-central-1' }, 'https://api.eu-central-1.vibedasher.com/api'],
      ['America', { region: 'us-east-1' }, 'https://api.us-east-1.vibedasher.com/api'],
      ['self-hosted', { apiBase: 'https://bi.example.org/api' }, 'https://bi.example.org/api'],
      ['trailing slashes', { apiBase: 'https://bi.example.org/api//' }, 'https://bi.example.org/api'],
      ['no path', { apiBase: 'http://localhost:8080/' }, 'http://localhost:8080'],
      ['apiBase and region', { apiBase: 'https://x.org/a', region: 'us-east-1' }, 'https://x.org/a'],
      ['an empty apiBase', { apiBase: '', region: 'us-east-1' }, cloudBase('us-east-1')],
    ];
    for (const [name, options, expected] of CASES)
      it(`is correct with ${name}`, () => {
        expect(baseUrl(options)).to.equal(expected);
      });

    it('is refused if it is no base URL, or for an unknown region', () => {
      const OWN = 'bi.example.org/api';
      const hostile = [
        '/api',
        OWN,
        'ftp://bi.example.org',
        'javascript:alert(1)',
        `https://user:secret@${OWN}`,
      ];
      for (const apiBase of [...hostile, `https://${OWN}?key=1`, `https://${OWN}#x`])
        expect(thrown(() => baseUrl({ apiBase })).kind, apiBase).to.equal('config');
      const error = thrown(() => baseUrl({ region: 'evil.example/#' as 'us-east-1' }));
      expect(error.kind).to.equal('config');
      expect(error.message).to.include('eu-central-1 or us-east-1');
    });
  });

  it('have only two regions', () => {
    const all = ['eu-central-1', 'us-east-1', 'us-west-2', '', null, 1];
    expect(all.filter(isRegion)).to.deep.equal(['eu-central-1', 'us-east-1']);
  });

  describe('paths', () => {
    it('contain valid slugs unchanged', () => {
      expect(vizPath('Acme_1', 'q1.report-2026')).to.equal('/v1/public/viz/Acme_1/q1.report-2026');
      expect(slugPath('...')).to.equal('/v1/public/viz/slug/...');
    });

    it('refuse other slugs', () => {
      const slugs = ['', '.', '..', 'a/b', 'a b', '../x', 'a%2Fb', 'ü', 'a?b', 'a#b', 'a\n', 'a\\b', 'a;b'];
      for (const slug of slugs)
        for (const path of [() => slugPath(slug), () => vizPath('acme', slug), () => vizPath(slug, 'sales')])
          expect(thrown(path).kind, slug).to.equal('config');
      expect(thrown(() => slugPath(undefined as unknown as string)).message).to.equal('The slug is missing');
    });
  });

  describe('storageUrl', () => {
    const SECURE = 'https://bi.example.org/api';
    const PLAIN = 'http://localhost:8080/api';
    const CASES: [string, string, string, string | null][] = [
      ['https', 'https://s3.example.net/r?sig=1', SECURE, 'https://s3.example.net/r?sig=1'],
      ['plain http under https', 'http://s3.example.net/r', SECURE, null],
      ['plain http under plain http', 'http://localhost:9000/r', PLAIN, 'http://localhost:9000/r'],
      ['https under plain http', 'https://s3.example.net/r', PLAIN, 'https://s3.example.net/r'],
      ['a path of the API', 'blobs/1', SECURE, 'https://bi.example.org/api/blobs/1'],
      ['javascript', 'javascript:alert(1)', SECURE, null],
      ['data', 'data:text/plain,x', SECURE, null],
      ['a file', 'file:///etc/passwd', PLAIN, null],
      ['credentials', 'https://user:pw@s3.example.net/r', SECURE, null],
      ['an incomplete URL', 'https://', SECURE, null],
    ];
    for (const [name, url, base, expected] of CASES)
      it(`${expected === null ? 'refuses' : 'accepts'} ${name}`, () => {
        expect(storageUrl(url, base)).to.equal(expected);
      });
  });
});

const API = 'https://bi.example.org/api';

describe('onStorage', () => {
  const CASES: [string | null, string[]][] = [
    [null, []],
    ['<https://s.example>; rel="preconnect"; crossorigin', ['https://s.example']],
    ['<https://s.example>;rel=preconnect', ['https://s.example']],
    ['<https://s.example:8443/some/path?x=1>; crossorigin; REL="Preconnect"', ['https://s.example:8443']],
    ['<https://s.example>; rel="dns-prefetch preconnect"', ['https://s.example']],
    [
      '<https://a.example>; rel=preconnect, <https://b.example>; rel="preconnect"',
      ['https://a.example', 'https://b.example'],
    ],
    ['<https://a.example>; rel=next, </openapi.json>; rel="service-desc"', []],
    ['<https://a.example>; title="x; y"; rel=preconnect', ['https://a.example']],
    ['<https://a.example>; rel=preconnecting', []],
    ['<https://preconnect.example>; rel=next', []],
    ['<http://a.example>; rel=preconnect', []],
    ['<javascript:alert(1)>; rel=preconnect, <data:,x>; rel=preconnect, <//>; rel=preconnect', []],
    ['<https://user:secret@a.example>; rel=preconnect', []],
    ['https://a.example; rel=preconnect', []],
    ['<<<>>>;;;,, rel=preconnect', []],
    ['', []],
  ];
  for (const [header, origins] of CASES)
    it(`finds ${origins.join(', ') || 'no origin'} in ${JSON.stringify(header)}`, () => {
      expect([...storageOrigins(header, API)]).to.deep.equal(origins);
    });

  it('accepts plain http only if the API uses plain http', () => {
    const header = '<http://127.0.0.1:4001>; rel="preconnect"; crossorigin';
    expect([...storageOrigins(header, 'http://127.0.0.1:4000/api')]).to.deep.equal(['http://127.0.0.1:4001']);
  });

  it('is called when the viz is loaded, only for the client with the option', async () => {
    const origins: string[] = [];
    const { api, client, another } = harness({}, { onStorage: (origin) => origins.push(origin) });
    const headers = { link: '<https://s.example>; rel="preconnect"; crossorigin' };
    const answer = (): Response => Response.json({ viz: { slug: 'sales' } }, { headers });
    await client.getViz(SALES);
    expect(origins).to.deep.equal([]);
    api.script('viz', answer(), answer());
    await client.getViz(SALES, { fresh: true });
    expect(origins).to.deep.equal(['https://s.example']);
    api.script('slug', answer());
    await client.getVizBySlug('sales');
    expect((await another().getViz(SALES, { fresh: true })).slug).to.equal('sales');
    expect(origins).to.have.length(2);
  });
});

describe('viewerUrl', () => {
  it('is a URL for each slug of an answer', () => {
    expect(viewerUrl('a/b')).to.equal('https://cloud.vibedasher.com/v/a%2Fb');
    expect(viewerUrl('\ud800')).to.equal('https://cloud.vibedasher.com/v/%EF%BF%BD');
  });
});
