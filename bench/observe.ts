/** What is noted down within a page, for every rival alike. */

export interface Observation {
  /** By chart: milliseconds from navigation to the frame that shows its marks, or `null`. */
  readonly painted: readonly (number | null)[];
  readonly longTasks: readonly { readonly start: number; readonly duration: number }[];
  /** Sum of all layout shifts. */
  readonly layoutShift: number;
}

declare global {
  interface Window {
    bench: Observation & { painted: (number | null)[]; wait(charts: number): Promise<void> };
  }
}

interface LayoutShift extends PerformanceEntry {
  readonly value: number;
}

/** Runs in the page, before any script of its own; nothing from outside of it can be used. */
export function observe(): void {
  const painted: (number | null)[] = [];
  const longTasks: { start: number; duration: number }[] = [];
  const waiting: { charts: number; resolve: () => void }[] = [];
  const arePainted = (charts: number): boolean =>
    Array.from({ length: charts }, (_, index) => painted[index]).every((time) => time != null);
  const bench = {
    painted,
    longTasks,
    layoutShift: 0,
    wait: (charts: number) =>
      new Promise<void>((resolve) => {
        // A picture may be there with the first frame.
        if (arePainted(charts)) resolve();
        else waiting.push({ charts, resolve });
      }),
  };
  window.bench = bench;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) longTasks.push({ start: startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries() as LayoutShift[]) bench.layoutShift += value;
  }).observe({ type: 'layout-shift', buffered: true });

  const isDrawn = (box: Element): boolean => {
    const root = box.firstElementChild?.shadowRoot ?? box;
    const mark = root.querySelector('svg .role-mark > *, canvas');
    if (mark?.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return true;
    // A picture in the HTML is one of several drawings. Far ones are left alone: a browser does not style them, either.
    if (box.getBoundingClientRect().top > innerHeight) return false;
    const drawings = [...box.querySelectorAll('figure[data-vibedasher] svg')];
    return drawings.some((drawing) => drawing.checkVisibility());
  };
  const look = (): void => {
    const boxes = document.querySelectorAll('[data-box]');
    const fresh = [...boxes.keys()].filter(
      (index) => painted[index] == null && isDrawn(boxes[index] as Element),
    );
    if (fresh.length > 0) {
      // This frame will show them: the first task after it stands for the moment at which it does.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        const now = performance.now();
        for (const index of fresh) painted[index] = now;
        for (const { charts, resolve } of waiting) if (arePainted(charts)) resolve();
      };
      port2.postMessage(null);
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
