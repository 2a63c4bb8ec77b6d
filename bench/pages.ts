/** The pages, as an author would paste them: the same text and the same grid around the charts of each rival. */
import { ACCOUNT, chartIdOf, DASHBOARD_CHARTS, DASHBOARDS, PRICES, slugOf } from './vizzes.ts';
import type { DashboardName } from './vizzes.ts';
import { chunkLinks, requestLinks } from '../src/prerender/snippet.ts';

export interface PageContext {
  readonly apiBase: string;
  /** The origin of results. */
  readonly storage: string;
  /** Of the files in `cdn/`. */
  readonly hashes: Readonly<Record<string, string>>;
  /** The inline script of the page with script tags. */
  readonly tripleScript: string;
  /** What is added to the address of the first script. */
  readonly search: string;
}

/** What jsDelivr's addresses are, without their host. */
const scriptTags = (...names: readonly string[]): string =>
  names.map((name) => `<script src="/npm/${name}"></script>`).join('\n');

const MESSAGEPACK = '@msgpack/msgpack';

interface Rival {
  readonly head: (context: PageContext) => string;
  readonly chart: (slug: string, context: PageContext) => string;
  readonly end: (context: PageContext) => string;
  /** Draws a chart only when it comes near the viewport. */
  readonly lazy: boolean;
}

const nothing = (): string => '';

const CDN = '/cdn/';

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
  'ours-long': {
    ...ours,
    head: (context) =>
      `${requestLinks(context.apiBase, context.storage, ACCOUNT, slugOf(0))}
${ours.head(context)}
${chunkLinks({ base: CDN, hashes: context.hashes })}`,
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

/** Columns of the grid, each as wide as a chart. */
const COLUMNS = 3;
/** Rows that a viewport of 1280 × 800 px shows at least in part. */
const ROWS_IN_VIEW = 3;

/** How many of a page's charts a reader sees without scrolling. */
export const inView = (charts: number): number => Math.min(charts, COLUMNS * ROWS_IN_VIEW);

export function pageOf(name: RivalName, charts: number, context: PageContext): string {
  const rival: Rival = RIVALS[name];
  const boxes = Array.from(
    { length: charts },
    (_, index) => `<section data-box>${rival.chart(slugOf(index), context)}</section>`,
  );
  return documentOf(
    rival.head(context),
    `<h1>A page with charts</h1>
<p>What they say stands in this paragraph, and before them.</p>
<main>
${boxes.join('\n')}
</main>
<p>And what follows stands below.</p>
${rival.end(context)}`,
  );
}

/** What draws many points. `embed` is vega-embed as it comes, which makes an SVG. */
export const PAINTERS = ['embed', 'embed-canvas', 'ours'] as const;
export type PainterName = (typeof PAINTERS)[number];

/** @param script The page's own module */
export function pointsPageOf(name: PainterName, script: string): string {
  const renderer = name === 'embed-canvas' ? ' data-renderer="canvas"' : '';
  return documentOf(
    name === 'ours' ? scriptTags(MESSAGEPACK) : scriptTags('vega', 'vega-lite', 'vega-embed', MESSAGEPACK),
    `<main><div class="chart"${renderer}></div></main>
<script type="module">${script}</script>`,
  );
}

/** @param script The page's own module */
export function dashboardPageOf(name: DashboardName, script: string, context: PageContext): string {
  const options = PRICES.map((price) => `<option>${price}</option>`);
  const boxes = Array.from(
    { length: DASHBOARD_CHARTS },
    (_, index) => `<vibedasher-viz chart="${chartIdOf(index)}"></vibedasher-viz>`,
  );
  return documentOf(
    RIVALS.ours.head(context),
    `<vibedasher-dashboard account="${ACCOUNT}" slug="${DASHBOARDS[name]}" columns="4">
<label>Price from <select name="price">${options.join('')}</select></label>
${boxes.join('\n')}
</vibedasher-dashboard>
<script type="module">${script}</script>`,
  );
}

function documentOf(head: string, body: string): string {
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
