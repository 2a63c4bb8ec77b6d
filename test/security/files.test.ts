import { expect } from 'chai';
import type { VibedasherViz } from '../../src/components/viz/viz-element.ts';
import { BAR, drawn } from '../support/charts.ts';
import { until, type Page } from '../support/page.ts';
import { addSpec, EVIL, useWatchedPage } from '../support/watched.ts';

const TYPES = ['text/csv', 'application/json', 'image/png', 'image/svg+xml'] as const;
const PIXEL = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
const MARKUP = `</title></svg><script>alert(1)</script><image href="${EVIL}"/>`;

const read = async (viz: VibedasherViz): Promise<Document> =>
  new DOMParser().parseFromString(await (await viz.toBlob('image/svg+xml')).text(), 'image/svg+xml');

/** Returns attributes of a file that refer to something outside of it, with their values. */
const outward = (svg: Document): string[] =>
  [...svg.querySelectorAll('*')].flatMap((element) =>
    [...element.attributes]
      .filter(({ name }) => !name.startsWith('xmlns'))
      .filter(
        ({ name, value }) => /^on/.test(name) || /url\((?!#)|[a-z]+:\/\/|javascript:|data:/i.test(value),
      )
      .map(({ name, value }) => `${element.localName} ${name} ${value}`),
  );

describe('promises 1 to 4: files of a chart', () => {
  let page: Page;
  useWatchedPage((opened) => (page = opened));

  for (const renderer of ['svg', 'canvas']) {
    it(`are created under the page’s policy (${renderer})`, async () => {
      const viz = await drawn(addSpec(page, BAR, { renderer, toolbar: 'csv json png svg fullscreen table' }));
      for (const type of TYPES) {
        const blob = await viz.toBlob(type);
        expect(blob.type.split(';')[0]).to.equal(type);
        expect(blob.size).to.be.greaterThan(type === 'text/csv' ? 40 : 200);
      }
      await until(() => viz.shadowRoot!.querySelector('.bar'), 'the toolbar');
    });
  }

  it('contain text as text', async () => {
    const spec = { ...BAR, title: { text: MARKUP, subtitle: MARKUP }, description: MARKUP };
    const svg = await read(await drawn(addSpec(page, spec)));
    expect(svg.querySelector('parsererror, script, image')).to.equal(null);
    expect(svg.querySelector('title')!.textContent).to.equal(MARKUP);
    expect(outward(svg)).to.deep.equal([]);
  });

  for (const [what, spec] of [
    ['a background', { ...BAR, background: `url(${EVIL}#a)` }],
    ['a configured background', { ...BAR, config: { background: `u\\72l(${EVIL}#a)` } }],
    ['a cursor', { ...BAR, mark: { type: 'bar', cursor: 'pointer' }, usermeta: { x: EVIL } }],
    ['a font', { ...BAR, config: { font: `x" onload="alert(1)` } }],
  ] as const) {
    it(`load nothing from ${what}`, async () => {
      expect(outward(await read(await drawn(addSpec(page, spec))))).to.deep.equal([]);
    });
  }

  it('contain only allowed links, and fail for no others', async () => {
    const linked = (href: string): object => ({
      ...BAR,
      mark: { type: 'bar', href },
    });
    const bad = await read(await drawn(addSpec(page, linked('javascript:alert(1)'))));
    expect(bad.querySelectorAll('.mark-rect.role-mark path')).to.have.length(3);
    expect(outward(bad)).to.deep.equal([]);
    const good = await read(await drawn(addSpec(page, linked('https://example.org/a'))));
    const links = [...good.querySelectorAll('a')];
    expect(links).to.have.length(3);
    for (const link of links) {
      expect(link.getAttribute('rel')).to.equal('noopener noreferrer');
      expect(link.getAttribute('xlink:href')).to.equal('https://example.org/a');
    }
  });

  it('contain the images of the chart', async () => {
    const spec = {
      ...BAR,
      mark: { type: 'image', width: 9, height: 9 },
      encoding: { ...BAR.encoding, url: { value: PIXEL } },
    };
    const viz = await drawn(addSpec(page, spec));
    const images = [...(await read(viz)).querySelectorAll('image')];
    expect(
      images.map((image) => image.getAttribute('xlink:href') ?? image.getAttribute('href')),
    ).to.deep.equal(Array(3).fill(PIXEL));
    expect((await viz.toBlob('image/png')).size).to.be.greaterThan(200);
  });
});
