/** Shapes that are given as the text of an SVG path. (In the script-tag bundle: scripts/late-parts.ts.) */
import 'vega-scenegraph';
