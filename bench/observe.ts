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
    return mark?.checkVisibility({ visibilityProperty: true, opacityProperty: true }) ?? false;
  };
  const { port1, port2 } = new MessageChannel();
  const look = (): void => {
    const boxes = document.querySelectorAll('[data-box]');
    const fresh: number[] = [];
    const pictures: [index: number, box: Element, drawings: Element[]][] = [];
    for (const [index, box] of boxes.entries()) {
      if (painted[index] != null) continue;
      // A picture in the HTML is one of several drawings.
      const drawings = [...box.querySelectorAll('figure[data-vibedasher] svg')];
      if (drawings.length > 0) pictures.push([index, box, drawings]);
      else if (isDrawn(box)) fresh.push(index);
    }
    // This frame will show them: the first task after it stands for the moment at which it does. How pictures look is
    // asked then, too: before its first frame, a browser lays out each of them on its own to answer. Far ones are left
    // alone: it does not style them, either.
    port1.onmessage = () => {
      for (const [index, box, drawings] of pictures)
        if (box.getBoundingClientRect().top <= innerHeight && drawings.some((svg) => svg.checkVisibility()))
          fresh.push(index);
      const now = performance.now();
      for (const index of fresh) painted[index] = now;
      for (const { charts, resolve } of waiting) if (arePainted(charts)) resolve();
    };
    port2.postMessage(null);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
