/** Where an element is: among other nodes and on the screen. */

/**
 * Returns the parent of a node. Reads it with the getter of `Node.prototype`, because a form control named `parentNode`
 * shadows the property of its form, and a loop over parents would not end.
 */
export const getParentNode = (node: Node): Node | null =>
  Reflect.get(Node.prototype, 'parentNode', node) as Node | null;

/** Returns an element and its ancestors in the flat tree, through slots and shadow roots, innermost first. */
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

/** Returns whether a part of an element is in the viewport. */
export function isOnScreen(element: Element): boolean {
  const { width, height, top, bottom, left, right } = element.getBoundingClientRect();
  return width * height > 0 && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
}
