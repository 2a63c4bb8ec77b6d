import { html, nothing, type TemplateResult } from 'lit';
import type { ChartController, ChartFace } from '../../controllers/chart.ts';
import type { CursorController } from '../../controllers/cursor.ts';
import { viewerUrl } from './viz-model.ts';

type Parts = typeof import('./viz-parts.ts');

/** What the element shows, and what it does when a reader acts. */
export interface VizView {
  readonly chart: ChartController;
  readonly cursor: CursorController;
  /** `null` until they are loaded. */
  readonly parts: Parts | null;
  readonly caption: 'auto' | 'none';
  readonly fallback: 'link' | 'viewer';
  readonly mark: string;
  readonly slug: string;
  readonly hasFallback: boolean;
  readonly tableShown: boolean;
  readonly onToggleTable: () => void;
  readonly onRetry: () => void;
}

/** The parts of the view that need the reader's language. */
type SpokenView = VizView & { readonly parts: Parts; readonly face: ChartFace };

/** What is said where not even the library's own sentences could be loaded. */
const UNLOADED = { text: 'This chart could not be loaded.', retry: 'Try again' };

export function vizTemplate(view: VizView): TemplateResult {
  const { chart, parts } = view;
  const { face } = chart;
  const spoken: SpokenView | null = parts && face ? { ...view, parts, face } : null;
  const waiting = chart.status === 'loading' && chart.loaded !== null;
  const title = face?.title ?? chart.viz?.name ?? null;
  return html`<figure
    part="figure"
    class="figure ${waiting ? 'waiting' : ''}"
    lang=${face?.locale.language ?? nothing}
    dir=${face?.locale.dir === 'rtl' ? 'rtl' : nothing}
    aria-label=${title ?? face?.locale.messages.kinds.chart ?? 'Chart'}
    aria-busy=${chart.status === 'loading'}
  >
    ${captionTemplate(view, title)}
    <div class="stage">${stageTemplate(view, spoken)}</div>
    <div class="footer">
      <p part="status" class="notices">${spoken ? noticesTemplate(spoken) : nothing}</p>
      <div part="toolbar" class="tools">
        <slot name="toolbar"></slot>
        ${spoken ? tableButton(spoken) : nothing}
      </div>
    </div>
    <div class="announcer" role="status">${spoken ? announcement(spoken) : nothing}</div>
  </figure>`;
}

function captionTemplate({ caption, chart }: VizView, title: string | null): TemplateResult | typeof nothing {
  if (caption === 'none') return nothing;
  const description = chart.face?.title ? chart.face.description : (chart.viz?.description ?? null);
  return html`<figcaption part="caption" class="caption ${title ? 'filled' : ''}">
    <slot name="caption">
      ${title ? html`<div class="title">${title}</div>` : nothing}
      ${description ? html`<p class="description">${description}</p>` : nothing}
    </slot>
  </figcaption>`;
}

function stageTemplate(view: VizView, spoken: SpokenView | null): unknown[] {
  const { chart, tableShown, parts } = view;
  const { status } = chart;
  const shown = chart.face?.chart ?? null;
  const table = tableShown || shown?.kind === 'table' ? chart.data : null;
  const drawn = status !== 'error' && status !== 'empty' && shown !== null && chart.loaded !== null;
  const pictured = drawn && shown.kind === 'spec' && !table;
  return [
    pictureTemplate(view, spoken, pictured),
    drawn && spoken && table ? spoken.parts.tableTemplate(table, spoken.face) : nothing,
    drawn && spoken && !table && shown.kind === 'number'
      ? spoken.parts.numberTemplate(shown, spoken.face)
      : nothing,
    status === 'error' || (status === 'empty' && spoken)
      ? messageTemplate(view, spoken)
      : drawn || status === 'empty'
        ? nothing
        : placeholderTemplate(view),
    pictured && parts ? cursorTemplate(view, parts) : nothing,
  ];
}

/** One template for all states: the picture lives in its first element, which must stay the same. */
function pictureTemplate(view: VizView, spoken: SpokenView | null, pictured: boolean): TemplateResult {
  const { cursor } = view;
  const speaks = pictured ? spoken : null;
  const messages = speaks?.face.locale.messages;
  return html`<div
      part="chart"
      class="chart ${pictured ? '' : 'covered'}"
      role=${speaks ? 'application' : nothing}
      tabindex=${speaks ? '0' : nothing}
      aria-roledescription=${speaks?.parts.kindText(speaks.face) ?? nothing}
      aria-label=${speaks?.face.title ?? messages?.kinds.chart ?? nothing}
      aria-describedby=${speaks ? 'description hint' : nothing}
      @keydown=${cursor.onKeydown}
      @blur=${cursor.leave}
    ></div>
    ${
      speaks
        ? html`<div class="announcer">
            <p id="description">${speaks.parts.describe(speaks.face)}</p>
            <p id="hint">${messages?.keyboardHint}</p>
          </div>`
        : nothing
    }`;
}

