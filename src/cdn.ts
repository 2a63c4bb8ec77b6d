/**
 * The script-tag bundle: registers `<vibedasher-viz>` and `<vibedasher-table>`, and on demand the tags around it; fills
 * placeholders; takes the page's defaults from its own tag.
 */
import './components/table/table-element-define.ts';
import './components/viz/viz-element-define.ts';
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
dashboards.load = () => lazily(() => import('./components/dashboard/dashboard-element-define.ts'));
fillPlaceholders({
  'vibedasher-dashboard,vibedasher-control': dashboards.load,
  'vibedasher-gallery': () => import('./components/gallery/gallery-element-define.ts'),
});

export * from './entry.ts';
