import { placeholderAttributes } from '../../controllers/markup.ts';
import type { VegaLiteSpec } from '../../spec/types.ts';
import { VibedasherViz } from './viz-element.ts';

const SELECTOR = 'div[data-vibedasher-viz]';
/** What each placeholder has received: a morph of the page takes it out, and it comes back as it is. */
const received = new WeakMap<Element, VibedasherViz>();

/**
 * For pages that strip unknown elements: every `<div data-vibedasher-viz data-account=… data-slug=…>` receives a
 * `<vibedasher-viz>` with what it may set of its `data-*`, `data-spec` as that of a child script, its content as fallback,
 * and its height; later ones are found, too, and so are tags whose code loads on demand: `parts` has a loader for each tag.
 * The returned function does so in a document or shadow root, and in the open shadow roots inside it.
 */
export function fillPlaceholders(
  parts: Readonly<Record<string, () => Promise<unknown>>> = {},
): (root: Document | ShadowRoot) => void {
  const missing = new Map(Object.entries(parts));
  const known = new WeakSet<Document | ShadowRoot>();
  return function upgrade(root) {
    if (known.has(root) || (root as ShadowRoot).host instanceof VibedasherViz) return;
    known.add(root);
    const fillAll = (): void => {
      root.querySelectorAll<HTMLElement>(SELECTOR).forEach(fill);
      for (const [tag, load] of missing) {
        // Once: a page that keeps changing would ask a server that is down without end. What stands in the tag stays.
        if (root.querySelector(tag) && missing.delete(tag)) load().catch(() => {});
      }
    };
    fillAll();
    new MutationObserver(fillAll).observe(root, { childList: true, subtree: true });
    const upgradeInside = (): void => {
      for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) upgrade(shadowRoot);
    };
    // Until then other scripts define elements, and attach their roots.
    if (document.readyState === 'complete') upgradeInside();
    else addEventListener('load', upgradeInside);
  };
}

function fill(placeholder: HTMLElement): void {
  if (placeholder.querySelector(':scope > vibedasher-viz')) return;
  const element = received.get(placeholder) ?? placeholder.ownerDocument.createElement('vibedasher-viz');
  received.set(placeholder, element);
  for (const name of element.getAttributeNames()) element.removeAttribute(name);
  const { observedAttributes } = VibedasherViz;
  for (const { name, value } of placeholderAttributes(placeholder.attributes, observedAttributes)) {
    element.setAttribute(name, value);
  }
  // Text as in a child script, which Trusted Types would not let be made.
  element.spec = placeholder.getAttribute('data-spec') as VegaLiteSpec | null;
  element.style.height = placeholder.style.height;
  element.replaceChildren(...placeholder.childNodes);
  placeholder.append(element);
}
