/** Renders the tooltip that all lines of a plot share. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Locale } from '../../locale/types.ts';
import type { SharedRow, SharedTooltip } from '../../vega/shared-tooltip.ts';
import type { Point } from '../../spec/scene.ts';

/** Maximum number of lines in a tooltip. */
const MAX_LINES = 12;

export const sharedTooltipStyles = css`
  .rule {
    position: absolute;
    width: 0;
    margin-inline-start: -0.5px;
    border-inline-start: 1px solid var(--_muted);
    opacity: 0.6;
    pointer-events: none;
  }
  .tooltip .swatch {
    width: 0.7em;
    height: 0.7em;
    margin-inline-end: 0.4em;
  }
  .tooltip .here {
    font-weight: 600;
    color: var(--_text);
  }
  .tooltip .rest {
    margin: 0;
    color: var(--_muted);
  }
  @media print {
    .rule {
      display: none;
    }
  }
`;

/**
 * Renders the values of all lines, with the line at `place` in bold. If there are more than {@link MAX_LINES}, that line
 * and those with the highest values.
 */
export function sharedTemplate(
  { title, rows }: SharedTooltip,
  place: Point,
  { messages }: Locale,
): TemplateResult {
  const distance = ({ x, y }: SharedRow): number => Math.hypot(x - place.x, y - place.y);
  const here = rows.reduce((best, row) => (distance(row) < distance(best) ? row : best));
  const top = rows.slice(0, MAX_LINES);
  const shown = top.includes(here) ? top : [...top.slice(0, -1), here];
  return html`${title ? html`<strong dir="auto">${title}</strong>` : nothing}
    <dl>
      ${shown.map(
        (row) =>
          html`<dt class=${row === here ? 'here' : ''}>${swatch(row)}<bdi>${row.name}</bdi></dt>
            <dd class=${row === here ? 'here' : ''}><bdi>${row.value}</bdi></dd>`,
      )}
    </dl>
    ${rows.length > shown.length ? html`<p class="rest">${messages.more(rows.length - shown.length)}</p>` : nothing}`;
}

/** Uses attributes of SVG because a page's CSP may forbid `style` attributes. */
const swatch = ({ color }: SharedRow): TemplateResult | typeof nothing =>
  color
    ? html`<svg class="swatch" viewBox="0 0 10 10"><circle cx="5" cy="5" r="5" fill=${color} /></svg>`
    : nothing;
