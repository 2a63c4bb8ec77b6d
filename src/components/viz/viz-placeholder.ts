import { placeholderAttributes } from '../../controllers/markup.ts';
import type { VegaLiteSpec } from '../../spec/types.ts';
import { VibedasherViz } from './viz-element.ts';

const SELECTOR = 'div[data-vibedasher-viz]';
/** The element of each placeholder. If a morph of the page removes the element, it is inserted again. */
const elements = new WeakMap<Element, VibedasherViz>();

/**
 * Returns a function that fills the placeholders in a document or shadow root, and in open shadow roots inside it, now
 * and whenever the page changes. Placeholders are for pages that remove unknown elements: each
 * `<div data-vibedasher-viz data-account=… data-slug=…>` receives a `<vibedasher-viz>`. It takes the allowed `data-*`
 * attributes, the spec in `data-spec`, the content as fallback, and the height.
 *
 * @param parts Loaders by tag name or selector, for elements whose code loads when they first appear
 */
export function fillPlaceholders(
  parts: Readonly<Record<string, () => Promise<unknown>>> = {},
): (root: Document | ShadowRoot) => void {
  const pendingTags = new Map(Object.entries(parts));
  const upgradedRoots = new WeakSet<Document | ShadowRoot>();
  return function upgrade(root) {
    if (upgradedRoots.has(root) || (root as ShadowRoot).host instanceof VibedasherViz) return;
    upgradedRoots.add(root);
    const fillAll = (): void => {
      root.querySelectorAll<HTMLElement>(SELECTOR).forEach(fill);
      for (const [tag, load] of pendingTags) {
        // Do not retry: on a page that keeps changing, that would repeat failing requests forever.
        if (root.querySelector(tag) && pendingTags.delete(tag)) load().catch(() => {});
      }
    };
    fillAll();
    new MutationObserver(fillAll).observe(root, { childList: true, subtree: true });
    const upgradeInside = (): void => {
      for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) upgrade(shadowRoot);
    };
    // Before `load`, other scripts are still defining elements and attaching shadow roots.
    if (document.readyState === 'complete') upgradeInside();
    else addEventListener('load', upgradeInside);
  };
}

function fill(placeholder: HTMLElement): void {
  if (placeholder.querySelector(':scope > vibedasher-viz')) return;
  const element = elements.get(placeholder) ?? placeholder.ownerDocument.createElement('vibedasher-viz');
  elements.set(placeholder, element);
  for (const name of element.getAttributeNames()) element.removeAttribute(name);
  for (const { name, value } of placeholderAttributes(placeholder.attributes)) {
    element.setAttribute(name, value);
  }
  // Pass the spec as text, as in a child script. Creating a script would violate Trusted Types.
  element.spec = placeholder.getAttribute('data-spec') as VegaLiteSpec | null;
  element.style.height = placeholder.style.height;
  element.replaceChildren(...placeholder.childNodes);
  placeholder.append(element);
}
