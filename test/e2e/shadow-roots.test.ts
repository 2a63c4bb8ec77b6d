// @engines all
/** Tests elements in shadow roots of a page, where `document.querySelector` does not find them. */
import { expect } from 'chai';
import type { VibedasherDashboard } from '../../src/components/dashboard/dashboard-element.ts';
import type { VibedasherViz } from '../../src/components/viz/viz-element.ts';
import { closeInPeace, openPage, until, type Page } from '../support/page.ts';

describe('the script tag on a page with shadow roots', () => {
  let page: Page;

  beforeEach(async () => {
    page = await openPage('shadow.html');
  });
  afterEach(() => closeInPeace(page));

  const rootOf = (id: string): ShadowRoot =>
    (page.window as unknown as { __roots: Readonly<Record<string, ShadowRoot>> }).__roots[id]!;
  const vizIn = (root: ParentNode): VibedasherViz | null => root.querySelector('vibedasher-viz');
  const dashboardIn = (root: ParentNode): VibedasherDashboard => root.querySelector('vibedasher-dashboard')!;
  const drawn = (find: () => VibedasherViz | null | undefined): Promise<unknown> =>
    until(() => {
      const chart = find();
      chart?.scrollIntoView({ block: 'center' });
      return chart?.status === 'ready';
    }, 'the chart');

  const OWN = { account: 'northwind-labs', slug: 'health-and-families' };
  /** Adds a section to the page. Its shadow root, which is returned, contains an element with this tag. */
  function add(mode: ShadowRootMode, tag: string, attributes: Readonly<Record<string, string>>): ShadowRoot {
    const host = page.document.createElement('section');
    const root = host.attachShadow({ mode });
    const element = page.document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    root.append(element);
    page.document.body.prepend(host);
    return root;
  }

  for (const mode of ['chart', 'closed'])
    it(`loads the dashboard around a chart, even in a closed root: ${mode}`, async () => {
      await drawn(() => vizIn(dashboardIn(rootOf(mode))));
    });

  it('loads a dashboard that draws its own charts', async () => {
    await drawn(() => vizIn(dashboardIn(rootOf('own')).shadowRoot!));
  });

  for (const [where, id] of [
    ['next to its charts', 'control'],
    ['in a shadow root of its own', 'filters'],
  ] as const)
    it(`loads a control of a dashboard ${where}`, async () => {
      const control = rootOf(id).querySelector('vibedasher-control')!;
      await until(() => control.shadowRoot?.querySelector('select:enabled'), 'its options');
    });

  for (const id of ['div', 'closed'])
    it(`fills a <div>, even in a closed root with a chart: ${id}`, async () => {
      const div = rootOf(id).querySelector('div')!;
      await drawn(() => vizIn(div));
      expect(div.querySelectorAll('vibedasher-viz')).to.have.length(1);
    });

  it('loads elements in a root that is added later if it contains a chart', async () => {
    const root = add('closed', 'vibedasher-dashboard', OWN);
    const chart = page.document.createElement('vibedasher-viz');
    Object.assign(chart, { account: 'civic-data', slug: 'bird-strikes', hidden: true });
    root.append(chart);
    await drawn(() => vizIn(dashboardIn(root).shadowRoot!));
  });

  it('loads elements in a closed root without a chart if the page calls `upgrade`', async () => {
    const root = add('closed', 'vibedasher-dashboard', OWN);
    const { __library } = page.window as unknown as { __library: { upgrade(root: Node): void } };
    __library.upgrade(root);
    await drawn(() => vizIn(dashboardIn(root).shadowRoot!));
  });
});
