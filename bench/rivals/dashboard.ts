/** A dashboard and its one control, as a reader uses it. */
import type { VibedasherViz } from '../../src/index.ts';
import { frame } from './points.ts';

/** What the bench calls. */
export interface DashboardPage {
  /** Resolves when all charts have their first picture. */
  begin(): Promise<void>;
  /** Chooses an option, by its index. Milliseconds from the control's event to the frame that shows the last chart redrawn. */
  choose(option: number): Promise<number>;
  /** Chooses so many options, each when the one before is drawn, but every fourth one is overtaken. */
  chooseAll(first: number, count: number): Promise<void>;
  /** A running view of a chart. */
  view(): object | null;
}

declare global {
  interface Window {
    dashboard: DashboardPage;
  }
}

const select = document.querySelector('select') as HTMLSelectElement;
const charts = [...document.querySelectorAll('vibedasher-viz')];

function change(option: number): void {
  select.selectedIndex = option % select.options.length;
  for (const type of ['input', 'change']) select.dispatchEvent(new Event(type, { bubbles: true }));
}

/** Resolves when all charts show other rows than now. Rejects when one cannot. */
async function redrawn(): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  const next = (chart: VibedasherViz): Promise<void> =>
    new Promise((resolve, reject) => {
      chart.addEventListener('vibedasher-data', () => resolve(), { signal });
      chart.addEventListener('vibedasher-error', ({ error }) => reject(error), { signal });
    });
  await Promise.all(charts.map(next)).finally(() => controller.abort());
}

const page: DashboardPage = {
  async begin() {
    await customElements.whenDefined('vibedasher-viz');
    await Promise.all(charts.map(({ ready }) => ready));
    await frame();
  },
  async choose(option) {
    const drawn = redrawn();
    const start = performance.now();
    change(option);
    await drawn;
    await frame();
    return performance.now() - start;
  },
  async chooseAll(first, count) {
    for (let option = first; option < first + count; option++) {
      const drawn = redrawn();
      change(option);
      // In the midst of its requests the next choice comes, whose pictures it then waits for as well.
      if (option % 4 === 0) await new Promise((resolve) => setTimeout(resolve));
      else await drawn;
    }
  },
  view: () => charts[0]?.view ?? null,
};
window.dashboard = page;
