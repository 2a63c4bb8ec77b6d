/**
 * For `node --import`: a hole through which a spec reaches the process that draws it. The text in `usermeta.hole` is run
 * as a script. It represents holes that are not known yet.
 */
import { registerHooks } from 'node:module';
import { runInThisContext } from 'node:vm';

/** The first line of what draws a chart, and what is put before it. */
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
    if (!source.includes(PLACE)) throw new Error(`There is no place for the hole in ${url}`);
    return { ...loaded, source: source.replace(PLACE, HOLE + PLACE) };
  },
});
