import { html, nothing, type TemplateResult } from 'lit';
import type { CursorController } from '../../controllers/chart/cursor.ts';
import { kindText, noticeTexts } from '../../controllers/chart/view-model.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import type { TablePart } from '../table/table-part.ts';
import { viewerUrl } from './viz-model.ts';
import { errorText, numberTemplate, tooltipTemplate, tooltipText } from './viz-texts.ts';
import type { VizView } from './viz-host.ts';
import { placeholderTemplate } from './viz-shell.ts';

/** Everything in the shadow root, from the moment on that the reader's language is there. */
export function vizTemplate(view: VizView): TemplateResult {
  const { chart, viewModel } = view;
  const { language, dir, messages } = viewModel.locale;
  const isLoading = chart.status === 'loading';
  // What is not what was chosen last is not shown as if it were.
  const waiting = (isLoading || (chart.status === 'stale' && chart.outdated)) && chart.loaded !== null;
  const isTitled = !!shownTitle(view);
  const isNamed = isTitled || isPictured(view);
  return html`<figure
    part="figure"
    class="figure ${waiting ? 'waiting' : ''}"
    lang=${language}
    dir=${dir === 'rtl' ? 'rtl' : nothing}
    aria-labelledby=${isTitled ? 'title' : nothing}
    aria-label=${isNamed ? nothing : (viewModel.title ?? chart.viz?.name ?? messages.kinds.chart)}
  >
    ${
      isSettled(view)
        ? [
            captionTemplate(view),
            html`<div class="stage" aria-busy=${isLoading}>${stageTemplate(view)}</div>`,
            footerTemplate(view),
          ]
        : nothing
    }
    ${
      isDrawn(view) || isEmpty(view) || hasFailed(view)
        ? nothing
        : placeholderTemplate(view.hasFallback, view.mark, waitingText(view))
    }
    ${view.isPictured && chart.status === 'error' ? staleTemplate(view) : nothing}
    <div class="announcer" role="status">${announcement(view)}</div>
  </figure>`;
}

/** Caption, stage and footer come at once, when it is known what they hold: none may move another later. */
function isSettled(view: VizView): boolean {
  return view.viewModel.settled || hasFailed(view) || view.chart.status === 'empty';
}

/** Whether there is an error to show in place of a picture. */
function hasFailed({ chart, isPictured }: VizView): boolean {
  return chart.status === 'error' && !isPictured;
}

/** Whether something of the viz itself is to be seen. */
function isDrawn({ chart, viewModel }: VizView): boolean {
  return (
    chart.loaded !== null && viewModel.chart !== null && chart.status !== 'error' && chart.status !== 'empty'
  );
}

/** Whether the rows on show are none: also while others are loaded, or after that failed. */
function isEmpty({ chart, viewModel }: VizView): boolean {
  return viewModel.settled && viewModel.chart === null && chart.loaded !== null && chart.status !== 'error';
}

function hasCaption({ caption, chart, hasFallback }: VizView): boolean {
  // A fallback alone needs no caption.
  return caption !== 'none' && !(chart.status === 'error' && hasFallback);
}

/** The title in the caption. It names the figure, and nothing beside: screen readers say it once. */
function shownTitle(view: VizView): string | null | undefined {
  if (!isSettled(view) || !hasCaption(view)) return null;
  return view.viewModel.settled ? view.viewModel.title : view.chart.viz?.name;
}

function captionTemplate(view: VizView): TemplateResult | typeof nothing {
  if (!hasCaption(view)) return nothing;
  const title = shownTitle(view);
  // Before there are rows a message stands below, which needs the space more than a description does.
  const { description } = view.viewModel;
  return html`<figcaption part="caption" class="caption">
    <slot name="caption">
      ${title ? html`<div class="title" id="title"><bdi>${title}</bdi></div>` : nothing}
      ${description ? html`<p class="description"><bdi>${description}</bdi></p>` : nothing}
    </slot>
  </figcaption>`;
}

/** The table, where it is what is on show. */
function tableOf(view: VizView): TablePart | null {
  const { table } = view.chart;
  return isDrawn(view) && (table.shown || view.viewModel.chart?.kind === 'table') ? table.part : null;
}

