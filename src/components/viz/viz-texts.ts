import { html, nothing, type TemplateResult } from 'lit';
import type { Locale } from '../../locale/types.ts';
import type { ChartViewModel } from '../../pipeline/view-model.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import type { Viz } from '../../public-client/types.ts';
import { MAX_CATEGORIES } from '../../spec/facts.ts';
import type { TooltipContent } from '../../vega/types.ts';
import type { VizView } from './viz-host.ts';

/** Maximum number of values of a tooltip in the live region. */
const MAX_LISTED_VALUES = 12;

/** Returns the sentence for readers about an error. */
export function errorText(
  { locale: { messages } }: Pick<ChartViewModel, 'locale'>,
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

/** Returns the content of a tooltip as one line, for the live region. */
export function tooltipText(content: TooltipContent, { comma }: Locale['messages']): string {
  if (content.kind === 'text') return content.text;
  const rows = content.rows.slice(0, MAX_LISTED_VALUES).map(({ name, value }) => `${name} ${value}`.trim());
  return [content.title, ...rows].filter(Boolean).join(comma);
}

/** Renders the content of a tooltip. */
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

/**
 * Renders the number of categories of a chart that does not show all of them, and a button that shows more. `isCovered`
 * reserves the space while there is no picture.
 */
export function cutTemplate(
  { chart: { drawing }, viewModel }: Pick<VizView, 'chart' | 'viewModel'>,
  isCovered: boolean,
): TemplateResult | typeof nothing {
  const { cut, locale } = viewModel;
  const { messages } = locale;
  const showsAll = drawing.showsAll ?? false;
  if (!cut && !showsAll) return nothing;
  const shown = cut ? messages.shown(cut.shown, cut.total) : '';
  const action = html`<span
    >${shown && ' · '}<u>${showsAll ? messages.showFewer : messages.showAll}</u></span
  >`;
  const isMost = !showsAll && cut && cut.shown >= MAX_CATEGORIES;
  return html`<p class="cut ${isCovered ? 'covered' : ''}">
    ${
      isMost
        ? shown
        : html`<button type="button" part="button" aria-expanded=${showsAll} @click=${drawing.toggleAll}>
            ${shown}${action}
          </button>`
    }
  </p>`;
}
