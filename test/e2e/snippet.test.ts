// @engines all
import { expect } from 'chai';
import {
  addChart,
  charts,
  chart,
  drawn,
  inside,
  marks,
  paths,
  strayRequests,
  textOf,
} from '../support/charts.ts';
import { countedApi, newId, sentTo } from '../support/counted.ts';
import type { VibedasherViz } from '../../src/components/viz/viz-element.ts';
import { KEEP_ROWS } from '../../src/public-client/viz-requests.ts';
import { closePages, environment, once, openPage, until, type Page } from '../support/page.ts';

/** Expects no errors, and no requests for files that are not part of the page, the library or the API. */
async function expectPeace(page: Page): Promise<void> {
  expect(page.record.violations).to.deep.equal([]);
  expect(page.record.errors).to.deep.equal([]);
  expect(await strayRequests(page)).to.deep.equal([]);
}

describe('the snippet', () => {
  afterEach(closePages);

  it('draws a published viz', async () => {
    const page = await openPage('plain.html');
    const viz = await drawn(chart(page));
    expect(viz.status).to.equal('ready');
    expect(viz.matches(':state(ready)')).to.equal(true);
    expect(marks(viz, 'rect')).to.have.length(10);
    expect(textOf(viz, 'figcaption')).to.contain('Starlings and pigeons, most of all');
    expect(viz.viz?.name).to.equal('Birds against aircraft');
    expect(viz.data?.rows[0]).to.have.length(2);
    await expectPeace(page);
  });

  it('draws if the script’s URL has a version in its query, as content management systems add it', async () => {
    const page = await openPage('versioned.html');
    const viz = await drawn(chart(page));
    expect(marks(viz, 'rect')).to.have.length(10);
    expect(page.requests().filter((url) => url.includes('/cdn/vibedasher.js'))).to.have.length(1);
    await expectPeace(page);
  });

  it('requests the viz once and its rows once', async () => {
    const page = await openPage('plain.html');
    await drawn(chart(page));
    const { api } = await environment();
    const route = `${api}/v1/public/viz/civic-data/bird-strikes`;
    expect(paths(page).filter((url) => url === route)).to.have.length(1);
    expect(paths(page).filter((url) => url.startsWith(`${route}/`))).to.deep.equal([`${route}/rows/main`]);
  });

  it('dispatches an event for the first picture, with timings', async () => {
    const page = await openPage('empty.html');
    const viz = page.document.createElement('vibedasher-viz');
    Object.assign(viz, { account: 'civic-data', slug: 'bird-strikes', loading: 'eager' });
    const loaded = once(viz, 'vibedasher-load');
    page.document.body.append(viz);
    const { timings } = (await loaded) as Event & { timings: Record<string, number> };
    expect(timings).to.have.keys('viz', 'query', 'decode', 'engine', 'render', 'total');
    expect(timings['total']).to.be.at.least(timings['query']!);
  });

  it('adds nothing to window except the versions of Lit', async () => {
    const bare = await openPage('bare.html');
    const page = await openPage('plain.html');
    await drawn(chart(page));
    const known = new Set(Object.getOwnPropertyNames(bare.window));
    const added = Object.getOwnPropertyNames(page.window).filter((name) => !known.has(name));
    const ofLit = ['litElementVersions', 'litHtmlVersions', 'litPropertyMetadata', 'reactiveElementVersions'];
    expect(added.filter((name) => !ofLit.includes(name))).to.deep.equal([]);
  });

  it('works as a classic script', async () => {
    const page = await openPage('classic.html');
    // A module that a classic script imports does not delay the page's load event.
    await until(() => page.window.customElements.get('vibedasher-viz'), 'the module arrives');
    const viz = await drawn(chart(page));
    expect(marks(viz, 'rect')).to.have.length(10);
    await expectPeace(page);
  });

  it('works as an async script and reads child scripts of an existing tag', async () => {
    const page = await openPage('async.html');
    await until(() => page.window.customElements.get('vibedasher-viz'), 'the module arrives');
    const viz = await drawn(chart(page));
    expect(viz.sql).to.equal(null);
    expect(marks(viz, 'rect')).to.have.length.greaterThan(5);
    expect(viz.data?.columns.map(({ name }) => name)).to.deep.equal(['dimension', 'value']);
    await expectPeace(page);
  });

  it('uses defaults from a script', async () => {
    const page = await openPage('configured.html');
    const viz = await drawn(chart(page));
    expect(marks(viz, 'rect')).to.have.length(10);
    expect(inside(viz).querySelector('figure')?.lang).to.equal('de');
    expect(textOf(viz, '[part=toolbar]')).to.equal('Tabelle zeigen');
    await expectPeace(page);
  });

  it('fills a placeholder and applies its data attributes and parameters', async () => {
    const page = await openPage('placeholder.html');
    const viz = await drawn(chart(page, 'div > vibedasher-viz'));
    expect(viz.data?.rows.length).to.equal(62);
    expect(viz.querySelector('a')?.textContent).to.contain('See this chart');
    expect(viz.getAttribute('param-year')).to.equal('1955');
    await expectPeace(page);
  });

  it('fills placeholders that are added later', async () => {
    const page = await openPage('placeholder.html');
    await drawn(chart(page));
    const later = page.document.createElement('div');
    Object.assign(later.dataset, {
      vibedasherViz: '',
      account: 'northwind-labs',
      slug: 'column-sets',
      chart: 'number',
    });
    page.document.body.append(later);
    const viz = await until(() => later.querySelector('vibedasher-viz'), 'the placeholder is filled');
    await drawn(viz);
    expect(textOf(viz, '.number b')).to.match(/\d/);
    expect(charts(page)).to.have.length(2);
  });

  it('fills placeholders with their own query and chart', async () => {
    const page = await openPage('placeholder.html');
    await drawn(chart(page));
    const fill = async (spec: string): Promise<VibedasherViz> => {
      const div = page.document.createElement('div');
      Object.assign(div.dataset, {
        vibedasherViz: '',
        account: 'civic-data',
        slug: 'bird-strikes',
        sql: 'SELECT phase, count(*) AS strikes FROM bird_strikes WHERE 1 < {{least}} GROUP BY 1',
        paramLeast: '2',
        spec,
        loading: 'eager',
      });
      page.document.body.prepend(div);
      return until(() => div.querySelector<VibedasherViz>('vibedasher-viz'), 'the placeholder is filled');
    };
    const viz = await drawn(
      await fill('{"mark":"point","encoding":{"x":{"field":"strikes","type":"quantitative"}}}'),
    );
    expect(viz.data?.columns.map(({ name }) => name)).to.deep.equal(['phase', 'strikes']);
    expect(marks(viz, 'symbol')).to.have.length(viz.data!.rows.length);
    await expectPeace(page);
    const wrong = await fill('{"mark": }');
    const { kind, message } = await wrong.ready.then(
      () => expect.fail('drawn'),
      () => wrong.error!,
    );
    expect(kind).to.equal('spec');
    expect(message).to.contain('invalid JSON (line 1, column 10)');
  });

  it('sends shared requests of twenty charts once', async () => {
    const id = newId('uncached');
    const apiBase = await countedApi(id);
    const page = await openPage('empty.html');
    const { setTimeout } = page.window;
    // Charts share rows for a time. On a busy machine, twenty charts can take longer.
    const withoutEnd = (callback: () => void, delay = 0): number =>
      delay < KEEP_ROWS ? setTimeout(callback, delay) : 0;
    Object.assign(page.window, { setTimeout: withoutEnd });
    const all = Array.from({ length: 4 }, () => [
      ...['bird-strikes', 'carbon-dioxide', 'global-temperature'].map((slug) => ({ slug })),
      { account: 'northwind-labs', slug: 'penguins' },
      { account: 'northwind-labs', slug: 'penguins', chart: 'islands' },
    ])
      .flat()
      .map((attributes) => addChart(page, { attributes: { ...attributes, 'api-base': apiBase } }));
    await Promise.all(all.map(drawn));
    for (const viz of all) expect(inside(viz).querySelector('svg, canvas')).not.to.equal(null);
    const sent = (await sentTo(id)).map((request) => request.replace('/api/v1/public/viz/', ''));
    expect([...sent].sort()).to.deep.equal([
      'GET civic-data/bird-strikes',
      'GET civic-data/bird-strikes/rows/main',
      'GET civic-data/carbon-dioxide',
      'GET civic-data/carbon-dioxide/rows/main',
      'GET civic-data/global-temperature',
      'GET civic-data/global-temperature/rows/main',
      'GET northwind-labs/penguins',
      'GET northwind-labs/penguins/rows/islands',
      'GET northwind-labs/penguins/rows/main',
    ]);
    expect([...page.record.violations, ...page.record.errors]).to.deep.equal([]);
  });
});

