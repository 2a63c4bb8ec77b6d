import { VibedasherViz } from '../viz/viz-element.ts';

/**
 * Shows the rows of a published viz as a table, and ignores its charts. Readers can sort it, move through it by keyboard
 * and copy it. With many rows, only the visible ones are in the page. Otherwise it works like `<vibedasher-viz>`.
 *
 * @tag vibedasher-table
 * @summary The rows of a published viz as a table.
 */
export class VibedasherTable extends VibedasherViz {
  /** @internal */
  override readonly rowsOnly = true;
}
