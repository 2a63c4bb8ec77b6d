/** Renders a single number. Loaded on demand. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { NumberChart } from '../../charts/types.ts';
import { numberLength } from '../../internal/widths.ts';
import { formatMeasure } from '../../locale/cells.ts';
import { describeComparison } from '../../locale/comparison.ts';
import type { ChartViewModel } from '../../pipeline/view-model.ts';

export const styles = css`
  .stage:has(> .number) {
    flex-shrink: 0;
    flex-basis: auto;
  }
  .number {
    align-self: center;
    line-height: 1.2;
  }
  .number b {
    display: block;
    font-size: max(0.75em, min(var(--_share, 14cqi), var(--_most, 5em)));
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  .number b[data-length='long'] {
    --_share: 10cqi;
  }
  .number b[data-length='longer'] {
    --_share: 7.5cqi;
  }
  .number b[data-length='longest'] {
    --_share: 5cqi;
  }
  @container (max-height: 18em) {
    .number {
      --_most: 2.5em;
    }
  }
  /* Leaves space for a title of two lines. */
  @container (max-height: 9em) and (min-width: 16em) {
    .number {
      --_most: 1.75em;
    }
  }
  .number .label,
  .number .comparison {
    color: var(--_muted);
    font-size: 0.875em;
    margin: 0;
  }
  .number .good {
    color: var(--_good, #00705a);
  }
  .number .bad {
    color: var(--_bad, #a20004);
  }

  /* In a box of a few lines, a number and its label need the whole height. */
  @container (max-height: 8em) or ((max-height: 11em) and (max-width: 16em)) {
    :host(:not(:state(stale))) .stage:has(> .number) ~ .footer {
      display: none;
    }
    .stage:has(> .number) {
      margin-block-end: 0;
    }
    .number p {
      display: -webkit-box;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
      overflow: hidden;
    }
  }
  @container (max-height: 8em) {
    .number p {
      -webkit-line-clamp: 1;
    }
  }
  @container (min-height: 5em) and (max-height: 8em) {
    .number p:only-of-type {
      -webkit-line-clamp: 2;
    }
  }
`;

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
