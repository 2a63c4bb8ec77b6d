// @engines all
/** Tests a page with prerendered charts and the bundle that makes them live. */
import { expect } from 'chai';
import type { VibedasherDashboard } from '../../src/components/dashboard/dashboard-element.ts';
import type { VibedasherViz } from '../../src/components/viz/viz-element.ts';
import { closeInPeace, openPage, until, type Page } from '../support/page.ts';

describe('a prerendered page', () => {
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

  it('shows its pictures and loads no engine without interaction', async () => {
    const before = tops();
    await until(select, 'the control');
    expect(all()).to.have.length(5);
    // By then, the charts have requested their rows and compared them.
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

  it('makes the charts live that use a changed parameter of their dashboard', async () => {
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

  it('has no layout shift when a pointer makes a chart live', async () => {
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

describe('a prerendered page with a snapshot', () => {
  let page: Page;

  beforeEach(async () => {
    page = await openPage('static-snapshot.html', { height: 1600 });
  });
  afterEach(() => closeInPeace(page));

  it('requests nothing for its pictures, unless the API comes first', async () => {
    const [chart, other] = page.document.querySelectorAll<VibedasherViz>('vibedasher-viz');
    const requested = (text: string): boolean => page.requests().some((url) => url.includes(text));
    chart!.scrollIntoView();
    await until(() => chart!.querySelector('figure [tabindex]'), 'the picture that can become live');
    other!.scrollIntoView();
    await until(() => requested('/civic-data/carbon-dioxide'), 'the comparison of the other picture');
    expect(requested('/bird-strikes')).to.equal(false);
    expect(requested('/__snapshot__/')).to.equal(false);
    chart!.scrollIntoView();
    await until(() => {
      chart!.dispatchEvent(new page.window.PointerEvent('pointermove'));
      return chart!.status === 'ready';
    }, 'the live chart');
    expect(requested('/__snapshot__/good/index.json')).to.equal(true);
  });
});