/** Whether it is a picture that is on show. */
function isPictured(view: VizView): boolean {
  return isDrawn(view) && view.viewModel.chart?.kind === 'spec' && !tableOf(view);
}

function stageTemplate(view: VizView): unknown[] {
  const { chart, viewModel } = view;
  const drawn = isDrawn(view) ? viewModel.chart : null;
  const table = tableOf(view);
  const pictured = isPictured(view);
  return [
    pictureTemplate(view, pictured),
    table && chart.data ? table.show(chart.data, viewModel) : nothing,
    drawn?.kind === 'number' && !table ? numberTemplate(drawn, viewModel) : nothing,
    isEmpty(view) ? emptyTemplate(view) : nothing,
    chart.status === 'error' ? errorTemplate(view) : nothing,
    pictured ? cursorTemplate(view.chart.drawing.cursor) : nothing,
  ];
}

/** One template for all states: the picture lives in its first element, which must stay the same. */
function pictureTemplate(view: VizView, pictured: boolean): TemplateResult {
  const { chart, viewModel } = view;
  const { drawing, extras } = chart;
  const { messages } = viewModel.locale;
  const kind = pictured ? kindText(viewModel) : nothing;
  // A title that is shown names the figure around already.
  const title = pictured && !shownTitle(view) ? viewModel.title : null;
  return html`<div
      part="chart"
      class="chart ${pictured ? '' : 'covered'}"
      role=${pictured ? 'application' : nothing}
      tabindex=${pictured ? '0' : nothing}
      aria-roledescription=${title ? kind : nothing}
      aria-label=${title ?? kind}
      aria-describedby=${pictured ? 'description hint' : nothing}
      @keydown=${drawing.cursor.onKeydown}
      @blur=${drawing.cursor.leave}
      @pointerover=${drawing.cursor.onPointer}
      @pointerdown=${drawing.cursor.onPointer}
      @pointerup=${drawing.cursor.onPointer}
    ></div>
    ${
      pictured
        ? html`<div class="announcer">
            <p id="description">${extras.describe(viewModel)}</p>
            <p id="hint">${messages.keyboardHint} ${extras.current.map((extra) => extra?.hint?.(view))}</p>
          </div>`
        : nothing
    }`;
}

/** The live region says the same to those who do not see it. */
function cursorTemplate({ tooltip, point }: CursorController): unknown[] {
  return [
    point ? html`<div class="ring"></div>` : nothing,
    tooltip
      ? html`<div class="tooltip" aria-hidden="true">${tooltipTemplate(tooltip.content)}</div>`
      : nothing,
  ];
}

function emptyTemplate(view: VizView): TemplateResult {
  return html`<slot name="empty">
    <div class="message">${wordsFor(null, view)}</div>
  </slot>`;
}

/** What is loaded on demand has better words, once it is there. */
const wordsFor = (error: VibedasherError | null, { chart, viewModel }: VizView): string =>
  chart.extras.current.map((extra) => extra?.says?.(viewModel, error)).find(Boolean) ??
  (error ? errorText(viewModel, error, chart.viz) : viewModel.locale.messages.empty([]));

function errorTemplate(view: VizView): TemplateResult {
  const { chart, viewModel, fallback, hasFallback, onRetry } = view;
  const { error, viz } = chart;
  const slug = viz?.slug ?? '';
  const { messages } = viewModel.locale;
  const unsupported = error?.kind === 'unsupported';
  if (unsupported && fallback === 'viewer') {
    return html`<iframe
      class="viewer"
      src=${viewerUrl(slug)}
      title=${viz?.name ?? slug}
      sandbox="allow-scripts allow-popups"
      referrerpolicy="strict-origin-when-cross-origin"
    ></iframe>`;
  }
  return html`<div class="below">
    ${hasFallback ? html`<div class="fallback"><slot></slot></div>` : nothing}
    <slot name="error">
      <div part="error" class="message">
        <p>${error ? wordsFor(error, view) : nothing}</p>
        ${
          unsupported
            ? html`<a class="link" href=${viewerUrl(slug)} target="_blank" rel="noopener noreferrer"
                >${messages.openViewer}</a
              >`
            : nothing
        }
        ${
          error?.retryable
            ? html`<button type="button" part="button" @click=${onRetry}>${messages.retry}</button>`
            : nothing
        }
      </div>
    </slot>
  </div>`;
}

