/** Curves of lines and areas that are neither straight, stepped nor monotone. (In the script-tag bundle: scripts/late-parts.ts.) */
import 'vega-scenegraph';
