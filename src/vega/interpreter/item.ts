/** An item of the scenegraph. Its channels of position and size are numbers. */
export type Item = Record<string, number> & { readonly datum?: unknown };

/** Sets a channel; says whether it is another than before. */
export function assign(item: Item, name: string, value: unknown): boolean {
  if (item[name] === value) return false;
  item[name] = value as number;
  return true;
}
