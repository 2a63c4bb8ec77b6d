/** Fake pictures for tests of pages. */
import { createHash } from 'node:crypto';
import { VibedasherError } from '../../src/public-client/errors.ts';
import type { RenderedViz, RenderSettings } from '../../node/prerender/types.ts';

/** Returns the key of the picture of a viz. */
export const keyOf = (slug: string): string => createHash('sha256').update(slug).digest('hex').slice(0, 8);

/** Returns the fake figure of a viz. */
export const figureOf = (slug: string): string =>
  `<figure data-vibedasher="" data-key="${keyOf(slug)}" data-as-of="2026-11-26T00:00:00.000Z"><figcaption>${slug}</figcaption><div><svg data-width="320"></svg></div><details><summary>Data</summary><table><tr><td>1</td></tr></table></details></figure>`;

/** Returns the content of the tag of a viz. */
export const blockFor = (slug: string): string =>
  `<!--vibedasher ${keyOf(slug)}-->${figureOf(slug)}<!--/vibedasher-->`;

/** Returns the content of the tag of a viz, in a shadow root. */
export const shadowFor = (slug: string, link = ''): string =>
  `<!--vibedasher ${keyOf(slug)}--><template shadowrootmode="open">${link}${figureOf(slug)}</template><!--/vibedasher-->`;

/**
 * Returns a function that draws any viz. It rejects for slugs that begin with `no-`, warns for `big-`, and adds its
 * settings to `rendered`.
 */
export function painter(rendered: RenderSettings[] = []): (settings: RenderSettings) => Promise<RenderedViz> {
  return async (settings) => {
    rendered.push(settings);
    const { slug } = settings;
    // The last call resolves first.
    for (let turns = 20 - rendered.length; turns > 0; turns--) await null;
    if (slug.startsWith('no-')) throw new VibedasherError('not-found', `There is no viz "${slug}"`);
    return {
      html: figureOf(slug),
      svg: null,
      number: null,
      alt: '',
      rows: { columns: [{ name: 'a', type: 'number' }], rows: [[1]], truncated: false },
      title: slug,
      description: null,
      asOf: new Date(Date.UTC(2026, 10, 26)),
      key: keyOf(slug),
      warnings: slug.startsWith('big-') ? [`${slug} is large`] : [],
    };
  };
}
