/** The easing functions of expressions. (In the script-tag bundle: scripts/late-parts.ts.) */
import 'vega-functions';
