/** Changes to a spec that its author has written, where it leaves something open. Loaded on demand. */
import { withPartsInOrder } from '../charts/spec-parts.ts';
import { sortSpec } from '../charts/spec-sort.ts';
import type { SpecChart } from '../charts/types.ts';
import { withZeroAtBottom } from '../charts/zero-baseline.ts';
import { warnOnce } from '../internal/text.ts';
import { chartWords } from '../locale/summary.ts';
import type { Locale } from '../locale/types.ts';
import { MAIN } from '../spec/names.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import type { EditorSettings } from './load-chart.ts';

/** Applies the `sort` attribute, keeps the order of parts of a whole, and places the baseline of zeros at the bottom. */
export function editSpec(
  spec: VegaLiteSpec,
  data: SpecChart['data'],
  { sort }: Pick<EditorSettings, 'sort'>,
  locale: Locale,
): VegaLiteSpec {
  const rows = data.get(MAIN);
  const based = rows ? withPartsInOrder(withZeroAtBottom(spec, rows), rows) : spec;
  if (!sort) return based;
  const warn = (why: string): void => warnOnce(`<vibedasher-viz sort="${sort}">: ${why}`);
  return sortSpec(based, { sort, language: locale.tag, words: chartWords(locale), data, warn });
}
