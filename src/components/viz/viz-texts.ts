import { summarizeChart } from '../../charts/summary.ts';
import type { SpecChart } from '../../charts/types.ts';
import type { ChartFace } from '../../controllers/chart/face.ts';
import type { LoadedChart } from '../../controllers/chart/load-chart.ts';
import { describeChart } from '../../locale/summary.ts';
import type { Locale } from '../../locale/types.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import { ageText } from '../../locale/age.ts';
import type { Viz } from '../../public-client/types.ts';
import type { TooltipContent } from '../../vega/types.ts';

/** A point with more values than this is described, not listed. */
const MANY = 12;

/** What a reader must know of the rows on show: cut off, not yet complete, how old, unless `saidAge` says that already. */
export function noticeTexts(
  { locale, loaded }: ChartFace,
  viz: Viz | null,
  saidAge?: string,
): readonly string[] {
  if (!loaded) return [];
  const { messages } = locale;
  const cut = [...loaded.data.values()].find(({ truncated }) => truncated);
  return [
    cut ? messages.truncated(cut.rows.length) : null,
    viz?.dataState.status === 'waiting' ? messages.dataWaiting : null,
    ageOf(viz, loaded, locale),
  ].filter((text): text is string => text !== null && text !== saidAge);
}

/** The moment that the data describe, where the API knows it: the rows' own, else the viz's. */
function ageOf(viz: Viz | null, loaded: LoadedChart, { messages }: Locale): string | null {
  for (const { asOf } of loaded.data.values()) if (asOf) return messages.asOf(asOf);
  return viz && ageText(viz.freshness, messages);
}

/** The sentence about an error, for readers. */
export function errorText(
  { locale: { messages } }: Pick<ChartFace, 'locale'>,
  error: VibedasherError,
  viz: Viz | null,
): string {
  if (error.kind === 'unsupported') return messages.unsupported(viz?.name ?? null);
  if (viz?.dataState.status === 'blocked') {
    const reason = viz.dataState.blocked[0]?.reason.replace(/\.$/, '');
    return messages.dataBlocked(reason ?? null);
  }
  return messages.errors[error.kind];
}

/** What a tooltip says, as one line for the live region. */
export function tooltipText(content: TooltipContent, { comma }: Locale['messages']): string {
  if (content.kind === 'text') return content.text;
  const rows = content.rows.slice(0, MANY).map(({ name, value }) => `${name} ${value}`.trim());
  return [content.title, ...rows].filter(Boolean).join(comma);
}

const summaries = new WeakMap<SpecChart, ReturnType<typeof summarizeChart>>();

/** Reads the rows once for a chart: it is asked for with every update, that of a tooltip included. */
function summaryOf(chart: SpecChart): ReturnType<typeof summarizeChart> {
  const summary = summaries.get(chart) ?? summarizeChart(chart);
  summaries.set(chart, summary);
  return summary;
}

/** What the chart is called: "Bar chart". */
export function kindText({ locale, chart }: ChartFace): string {
  const kind = chart?.kind === 'spec' ? summaryOf(chart).kind : 'chart';
  return locale.messages.kinds[kind];
}

/** The description for those who do not see the picture: the spec's own, else one made from fields and ranges. */
export function describe({ locale, chart }: ChartFace): string {
  if (chart?.kind !== 'spec') return '';
  const { description } = chart.spec;
  if (typeof description === 'string' && description.trim()) return description;
  return describeChart(summaryOf(chart), locale);
}
