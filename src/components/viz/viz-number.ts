/** Renders a single number. Loaded on demand. */
import { html, nothing, type TemplateResult } from 'lit';
import type { NumberChart } from '../../charts/types.ts';
import { numberLength } from '../../internal/widths.ts';
import { formatMeasure } from '../../locale/cells.ts';
import { describeComparison } from '../../locale/comparison.ts';
import type { ChartViewModel } from '../../pipeline/view-model.ts';

export { styles } from './viz-number.styles.ts';

/** Renders a number chart: label, value and comparison. */
export function numberTemplate(chart: NumberChart, { locale }: ChartViewModel): TemplateResult {
  const { label, value, column, format, comparison } = chart;
  const write = (cell: NumberChart['value']): string => formatMeasure(cell, column, locale, format);
  const text = write(value);
  const compared = comparison && describeComparison(comparison, locale, write);
  const tone = comparison?.favorable == null ? '' : comparison.favorable ? 'good' : 'bad';
  return html`<div class="number" part="chart">
    ${label ? html`<p class="label"><bdi>${label}</bdi></p>` : nothing}
    <b data-length=${numberLength(text)}>${text}</b>
    ${
      compared
        ? html`<p class="comparison">
            <span class=${tone}
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
