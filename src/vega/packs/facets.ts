/** Small multiples, and charts side by side, as Vega-Lite compiles them. (In the script-tag bundle: scripts/late-parts.ts.) */
import 'vega-lite';
