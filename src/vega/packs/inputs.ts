/** Inputs that a spec binds its parameters to. (In the script-tag bundle: scripts/late-parts.ts.) */
import 'vega-view';
