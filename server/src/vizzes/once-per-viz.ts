import type { CatalogViz } from './catalog.ts';

/** Returns a function that computes what depends only on the files of a viz, once for each state of them. */
export function oncePerViz<T>(compute: (viz: CatalogViz) => T): (viz: CatalogViz) => T {
  const known = new WeakMap<CatalogViz, T>();
  return (viz) => {
    if (!known.has(viz)) known.set(viz, compute(viz));
    return known.get(viz) as T;
  };
}
