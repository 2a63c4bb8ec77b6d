import { expect } from 'chai';
import { BAR, mount, rejection, unmountAll } from '../vega/support.ts';

describe('data that a spec loads', () => {
  const { fetch } = globalThis;
  let body: string;

  before(() => {
    globalThis.fetch = () => Promise.resolve(new Response(body));
  });
  after(() => {
    globalThis.fetch = fetch;
  });
  afterEach(unmountAll);

  const load = (text: string, format: object): ReturnType<typeof mount> => {
    body = text;
    const spec = { ...BAR, data: { url: '/rows', format } };
    return mount(spec, { allowHosts: [location.origin] });
  };

  for (const [name, text, format, message] of [
    [
      'shapes that share an arc',
      () => {
        const lines = { type: 'MultiLineString', arcs: [Array(6000).fill(0)] };
        return JSON.stringify({ arcs: [Array(1000).fill([0, 0])], objects: { all: lines } });
      },
      { type: 'topojson', feature: 'all' },
      /6000000 points of a map/,
    ],
    [
      'ten million lists in a list',
      () => `[{"region":"N","amount":[${'[],'.repeat(10_000_000)}0]}]`,
      { type: 'json' },
      /values; the limit is 10000000/,
    ],
    [
      'lists in JSON under a property',
      () => `{"rows":[{"region":"N","amount":[${'[],'.repeat(10_000_000)}0]}]}`,
      { type: 'json', property: 'rows' },
      /values; the limit is 10000000/,
    ],
    [
      'lines that lack most of their fields',
      () => `region,amount${',c'.repeat(2000)}${'\nN'.repeat(200_000)}`,
      { type: 'csv' },
      /400400000 cells|cells in a text: at most 5000000/,
    ],
  ] as const) {
    it(`make their chart fail with an error that names the limit: ${name}`, async () => {
      const error = await rejection(load(text(), format));
      expect(error.message).to.match(message);
      expect(error.kind).to.equal('spec');
    }).timeout(60_000);
  }

  it('are drawn if they are large but within the limits', async () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => ({ region: `r${index % 3}`, amount: 1 }));
    const { container } = await load(JSON.stringify(rows), { type: 'json' });
    expect(container.querySelectorAll('.mark-rect.role-mark > *').length).to.be.above(0);
  }).timeout(60_000);
});