describe('a delayed script', () => {
  afterEach(closePages);

  /** Returns the window, which contains the positions that late.js recorded before the library was loaded. */
  const noted = (page: Page) => page.window as unknown as { __places: string[]; __defined: boolean };

  it('causes no layout shift', async () => {
    const page = await openPage('late.html');
    const [first, second] = charts(page);
    await drawn(first!);
    await drawn(second!);
    expect(noted(page).__defined).to.equal(false);
    const boxes = [...page.document.body.querySelectorAll('body > *')];
    const places = boxes.map((box) => JSON.stringify(box.getBoundingClientRect()));
    expect(places).to.deep.equal(noted(page).__places);
    expect(first!.offsetHeight).to.be.within(350, 520);
    expect(page.record.shift).to.equal(0);
    await expectPeace(page);
  });

  for (const width of [390, 1280]) {
    it(`moves nothing when controls appear at ${width} px`, async () => {
      const page = await openPage('late-controls.html', { width, height: 2000 });
      for (const each of charts(page).filter(({ hidden }) => !hidden)) await drawn(each);
      const controls = [...page.document.querySelectorAll('vibedasher-control')];
      await until(
        () => controls.every(({ shadowRoot }) => shadowRoot?.querySelector('[part=input]:enabled')),
        'all controls',
      );
      expect(noted(page).__defined).to.equal(false);
      const boxes = page.document.body.querySelectorAll('p, vibedasher-viz, div');
      for (const [index, box] of boxes.entries()) {
        const before = JSON.parse(noted(page).__places[index]!) as DOMRect;
        const { top, height } = box.getBoundingClientRect();
        expect(top, `${index}`).to.be.closeTo(before.top, 0.5);
        expect(height, `${index}`).to.be.closeTo(before.height, 0.5);
      }
      expect(page.record.shift).to.equal(0);
      await expectPeace(page);
    });
  }

  it('is loaded once, although chunks import it', async () => {
    const page = await openPage('late.html');
    await drawn(chart(page));
    const entries = paths(page).filter((url) => url.endsWith('/vibedasher.js'));
    expect(new Set(entries).size).to.equal(1);
    expect(paths(page).some((url) => url.includes('/__late__/chunks/'))).to.equal(true);
  });
});
