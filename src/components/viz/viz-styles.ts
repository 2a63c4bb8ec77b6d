import type { ChartPoint } from '../../vega/types.ts';
import type { DrawingController } from '../../controllers/chart/drawing.ts';
import type { CursorController } from '../../controllers/chart/cursor.ts';
import type { ChartViewModel } from '../../pipeline/view-model.ts';
import { fillsBox } from '../../spec/facts.ts';
import type { Tokens } from '../../theming/tokens.ts';

/** Distance in px between a tooltip and its point. */
const GAP = 10;

/** Sets the colors and positions that depend on the theme and the layout. */
export function applyStyles(root: ParentNode, { viewModel, cursor }: DrawingController): void {
  const figure = root.querySelector('figure');
  const stage = root.querySelector<HTMLElement>('.stage');
  if (figure) styleFigure(figure, viewModel);
  // Reading positions forces a layout: avoid it if there is nothing to place.
  if (stage && (cursor.point || cursor.tooltip)) placeCursor(stage, cursor);
}

/**
 * Sets custom properties of an element for the shadow root's style sheet. Uses the CSSOM because a page's CSP may forbid
 * `style` attributes.
 */
export function applyTokens(
  { style, classList }: HTMLElement,
  tokens: Tokens | null,
  backdrop: string | null,
  others: Readonly<Record<string, string | null>> = {},
): void {
  const properties = {
    '--_scheme-text': tokens?.text,
    '--_scheme-muted': tokens?.muted,
    '--_scheme-grid': tokens?.grid,
    '--_scheme-accent': tokens?.accent,
    '--_scheme-background': tokens?.background,
    '--_ground': backdrop,
    ...others,
  };
  for (const [name, value] of Object.entries(properties)) {
    if (value) style.setProperty(name, value);
    else style.removeProperty(name);
  }
  classList.toggle('painted', backdrop !== null);
}

function styleFigure(figure: HTMLElement, viewModel: ChartViewModel | null): void {
  const { tokens = null, backdrop = null, intrinsicHeight = null } = viewModel ?? {};
  applyTokens(figure, tokens, backdrop, {
    '--_good': tokens && (tokens.scheme === 'dark' ? '#00a878' : '#00705a'),
    '--_bad': tokens && (tokens.scheme === 'dark' ? '#ff9d85' : '#a20004'),
    '--_natural-height': intrinsicHeight === null ? null : `${intrinsicHeight}px`,
  });
  figure.classList.toggle('scrolls', viewModel?.chart?.kind === 'spec' && fillsBox(viewModel.chart.spec));
  figure.classList.toggle('dark', tokens?.scheme === 'dark');
}

/** Moves the ring and the tooltip to the cursor, within the stage. */
function placeCursor(stage: HTMLElement, { tooltip, point }: CursorController): void {
  const chart = stage.querySelector<HTMLElement>('.chart');
  if (chart && point) scrollToPoint(chart, point.at);
  const { scrollLeft = 0, scrollTop = 0 } = chart ?? {};
  const ring = stage.querySelector<HTMLElement>('.ring');
  if (ring && point) {
    moveTo(ring, point.at.x - scrollLeft, point.at.y - scrollTop);
    ring.style.width = `${point.at.width}px`;
    ring.style.height = `${point.at.height}px`;
  }
  const tip = stage.querySelector<HTMLElement>('.tooltip');
  if (!tip || !tooltip) return;
  const { offsetWidth: width, offsetHeight: height } = tip;
  const x = tooltip.x - scrollLeft;
  const y = tooltip.y - scrollTop;
  const left = x + GAP + width > stage.clientWidth ? x - GAP - width : x + GAP;
  const top = y - GAP - height < 0 ? y + GAP : y - GAP - height;
  moveTo(tip, clamp(left, stage.clientWidth - width), clamp(top, stage.clientHeight - height));
}

/** Scrolls a picture that is larger than its box to the keyboard cursor. */
function scrollToPoint(chart: HTMLElement, { x, y, width, height }: ChartPoint): void {
  const { scrollLeft, scrollTop, clientWidth, clientHeight } = chart;
  chart.scrollTo(
    Math.min(x, Math.max(scrollLeft, x + width - clientWidth)),
    Math.min(y, Math.max(scrollTop, y + height - clientHeight)),
  );
}

function moveTo({ style }: HTMLElement, left: number, top: number): void {
  style.left = `${left}px`;
  style.top = `${top}px`;
}

const clamp = (value: number, max: number): number => Math.max(0, Math.min(value, max));
