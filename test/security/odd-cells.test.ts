// @lane long
import { encode } from '@msgpack/msgpack';
import { expect } from 'chai';
import type { VibedasherViz } from '../../src/components/viz/viz-element.ts';
import type { PublicClient, PublicClientOptions } from '../../src/public-client/types.ts';
import { addChart, BAR } from '../support/charts.ts';
import { createFakeApi, type FakeApi, type FakeQuery, problem, rows } from '../support/fake-api.ts';
import { closePages, type Page, until } from '../support/page.ts';
import { expectUntouched, openWatched } from '../support/watched.ts';

interface Library {
  createPublicClient(options: PublicClientOptions): PublicClient;
}

/** Adds a chart of a query with this result. Resolves when it shows the result or an error. */
async function show(
  page: Page,
  query: FakeQuery,
  attributes: Readonly<Record<string, string>> = {},
  { prepare, spec }: { readonly prepare?: (api: FakeApi) => void; readonly spec?: object } = {},
): Promise<VibedasherViz> {
  const { createPublicClient } = await until(
    () => (page.window as unknown as { readonly __library?: Library }).__library,
    'the library is on the page',
  );
  const api = createFakeApi({ vizzes: { 'acme/odd': { name: 'Odd' } }, queries: { ODD: query } });
  prepare?.(api);
  const client = createPublicClient({ apiBase: api.base, fetch: api.fetch, timeout: 5, maxRetries: 0 });
  const place = { account: 'acme', slug: 'odd', sql: 'ODD' };
  const viz = addChart(page, { attributes: { ...place, ...attributes }, spec, properties: { client } });
  await viz.ready.catch(() => undefined);
  await viz.updateComplete;
  return viz;
}

/** Returns what a chart may not change. */
function stateOf({ window, document }: Page): unknown {
  const { scrollWidth } = document.documentElement;
  return {
    title: document.title,
    address: window.location.href,
    history: window.history.length,
    focus: document.activeElement?.localName,
    styles: [document.body.style.cssText, document.styleSheets.length, document.adoptedStyleSheets.length],
    overflow: scrollWidth > document.documentElement.clientWidth,
  };
}

const TEXTS: Readonly<Record<string, string>> = {
  'half of a character': 'a\ud800b\udc00',
  'marks of direction': '\u202eevil\u2066\u2067x',
  'a null character': 'a\0b',
  'line separators': 'a\u2028b\u2029c',
  'stacked marks': `Z${'\u0301\u0316'.repeat(500)}`,
  'a long word': 'x'.repeat(5000),
  'many words': 'a '.repeat(45_000),
  'many East Asian letters': '東'.repeat(90_000),
  'many blanks': ' '.repeat(90_000),
  'an inherited name': '__proto__',
  markup: '<img src=x onerror=alert(1)>',
};
const END = 8.64e15;
const MOST = Number.MAX_VALUE;
const dated = (...dates: readonly unknown[]): FakeQuery => ({
  result: {
    columns: [
      { name: 'day', type: 'timestamp' },
      { name: 'amount', type: 'number' },
    ],
    rows: dates.map((date, index) => [date, index]),
  },
});
const named = (...names: readonly string[]): FakeQuery =>
  rows(
    ['region', 'amount'],
    names.map((name, index) => [name, index + 1]),
  );
const amounts = (...values: readonly number[]): FakeQuery =>
  rows(
    ['region', 'amount'],
    [...'abc'].map((name, index) => [name, values[index]]),
  );
const bytesOf = (columns: string[], ...values: unknown[][]): FakeQuery => ({
  bytes: encode(rows(columns, values).result, { useBigInt64: true }),
});
const RESULTS: Readonly<Record<string, FakeQuery>> = {
  'dates at both ends of time': dated(-END, 0, END),
  'numbers at both ends': amounts(MOST, -MOST, Number.MIN_VALUE),
  'the smallest numbers': amounts(Number.MIN_VALUE, 1e-323, 0),
  'places far from the earth': rows(
    ['latitude', 'longitude', 'v'],
    [
      [MOST, -MOST, -1e-322],
      [90, 1e15, 1e-322],
    ],
  ),
  'integers of 64 bits': bytesOf(['n', 'v'], [2n ** 63n, 2n ** 64n - 1n]),
  bytes: bytesOf(['n', 'v'], [new Uint8Array(9), 1], ['b', 2]),
  'rows that differ from the columns': rows(['a', 'b'], [[1], [1, true, 2], [null, null], []]),
  'no columns': rows([], [[], []]),
};

