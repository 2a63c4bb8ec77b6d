/**
 * What an element needs only once its requests are on their way: where a chart comes from, the derived chart, the
 * reader's language, the page's look. One chunk of the script-tag bundle, loaded beside the first requests.
 */
export { isDrawable, parseChildSpec, resolveChartSource } from '../charts/chart-source.ts';
export { deriveChart } from '../charts/derive-spec.ts';
export { summarizeChart } from '../charts/summary.ts';
export { formatCell } from '../locale/cells.ts';
export { grainOf } from '../locale/grain.ts';
export { loadLocale } from '../locale/load-locale.ts';
export { describeChart, describeComparison } from '../locale/summary.ts';
export { readScheme, readTokens } from '../theming/read-tokens.ts';
export { themeConfig } from '../theming/theme-config.ts';
export { isComposed, ownSize, plainTitle } from '../vega/spec-facts.ts';
export { chartWords } from './chart-words.ts';
