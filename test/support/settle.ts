/** Waits for what a page does on its own, instead of for a time. */

// Tests may replace them.
const { IntersectionObserver, ResizeObserver } = globalThis;

/** Minimum number of frames, as the reports of observers can cause others. */
const MIN_FRAMES = 2;
const MAX_FRAMES = 30;

/**
 * Resolves when all observers have reported what has changed so far. A new observer reports in the same frame as the
 * others, which Chromium calls in any order but in one task.
 */
export async function observed(): Promise<void> {
  const report = (Observer: typeof IntersectionObserver | typeof ResizeObserver): Promise<void> =>
    new Promise((resolve) => {
      const observer = new Observer(() => {
        observer.disconnect();
        resolve();
      });
      observer.observe(document.documentElement);
    });
  await Promise.all([IntersectionObserver, ResizeObserver].map(report));
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/**
 * Resolves when observers have reported and nothing in the page or its shadow roots has changed in the last frame, or after 30
 * frames, as some pages never rest.
 */
export async function atRest(): Promise<void> {
  let isChanged = false;
  const watcher = new MutationObserver(() => (isChanged = true));
  for (let frame = 0; frame < MIN_FRAMES || (isChanged && frame < MAX_FRAMES); frame += 1) {
    isChanged = false;
    for (const root of rootsIn(document))
      watcher.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
    await observed();
  }
  watcher.disconnect();
}

/** Returns a root and the shadow roots below it. */
const rootsIn = (root: Document | ShadowRoot): readonly (Document | ShadowRoot)[] => [
  root,
  ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? rootsIn(shadowRoot) : [])),
];
