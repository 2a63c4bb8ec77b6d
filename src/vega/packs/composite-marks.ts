/** Box plots and error bars, as Vega-Lite compiles them. (In the script-tag bundle: scripts/late-parts.ts.) */
import 'vega-lite';
