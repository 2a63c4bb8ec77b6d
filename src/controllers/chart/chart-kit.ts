/**
 * What is needed between the viz and its rows: where a chart comes from, and the reader's language. Loaded beside
 * the first requests, in one chunk of the script-tag bundle with what reads the API's answers.
 */
export { isDrawable, parseChildSpec, resolveChartSource } from '../../charts/chart-source.ts';
export { loadLocale } from '../../locale/load-locale.ts';
