/**
 * For `node --import`: simulates a vulnerability that lets a spec run code in the drawing process. The text in
 * `usermeta.hole` runs as a script.
 */
import { registerHooks } from 'node:module';
import { runInThisContext } from 'node:vm';

/** A line of the code that draws charts. The hole is inserted before it. */
const PLACE = 'const errors = new ErrorCollector(() => {});';
const HOLE = 'globalThis.enterHole(request.spec);';

Object.assign(globalThis, {
  enterHole({ usermeta }: { readonly usermeta?: { readonly hole?: string } }) {
    if (usermeta?.hole) runInThisContext(usermeta.hole);
  },
});

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith('/prerender/headless.ts')) return loaded;
    const source = String(loaded.source);
    if (!source.includes(PLACE)) throw new Error(`${url} does not contain the line for the hole`);
    return { ...loaded, source: source.replace(PLACE, HOLE + PLACE) };
  },
});
