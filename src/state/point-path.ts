/** Where each key of the keyboard path leads, from a place among `count` points (-1: not begun). */
const MOVES: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowRight: (index) => index + 1,
  ArrowDown: (index) => index + 1,
  ArrowLeft: (index) => index - 1,
  ArrowUp: (index) => index - 1,
  PageDown: (index) => index + 10,
  PageUp: (index) => index - 10,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** The place that a key leads to, or `null` where the key is none of the path's or there is nowhere to go. */
export function movePoint(key: string, index: number, count: number): number | null {
  const move = Object.hasOwn(MOVES, key) ? MOVES[key] : undefined;
  if (!move || count === 0) return null;
  // The points may have become fewer since the last move.
  return Math.max(0, Math.min(move(index, count), count - 1));
}
