/**
 * The script-tag bundle. Reads page defaults from its own `<script>` tag, registers `<vibedasher-viz>` and
 * `<vibedasher-table>`, loads the other elements on demand, and fills placeholders.
 */
import { VibedasherTable } from './components/table/table-element.ts';
import { VibedasherViz } from './components/viz/viz-element.ts';
import { fillPlaceholders } from './components/viz/viz-placeholder.ts';
import { configure } from './controllers/page-defaults.ts';
import { dashboards } from './controllers/dashboard/scope.ts';
import { lazily } from './public-client/errors.ts';
import type { Live, Queries, Region } from './public-client/types.ts';

/** Matches the URL of the `<script>` tag, because `document.currentScript` is `null` in modules. */
const FILE = /\/vibedasher(\.classic)?\.js$/;

/** Resolves a URL against that of the page. Unlike `new URL`, throws no error. */
const resolve = (href: string): string => Object.assign(document.createElement('a'), { href }).href;

for (const script of document.querySelectorAll<HTMLScriptElement>('script[src]')) {
  if (!FILE.test(script.src.replace(/[?#].*/s, ''))) continue;
  const { apiBase, region, snapshot, live, queries, locale } = script.dataset;
  configure({
    // Viewer pages of the server have a relative URL.
    ...(apiBase && { apiBase: apiBase.startsWith('../') ? resolve(apiBase) : apiBase }),
    ...(region && { region: region as Region }),
    ...(snapshot && { snapshot }),
    ...(live && { live: live as Live }),
    ...(queries && { queries: queries as Queries }),
    ...(locale && { locale }),
  });
}
const loadDashboards = (): Promise<typeof import('./components/dashboard/dashboard-element-define.ts')> =>
  lazily(() => import('./components/dashboard/dashboard-element-define.ts'));
dashboards.load = loadDashboards;

/**
 * Loads the code of elements in a shadow root, and fills its placeholders, now and whenever it changes. The script does
 * so on its own except in roots without a chart that are closed or attached after the page has loaded.
 */
export const upgrade = fillPlaceholders({
  'vibedasher-dashboard': loadDashboards,
  'vibedasher-control': async () => (await loadDashboards()).loadParts(),
  'vibedasher-gallery': () => import('./components/gallery/gallery-element-define.ts'),
});
dashboards.onConnected = (element) => upgrade(element.getRootNode() as Document | ShadowRoot);

// Define charts last, because they then call `onConnected`. Another copy of the script may have defined them.
for (const [tag, element] of [
  ['vibedasher-viz', VibedasherViz],
  ['vibedasher-table', VibedasherTable],
] as const)
  if (!customElements.get(tag)) customElements.define(tag, element);
upgrade(document);

export * from './entry.ts';
