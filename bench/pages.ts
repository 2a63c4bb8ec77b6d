/** The HTML of the pages. All rivals show the same text and grid around their charts. */
import { ACCOUNT, chartId, DASHBOARD_CHARTS, DASHBOARDS, KIND_NAMES, PRICES, vizSlug } from './vizzes.ts';
import type { DashboardName } from './vizzes.ts';
import { chunkLinks, requestLinks } from '../src/snippet/snippet.ts';
import { vizPath } from '../src/public-client/urls.ts';

export interface PageContext {
  readonly apiBase: string;
  /** The origin of results. */
  readonly storage: string;
  /** The hashes of the files in `cdn/`. */
  readonly hashes: Readonly<Record<string, string>>;
  /** The inline script of the page with script tags. */
  readonly tripleScript: string;
  /** The query of the first script's URL. */
  readonly search: string;
}

/** Writes script tags with jsDelivr's paths. */
const scriptTags = (...names: readonly string[]): string =>
  names.map((name) => `<script src="/npm/${name}"></script>`).join('\n');

const MESSAGEPACK = '@msgpack/msgpack';

interface Rival {
  /** @param slug The page's first viz */
  readonly head: (context: PageContext, slug: string) => string;
  readonly chart: (slug: string, context: PageContext) => string;
  readonly end: (context: PageContext) => string;
  /** Whether the rival draws charts only near the viewport. */
  readonly lazy: boolean;
}

const nothing = (): string => '';

const CDN = '/cdn/';

/** Writes the head of the long snippet. `rows` are the paths of preloaded rows below the base URL of the API. */
const longHead = (context: PageContext, slug: string, rows: readonly string[]): string =>
  `${requestLinks({ api: context.apiBase, results: context.storage, rows }, ACCOUNT, slug)}
${ours.head(context, slug)}
${chunkLinks({ base: CDN, hashes: context.hashes })}`;

/** The two lines of the README. */
const ours: Rival = {
  head: ({ apiBase, search }) =>
    `<link rel="stylesheet" href="${CDN}vibedasher.css">
<script type="module" src="${CDN}vibedasher.js${search}" data-api-base="${apiBase}"></script>`,
  chart: (slug) => `<vibedasher-viz account="${ACCOUNT}" slug="${slug}"></vibedasher-viz>`,
  end: nothing,
  lazy: true,
};

export const RIVALS = {
  triple: {
    head: ({ search }) => scriptTags(`vega${search}`, 'vega-lite', 'vega-embed', MESSAGEPACK),
    chart: (slug, { apiBase }) =>
      `<div class="chart" data-api-base="${apiBase}" data-account="${ACCOUNT}" data-slug="${slug}"></div>`,
    end: ({ tripleScript }) => `<script>${tripleScript}</script>`,
    lazy: false,
  },
  naive: {
    head: ({ search }) => `<script type="module" src="/naive.js${search}"></script>`,
    chart: (slug, { apiBase }) =>
      `<naive-chart api-base="${apiBase}" account="${ACCOUNT}" slug="${slug}"></naive-chart>`,
    end: nothing,
    lazy: false,
  },
  ours,
  'ours-long': { ...ours, head: (context, slug) => longHead(context, slug, []) },
  'ours-rows': {
    ...ours,
    head: (context, slug) => longHead(context, slug, [`${vizPath(ACCOUNT, slug)}/rows/main`]),
  },
  /** The same page after `vibedasher-embed prerender`. */
  'ours-prerendered': ours,
  'ours-eager': {
    ...ours,
    chart: (slug) => `<vibedasher-viz account="${ACCOUNT}" slug="${slug}" loading="eager"></vibedasher-viz>`,
    lazy: false,
  },
} as const satisfies Record<string, Rival>;

export type RivalName = keyof typeof RIVALS;
export const RIVAL_NAMES = Object.keys(RIVALS) as RivalName[];

/** Number of columns of the grid, each with the width of a chart. */
const COLUMNS = 3;
/** Number of rows that are at least partly visible in a viewport of 1280 × 800 px. */
const ROWS_IN_VIEW = 3;

/** Returns the number of a page's charts that are visible without scrolling. */
export const chartsInView = (charts: number): number => Math.min(charts, COLUMNS * ROWS_IN_VIEW);

/** @param page A number such as `20`: that many charts, of all kinds in turns. The name of a kind: one chart */
export function chartsPage(name: RivalName, page: string, context: PageContext): string {
  const rival: Rival = RIVALS[name];
  const slugs = pageSlugs(page);
  const boxes = slugs.map((slug) => `<section data-box>${rival.chart(slug, context)}</section>`);
  return writeDocument(
    rival.head(context, slugs[0] ?? ''),
    `<h1>A page with charts</h1>
<p>A paragraph before the charts.</p>
<main>
${boxes.join('\n')}
</main>
<p>A paragraph after the charts.</p>
${rival.end(context)}`,
  );
}

function pageSlugs(page: string): readonly string[] {
  const kind = KIND_NAMES.findIndex((name) => name === page);
  return kind >= 0 ? [vizSlug(kind)] : Array.from({ length: Number(page) }, (_, index) => vizSlug(index));
}

/** Ways to draw many points. `embed` is vega-embed with its defaults, which draws SVG. */
export const PAINTERS = ['embed', 'embed-canvas', 'ours'] as const;
export type PainterName = (typeof PAINTERS)[number];

/** @param script The page's own module */
export function pointsPage(name: PainterName, script: string): string {
  const renderer = name === 'embed-canvas' ? ' data-renderer="canvas"' : '';
  return writeDocument(
    name === 'ours' ? scriptTags(MESSAGEPACK) : scriptTags('vega', 'vega-lite', 'vega-embed', MESSAGEPACK),
    `<main><div class="chart"${renderer}></div></main>
<script type="module">${script}</script>`,
  );
}

/** @param script The page's own module */
export function dashboardPage(name: DashboardName, script: string, context: PageContext): string {
  const options = PRICES.map((price) => `<option>${price}</option>`);
  const boxes = Array.from(
    { length: DASHBOARD_CHARTS },
    (_, index) => `<vibedasher-viz chart="${chartId(index)}"></vibedasher-viz>`,
  );
  return writeDocument(
    RIVALS.ours.head(context, DASHBOARDS[name]),
    `<vibedasher-dashboard account="${ACCOUNT}" slug="${DASHBOARDS[name]}" columns="4">
<label>Price from <select name="price">${options.join('')}</select></label>
${boxes.join('\n')}
</vibedasher-dashboard>
<script type="module">${script}</script>`,
  );
}

function writeDocument(head: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Bench</title>
<link rel="icon" href="data:,">
<style>
body { margin: 16px; font: 16px/1.5 sans-serif; }
main { display: grid; grid-template-columns: repeat(${COLUMNS}, 400px); gap: 16px; }
vibedasher-viz { height: 300px; }
</style>
${head}
</head>
<body>
${body}
</body>
</html>
`;
}
