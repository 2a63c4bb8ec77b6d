/** What `<vibedasher-viz>` shows besides its picture. Loaded beside the first requests, not with the element. */
import { html, nothing, type TemplateResult } from 'lit';
import type { NumberChart } from '../../charts/types.ts';
import type { ChartFace } from '../../controllers/chart.ts';
import type { LoadedChart } from '../../controllers/load-chart.ts';
import type { Locale } from '../../locale/types.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import type { Dataset, Params, Viz } from '../../public-client/types.ts';
import type { Status } from '../../state/load-state.ts';
import type { TooltipContent } from '../../vega/types.ts';

/** More rows than this no reader scrolls through; the table says how many there are. */
const MAX_ROWS = 1000;
/** A chart with more numbers than this is described, not listed. */
const MANY = 12;

export interface Situation {
  readonly status: Status;
  readonly viz: Viz | null;
  readonly loaded: LoadedChart | null;
  readonly error: VibedasherError | null;
  readonly drawnAt: number | null;
  readonly now: number;
}

/** The lines under a chart that a reader must know. */
export function noticesTemplate(
  face: ChartFace,
  situation: Situation,
  { onMore, onRetry }: { readonly onMore: () => void; readonly onRetry: () => void },
): unknown[] {
  const { messages } = face.locale;
  const { status, viz, loaded, error, drawnAt, now } = situation;
  if (!loaded) return viz?.dataState.status === 'waiting' ? [line(messages.dataWaiting)] : [];
  const lines: unknown[] = [];
  const more = face.chart?.kind === 'spec' ? face.chart.more : 0;
  if (more > 0) lines.push(button(messages.more(more), onMore));
  if (status === 'stale') {
    lines.push(line(messages.stale(drawnAt === null ? null : (now - drawnAt) / 1000)));
    if (error?.retryable) lines.push(button(messages.retry, onRetry));
  }
  const cut = [...loaded.data.values()].find(({ truncated }) => truncated);
  if (cut) lines.push(line(messages.truncated(cut.rows.length)));
  if (viz?.dataState.status === 'waiting') lines.push(line(messages.dataWaiting));
  const age = ageOf(viz, loaded, face.locale);
  if (age) lines.push(line(age));
  return lines;
}

const line = (text: string): TemplateResult => html`<span>${text}</span>`;

const button = (text: string, onClick: () => void): TemplateResult =>
  html`<button type="button" part="button" @click=${onClick}>${text}</button>`;

/** The moment that the data describe, where the API knows it: the rows' own, else the viz's. */
function ageOf(viz: Viz | null, loaded: LoadedChart, { messages }: Locale): string | null {
  for (const { asOf } of loaded.data.values()) if (asOf) return messages.asOf(asOf);
  const { status, asOf, ageDays } = viz?.freshness ?? {};
  if (status !== 'measured') return null;
  if (asOf) return messages.asOf(asOf);
  return ageDays === null || ageDays === undefined ? null : messages.dataAge(ageDays);
}

/** The sentence about an error, for readers. */
export function errorText(
  { locale: { messages } }: ChartFace,
  error: VibedasherError,
  viz: Viz | null,
): string {
  if (error.kind === 'unsupported') return messages.unsupported(viz?.name ?? null);
  if (viz?.dataState.status === 'blocked')
    return messages.dataBlocked(viz.dataState.blocked[0]?.reason ?? null);
  return messages.errors[error.kind];
}

/** The sentence about a result without rows: names the choice that leads to nothing. */
export function emptyText({ locale }: ChartFace, params: Params): string {
  const choices = Object.entries(params)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => ({
      name,
      value: Array.isArray(value)
        ? value.join(', ')
        : value instanceof Date
          ? locale.date(value)
          : String(value),
    }));
  return locale.messages.empty(choices);
}

/** The number, its unit and what it was before, as text. */
export function numberTemplate(chart: NumberChart, { kit, locale }: ChartFace): TemplateResult {
  const { label, value, column, comparison } = chart;
  const compared = comparison && kit.describeComparison(comparison, locale);
  const mood = comparison?.favorable == null ? '' : comparison.favorable ? 'good' : 'bad';
  const arrow = comparison ? { up: '▲', down: '▼', same: '■' }[comparison.direction] : '';
  return html`<div class="number" part="chart">
    ${label ? html`<p class="label">${label}</p>` : nothing}
    <b>${kit.formatCell(value, column, locale)}</b>
    ${
      compared
        ? html`<p class="comparison">
            <span class=${mood}><span aria-hidden="true">${arrow}</span> ${compared.text}</span>
            (${compared.words})
          </p>`
        : nothing
    }
  </div>`;
}

/** The rows as a table; the first thousand of them. */
export function tableTemplate(dataset: Dataset, face: ChartFace): TemplateResult {
  const { kit, locale, title } = face;
  const { columns, rows } = dataset;
  const { messages } = locale;
  const shown = rows.slice(0, MAX_ROWS);
  const grains = columns.map(({ type }, index) =>
    type === 'date' || type === 'timestamp'
      ? kit.grainOf(shown.map((row) => row[index] as Date | null))
      : undefined,
  );
  const isNumeric = (index: number): boolean => columns[index]?.type === 'number';
  return html`<div
    class="scroll"
    part="table"
    tabindex="0"
    role="region"
    aria-label=${messages.tableCaption(title)}
  >
    <table class=${columns.length > 2 ? 'wide' : ''} role="table">
      ${
        rows.length > shown.length
          ? html`<caption>
              ${messages.rowsShown(shown.length, rows.length)}
            </caption>`
          : nothing
      }
      <thead role="rowgroup">
        <tr role="row">
          ${columns.map(
            ({ name }, index) =>
              html`<th role="columnheader" scope="col" class=${isNumeric(index) ? 'numeric' : ''}>
                ${name}
              </th>`,
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${shown.map(
          (row) =>
            html`<tr role="row">
              ${columns.map(
                (column, index) =>
                  html`<td role="cell" data-label=${column.name} class=${isNumeric(index) ? 'numeric' : ''}>
                    ${kit.formatCell(row[index], column, locale, grains[index])}
                  </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** What a tooltip says; text only. */
export function tooltipTemplate(content: TooltipContent): unknown {
  if (content.kind === 'text') return content.text;
  return html`${content.title ? html`<strong>${content.title}</strong>` : nothing}
    <dl>
      ${content.rows.map(
        ({ name, value }) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>`;
}

/** The same as one line for the live region. */
export function tooltipText(content: TooltipContent, { comma }: Locale['messages']): string {
  if (content.kind === 'text') return content.text;
  const rows = content.rows.slice(0, MANY).map(({ name, value }) => `${name} ${value}`);
  return [content.title, ...rows].filter(Boolean).join(comma);
}

/** What the chart is called: "Bar chart". */
export function kindText({ kit, locale, chart }: ChartFace): string {
  const kind = chart?.kind === 'spec' ? kit.summarizeChart(chart).kind : 'chart';
  return locale.messages.kinds[kind];
}

/** The description for those who do not see the picture: the spec's own, else one made from fields and ranges. */
export function describe({ kit, locale, chart }: ChartFace): string {
  if (chart?.kind !== 'spec') return '';
  const { description } = chart.spec;
  if (typeof description === 'string' && description.trim()) return description;
  return kit.describeChart(kit.summarizeChart(chart), locale);
}
