/** Scales that are neither linear nor discrete, and the rarer ways between two colours. (In the bundle: scripts/late-parts.ts.) */
import 'd3-color';
import 'vega-scale';
