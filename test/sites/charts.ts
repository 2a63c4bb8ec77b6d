/** Checks the charts of a built page. */
import assert from 'node:assert/strict';
import type { Page } from 'puppeteer-core';

/** Time limit for a chart, in ms. */
export const TIMEOUT = 30_000;

export type Viz = HTMLElement & { readonly status: string };

/** Moves the pointer over a chart and waits until it is live. */
export async function makeLive(page: Page, index: number): Promise<void> {
  const charts = await page.$$('vibedasher-viz');
  const chart = charts[index]!;
  await chart.scrollIntoView();
  const before = await chart.evaluate((viz) => (viz as Viz).status);
  assert.notEqual(before, 'ready', 'It is live before anybody reaches for it');
  const box = await chart.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 3 });
  await page.waitForFunction(isLive, { timeout: TIMEOUT }, chart);
}

/** Waits until the charts of a dashboard are live. */
export async function waitForDashboard(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const charts = [...document.querySelectorAll<Viz>('vibedasher-dashboard vibedasher-viz')];
      return charts.length > 0 && charts.every(({ status }) => status === 'ready');
    },
    { timeout: TIMEOUT },
  );
}

/** Runs in the page. Returns whether the live chart is visible and no picture is. */
export function isLive(viz: Element): boolean {
  const { status, shadowRoot } = viz as Viz;
  const isSeen = (element: Element): boolean => element.checkVisibility({ checkVisibilityCSS: true });
  const live = [...shadowRoot!.querySelectorAll('.chart :is(svg, canvas)')];
  const before = [viz, shadowRoot!].flatMap((root) => [...root.querySelectorAll('figure[data-vibedasher]')]);
  return status === 'ready' && live.some(isSeen) && !before.some(isSeen);
}

/** The expected state of a chart with one picture, a name and rows. */
export const PICTURED = { inPlace: true, drawings: 1, rows: true, label: true };

/** Runs in the page. Returns the visible state of each chart. A picture in a paragraph is always in a shadow root. */
export function inspectCharts(form: string): object[] {
  return [...document.querySelectorAll('vibedasher-viz')].map((viz) => {
    const light = viz.querySelector(':scope > figure[data-vibedasher]');
    const figure = light ?? viz.shadowRoot?.querySelector('figure[data-vibedasher]');
    const seen = [...(figure?.querySelectorAll('svg') ?? [])].filter((svg) => {
      const { width, height } = svg.getBoundingClientRect();
      return svg.checkVisibility({ checkVisibilityCSS: true }) && width > 200 && height > 100;
    });
    return {
      inPlace: (light ? 'light' : figure && 'shadow') === (viz.closest('p') ? 'shadow' : form),
      drawings: seen.length,
      rows: (figure?.querySelectorAll('details td').length ?? 0) > 1,
      label: Boolean(seen[0]?.getAttribute('aria-label')),
    };
  });
}
