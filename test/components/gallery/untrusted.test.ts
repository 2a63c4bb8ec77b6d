// @engines all
import { expect } from 'chai';
import type { VibedasherGallery } from '../../../src/components/gallery/gallery-element.ts';
import { until } from '../../support/page.ts';
import { cleanUp, listenToConsole } from '../viz/harness.ts';
import { catalogApi, find, namesOf, readyGallery, textOf } from './harness.ts';

const HERE = `${location.origin}/api`;
/** An image on the test server. */
const PICTURE = `${location.origin}/test/components/gallery/preview.svg`;
const ELSEWHERE = 'https://pictures.example.net/preview.svg';

const previews = (...urls: readonly string[]) =>
  urls.map((previewImageUrl, index) => ({ id: String(index), previewImageUrl }));

/** The page's own `fetch`. */
const pageFetch = globalThis.fetch;
/** The URLs that the page has requested. The browser's own record leaves out canceled responses. */
const requestedUrls = new Set<string>();
const isRequested = (url: string): boolean => requestedUrls.has(url);

/** Returns the images on the cards, or the kind of the drawing in their place. */
const picturesOf = (gallery: VibedasherGallery): readonly (string | null)[] =>
  [...gallery.shadowRoot!.querySelectorAll('[part=image]')].map(
    (image) => image.querySelector('img')?.src.split(':')[0] ?? image.firstElementChild?.localName ?? null,
  );

describe('<vibedasher-gallery> with untrusted templates', () => {
  let messages: readonly string[];
  beforeEach(() => {
    messages = listenToConsole();
    requestedUrls.clear();
    globalThis.fetch = (input, init) => {
      requestedUrls.add(new Request(input).url);
      return pageFetch(input, init);
    };
  });
  afterEach(() => {
    globalThis.fetch = pageFetch;
    cleanUp();
  });

  it('promise 2: fetches previews only from the origin of the API', async () => {
    const urls = [
      PICTURE,
      ELSEWHERE,
      'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>',
      'javascript:alert(1)',
      `https://user:secret@${location.host}/x.svg`,
      'http://[',
    ];
    const gallery = await readyGallery(catalogApi(previews(...urls), HERE));
    await until(() => picturesOf(gallery)[0] === 'blob', 'the picture');
    expect(picturesOf(gallery).slice(1)).to.deep.equal(['svg', 'svg', 'svg', 'svg', 'svg']);
    expect(find<HTMLImageElement>(gallery, 'img').alt).to.equal('');
    expect(gallery.shadowRoot!.querySelectorAll('[data-preview]')).to.have.length(1);
    expect(isRequested(PICTURE)).to.equal(true);
    expect(isRequested(ELSEWHERE)).to.equal(false);
    expect(messages).to.deep.equal([]);
  });

  it('promise 2: fetches previews from the exact origins in allow-hosts', async () => {
    const urls = [
      `${PICTURE}?elsewhere`,
      'https://pictures.example.net.evil.example/x.svg',
      'https://evil.example/https://pictures.example.net/x.svg',
    ];
    const api = catalogApi(previews(...urls));
    const gallery = await readyGallery(api, {
      'allow-hosts': `https://pictures.example.net ${location.origin}`,
    });
    await until(() => picturesOf(gallery)[0] === 'blob', 'the picture');
    expect(gallery.shadowRoot!.querySelectorAll('[data-preview]')).to.have.length(1);
    const strict = await readyGallery(api);
    expect(strict.shadowRoot!.querySelectorAll('[data-preview]')).to.have.length(0);
    expect(picturesOf(strict)).to.deep.equal(['svg', 'svg', 'svg']);
  });

  it('promise 4: shows everything as text', async () => {
    const bad = '<img src=x onerror="window.__hurt = true"><b>';
    const items = [
      { id: bad, name: bad, description: bad, category: bad, chartType: bad, tags: [bad], icon: bad },
      { id: '2', name: '${1}{{2}}', icon: 'https://evil.example/icon.png' },
      { id: '3', name: 'With an icon', icon: '📈' },
      { id: '4', name: 'constructor', category: '__proto__', chartType: '__proto__', icon: 'chart-bar' },
    ];
    const gallery = await readyGallery(catalogApi(items));
    expect(gallery.shadowRoot!.querySelectorAll('img, b')).to.have.length(0);
    expect(namesOf(gallery)).to.deep.equal([bad, '${1}{{2}}', '📈With an icon', 'constructor']);
    expect(textOf(gallery, '[part=description]')).to.equal(bad);
    expect(gallery.shadowRoot!.querySelectorAll('.icon')).to.have.length(1);
    expect('__hurt' in window).to.equal(false);
  });

  it('promise 7: limits the text on a card', async () => {
    const long = 'x'.repeat(1_000_000);
    const tags = Array.from({ length: 1000 }, (_, index) => `${index}${long.slice(0, 1000)}`);
    const items = [{ id: '1', name: long, description: long, category: long, chartType: long, tags }];
    const gallery = await readyGallery(catalogApi(items));
    expect(find(gallery, '[part=card]').textContent.length).to.be.below(1000);
  });

  it('requires no field except the id', async () => {
    const gallery = await readyGallery(catalogApi([{ id: 7 }, { id: '8', name: '  ', tags: [], icon: '' }]));
    expect(namesOf(gallery)).to.deep.equal(['Untitled template', 'Untitled template']);
    expect(picturesOf(gallery)).to.deep.equal(['svg', 'svg']);
    expect(find(gallery, '[part=filter]')).to.equal(null);
  });
});
