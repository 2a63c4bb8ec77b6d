// @engines all
import { expect } from 'chai';
import {
  addChart,
  BAR,
  chart,
  drawn,
  failed,
  inside,
  marks,
  SQL,
  textOf,
  type Tag,
} from '../support/charts.ts';
import type { VibedasherError } from '../../src/public-client/errors.ts';
import { closePages, environment, once, openPage, until, type Page } from '../support/page.ts';

/** A spec that needs the module `vega-geo`, which needs `vega-statistics`. */
const MAP = {
  projection: { type: 'mercator' },
  mark: 'geoshape',
  data: { graticule: true },
};

const altered = ({ window }: Page): boolean => '__altered' in window;

const addBar = (page: Page, spec: unknown = BAR): ReturnType<typeof addChart> =>
  addChart(page, { attributes: { sql: SQL }, spec });

async function expectRefusal(page: Page, chunk: string, tag: Tag): Promise<void> {
  const viz = addChart(page, tag);
  const error = await failed(viz);
  expect(error.kind).to.equal('network');
  expect(error.message).to.equal('A part of the library could not be loaded');
  expect((error.cause as Error).message).to.match(
    new RegExp(`/chunks/${chunk}-[^/]+\\.js is missing, altered`),
  );
  expect(textOf(viz, '.message p')).to.match(/Could not load the data|could not be loaded/);
  expect(altered(page)).to.equal(false);
  expect(page.record.violations).to.deep.equal([]);
}

describe('promise 8: the snippet of a version', () => {
  afterEach(closePages);

  for (const [name, selector, expected] of [
    ['pinned', '[integrity^=sha384]', ['link', 'script']],
    ['pinned-long', 'body [rel=modulepreload]', ['view', 'compile', 'engine']],
  ] as const) {
    it(`draws a chart with the hashes of its files: ${name}`, async () => {
      const page = await openPage(`${name}.html?nothing`);
      const files = [...page.document.querySelectorAll<HTMLLinkElement>(selector)];
      expect(marks(await drawn(chart(page)), 'rect')).to.have.length(10);
      expect(
        files.map(({ href, localName }) => /\/chunks\/(\w+)-/.exec(href)?.[1] ?? localName),
      ).to.deep.equal(expected);
      expect(page.record).to.deep.include({ violations: [], errors: [] });
    });
  }

  for (const file of ['view', 'engine', 'view.byte']) {
    it(`does not run an altered file that its long form preloads: ${file}`, async () => {
      const page = await openPage(`pinned-long.html?${file}`);
      const error = await failed(chart(page));
      expect(error.kind).to.equal('network');
      expect(altered(page)).to.equal(false);
      expect(page.record.violations).to.deep.equal([]);
    });
  }
});

