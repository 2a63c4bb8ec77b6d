/** An element and what stands around it on the page, slots and shadow roots included, from the inside out. */
export function ancestors(element: Element): readonly Element[] {
  const found: Element[] = [];
  let node: Node | null = element;
  while (node) {
    if (node instanceof Element) found.push(node);
    node =
      (node instanceof Element && node.assignedSlot) ||
      node.parentNode ||
      (node as Partial<ShadowRoot>).host ||
      null;
  }
  return found;
}