describe('promise 7: a page with odd cells', () => {
  let page: Page;
  let before: unknown;

  beforeEach(async () => {
    page = await openWatched();
    before = stateOf(page);
  });
  afterEach(async () => {
    expect(stateOf(page)).to.deep.equal(before);
    await expectUntouched(page);
    closePages();
  });

  for (const [name, text] of Object.entries(TEXTS)) {
    it(`does not change with ${name}`, async () => {
      const across = { mark: 'bar', encoding: { x: BAR.encoding.y, y: BAR.encoding.x } };
      const result = named(text, 'b', 'c');
      const [, , , , columns] = await Promise.all([
        ...['table', 'arc'].map((mark) => show(page, result, { mark })),
        ...[BAR, across].map((spec) => show(page, result, {}, { spec })),
        show(page, rows([text, 'amount'], Object.entries({ a: 1, b: 2 })), { mark: 'table' }),
      ]);
      expect(columns!.error?.message).to.equal(undefined);
    });
  }

  for (const [name, query] of Object.entries(RESULTS)) {
    it(`does not change with ${name}`, async () => {
      const marks = [{}, ...['line', 'point', 'arc', 'map', 'table'].map((mark) => ({ mark }))];
      const all = marks.flatMap((mark) => [mark, { ...mark, timezone: 'Asia/Kolkata' }]);
      await Promise.all(all.map((attributes) => show(page, query, attributes)));
    });
  }
});

const GOOD = encode(named('a', 'b').result);
const HOLE = '{"detail":';

describe('promise 7: a page whose API is wrong', () => {
  let page: Page;

  beforeEach(async () => {
    page = await openWatched();
  });
  afterEach(async () => {
    await expectUntouched(page);
    closePages();
  });

  const stored = (bytes: Uint8Array): FakeQuery => ({ bytes: bytes as Uint8Array<ArrayBuffer> });
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);

  it('shows an error for each cut of a result', async () => {
    const cuts = Array.from(GOOD, (_, length) => stored(GOOD.slice(0, length)));
    const shown = await Promise.all(cuts.map((cut) => show(page, cut)));
    expect(shown.map(({ error }) => error?.kind)).to.deep.equal(cuts.map(() => 'malformed'));
  });

  for (const [name, bytes] of [
    ['bytes after it', new Uint8Array([...GOOD, 1])],
    ['four billion items', new Uint8Array([0xdd, 255, 255, 255, 255])],
    ['objects as names', new Uint8Array([0x81, 0x81, 0xa8, ...text('toString'), 1, 0x90])],
    ['a page', text('<!doctype html><script>alert(1)</script>')],
  ] as const) {
    it(`shows an error for a result with ${name}`, async () => {
      expect((await show(page, stored(bytes))).error?.kind).to.equal('malformed');
    });
  }

  const ADDRESSES = 'javascript:alert(1) data:,[] //user@evil.example/x ftp://evil.example http://[::';
  for (const url of ADDRESSES.split(' ')) {
    it(`fetches no rows at ${url}`, async () => {
      const prepare = (api: FakeApi) => void api.answer('query', () => Response.json({ url }));
      expect((await show(page, named('a'), {}, { prepare })).error?.kind).to.equal('malformed');
    });
  }

  for (const [name, answer, kind] of [
    ['304', () => new Response(null, { status: 304 }), 'unavailable'],
    ['a pause of 10³⁰ seconds', () => problem(429, {}, { 'retry-after': '9'.repeat(30) }), 'rate-limited'],
    [
      'a deep error',
      () => new Response(HOLE.repeat(80_000) + 1 + '}'.repeat(80_000), { status: 422 }),
      'query',
    ],
    [
      'no end',
      () => new Response(new ReadableStream({ pull: (body) => body.enqueue(new Uint8Array(2 ** 20)) })),
      'too-large',
    ],
  ] as const) {
    it(`shows an error for a response with ${name}`, async () => {
      const viz = await show(page, named('a'), {}, { prepare: (api) => api.answer('query', answer) });
      expect(viz.error?.kind).to.equal(kind);
    });
  }
});
