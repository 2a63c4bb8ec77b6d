import { html, nothing, type TemplateResult } from 'lit';
import type { NumberChart } from '../../charts/types.ts';
import type { ChartFace } from '../../controllers/chart/face.ts';
import { formatCell } from '../../locale/cells.ts';
import { describeComparison } from '../../locale/summary.ts';
import type { TooltipContent } from '../../vega/types.ts';

/** The number, its unit and what it was before, as text. */
export function numberTemplate(chart: NumberChart, { locale }: ChartFace): TemplateResult {
  const { label, value, column, comparison } = chart;
  const compared = comparison && describeComparison(comparison, locale);
  const mood = comparison?.favorable == null ? '' : comparison.favorable ? 'good' : 'bad';
  return html`<div class="number" part="chart">
    ${label ? html`<p class="label"><bdi>${label}</bdi></p>` : nothing}
    <b>${formatCell(value, column, locale)}</b>
    ${
      compared
        ? html`<p class="comparison">
            <span class=${mood}
              ><span
                role="img"
                aria-label=${compared.direction || nothing}
                aria-hidden=${compared.direction ? nothing : 'true'}
                >${compared.arrow}</span
              >
              ${compared.text}</span
            >${compared.verdict ? ` (${compared.verdict})` : nothing}
          </p>`
        : nothing
    }
  </div>`;
}

/** What a tooltip says; text only. */
export function tooltipTemplate(content: TooltipContent): unknown {
  if (content.kind === 'text') return html`<bdi>${content.text}</bdi>`;
  return html`${content.title ? html`<strong dir="auto">${content.title}</strong>` : nothing}
    <dl>
      ${content.rows.map(
        ({ name, value }) =>
          html`${name ? html`<dt><bdi>${name}</bdi></dt>` : nothing}
            <dd><bdi>${value}</bdi></dd>`,
      )}
    </dl>`;
}
