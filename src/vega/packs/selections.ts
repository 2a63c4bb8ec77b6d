/** Selections, as Vega-Lite compiles them. (In the script-tag bundle: scripts/late-parts.ts.) */
import 'vega-lite';
/** What reads which events they listen to. */
import 'vega-event-selector';
