/** The order and number of a chart's categories in its picture and its table. */
import { rowsInOrderOf } from '../../src/charts/category-axis.ts';
import type { ChartViewModel } from '../../src/pipeline/view-model.ts';
import type { Dataset } from '../../src/public-client/types.ts';
import type { VegaLiteSpec } from '../../src/spec/types.ts';
import type { Tokens } from '../../src/theming/tokens.ts';

/** Returns the rows in the order of a chart. */
export function inOrderOf(chart: ChartViewModel['chart'], dataset: Dataset): Dataset {
  const order = rowsInOrderOf(chart, dataset);
  return order ? { ...dataset, rows: order.map((row) => dataset.rows[row]!) } : dataset;
}

/** Writes a text into a picture, because each width has its own. Without JavaScript, a page chooses only pictures. */
export function withFootnote(
  spec: VegaLiteSpec,
  text: string,
  tokens: Tokens | null,
  rtl: boolean,
): VegaLiteSpec {
  const color = tokens?.muted ?? '#555555';
  const style = { color, fontSize: FOOTNOTE_SIZE, fontWeight: 400, offset: 8, frame: 'bounds' };
  // An expression is no title of the chart, which captions show.
  const title = {
    text: { expr: JSON.stringify(text) },
    orient: 'bottom',
    anchor: rtl ? 'end' : 'start',
    ...style,
  };
  return { ...spec, title };
}

/** Font size in px of texts below a picture. */
const FOOTNOTE_SIZE = 13;
