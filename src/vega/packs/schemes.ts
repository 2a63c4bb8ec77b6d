/** Colour schemes but for those that Vega takes by itself. (In the script-tag bundle: scripts/late-parts.ts.) */
import 'vega-scale';
