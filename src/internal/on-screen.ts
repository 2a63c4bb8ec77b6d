/** Returns whether a part of an element is in the viewport. */
export function isOnScreen(element: Element): boolean {
  const { width, height, top, bottom, left, right } = element.getBoundingClientRect();
  return width * height > 0 && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
}
