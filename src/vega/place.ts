export interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * A place of the viewport in px from the top left of an element: in the element's own px, of which a page that
 * scales or zooms it shows more or less than one each.
 */
export function placeIn(element: HTMLElement, { x, y }: Place): Place {
  const { left, top, width, height } = element.getBoundingClientRect();
  return {
    x: (x - left) * ratio(element.offsetWidth, width),
    y: (y - top) * ratio(element.offsetHeight, height),
  };
}

/** 1 for a box without area. */
const ratio = (own: number, shown: number): number => (own > 0 && shown > 0 ? own / shown : 1);
