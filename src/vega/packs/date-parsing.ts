/** What reads dates by a pattern. (In the script-tag bundle: scripts/late-parts.ts.) */
import 'd3-time-format';
