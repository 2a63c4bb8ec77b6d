import { VibedasherViz } from '../viz/viz-element.ts';

/**
 * Shows the rows of a published viz as a table, whatever chart its files describe: sorted by its headings, walked by
 * the keyboard, copied; with many rows only those in sight are in the page. All else is as in `<vibedasher-viz>`.
 *
 * @tag vibedasher-table
 * @summary The rows of a published viz as a table.
 */
export class VibedasherTable extends VibedasherViz {
  /** @internal */
  override readonly rowsOnly = true;
}
