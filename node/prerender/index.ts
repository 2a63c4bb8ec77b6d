/** Renders charts as HTML for static pages. */
export { WIDTHS } from './box.ts';
export { drawHere, renderViz } from './isolated/render-viz.ts';
export { svgToPng } from './png.ts';
export { prerenderHtml } from './prerender-html.ts';
export { renderDashboard } from './render-dashboard.ts';
export { renderPreview } from './preview.ts';

export type {
  DashboardParams,
  DashboardSettings,
  Outcome,
  PrerenderedChart,
  PrerenderedHtml,
  PrerenderOptions,
  PreviewSettings,
  RenderedViz,
  RenderSettings,
  Target,
} from './types.ts';
