/** Observes when a page paints charts, and records its long tasks and layout shifts. */

export interface Observation {
  /** For each chart: milliseconds from navigation to the frame that shows its marks, or `null`. */
  readonly painted: readonly (number | null)[];
  readonly longTasks: readonly { readonly start: number; readonly duration: number }[];
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

/** Runs in the page before its scripts. Its source is injected, so it cannot use anything outside this function. */
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
        // Prerendered pictures can be painted with the first frame.
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
      // A prerendered picture has a drawing for each of several widths.
      const drawings = [...box.querySelectorAll('figure[data-vibedasher] svg')];
      if (drawings.length > 0) pictures.push([index, box, drawings]);
      else if (isDrawn(box)) fresh.push(index);
    }
    // This frame will show the new charts. The first task after it gives the time. Check the visibility of pictures
    // in that task, too: before the first frame, each check would force a layout. Skip pictures below the viewport,
    // which the browser does not style.
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
