import { html, nothing, type TemplateResult } from 'lit';
import type { CursorController } from '../../controllers/chart/cursor.ts';
import { isExplained } from '../../controllers/resource.ts';
import { clip, MAX_DESCRIPTION_LENGTH } from '../../internal/text.ts';
import { captionTexts, kindText, noticeTexts, type ChartViewModel } from '../../pipeline/view-model.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import type { MissingAnswer } from '../../public-client/snapshot-errors.ts';
import type { Viz } from '../../public-client/types.ts';
import { viewerUrl } from '../../public-client/urls.ts';
import type { TablePart } from '../table/table-part.ts';
import { progressTemplate } from './viz-progress.ts';
import { cutTemplate, errorText, tooltipTemplate, tooltipText } from './viz-texts.ts';
import type { VizView } from './viz-host.ts';
import { placeholderTemplate } from './viz-shell.ts';

/** Renders the figure after the messages in the reader's language have loaded. */
export function vizTemplate(view: VizView): TemplateResult {
  const { chart, viewModel } = view;
  const { language, dir, messages } = viewModel.locale;
  const isLoading = chart.status === 'loading';
  // Fade a picture that does not match the latest parameters.
  const waiting = (isLoading || (chart.status === 'stale' && chart.outdated)) && chart.loaded !== null;
  const isTitled = !!shownTexts(view).title;
  const isNamed = isTitled || showsPicture(view);
  return html`<figure
    part="figure"
    class="figure ${waiting ? 'waiting' : ''}"
    lang=${language}
    dir=${dir === 'rtl' ? 'rtl' : nothing}
    aria-labelledby=${isTitled ? 'title' : nothing}
    aria-label=${isNamed ? nothing : (knownTexts(view).title ?? messages.kinds.chart)}
  >
    ${captionTemplate(view)}
    ${
      isContentKnown(view)
        ? [
            html`<div class="stage" aria-busy=${isLoading}>${stageTemplate(view)}</div>`,
            cutTemplate(view, !showsPicture(view)),
            footerTemplate(view),
          ]
        : nothing
    }
    ${
      isDrawn(view) || isEmpty(view) || hasFailed(view)
        ? nothing
        : placeholderTemplate(view.hasFallback, view.mark, waitingText(view))
    }
    ${isLoading ? progressTemplate(messages.loading(knownTexts(view).title)) : nothing}
    ${view.hasStaticPicture && chart.status === 'error' ? staleTemplate(view) : nothing}
    <div class="announcer" role="status">${announcement(view)}</div>
  </figure>`;
}

/**
 * Returns whether the content of caption, stage and footer is known. They appear together, so none moves another. Only
 * texts of the page are in the caption earlier, because nothing moves them.
 */
function isContentKnown(view: VizView): boolean {
  return view.viewModel.isResolved || hasFailed(view) || view.chart.status === 'empty';
}

/** Returns whether there is an error to show in place of a picture. */
function hasFailed({ chart, hasStaticPicture }: VizView): boolean {
  return chart.status === 'error' && !hasStaticPicture;
}

/** Returns whether the element shows a chart, a number or a table. */
export function isDrawn({ chart, viewModel }: Pick<VizView, 'chart' | 'viewModel'>): boolean {
  return (
    chart.loaded !== null && viewModel.chart !== null && chart.status !== 'error' && chart.status !== 'empty'
  );
}

/** Returns whether the latest result has no rows, even while a newer one is loading or has failed. */
function isEmpty({ chart, viewModel }: VizView): boolean {
  return (
    viewModel.isResolved && viewModel.chart === null && chart.loaded !== null && chart.status !== 'error'
  );
}

function hasCaption({ caption, chart, hasFallback }: VizView): boolean {
  // After an error, a fallback needs no caption.
  return caption !== 'none' && !(chart.status === 'error' && hasFallback);
}

type Texts = Pick<ChartViewModel, 'title' | 'description'>;

/** Returns title and description as far as they are known. A spec may still replace those of `viz`. */
function knownTexts({ chart, viewModel }: VizView, viz: Viz | null = chart.viz): Texts {
  return viewModel.isResolved || !chart.settings ? viewModel : captionTexts(chart.settings, viz);
}

/** Returns the texts in the caption. Its title labels the figure but not the picture, so screen readers read it once. */
function shownTexts(view: VizView): Texts {
  if (!hasCaption(view)) return { title: null, description: null };
  if (!isContentKnown(view)) return knownTexts(view, null);
  const texts = knownTexts(view);
  // Without rows there is no description: the message below needs the space.
  return view.viewModel.isResolved ? texts : { ...texts, description: null };
}

function captionTemplate(view: VizView): TemplateResult | typeof nothing {
  if (!hasCaption(view)) return nothing;
  const { title, description } = shownTexts(view);
  return html`<figcaption part="caption" class="caption">
    <slot name="caption">
      ${title ? html`<div class="title" id="title"><bdi>${title}</bdi></div>` : nothing}
      ${description ? html`<p class="description"><bdi>${description}</bdi></p>` : nothing}
    </slot>
  </figcaption>`;
}

