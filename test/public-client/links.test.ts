import { expect } from 'chai';
import { storageOrigins } from '../../src/public-client/urls.ts';
import { harness, SALES } from './support.ts';

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
  for (const [header, origins] of CASES) {
    it(`finds ${origins.join(', ') || 'no origin'} in ${JSON.stringify(header)}`, () => {
      expect([...storageOrigins(header, API)]).to.deep.equal(origins);
    });
  }

  it('accepts plain http only if the API uses plain http', () => {
    const header = '<http://127.0.0.1:4001>; rel="preconnect"; crossorigin';
    expect([...storageOrigins(header, 'http://127.0.0.1:4000/api')]).to.deep.equal(['http://127.0.0.1:4001']);
  });

  it('is called when the viz is loaded', async () => {
    const origins: string[] = [];
    const { api, client } = harness({}, { onStorage: (origin) => origins.push(origin) });
    await client.getViz(SALES);
    expect(origins).to.deep.equal([]);
    const headers = { link: '<https://s.example>; rel="preconnect"; crossorigin' };
    api.script('viz', Response.json({ viz: { slug: 'sales' } }, { headers }));
    await client.getViz(SALES, { fresh: true });
    expect(origins).to.deep.equal(['https://s.example']);
    api.script('slug', Response.json({ viz: { slug: 'sales' } }, { headers }));
    await client.getVizBySlug('sales');
    expect(origins).to.have.length(2);
  });

  it('is called only for the client with the option', async () => {
    const { api, client } = harness();
    const headers = { link: '<https://s.example>; rel="preconnect"' };
    api.script('viz', Response.json({ viz: { slug: 'sales' } }, { headers }));
    expect((await client.getViz(SALES)).slug).to.equal('sales');
  });
});
