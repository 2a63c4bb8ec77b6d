/**
 * The script-tag bundle: registers `<vibedasher-viz>` and `<vibedasher-table>`, and on demand the tags around it; fills
 * placeholders; takes the page's defaults from its own tag.
 */
import { VibedasherTable } from './components/table/table-element.ts';
import { VibedasherViz } from './components/viz/viz-element.ts';
import { fillPlaceholders } from './components/viz/viz-placeholder.ts';
import { configure } from './controllers/page-defaults.ts';
import { dashboards } from './controllers/dashboard/scope.ts';
import { lazily } from './internal/tasks.ts';
import type { Region } from './public-client/types.ts';

/** `document.currentScript` is null in modules: the tag is known by the name of its file. */
const FILE = /\/vibedasher(\.classic)?\.js$/;

/** Unlike `new URL`, without an error. */
const resolve = (href: string): string => Object.assign(document.createElement('a'), { href }).href;

for (const script of document.querySelectorAll<HTMLScriptElement>('script[src]')) {
  if (!FILE.test(script.src.replace(/[?#].*/s, ''))) continue;
  const { apiBase, region, locale } = script.dataset;
  configure({
    // A viewer page of the server says where its API is from there.
    ...(apiBase && { apiBase: apiBase.startsWith('../') ? resolve(apiBase) : apiBase }),
    ...(region && { region: region as Region }),
    ...(locale && { locale }),
  });
}
const loadDashboards = (): Promise<typeof import('./components/dashboard/dashboard-element-define.ts')> =>
  lazily(() => import('./components/dashboard/dashboard-element-define.ts'));
dashboards.load = loadDashboards;

/**
 * Does in a shadow root what the script does in the document: loads the code of the tags in it, and fills placeholders,
 * also later ones. For roots without a chart that are closed, or come after the page has loaded.
 */
export const upgrade = fillPlaceholders({
  'vibedasher-dashboard': loadDashboards,
  'vibedasher-control': async () => (await loadDashboards()).loadParts(),
  'vibedasher-gallery': () => import('./components/gallery/gallery-element-define.ts'),
});
dashboards.meet = (element) => upgrade(element.getRootNode() as Document | ShadowRoot);

// Only now: charts call `meet` as soon as they are defined. Another copy of the script may have defined them.
for (const [tag, element] of [
  ['vibedasher-viz', VibedasherViz],
  ['vibedasher-table', VibedasherTable],
] as const)
  if (!customElements.get(tag)) customElements.define(tag, element);
upgrade(document);

export * from './entry.ts';
