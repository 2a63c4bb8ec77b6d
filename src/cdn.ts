/** The script-tag bundle: registers the tags, fills placeholders, takes the page's defaults from its own tag. */
import { fillPlaceholders } from './components/viz/viz-placeholder.ts';
import { configure } from './controllers/page-defaults.ts';
import type { Region } from './public-client/types.ts';
import './define.ts';

/** `document.currentScript` is null in modules: the tag is known by the name of its file. */
const FILE = /\/vibedasher(\.classic)?\.js$/;

for (const script of document.querySelectorAll<HTMLScriptElement>('script[src]')) {
  if (!FILE.test(new URL(script.src, document.baseURI).pathname)) continue;
  const { apiBase, region, locale } = script.dataset;
  configure({
    ...(apiBase && { apiBase }),
    ...(region && { region: region as Region }),
    ...(locale && { locale }),
  });
}
fillPlaceholders();

export * from './index.ts';
