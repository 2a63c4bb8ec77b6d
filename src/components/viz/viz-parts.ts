/**
 * What the element needs from the moment on that it has something to say. One chunk of the script-tag bundle,
 * loaded beside the first requests.
 */
export { VizChart } from './viz-chart.ts';
export { applyStyles } from './viz-styles.ts';
export { styles } from './viz-parts.styles.ts';
export { styles as printStyles } from './viz-print.styles.ts';
export { vizTemplate } from './viz-template.ts';
