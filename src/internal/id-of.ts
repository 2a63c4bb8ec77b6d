let count = 0;
const ids = new WeakMap<object, number>();

/** A number for an object: the same for the same one. */
export function idOf(object: object | null): number {
  if (object === null) return 0;
  let id = ids.get(object);
  if (id === undefined) ids.set(object, (id = ++count));
  return id;
}

/** An object as JSON; `null` where it has none: it is nested too deep, or in itself. */
export function jsonOf(object: object): string | null {
  try {
    return JSON.stringify(object);
  } catch {
    return null;
  }
}
