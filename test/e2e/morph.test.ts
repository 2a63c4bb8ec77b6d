// @lane long
// @engines all
/** Tests a page that a library morphs into its own HTML, as Turbo, Livewire, Phoenix and others do. */
import { expect } from 'chai';
import type { VibedasherDashboard } from '../../src/components/dashboard/dashboard-element.ts';
import type { VibedasherViz } from '../../src/components/viz/viz-element.ts';
import { closeInPeace, openPage, until, type Page } from '../support/page.ts';

type Morph = (element: Element, newElement: Element) => void;

describe('a page that is morphed into its own HTML', () => {
  let page: Page;
  let html: string;

  beforeEach(async () => {
    page = await openPage('morph.html', { height: 4000 });
    html = await (await fetch('/__page__/morph.html')).text();
    await until(select, 'the control');
    await until(() => all().length === 7 && all().every(shows), 'the pictures');
  });
  afterEach(() => closeInPeace(page));

  const all = (): VibedasherViz[] => [
    ...page.document.querySelectorAll<VibedasherViz>('vibedasher-viz, vibedasher-table'),
  ];
  const dashboard = (): VibedasherDashboard => page.document.querySelector('vibedasher-dashboard')!;
  const select = (): HTMLSelectElement | null | undefined =>
    dashboard().shadowRoot?.querySelector('vibedasher-control')?.shadowRoot?.querySelector('select:enabled');
  const isSeen = (element: Element): boolean => element.checkVisibility({ visibilityProperty: true });
  const isLive = ({ shadowRoot }: Element): boolean =>
    [...shadowRoot!.querySelectorAll('.chart:not(.covered) svg, table')].some(isSeen);
  const picturesOf = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('figure[data-vibedasher]')].filter(isSeen);
  const pictures = (): Element[] =>
    [page.document, ...all().map(({ shadowRoot }) => shadowRoot!)].flatMap(picturesOf);
  const shows = (chart: Element): boolean =>
    isLive(chart) || [chart, chart.shadowRoot!].flatMap(picturesOf).length > 0;

  /** Returns what is visible: the number of pictures, the live charts, the headings, and the positions of all. */
  const state = (): unknown => {
    const { document, window } = page;
    const headings = [document, dashboard().shadowRoot!].flatMap((root) => [...root.querySelectorAll('h2')]);
    return {
      pictures: pictures().length,
      live: all().map((chart) => isLive(chart) && chart.status),
      headings: headings.filter(isSeen).map(({ textContent }) => textContent),
      controls: [...document.querySelectorAll('[data-kind]')].filter(isSeen).length,
      tops: [...document.querySelectorAll('main > *, main > * > p, vibedasher-viz')].map((each) =>
        Math.round(each.getBoundingClientRect().top + window.scrollY),
      ),
      height: document.documentElement.scrollHeight,
    };
  };

  const morph = async (name: string): Promise<void> => {
    const { morphs } = page.window as unknown as { morphs: Readonly<Record<string, Morph>> };
    const { body } = new DOMParser().parseFromString(html, 'text/html');
    morphs[name]!(page.document.querySelector('main')!, page.document.adoptNode(body.querySelector('main')!));
    // Wait for observers and updates.
    for (let frame = 0; frame < 3; frame++)
      await new Promise((next) => page.window.requestAnimationFrame(next));
  };

  const reachAll = async (): Promise<void> => {
    for (const chart of all()) {
      chart.scrollIntoView({ block: 'center' });
      const move = (): boolean => chart.dispatchEvent(new page.window.PointerEvent('pointermove'));
      await until(() => move() && chart.status === 'ready' && isLive(chart), 'the live chart');
    }
  };

  /** Expects that two morphs change nothing visible and keep the elements. */
  const expectUnchanged = async (name: string): Promise<void> => {
    const before = state();
    const charts = all();
    await morph(name);
    expect(state()).to.deep.equal(before);
    await morph(name);
    expect(state()).to.deep.equal(before);
    expect(all().map((chart) => charts.indexOf(chart))).to.deep.equal([0, 1, 2, 3, 4, 5, 6]);
  };

  for (const name of ['morphdom', 'Idiomorph', 'Alpine.morph']) {
    it(`keeps its pictures: ${name}`, () => expectUnchanged(name));

    it(`keeps its live charts: ${name}`, async () => {
      await reachAll();
      await expectUnchanged(name);
    });

    it(`makes its charts live afterwards: ${name}`, async () => {
      await morph(name);
      await reachAll();
      expect(pictures()).to.deep.equal([]);
      const before = state();
      await morph(name);
      expect(state()).to.deep.equal(before);
    });
  }
});
