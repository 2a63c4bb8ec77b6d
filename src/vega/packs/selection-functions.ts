/** What expressions ask selections with. (In the script-tag bundle: scripts/late-parts.ts.) */
import 'vega-selections';
/** What signals listen to. */
import 'vega-parser';
