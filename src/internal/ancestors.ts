/**
 * The node that a node is in. Not by the property itself: a button named `parentNode` hides that of the form around it,
 * and a loop over parents would not end.
 */
export const getParentNode = (node: Node): Node | null =>
  Reflect.get(Node.prototype, 'parentNode', node) as Node | null;

/** An element and what stands around it on the page, slots and shadow roots included, from the inside out. */
export function ancestors(element: Element): readonly Element[] {
  const found: Element[] = [];
  let node: Node | null = element;
  while (node) {
    if (node instanceof Element) found.push(node);
    node =
      (node instanceof Element && (Reflect.get(Element.prototype, 'assignedSlot', node) as Element | null)) ||
      getParentNode(node) ||
      (node instanceof ShadowRoot ? node.host : null);
  }
  return found;
}