function cursorTemplate({ cursor }: VizView, parts: Parts): unknown[] {
  const { tooltip, point } = cursor;
  return [
    point ? html`<div class="ring"></div>` : nothing,
    tooltip
      ? html`<div class="tooltip" role="tooltip">${parts.tooltipTemplate(tooltip.content)}</div>`
      : nothing,
  ];
}

function placeholderTemplate({ hasFallback, mark }: VizView): TemplateResult {
  if (hasFallback) return html`<div class="fallback"><slot></slot></div>`;
  const kind = ['line', 'area', 'number'].includes(mark) ? mark.replace('area', 'line') : '';
  return html`<slot name="loading">
    <div class="skeleton ${kind}" aria-hidden="true"><i></i><i></i><i></i><i></i><i></i><i></i></div>
  </slot>`;
}

function messageTemplate(view: VizView, spoken: SpokenView | null): TemplateResult {
  const { chart, hasFallback } = view;
  if (chart.status === 'empty' && spoken) {
    const text = spoken.parts.emptyText(spoken.face, chart.loaded?.params ?? {});
    return html`<slot name="empty"><div class="message">${text}</div></slot>`;
  }
  if (chart.error?.kind === 'unsupported' && view.fallback === 'viewer') {
    return html`<iframe
      class="viewer"
      src=${viewerUrl(view.slug)}
      title=${chart.viz?.name ?? view.slug}
      sandbox="allow-scripts allow-popups"
      referrerpolicy="strict-origin-when-cross-origin"
    ></iframe>`;
  }
  return html`<div class="below">
    ${hasFallback ? html`<div class="fallback"><slot></slot></div>` : nothing}
    <slot name="error"><div part="error" class="message">${errorTemplate(view, spoken)}</div></slot>
  </div>`;
}

function errorTemplate({ chart, slug, onRetry }: VizView, spoken: SpokenView | null): unknown {
  const { error, viz } = chart;
  const messages = spoken?.face.locale.messages;
  const retry = html`<button type="button" part="button" @click=${onRetry}>
    ${messages?.retry ?? UNLOADED.retry}
  </button>`;
  return html`<p>${spoken && error ? spoken.parts.errorText(spoken.face, error, viz) : UNLOADED.text}</p>
    ${
      error?.kind === 'unsupported'
        ? html`<a class="link" href=${viewerUrl(slug)} target="_blank" rel="noopener noreferrer"
            >${messages?.openViewer ?? viewerUrl(slug)}</a
          >`
        : nothing
    }
    ${error?.retryable ? retry : nothing}`;
}

function noticesTemplate({ chart, parts, face, onToggleTable, onRetry }: SpokenView): unknown[] {
  const { status, viz, loaded, error, drawnAt } = chart;
  return parts.noticesTemplate(
    face,
    { status, viz, loaded, error, drawnAt, now: Date.now() },
    { onMore: onToggleTable, onRetry },
  );
}

function tableButton({
  chart,
  face,
  tableShown,
  onToggleTable,
}: SpokenView): TemplateResult | typeof nothing {
  const { messages } = face.locale;
  if (!face.chart || face.chart.kind === 'table' || !chart.data?.rows.length) return nothing;
  return html`<button type="button" part="button" @click=${onToggleTable}>
    ${tableShown ? messages.showChart : messages.showTable}
  </button>`;
}

/** What the live region says: the point the keyboard has come to, else how things stand. */
function announcement({ chart, cursor, parts, face }: SpokenView): string {
  const { messages } = face.locale;
  const { point } = cursor;
  if (point) {
    const text = parts.tooltipText(point.at.content, messages);
    return `${text}${messages.comma}${messages.position(point.index + 1, point.count)}`;
  }
  const title = face.title ?? chart.viz?.name ?? null;
  switch (chart.status) {
    case 'idle':
      return '';
    case 'loading':
      return messages.loading(title);
    case 'ready':
      return chart.refreshed ? messages.updated(title) : messages.drawn(title, chart.data?.rows.length ?? 0);
    case 'empty':
      return parts.emptyText(face, chart.loaded?.params ?? {});
    case 'stale':
      return messages.stale(null);
    case 'error':
      return chart.error ? parts.errorText(face, chart.error, chart.viz) : '';
  }
}
