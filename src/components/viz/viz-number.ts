/** Renders a single number. Loaded on demand. */
import { html, nothing, type TemplateResult } from 'lit';
import type { NumberChart } from '../../charts/types.ts';
import { describeNumber } from '../../locale/comparison.ts';
import type { ChartViewModel } from '../../pipeline/view-model.ts';

export { styles } from './viz-number.styles.ts';

/** Renders a number chart: label, value and comparison. */
export function numberTemplate(chart: NumberChart, { locale }: ChartViewModel): TemplateResult {
  const { label, text, length, compared } = describeNumber(chart, locale);
  const { favorable } = chart.comparison ?? {};
  const tone = favorable == null ? '' : favorable ? 'good' : 'bad';
  return html`<div class="number" part="chart">
    ${label ? html`<p class="label"><bdi>${label}</bdi></p>` : nothing}
    <b data-length=${length}>${text}</b>
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
