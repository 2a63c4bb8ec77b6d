import { splitAccessPath } from 'vega-util';
import { behind, isScene, plain, readScene } from './plain.ts';

export type Fields = Record<string, unknown>;

/**
 * What an expression, and a field path, may read of a value: its own properties, so that neither the prototype chain
 * nor `constructor` can be reached, and of those only plain data. No function comes out, no part of the dataflow, and
 * nothing of the DOM: items of the scenegraph hold their SVG elements, from which the whole page could be walked.
 *
 * Reading a property of `null` or `undefined` throws, as it does in JavaScript.
 */
export function readMember(target: unknown, key: string | number): unknown {
  const value = (target as Fields)[key];
  // Most values by far; what is read of an item that way is no more than a number or a text.
  if (Object(value) !== value && value !== undefined) return isOwn(target, key) ? value : undefined;
  const scene = behind(target) ?? (isScene(target) ? target : undefined);
  if (scene) return readScene(scene, key);
  return isOwn(target, key) && typeof value !== 'function' ? plain(value) : undefined;
}

function isOwn(target: unknown, key: string | number): boolean {
  return Object.hasOwn(target as object, key) || (key === 'length' && ArrayBuffer.isView(target));
}

/** An accessor of a field path that reads through {@link readMember}. */
export function memberGetter(path: readonly string[]): (target: unknown) => unknown {
  const [first] = path;
  if (path.length === 1) return (target) => readMember(target, first!);
  return (target) => path.reduce(readMember, target);
}

/** The same for a field path as text: `a.b[0]`. */
export function pathGetter(path: unknown): (target: unknown) => unknown {
  return memberGetter(splitAccessPath(String(path)));
}
