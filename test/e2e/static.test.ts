// @engines all
/** A page whose charts stand in its HTML, written by what the command runs, and the bundle that takes them over. */
import { expect } from 'chai';
import type { VibedasherDashboard } from '../../src/components/dashboard/dashboard-element.ts';
import type { VibedasherViz } from '../../src/components/viz/viz-element.ts';
import { closeInPeace, openPage, until, type Page } from '../support/page.ts';

describe('a page with its charts in the HTML', () => {
  let page: Page;

  beforeEach(async () => {
    page = await openPage('static.html', { height: 2700 });
  });
  afterEach(() => closeInPeace(page));

  const all = (): VibedasherViz[] => [
    ...page.document.querySelectorAll<VibedasherViz>('vibedasher-viz, vibedasher-table'),
  ];
  const dashboard = (): VibedasherDashboard => page.document.querySelector('vibedasher-dashboard')!;
  const inDashboard = (selector: string): HTMLElement | null =>
    dashboard().shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
  const chunks = (): string[] =>
    page.requests().flatMap((url) => /\/chunks\/([\w-]+)-[\w-]{8}\.js/.exec(url)?.[1] ?? []);
  const select = (): HTMLSelectElement | null | undefined =>
    inDashboard('vibedasher-control')?.shadowRoot?.querySelector('select:enabled');
  const isShown = (chart: Element): boolean =>
    chart.querySelector('figure')!.checkVisibility({ visibilityProperty: true });
  const tops = (): number[] =>
    [...page.document.querySelectorAll('body > *')].map((each) =>
      Math.round(each.getBoundingClientRect().top + page.window.scrollY),
    );

  it('shows them, and loads no engine for who only reads', async () => {
    const before = tops();
    await until(select, 'the control');
    expect(all()).to.have.length(5);
    // The charts of the page have asked for their rows by then, and compared them.
    await until(
      () => all().every((chart) => chart.querySelector('figure svg, figure table')),
      'the pictures',
    );
    expect(all().map(isShown)).to.deep.equal([true, true, true, true, true]);
    expect(chunks()).to.include('viz-picture');
    expect(chunks().filter((name) => /^(engine|compile)$/.test(name))).to.deep.equal([]);
    expect(tops()).to.deep.equal(before);
    expect(page.record.shift).to.equal(0);
  });

  it('makes those of its dashboard live that use the parameter that changes', async () => {
    const control = (await until(select, 'the control')) as HTMLSelectElement;
    const [, , main, life] = all() as [VibedasherViz, VibedasherViz, VibedasherViz, VibedasherViz];
    main.scrollIntoView();
    control.value = '1955';
    control.dispatchEvent(new page.window.Event('change', { bubbles: true }));
    await until(() => main.status === 'ready', 'the live chart');
    expect(isShown(main)).to.equal(false);
    expect(main.shadowRoot!.querySelector('svg')).to.not.equal(null);
    expect([life.status, isShown(life)]).to.deep.equal(['idle', true]);
    expect(page.record.shift).to.equal(0);
  });

  it('moves nothing when a pointer comes', async () => {
    await until(select, 'the control');
    const before = tops();
    for (const chart of all()) {
      chart.scrollIntoView({ block: 'center' });
      const move = (): boolean => chart.dispatchEvent(new page.window.PointerEvent('pointermove'));
      await until(() => move() && chart.status === 'ready', 'the live chart');
      expect(isShown(chart)).to.equal(false);
    }
    expect(all()[4]!.data?.columns.map(({ name }) => name)).to.deep.equal(['phase', 'strikes']);
    expect(tops()).to.deep.equal(before);
    expect(page.record.shift).to.equal(0);
  });
});
