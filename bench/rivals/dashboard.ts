/** The script of the dashboard page: uses the control like a reader. */
import type { VibedasherViz } from '../../src/index.ts';
import { frame } from './points.ts';

/** The functions that the benchmark calls. */
export interface DashboardPage {
  /** Resolves when all charts have been drawn. */
  begin(): Promise<void>;
  /** Chooses an option by index. Returns the milliseconds from the event to the frame that shows the last chart redrawn. */
  choose(option: number): Promise<number>;
  /** Chooses `count` options, each when the previous one is drawn. Every fourth choice does not wait. */
  chooseAll(first: number, count: number): Promise<void>;
  /** Returns a running view of a chart. */
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

/** Resolves when all charts show new rows. Rejects if a chart fails. */
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
      // Make the next choice while these requests are pending.
      if (option % 4 === 0) await new Promise((resolve) => setTimeout(resolve));
      else await drawn;
    }
  },
  view: () => charts[0]?.view ?? null,
};
window.dashboard = page;
