/** Draws charts without a page, and takes snapshots of built-in objects. */
import { drawHeadless, type HeadlessRequest } from '../../node/prerender/headless.ts';
import type { SceneItem, SceneMark } from '../../src/spec/scene.ts';

/** Returns all texts of a chart, in the order of its scenegraph. */
export function drawTexts(spec: unknown, request: Partial<HeadlessRequest> = {}): Promise<readonly string[]> {
  return draw(spec, request, ({ text }) => (text === undefined || text === null ? [] : [text].flat()));
}

/** Returns the number of items in data marks, by mark type. */
export async function countItems(spec: unknown): Promise<Readonly<Record<string, number>>> {
  const types = await draw(spec, {}, (_, mark) => (mark.role === 'mark' ? [mark.marktype] : []));
  return Object.fromEntries(
    [...new Set(types)].map((type) => [type, types.filter((each) => each === type).length]),
  );
}

async function draw(
  spec: unknown,
  request: Partial<HeadlessRequest>,
  read: (
    item: SceneItem & { readonly text?: string | readonly string[] },
    mark: SceneMark,
  ) => readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  const visit = (mark: SceneMark): void => {
    for (const item of mark.items) {
      found.push(...read(item as never, mark));
      item.items?.forEach(visit);
    }
  };
  await drawHeadless(
    {
      spec: spec as HeadlessRequest['spec'],
      data: new Map(),
      size: { width: 400, height: 300 },
      fit: 'container',
      config: null,
      locale: null,
      rtl: false,
      captioned: false,
      allowHosts: [],
      onWarning: () => {},
      signal: new AbortController().signal,
      ...request,
    },
    ({ scene }) => visit(scene),
  );
  return found;
}

const GLOBALS = Object.getOwnPropertyNames(globalThis)
  .map((name) => Reflect.getOwnPropertyDescriptor(globalThis, name)?.value as unknown)
  .filter((value) => typeof value === 'function' || value === Math || value === JSON || value === Reflect);

/**
 * Returns the own properties of all built-in objects and of their functions, in a form that `deepEqual` compares by
 * identity.
 */
export function describeIntrinsics(): unknown[] {
  const owners = new Set<object>();
  const add = (value: unknown): void => {
    if (typeof value === 'function' || (typeof value === 'object' && value !== null)) owners.add(value);
  };
  for (const value of GLOBALS) {
    add(value);
    add((value as { readonly prototype?: unknown }).prototype);
  }
  for (const owner of [...owners]) {
    for (const { value, get, set } of Object.values(Object.getOwnPropertyDescriptors(owner))) {
      for (const each of [value, get, set] as unknown[]) if (typeof each === 'function') add(each);
    }
  }
  return [...owners].flatMap((owner) =>
    Reflect.ownKeys(owner).flatMap((key) => {
      const { value, get, set, writable } = Reflect.getOwnPropertyDescriptor(owner, key)!;
      return [key, idOf(value), idOf(get), idOf(set), writable];
    }),
  );
}

const ids = new WeakMap<object, number>();
let lastId = 0;

/** Returns a unique number for an object, so that comparisons are not recursive; other values are unchanged. */
function idOf(value: unknown): unknown {
  if (Object(value) !== value) return value;
  if (!ids.has(value as object)) ids.set(value as object, (lastId += 1));
  return ids.get(value as object);
}
