/** The exports of the script-tag bundle: the whole package except the elements that the bundle loads on demand. */
export { VibedasherTable } from './components/table/table-element.ts';
export { VibedasherViz } from './components/viz/viz-element.ts';
export { configure, type PageDefaults } from './controllers/page-defaults.ts';
export * from './events.ts';
export * from './public-client/index.ts';
export { defineTheme, type Theme } from './theming/themes.ts';
export { setEngine } from './vega/engine.ts';
export type { PreferredMark } from './charts/types.ts';
export type { VegaLiteSpec } from './spec/types.ts';
export type { Status } from './state/load-state.ts';
export type { ChartEngine, MountedChart, MountRequest } from './vega/types.ts';
