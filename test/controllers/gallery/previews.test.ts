import { expect } from 'chai';
import { PreviewsController } from '../../../src/controllers/gallery/previews.ts';
import { until } from '../../support/page.ts';
import type { TestHost } from '../support.ts';
import '../support.ts';

const PICTURE = { headers: { 'content-type': 'image/png' } };
const url = (name: string): string => `https://pictures.example/${name}.png`;

interface PreviewRequest {
  readonly url: string;
  readonly init: RequestInit;
  answer(response: Response | Error): void;
}

describe('PreviewsController', () => {
  const { fetch } = globalThis;
  const { revokeObjectURL } = URL;
  let requests: PreviewRequest[] = [];
  let revoked: string[] = [];
  let host: TestHost;
  let previews: PreviewsController;

  beforeEach(() => {
    requests = [];
    revoked = [];
    globalThis.fetch = (input, init = {}) =>
      new Promise((resolve, reject) => {
        const answer = (response: Response | Error): void =>
          response instanceof Error ? reject(response) : resolve(response);
        requests.push({ url: String(input), init, answer });
      });
    URL.revokeObjectURL = (blob) => {
      revoked.push(blob);
      revokeObjectURL.call(URL, blob);
    };
    host = document.createElement('test-host') as TestHost;
    host.attachShadow({ mode: 'open' });
    previews = new PreviewsController(host);
    document.body.append(host);
  });
  afterEach(() => {
    host.remove();
    globalThis.fetch = fetch;
    URL.revokeObjectURL = revokeObjectURL;
  });

  /** Renders an element for each preview, `top` px from the top of the page. */
  function draw(names: readonly string[], top = 0): void {
    host.style.cssText = `position: absolute; top: ${top}px; left: 0`;
    host.shadowRoot!.innerHTML = names
      .map((name) => `<div data-preview="${url(name)}" style="height: 10px; width: 10px"></div>`)
      .join('');
    previews.hostUpdated();
  }
  /**
   * Draws the first preview, responds to its request, and returns its `blob:` URL. Waits for the fifth request, which
   * the controller sends after it has handled the response.
   */
  async function load(name: string, response: Response | Error): Promise<string | null> {
    draw([name, 'other-1', 'other-2', 'other-3', 'other-4']);
    await until(() => requests.length === 4, 'the first requests');
    requests[0]!.answer(response);
    await until(() => requests.length === 5, 'the waiting request');
    const blob = previews.get(url(name));
    for (const other of requests.splice(1)) other.answer(new TypeError('offline'));
    return blob;
  }

  it('promise 6: fetches images without cookies, referrer and redirects, and provides blob URLs', async () => {
    expect(await load('a', new Response('x', PICTURE))).to.match(/^blob:/);
    const { credentials, redirect, referrerPolicy } = requests[0]!.init;
    expect([credentials, redirect, referrerPolicy]).to.deep.equal(['omit', 'error', 'no-referrer']);
  });

  const large = (bytes: number): Response => new Response(new Uint8Array(bytes), PICTURE);
  const withHeaders = (headers: object): Response =>
    new Response('x', { headers: { ...PICTURE.headers, ...headers } });
  for (const [what, createResponse, isShown] of [
    ['an image of 2 MB', () => large(2 * 2 ** 20), true],
    ['an image of more than 2 MB', () => large(2 * 2 ** 20 + 1), false],
    ['a content-length of more than 2 MB', () => withHeaders({ 'content-length': '2097153' }), false],
    ['a content-length of 2 MB', () => withHeaders({ 'content-length': '2097152' }), true],
    ['a response that is not an image', () => withHeaders({ 'content-type': 'text/html' }), false],
    ['a response without a content type', () => new Response(new Blob(['x'])), false],
    ['an error response', () => new Response('x', { ...PICTURE, status: 404 }), false],
    ['a response without a body', () => new Response(null, PICTURE), false],
    ['a failed request', () => new TypeError('offline'), false],
  ] as const) {
    it(`fetches once and ${isShown ? 'shows' : 'does not show'} ${what}`, async () => {
      expect((await load('a', createResponse())) !== null).to.equal(isShown);
      previews.hostUpdated();
      draw(['a', 'b']);
      await until(() => requests.length > 1, 'the next request');
      expect(requests.map((each) => each.url)).to.deep.equal([url('a'), url('b')]);
    });
  }

  it('fetches four images at a time', async () => {
    draw(['a', 'b', 'c', 'd', 'e', 'f']);
    await until(() => requests.length > 0, 'the first requests');
    expect(requests).to.have.length(4);
    requests[2]!.answer(new Response('x', PICTURE));
    await until(() => requests.length > 4, 'the fifth request');
    expect(requests.map((each) => each.url).at(-1)).to.equal(url('e'));
  });

  it('fetches images near the viewport, and later another URL of the same element', async () => {
    draw(['a'], innerHeight + 2000);
    draw(['near'], innerHeight + 200);
    await until(() => requests.length > 0, 'the request');
    expect(requests.map((each) => each.url)).to.deep.equal([url('near')]);
    host.shadowRoot!.querySelector<HTMLElement>('div')!.dataset['preview'] = url('b');
    previews.hostUpdated();
    await until(() => requests.length > 1, 'the other request');
    expect(requests[1]!.url).to.equal(url('b'));
  });

  it('discards everything when its host is disconnected and starts over when it is connected', async () => {
    const blob = await load('a', new Response('x', PICTURE));
    draw(['b', 'c', 'd', 'e', 'f', 'g']);
    await until(() => requests.length === 5, 'four pending requests');
    host.remove();
    expect([previews.get(url('a')), revoked]).to.deep.equal([null, [blob]]);
    expect(requests.slice(1).every(({ init }) => init.signal!.aborted)).to.equal(true);
    for (const each of requests.slice(1)) each.answer(new Response('x', PICTURE));
    await new Promise(requestAnimationFrame);
    expect([requests.length, previews.get(url('b'))]).to.deep.equal([5, null]);
    document.body.append(host);
    draw(['b']);
    await until(() => requests.length === 6, 'the request again');
    requests[5]!.answer(new Response('x', PICTURE));
    await until(() => previews.get(url('b')), 'the picture');
  });

  it('permanently discards an image that cannot be decoded', async () => {
    const blob = await load('a', new Response('x', PICTURE));
    const { updates } = host;
    previews.drop(url('a'));
    expect([previews.get(url('a')), revoked, host.updates - updates]).to.deep.equal([null, [blob], 1]);
    draw(['a', 'b']);
    await until(() => requests.length > 1, 'the next request');
    expect(requests[1]!.url).to.equal(url('b'));
  });
});