function footerTemplate(view: VizView): TemplateResult | typeof nothing {
  // Under a picture whose height is its own, the place of the footer is known once that is drawn.
  if (view.viewModel.intrinsicHeight === 0 && !view.viewModel.chart) return nothing;
  return html`<div class="footer">
    ${view.chart.extras.current.map((extra) => extra?.foot?.(view))}
    <p part="status" class="notices">${noticesTemplate(view)}</p>
    <div part="toolbar" class="tools ${view.chart.extras.awaitsTools ? 'covered' : ''}">
      <slot name="toolbar"></slot
      >${view.chart.extras.current.map((extra) => extra?.tools?.(view))}${tableOf(view)?.tools()}${tableButton(view)}
    </div>
  </div>`;
}

/** What is said over an older picture that there is nothing newer than. */
function staleTemplate({ chart: { error }, viewModel, onRetry }: VizView): TemplateResult {
  const { messages } = viewModel.locale;
  return html`<p part="status" class="over">
    ${messages.stale(null)} ${error?.retryable ? button(messages.retry, onRetry) : nothing}
  </p>`;
}

/** What there is to say while the data are being prepared. */
function waitingText({ chart, viewModel }: VizView): string | null {
  const isWaiting = chart.loaded === null && chart.viz?.dataState.status === 'waiting';
  return isWaiting ? viewModel.locale.messages.dataWaiting : null;
}

/** The lines under a chart that a reader must know. */
function noticesTemplate(view: VizView): unknown[] {
  const { chart, viewModel, onRetry } = view;
  const { extras, table, status, error } = chart;
  const part = tableOf(view);
  const { messages } = viewModel.locale;
  const more = viewModel.chart?.kind === 'spec' ? viewModel.chart.more : 0;
  return [
    ...extras.current.map((extra) => extra?.notices?.(view)),
    more > 0 ? button(messages.more(more), table.toggle) : nothing,
    status === 'stale' ? staleNotice(view) : nothing,
    status === 'stale' && error && !error.retryable ? html`<span>${wordsFor(error, view)}</span>` : nothing,
    status === 'stale' && error?.retryable ? button(messages.retry, onRetry) : nothing,
    ...[
      table.failed ? messages.errors.network : null,
      part?.notice,
      part?.count,
      ...noticeTexts(viewModel, chart.viz, chart.saidAge),
    ]
      .filter(Boolean)
      .map((text) => html`<span>${text}</span>`),
  ];
}

function staleNotice({ chart: { drawnAt, outdated }, viewModel }: VizView): TemplateResult {
  const age = drawnAt === null || outdated ? null : (Date.now() - drawnAt) / 1000;
  const text = viewModel.locale.messages.stale(age);
  return html`<span title=${text}>${text}</span>`;
}

function tableButton({ chart, chart: { table }, viewModel }: VizView): TemplateResult | typeof nothing {
  const { messages } = viewModel.locale;
  // From the first moment on, so that it takes its space before the picture is measured.
  const rows = viewModel.loaded?.data.values().next().value?.rows.length;
  if (!rows || viewModel.chart?.kind === 'table' || chart.status === 'error') return nothing;
  return button(table.shown ? messages.showChart : messages.showTable, table.toggle);
}

const button = (text: string, onClick: () => void): TemplateResult =>
  html`<button type="button" part="button" @click=${onClick}>${text}</button>`;

/** What the live region says: the point the keyboard has come to, else how things stand. */
function announcement(view: VizView): string {
  const { chart, viewModel } = view;
  const { messages } = viewModel.locale;
  const { point } = chart.drawing.cursor;
  if (point) {
    return `${tooltipText(point.at.content, messages)}${messages.comma}${messages.position(point.index + 1, point.count)}`;
  }
  const title = viewModel.title ?? chart.viz?.name ?? null;
  switch (chart.status) {
    case 'idle':
      return '';
    case 'loading':
      return messages.loading(title);
    case 'ready':
      return chart.refreshed ? messages.updated(title) : messages.drawn(title, chart.data?.rows.length ?? 0);
    case 'empty':
      return wordsFor(null, view);
    case 'stale':
      return messages.stale(null);
    case 'error':
      return chart.error ? wordsFor(chart.error, view) : '';
  }
}
