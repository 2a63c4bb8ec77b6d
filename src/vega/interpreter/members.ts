import { splitAccessPath } from 'vega-util';

export type Fields = Record<string, unknown>;

/**
 * What an expression, and a field path, may read of a value: its own properties, so that neither the prototype chain
 * nor `constructor` can be reached. No function comes out, no part of the dataflow, and nothing of the DOM: items of
 * the scenegraph hold their SVG elements, from which the whole page could be walked.
 *
 * Reading a property of `null` or `undefined` throws, as it does in JavaScript.
 */
export function readMember(target: unknown, key: string | number): unknown {
  const value = (target as Fields)[key];
  if (value === undefined || isHidden(value)) return undefined;
  if (Object.hasOwn(target as object, key)) return value;
  return key === 'length' && ArrayBuffer.isView(target) ? value : undefined;
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

function isHidden(value: unknown): boolean {
  if (typeof value === 'function') return true;
  return typeof value === 'object' && value !== null && isForeign(value as Fields);
}

/** By what they can do, not by their class: a page may hold several copies of Vega, and frames have a DOM of their own. */
function isForeign(value: Fields): boolean {
  return isMachine(value) || isMachine(value['dataflow']);
}

/** Nodes, windows and views dispatch events; operators and dataflows evaluate. */
function isMachine(value: unknown): boolean {
  const { addEventListener, evaluate } = (value ?? {}) as Fields;
  return typeof addEventListener === 'function' || typeof evaluate === 'function';
}
