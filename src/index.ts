/** The library: classes, client, events and types. Importing it registers nothing; see `define.ts`. */
export { VibedasherViz } from './components/viz/viz-element.ts';
export { configure, type PageDefaults } from './controllers/page-defaults.ts';
export * from './events.ts';
export * from './public-client/index.ts';
