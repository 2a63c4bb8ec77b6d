/** What paints a chart on a canvas, or into a picture to take away. (In the script-tag bundle: scripts/late-parts.ts.) */
import 'vega-scenegraph';