/** Returns the table if the element shows one. */
function visibleTable(view: VizView): TablePart | null {
  const { table } = view.chart;
  return isDrawn(view) && (table.shown || view.viewModel.chart?.kind === 'table') ? table.part : null;
}

/** Returns whether the element shows a picture drawn by Vega. */
function showsPicture(view: VizView): boolean {
  return isDrawn(view) && view.viewModel.chart?.kind === 'spec' && !visibleTable(view);
}

function stageTemplate(view: VizView): unknown[] {
  const { chart, viewModel } = view;
  const drawn = isDrawn(view) ? viewModel.chart : null;
  const table = visibleTable(view);
  const hasPicture = showsPicture(view);
  return [
    pictureTemplate(view, hasPicture),
    table && chart.data ? table.show(chart.data, viewModel) : nothing,
    drawn?.kind === 'number' && !table ? chart.number?.numberTemplate(drawn, viewModel) : nothing,
    isEmpty(view) ? emptyTemplate(view) : nothing,
    chart.status === 'error' ? errorTemplate(view) : nothing,
    hasPicture ? cursorTemplate(view.chart.drawing.cursor) : nothing,
  ];
}

/** Renders the container of the picture in all states: Vega draws into it, so its element must not change. */
function pictureTemplate(view: VizView, hasPicture: boolean): TemplateResult {
  const { chart, viewModel } = view;
  const { drawing, extras } = chart;
  const alt = clip(view.alt ?? '', MAX_DESCRIPTION_LENGTH);
  const { messages } = viewModel.locale;
  const kind = hasPicture ? kindText(viewModel) : nothing;
  // A visible title already labels the figure.
  const title = hasPicture && !shownTexts(view).title ? viewModel.title : null;
  return html`<div
      part="chart"
      class="chart ${hasPicture ? '' : 'covered'}"
      role=${hasPicture ? 'application' : nothing}
      tabindex=${hasPicture ? '0' : nothing}
      aria-roledescription=${title ? kind : nothing}
      aria-label=${title ?? kind}
      aria-describedby=${hasPicture ? [alt ? 'alt' : 'description', 'hint'].join(' ') : nothing}
      @focus=${drawing.cursor.onFocus}
      @keydown=${drawing.cursor.onKeydown}
      @blur=${drawing.cursor.leave}
      @pointerover=${drawing.cursor.onPointer}
      @pointerdown=${drawing.cursor.onPointer}
      @pointerup=${drawing.cursor.onPointer}
    ></div>
    ${
      hasPicture
        ? html`<div class="announcer">
            ${alt ? html`<p id="alt">${alt}</p>` : nothing}
            <p id="description">${extras.describe(viewModel)}</p>
            <p id="hint">${messages.keyboardHint} ${extras.current.map((extra) => extra?.hint?.(view))}</p>
          </div>`
        : nothing
    }`;
}

/** Renders ring and tooltip of the cursor. The live region has the same text for screen readers. */
function cursorTemplate({ tooltip, point }: CursorController): unknown[] {
  return [
    point ? html`<div class="ring"></div>` : nothing,
    tooltip
      ? html`<div class="tooltip" aria-hidden="true">
          ${tooltip.body ?? tooltipTemplate(tooltip.content)}
        </div>`
      : nothing,
  ];
}

function emptyTemplate(view: VizView): TemplateResult {
  return html`<slot name="empty">
    <div class="message">${messageFor(null, view)}</div>
  </slot>`;
}

/**
 * Returns the message about an error, or (`null`) about an empty result: none if another chart explains the error. Optional
 * features may replace the default.
 */
