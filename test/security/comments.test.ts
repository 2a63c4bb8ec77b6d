// @engines all
import { expect } from 'chai';
import createDOMPurify from 'dompurify';
import type { VibedasherViz } from '../../src/components/viz/viz-element.ts';
import { chart, drawn, failed, marks, strayRequests } from '../support/charts.ts';
import { closePages, openPage, until, type Page } from '../support/page.ts';
import { expectAlive, expectUntouched } from '../support/watched.ts';

/** A spec that loads from another host. */
const SPEC = JSON.stringify({ data: { url: 'https://evil.example/x.json' }, mark: 'point' });

const HOSTILE = `<div data-vibedasher-viz data-account="civic-data" data-slug="bird-strikes" data-loading="eager"
  data-api-base="https://evil.example/api" DATA-REGION="us-east-1" data-allow-hosts="https://evil.example"
  data-fallback="viewer" data-max-cells="1" data-timeout="0.001" data-refresh="5"`;

/** Shows a comment as a page does that sanitizes comments with DOMPurify. */
function comment(page: Page, html: string): HTMLElement {
  const section = page.document.createElement('section');
  section.append(createDOMPurify(window).sanitize(html, { RETURN_DOM_FRAGMENT: true }));
  page.document.body.prepend(section);
  return section;
}

const vizIn = (section: HTMLElement): Promise<VibedasherViz> =>
  until(() => section.querySelector<VibedasherViz>('vibedasher-viz'), 'the placeholder is filled');

/** Properties that an element with that name or id shadows, and that drawing a chart reads. */
const NAMES = [
  ...['baseURI', 'currentScript', 'documentElement', 'head', 'hidden', 'readyState'],
  ...['assignedSlot', 'classList', 'getAttribute', 'host', 'localName', 'nextSibling', 'parentNode'],
];

describe('promise 2: a comment that DOMPurify has sanitized', () => {
  afterEach(closePages);

  it('keeps attributes that a placeholder must ignore', async () => {
    const page = await openPage('bare.html');
    const { dataset } = comment(page, `${HOSTILE}></div>`).querySelector('div')!;
    expect(dataset['apiBase']).to.equal('https://evil.example/api');
    expect(dataset['allowHosts']).to.equal('https://evil.example');
  });

  it('shows a viz of the page’s API, and sets no limit', async () => {
    const page = await openPage('empty.html');
    const viz = await drawn(await vizIn(comment(page, `${HOSTILE}></div>`)));
    expect([viz.apiBase, viz.region, viz.allowHosts, viz.fallback]).to.deep.equal([null, null, null, 'link']);
    expect([viz.maxCells, viz.timeout]).to.deep.equal([5_000_000, 30]);
    await expectUntouched(page);
    await expectAlive(page);
  });

  it('cannot let its own spec load from another host', async () => {
    const page = await openPage('empty.html');
    const { message } = await failed(await vizIn(comment(page, `${HOSTILE} data-spec='${SPEC}'></div>`)));
    expect(message).to.contain('https://evil.example/x.json').and.to.contain('allow-hosts');
    await expectUntouched(page);
    await expectAlive(page);
  });

  for (const name of NAMES)
    it(`does not affect the page's own chart with an element named ${name}`, async () => {
      const page = await openPage(`clobbered.html?${name}`);
      const viz = await drawn(chart(page));
      expect(marks(viz, 'rect')).to.have.length(10);
      expect(await strayRequests(page)).to.deep.equal([]);
    });
});
