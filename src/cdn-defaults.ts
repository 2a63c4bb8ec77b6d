/**
 * Reads the page's defaults off the script tag: `data-api-base`, `data-region`, `data-locale`. Imported before the
 * elements are defined, so that their first request already knows them.
 */
import { configure } from './controllers/page-defaults.ts';
import type { Region } from './public-client/types.ts';

/** A module has no `currentScript`: its tag is the one whose file has our name. */
const OURS = /\/vibedasher(?:\.classic)?\.js$/;

for (const { src, dataset } of document.scripts) {
  if (!src || !OURS.test(new URL(src).pathname)) continue;
  const { region, apiBase, locale } = dataset;
  configure({
    ...(region && { region: region as Region }),
    ...(apiBase && { apiBase }),
    ...(locale && { locale }),
  });
}
