import { html, nothing, type TemplateResult } from 'lit';
import type { NumberChart } from '../../charts/types.ts';
import type { ChartFace } from '../../controllers/face.ts';
import { formatCell } from '../../locale/cells.ts';
import { grainOf } from '../../locale/grain.ts';
import { describeComparison } from '../../locale/summary.ts';
import type { Dataset } from '../../public-client/types.ts';
import type { TooltipContent } from '../../vega/types.ts';

/** More than this no reader scrolls through, and no browser lays out in a moment; the table says how much there is. */
const MAX_ROWS = 1000;
const MAX_CELLS = 20_000;

/** The number, its unit and what it was before, as text. */
export function numberTemplate(chart: NumberChart, { locale }: ChartFace): TemplateResult {
  const { label, value, column, comparison } = chart;
  const compared = comparison && describeComparison(comparison, locale);
  const mood = comparison?.favorable == null ? '' : comparison.favorable ? 'good' : 'bad';
  const arrow = comparison ? { up: '▲', down: '▼', same: '■' }[comparison.direction] : '';
  return html`<div class="number" part="chart">
    ${label ? html`<p class="label">${label}</p>` : nothing}
    <b>${formatCell(value, column, locale)}</b>
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

/** The rows as a table; the first thousand of them, fewer where there are very many columns. */
export function tableTemplate(dataset: Dataset, face: ChartFace): TemplateResult {
  const { locale, title } = face;
  const { columns, rows } = dataset;
  const { messages } = locale;
  const shown = rows.slice(0, Math.min(MAX_ROWS, Math.ceil(MAX_CELLS / columns.length)));
  const grains = columns.map(({ type }, index) =>
    type === 'date' || type === 'timestamp'
      ? grainOf(shown.map((row) => row[index] as Date | null))
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
                    ${formatCell(row[index], column, locale, grains[index])}
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
