/** For pages that import the elements that they need: the script-tag bundle loads them by itself. */
import { warnOnce } from '../../internal/text.ts';
import { dashboards } from './scope.ts';

const known = new WeakSet<Node>();

/**
 * From now on the console says which elements are not defined `patience` milliseconds after the first chart has come into
 * their document or shadow root. A page may import them one after another.
 */
export function warnOfUndefined(patience = 3000): void {
  dashboards.meet = (element) => {
    const root = element.getRootNode() as Document | ShadowRoot;
    if (known.has(root)) return;
    known.add(root);
    setTimeout(() => {
      for (const { localName } of root.querySelectorAll(':not(:defined)')) {
        const [, name] = /^vibedasher-(\w+)$/.exec(localName) ?? [];
        if (name) warnOnce(`<${localName}> is not defined: import @vibedasher/embed/define/${name}`);
      }
    }, patience);
  };
}
