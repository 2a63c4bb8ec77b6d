const CONTROLS = 'input, select, textarea';

/**
 * A copy of a picture that nothing is tied to: elements of a live one hold their marks, and those their rows.
 * A canvas keeps its pixels, a control its value.
 */
export function still(picture: HTMLElement): HTMLElement {
  const copy = picture.cloneNode(true) as HTMLElement;
  forEachPair<HTMLCanvasElement>(picture, copy, 'canvas', (from, to) => {
    if (from.width > 0 && from.height > 0) to.getContext('2d')?.drawImage(from, 0, 0);
  });
  forEachPair<HTMLInputElement>(picture, copy, CONTROLS, (from, to) => {
    to.value = from.value;
    to.checked = from.checked;
  });
  return copy;
}

function forEachPair<E extends Element>(
  original: Element,
  copy: Element,
  selector: string,
  visit: (from: E, to: E) => void,
): void {
  const copies = copy.querySelectorAll<E>(selector);
  original.querySelectorAll<E>(selector).forEach((from, index) => visit(from, copies[index]!));
}