describe('promise 8: a chunk of the bundle', () => {
  afterEach(closePages);

  it('runs with the nonce of the script tag', async () => {
    const page = await openPage('nonce.html');
    expect(marks(await drawn(chart(page)), 'rect')).to.have.length(10);
    expect(page.record.violations).to.deep.equal([]);
  });

  for (const chunk of ['view', 'compile', 'engine']) {
    it(`does not run if ${chunk} is altered, even on a retry`, async () => {
      const page = await openPage(`altered.html?${chunk}`);
      await expectRefusal(page, chunk, { attributes: { sql: SQL }, spec: BAR });
      const viz = page.document.querySelector('vibedasher-viz')!;
      const again = once(viz, 'vibedasher-error');
      inside(viz).querySelector<HTMLElement>('.message button')!.click();
      await again;
      await expectRefusal(page, chunk, { attributes: { sql: SQL }, spec: BAR });
    });
  }

  it('does not run if it contains one more byte', async () => {
    const page = await openPage('altered.html?view.byte');
    await expectRefusal(page, 'view', {});
  });

  for (const chunk of ['vega-geo', 'vega-statistics']) {
    it(`does not run for a map if ${chunk} is altered; other charts are drawn`, async () => {
      const page = await openPage(`altered.html?${chunk}`);
      await expectRefusal(page, chunk, { attributes: { sql: SQL }, spec: MAP });
      expect(marks(await drawn(addBar(page)), 'rect')).to.have.length(3);
    });
  }

  /** Adds a chart in a dashboard, whose code is loaded on demand. */
  function addInDashboard(page: Page): ReturnType<typeof addChart> {
    const dashboard = page.document.createElement('vibedasher-dashboard');
    dashboard.setAttribute('param-place', 'here');
    page.document.body.append(dashboard);
    const sql = `SELECT '{{place}}' AS region, 28 AS amount`;
    const viz = addChart(page, { attributes: { sql }, spec: BAR });
    dashboard.append(viz);
    return viz;
  }

  it('loads for a dashboard, but not without one', async () => {
    const page = await openPage('altered.html?nothing');
    await drawn(addBar(page));
    const isRequested = (): boolean => page.requests().some((url) => url.includes('/chunks/dashboard-'));
    expect(isRequested()).to.equal(false);
    const viz = await drawn(addInDashboard(page));
    expect(viz.data?.rows).to.deep.equal([['here', 28]]);
    expect(isRequested()).to.equal(true);
    expect(page.record.violations).to.deep.equal([]);
  });

  it('loads for a gallery, which shows the templates of the API', async () => {
    const page = await openPage('altered.html?nothing');
    const { api } = await environment();
    const gallery = page.document.createElement('vibedasher-gallery');
    gallery.setAttribute('api-base', api!);
    gallery.setAttribute('page-size', '3');
    page.document.body.append(gallery);
    await until(() => gallery.shadowRoot?.querySelectorAll('[part=card]').length === 3, 'its cards');
    expect(page.requests().some((url) => url.includes('/chunks/gallery-'))).to.equal(true);
    expect(page.record.violations).to.deep.equal([]);
  });

  it('does not run for a dashboard if it is altered; charts inside show the error, others are drawn', async () => {
    const page = await openPage('altered.html?dashboard');
    const viz = addInDashboard(page);
    const { kind } = await failed(viz);
    expect(kind).to.equal('network');
    expect(textOf(viz, '.message p')).to.contain('could not be loaded');
    expect(altered(page)).to.equal(false);
    expect(marks(await drawn(addBar(page)), 'rect')).to.have.length(3);
  });

  it('does not run for a dashboard that draws its viz if it is altered; the dashboard shows the error and retries', async () => {
    const page = await openPage('altered.html?control');
    const { api } = await environment();
    const dashboard = page.document.createElement('vibedasher-dashboard');
    const given = { 'api-base': api!, account: 'northwind-labs', slug: 'late-flights' };
    for (const [name, value] of Object.entries(given)) dashboard.setAttribute(name, value);
    const errorKindAfter = async (act: () => void): Promise<string> => {
      const event = once(dashboard, 'vibedasher-error');
      act();
      return ((await event) as unknown as { readonly error: VibedasherError }).error.kind;
    };
    expect(await errorKindAfter(() => page.document.body.append(dashboard))).to.equal('network');
    const part = (name: string): HTMLElement => dashboard.shadowRoot!.querySelector(`[part=${name}]`)!;
    await until(() => part('error')?.textContent.includes('could not be loaded'), 'the message');
    expect(await errorKindAfter(() => part('button').click())).to.equal('network');
    expect(altered(page)).to.equal(false);
    expect(page.record.violations).to.deep.equal([]);
  });

  it('does not run if the classic script loads an altered entry', async () => {
    const page = await openPage('altered-classic.html?vibedasher');
    await until(() => page.record.errors.length > 0, 'the entry is refused');
    expect(page.record.errors[0]).to.contain('vibedasher.js');
    expect(altered(page)).to.equal(false);
    expect(page.window.customElements.get('vibedasher-viz')).to.equal(undefined);
  });

  it('is requested again after the page has refused the Trusted Types policy that loads it', async () => {
    const page = await openPage('altered.html?nothing');
    const { trustedTypes } = page.window as unknown as { trustedTypes?: { createPolicy?: unknown } };
    // Without trusted types, nothing is refused.
    if (!trustedTypes) return;
    trustedTypes.createPolicy = () => {
      throw new TypeError('refused');
    };
    const viz = addBar(page);
    const { cause } = await failed(viz);
    expect((cause as Error).message).to.equal('refused');
    delete trustedTypes.createPolicy;
    inside(viz).querySelector<HTMLElement>('.message button')!.click();
    await until(() => marks(viz, 'rect').length === 3, 'the chart is drawn');
  });

  it('loads other scripts only from the bundle’s folder', async () => {
    const page = await openPage('altered-classic.html?nothing');
    await until(() => page.window.customElements.get('vibedasher-viz'), 'the module arrives');
    await drawn(chart(page));
    const { origin } = page.window.location;
    const policy = Reflect.get(page.window, page.window.Symbol.for(`${origin}/__altered__/nothing/`)) as
      { createScriptURL(url: string): unknown } | undefined;
    // Only engines with trusted types have a policy.
    expect(policy !== undefined).to.equal('trustedTypes' in page.window);
    if (policy) expect(() => policy.createScriptURL(`${origin}/__page__/dice.js`)).to.throw();
    expect(page.record.violations).to.deep.equal([]);
  });

  it('does not run if a language is altered; messages stay in English', async () => {
    const page = await openPage('altered.html?de');
    page.document.documentElement.lang = 'de';
    const viz = await drawn(addBar(page));
    expect(textOf(viz, '[part=toolbar]')).to.equal('Show table');
    expect(altered(page)).to.equal(false);
  });
});
