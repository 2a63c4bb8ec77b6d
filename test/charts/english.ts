import type { ChartWords } from '../../src/charts/columns.ts';
import * as derive from '../../src/charts/derive-spec.ts';
import { RARE_KINDS } from '../../src/charts/kinds/rare.ts';
import type { Chart } from '../../src/charts/types.ts';
import { localeFor } from '../../src/locale/load-locale.ts';
import { chartWords } from '../../src/locale/summary.ts';
import type { Dataset } from '../../src/public-client/types.ts';

export const ENGLISH: ChartWords = chartWords(localeFor('en'));

/** Derives a chart with English words. */
export const deriveChart = (dataset: Dataset, options: Partial<derive.DeriveOptions> = {}): Chart =>
  derive.deriveChart(dataset, { words: ENGLISH, ...options }, RARE_KINDS);