const messageFor = (error: VibedasherError | null, { chart, viewModel }: VizView): string =>
  (error && isExplained(chart, error.kind) ? '' : null) ??
  chart.extras.current.map((extra) => extra?.message?.(viewModel, error)).find(Boolean) ??
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
        <p>${error ? messageFor(error, view) : nothing}</p>
        ${
          unsupported
            ? html`<a class="link" href=${viewerUrl(slug)} target="_blank" rel="noopener noreferrer"
                >${messages.openViewer}</a
              >`
            : nothing
        }
        ${error?.retryable ? button(messages.retry, onRetry) : nothing}
      </div>
    </slot>
  </div>`;
}

function footerTemplate(view: VizView): TemplateResult | typeof nothing {
  // If the spec sets the height, the position of the footer is known only after drawing.
  if (view.viewModel.intrinsicHeight === 0 && !view.viewModel.chart) return nothing;
  return html`<div class="footer">
    ${view.chart.extras.current.map((extra) => extra?.footer?.(view))}
    <p part="status" class="notices">${noticesTemplate(view)}</p>
    <div part="toolbar" class="tools ${view.chart.extras.awaitsTools ? 'covered' : ''}">
      <slot name="toolbar"></slot
      >${view.chart.extras.current.map((extra) => extra?.tools?.(view))}${visibleTable(view)?.tools()}${tableButton(view)}
    </div>
  </div>`;
}

/** Renders the notice over a prerendered picture if no newer one could be loaded. */
function staleTemplate(view: VizView): TemplateResult {
  const { chart, viewModel, onRetry } = view;
  const { error } = chart;
  const { messages } = viewModel.locale;
  return html`<p part="status" class="over">
    ${staleText(view)} ${error?.retryable ? button(messages.retry, onRetry) : nothing}
  </p>`;
}

/** Returns the message to show while the server prepares the data; otherwise `null`. */
function waitingText({ chart, viewModel }: VizView): string | null {
  const isWaiting = chart.loaded === null && chart.viz?.dataState.status === 'waiting';
  return isWaiting ? viewModel.locale.messages.dataWaiting : null;
}

/** Renders the notices in the footer. */
function noticesTemplate(view: VizView): unknown[] {
  const { chart, viewModel } = view;
  const { extras, table, status, error } = chart;
  const part = visibleTable(view);
  const { messages } = viewModel.locale;
  return [
    ...extras.current.map((extra) => extra?.notices?.(view)),
    status === 'stale' ? staleNotice(view) : nothing,
    status === 'stale' && error && !error.retryable && !lacksAnswer(error)
      ? html`<span>${messageFor(error, view)}</span>`
      : nothing,
    ...[
      table.failed ? messages.errors.network : null,
      part?.notice,
      part?.count,
      ...noticeTexts(viewModel, chart.viz, chart.settings?.dashboardNotices?.age),
    ]
      .filter(Boolean)
      .map((text) => html`<span>${text}</span>`),
  ];
}

/** Returns whether a snapshot lacks the answer, so that an update has not failed. */
const lacksAnswer = (error: VibedasherError): unknown => (error as Partial<MissingAnswer>).available?.length;

/** @param age of the picture in seconds, if it shows what its settings require */
const staleText = (view: VizView, age: number | null = null): string => {
  const { error } = view.chart;
  return error && lacksAnswer(error) ? messageFor(error, view) : view.viewModel.locale.messages.stale(age);
};

function staleNotice(view: VizView): TemplateResult {
  const { chart, viewModel, onRetry } = view;
  const { drawnAt, outdated, error } = chart;
  const { messages } = viewModel.locale;
  const age = drawnAt === null || outdated ? null : (Date.now() - drawnAt) / 1000;
  const text = staleText(view, age);
  const retry = error?.retryable ? button(messages.retry, onRetry) : nothing;
  return html`<span class="stale"><span title=${text}>${text}</span> ${retry}</span>`;
}

function tableButton(view: VizView): TemplateResult | typeof nothing {
  const {
    chart,
    chart: { table },
    viewModel,
  } = view;
  const { messages } = viewModel.locale;
  // Show the button as soon as there are rows, so it takes its space before the picture is measured.
  const rows = viewModel.loaded?.data.values().next().value?.rows.length;
  if (!rows || viewModel.chart?.kind === 'table' || chart.status === 'error') return nothing;
  const text = table.shown ? messages.showChart : messages.showTable;
  const { title } = knownTexts(view);
  return button(text, table.toggle, title ? `${text}: ${title}` : nothing);
}

/** `label`: the accessible name, if it is longer than the text. */
const button = (text: string, onClick: () => void, label: unknown = nothing): TemplateResult =>
  html`<button type="button" part="button" aria-label=${label} @click=${onClick}>${text}</button>`;

/** Ends every second announcement of new rows: screen readers announce a text only if it changes. */
const REPEATED = '\u00A0';

/** Returns the text of the live region: the point at the keyboard cursor, or else the status. */
function announcement(view: VizView): string {
  const { chart, viewModel } = view;
  const { messages } = viewModel.locale;
  const { point } = chart.drawing.cursor;
  if (point) {
    return `${tooltipText(point.at.content, messages)}${messages.comma}${messages.position(point.index + 1, point.count)}`;
  }
  const { title } = knownTexts(view);
  switch (chart.status) {
    case 'idle':
      return '';
    case 'loading':
      return messages.loading(title);
    case 'ready':
      return (
        (chart.refreshes > 0
          ? messages.updated(title) + REPEATED.repeat(chart.refreshes % 2)
          : messages.drawn(title, chart.data?.rows.length ?? 0)) + choiceOfAll(view)
      );
    case 'empty':
      return messageFor(null, view);
    case 'stale':
      return staleText(view);
    case 'error':
      return chart.error ? messageFor(chart.error, view) : '';
  }
}

/** Announces how many categories are shown once the reader has changed that. */
function choiceOfAll({ chart: { drawing }, viewModel: { chart, locale } }: VizView): string {
  if (drawing.showsAll === null || chart?.kind !== 'spec' || !chart.total) return '';
  return ` ${locale.messages.shown(chart.total - chart.more, chart.total)}`;
}
