/** For pages that import the elements that they need. The script-tag bundle defines elements automatically. */
import { warnOnce } from '../../internal/text.ts';
import { dashboards } from './scope.ts';

const visitedRoots = new WeakSet<Node>();

/**
 * Warns about elements that are still undefined `patience` ms after the first defined element was connected in their
 * document or shadow root. The delay is for pages that import elements one after another.
 */
export function warnAboutUndefined(patience = 3000): void {
  dashboards.onConnected = (element) => {
    const root = element.getRootNode() as Document | ShadowRoot;
    if (visitedRoots.has(root)) return;
    visitedRoots.add(root);
    // The timer must not keep the shadow root of a removed element in memory.
    const reference = new WeakRef(root);
    setTimeout(() => {
      for (const { localName } of reference.deref()?.querySelectorAll(':not(:defined)') ?? []) {
        const [, name] = /^vibedasher-(\w+)$/.exec(localName) ?? [];
        if (name) warnOnce(`<${localName}> is not defined: import @vibedasher/embed/define/${name}`);
      }
    }, patience);
  };
}
