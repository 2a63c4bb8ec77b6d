/** Attributes that a placeholder's `data-*` may not become: they would act on the page. */
const SELECTOR = 'div[data-vibedasher-viz]';

/**
 * For pages that strip unknown elements: every `<div data-vibedasher-viz data-account=… data-slug=…>` receives a
 * `<vibedasher-viz>` with its `data-*` as attributes and its content as fallback; later ones are seen too.
 */
export function fillPlaceholders(root: Document = document): void {
  const fillAll = (): void => root.querySelectorAll<HTMLElement>(SELECTOR).forEach(fill);
  fillAll();
  new MutationObserver(fillAll).observe(root, { childList: true, subtree: true });
}

function fill(placeholder: HTMLElement): void {
  if (placeholder.querySelector(':scope > vibedasher-viz')) return;
  const element = placeholder.ownerDocument.createElement('vibedasher-viz');
  for (const { name, value } of placeholder.attributes) {
    if (!name.startsWith('data-') || name === 'data-vibedasher-viz') continue;
    element.setAttribute(name.slice('data-'.length), value);
  }
  element.append(...placeholder.childNodes);
  placeholder.append(element);
}
