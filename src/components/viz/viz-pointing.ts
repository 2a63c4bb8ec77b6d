/**
 * Shows tooltips in a picture: for the mark under a pointer, the nearest point of a line, or the mark near a finger; and
 * one tooltip for all lines at a place. Loaded on demand.
 */
import { css, type ReactiveController } from 'lit';
import type { ChartController } from '../../controllers/chart/chart.ts';
import type { ShownTooltip } from '../../controllers/chart/cursor.ts';
import { moveOnLines } from '../../controllers/chart/line-moves.ts';
import type { ChartViewModel } from '../../pipeline/view-model.ts';
import { itemAt } from '../../vega/hit-test.ts';
import {
  describeByEncoding,
  isOverTime,
  setsTooltip,
  sharedTooltip,
  type SharedTooltip,
} from '../../vega/shared-tooltip.ts';
import { type DescribePoints, findTooltipTarget, type TooltipTarget } from '../../vega/tooltip-target.ts';
import type { Point } from '../../spec/scene.ts';
import { toElementPoint } from '../../vega/tooltip.ts';
import type { MountedChart } from '../../vega/types.ts';
import type { VizHost } from './viz-host.ts';
import { sharedTemplate, sharedTooltipStyles } from './viz-shared-tooltip.ts';

/** Maximum distance in px between a touch and the mark that it selects. */
const FINGER_RADIUS = 32;
/** Minimum distance in px that a touch moves in a drag. A touch that moves less is a tap. */
const TAP_SLOP = 10;

const styles = css`
  .marker {
    --_halo: 0 0 0 1.5px var(--vibedasher-color-background, var(--_scheme-background, canvas));
    position: absolute;
    box-sizing: border-box;
    width: 12px;
    height: 12px;
    margin: -6px;
    pointer-events: none;
    border: 2px solid;
    border-radius: 50%;
    box-shadow:
      var(--_halo),
      inset var(--_halo);
  }
  @media (forced-colors: active) {
    .marker {
      border-color: Highlight;
    }
  }
  @media print {
    .marker {
      display: none;
    }
  }
`;

/** The tooltip on display. If `held` is true, it stays when the pointer leaves. */
interface PointedTooltip extends TooltipTarget {
  readonly tooltip: ShownTooltip | null;
  readonly held: boolean;
}

interface Sharing {
  readonly isShared: boolean;
  readonly describe: DescribePoints | null;
}

/** A finger or pen that is down: its `pointerId`, its `pointerdown` event, and whether it drags from mark to mark. */
interface Finger {
  readonly id: number;
  readonly start: PointerEvent;
  readonly isDragging: boolean;
}

class VizPointing implements ReactiveController {
  readonly #chart: ChartController;
  readonly #marker = document.createElement('div');
  readonly #rule = document.createElement('div');
  readonly #observer: ResizeObserver;
  #shown: PointedTooltip | null = null;
  /** The tooltip that the rule belongs to. */
  #ruled: ShownTooltip | null = null;
  #known: (Sharing & { readonly viewModel: ChartViewModel | null; readonly tooltip: string }) | null = null;
  #finger: Finger | null = null;
  #observed: HTMLElement | null = null;

  constructor(viz: VizHost, chart: ChartController) {
    this.#chart = chart;
    this.#marker.className = 'marker';
    this.#rule.className = 'rule';
    this.#observer = new ResizeObserver(() => this.#updateTouchAction());
    const root = viz.shadowRoot!;
    root.adoptedStyleSheets.push(styles.styleSheet!, sharedTooltipStyles.styleSheet!);
    const listen = (type: string, listener: (event: PointerEvent) => void): void =>
      root.addEventListener(type, (event) => listener(event as PointerEvent), { passive: true });
    listen('pointerdown', (event) => this.#isInside(event.target) && this.#trackFinger(event));
    listen('pointermove', (event) => this.#onMove(event));
    listen('pointerup', (event) => this.#onUp(event));
    listen('pointercancel', () => (this.#finger = null));
    listen('pointerout', (event) => this.#onOut(event));
    // A tooltip moves along when its picture is scrolled.
    root.addEventListener('scroll', () => this.#shown && viz.requestUpdate(), {
      capture: true,
      passive: true,
    });
    const { cursor } = chart.drawing;
    cursor.overridesVega = true;
    cursor.moveOnLines = moveOnLines;
    cursor.expand = ({ x, y, width, height }) => this.#shareAt({ x: x + width / 2, y: y + height / 2 });
    viz.addController(this);
    // Handle the event that caused this module to load.
    const { pointer, point } = cursor;
    if (point) cursor.showPoint(point.at);
    else if (pointer?.type === 'pointerup' && isFinger(pointer)) this.#tap(pointer);
    else if (pointer?.type === 'pointerdown') this.#trackFinger(pointer);
  }

  hostConnected(): void {
    document.addEventListener('pointerup', this.#onPointerupOutside, { passive: true });
  }

  hostDisconnected(): void {
    document.removeEventListener('pointerup', this.#onPointerupOutside);
  }

  hostUpdated(): void {
    if (this.#ruled !== this.#chart.drawing.cursor.tooltip) this.#rule.remove();
    const picture = this.#picture;
    if (picture !== this.#observed) {
      this.#observed = picture;
      this.#observer.disconnect();
      if (picture) this.#observer.observe(picture);
    }
    if (this.#shown && this.#shown.tooltip !== this.#chart.drawing.cursor.tooltip) {
      this.#shown = null;
      this.#marker.remove();
    }
  }

  get #view(): MountedChart['view'] | null {
    return this.#chart.drawing.mounted?.view ?? null;
  }

  /** The parent of the view's container. */
  get #picture(): HTMLElement | null {
    return this.#view?.container()?.parentElement ?? null;
  }

  /** Leaves sideways drags to the browser if they scroll the picture in its box; otherwise they show tooltips. */
  #updateTouchAction(): void {
    const picture = this.#picture;
    const box = picture?.parentElement;
    if (!box || this.#chart.drawing.viewModel?.intrinsicHeight == null) return;
    picture.style.touchAction = box.scrollWidth > box.clientWidth ? '' : 'pan-y pinch-zoom';
  }

  /** Returns whether the chart handles drags, for a selection in its spec or for a range with `select-to`. */
  #ownsDrags(): boolean {
    const host = this.#view?.container();
    return Boolean(host?.style.touchAction || host?.parentElement?.classList.contains('draggable'));
  }

  #isInside(target: EventTarget | null): boolean {
    // The buttons over names belong to no mark.
    return (
      (this.#picture?.contains(target as Node | null) && !(target as Element).closest('button')) ?? false
    );
  }

  #findTarget(event: PointerEvent, reach: number): TooltipTarget | null {
    const [view, picture] = [this.#view, this.#picture];
    if (!view || !picture) return null;
    const place = toElementPoint(picture, { x: event.clientX, y: event.clientY });
    return findTooltipTarget(view, place, itemAt(view, event), reach, this.#sharing.describe);
  }

  #showTooltip(target: TooltipTarget | null, held: boolean): void {
    const [before, picture] = [this.#shown, this.#picture];
    const { cursor } = this.#chart.drawing;
    // A pointer over nothing does not hide the tooltip of the keyboard cursor.
    if (!target && cursor.point) return;
    const isSame = target?.item === before?.item && target?.x === before?.x && target?.y === before?.y;
    if (before && isSame && before.tooltip === cursor.tooltip) {
      this.#shown = { ...before, held };
      return;
    }
    const shared = target?.kind === 'line' ? this.#shareAt(target) : null;
    const tooltip = shared ?? (target && { content: target.content, x: target.x, y: target.y });
    this.#shown = target && { ...target, tooltip, held };
    cursor.show(tooltip);
    const isMarked = target?.kind === 'line' || (target?.kind === 'symbol' && held);
    if (!isMarked || !picture) return this.#marker.remove();
    this.#marker.style.left = `${target.x}px`;
    this.#marker.style.top = `${target.y}px`;
    if (this.#marker.parentElement !== picture) picture.append(this.#marker);
  }

  /** Returns the tooltip of all lines at the place of a point, and shows its rule; `null` if they share none. */
  #shareAt(place: Point): ShownTooltip | null {
    const [view, picture] = [this.#view, this.#picture];
    const { viewModel } = this.#chart.drawing;
    const { isShared, describe } = this.#sharing;
    const shared = view && picture && viewModel && isShared ? sharedTooltip(view, place, describe) : null;
    if (!shared) return null;
    this.#ruled = {
      content: { kind: 'text', text: '' },
      body: sharedTemplate(shared, place, viewModel!.locale),
      x: shared.x,
      y: place.y,
    };
    this.#placeRule(shared, picture!);
    return this.#ruled;
  }

  /** Whether lines share a tooltip, and the tooltips of their points if the spec sets none. */
  get #sharing(): Sharing {
    const { viewModel } = this.#chart.drawing;
    const { tooltip = 'auto', theme } = this.#chart.settings ?? {};
    if (this.#known?.viewModel !== viewModel || this.#known?.tooltip !== tooltip) {
      const chart = viewModel?.chart?.kind === 'spec' ? viewModel.chart : null;
      const isOpen = chart !== null && isOverTime(chart.spec) && (chart.derived || !setsTooltip(chart.spec));
      // `theme="none"` shows what the spec shows.
      const describe =
        chart && isOpen && !chart.derived && tooltip !== 'single' && theme !== 'none'
          ? describeByEncoding(chart.spec, viewModel!.locale, viewModel!.formats)
          : null;
      const isShared = tooltip === 'shared' || (tooltip === 'auto' && isOpen);
      this.#known = { viewModel, tooltip, isShared, describe };
    }
    return this.#known;
  }

  #placeRule({ x, plot }: SharedTooltip, picture: HTMLElement): void {
    const { style } = this.#rule;
    style.left = `${x}px`;
    style.top = `${plot.y1}px`;
    style.height = `${plot.y2 - plot.y1}px`;
    if (this.#rule.parentElement !== picture) picture.append(this.#rule);
  }

  #trackFinger(event: PointerEvent): void {
    // A second finger starts another gesture, such as a zoom.
    this.#finger =
      isFinger(event) && event.isPrimary ? { id: event.pointerId, start: event, isDragging: false } : null;
  }

  #onMove(event: PointerEvent): void {
    const finger = this.#finger;
    if (finger?.id === event.pointerId) this.#drag(finger, event);
    else if (event.pointerType !== 'touch' && this.#isInside(event.target)) {
      this.#showTooltip(this.#findTarget(event, 0), false);
    }
  }

  #drag({ id, start, isDragging }: Finger, event: PointerEvent): void {
    if (!isDragging) {
      const right = Math.abs(event.clientX - start.clientX);
      const down = Math.abs(event.clientY - start.clientY);
      if (Math.max(right, down) < TAP_SLOP) return;
      // Ignore vertical drags, which scroll the page, and drags that the chart handles.
      const isOther = down > right || this.#ownsDrags();
      this.#finger = isOther ? null : { id, start, isDragging: true };
      if (isOther) return;
    }
    const target = this.#findTarget(event, FINGER_RADIUS);
    if (target) this.#showTooltip(target, true);
  }

  #onUp(event: PointerEvent): void {
    const finger = this.#finger;
    this.#finger = null;
    if (finger?.id === event.pointerId && !finger.isDragging) this.#tap(event);
  }

  #onOut({ target, relatedTarget }: PointerEvent): void {
    if (!this.#shown?.held && this.#isInside(target) && !this.#isInside(relatedTarget))
      this.#showTooltip(null, false);
  }

  readonly #onPointerupOutside = (event: PointerEvent): void => {
    const picture = this.#picture;
    if (this.#shown?.held && !(picture && event.composedPath().includes(picture)))
      this.#showTooltip(null, false);
  };

  #tap(event: PointerEvent): void {
    const target = this.#findTarget(event, FINGER_RADIUS);
    const isAgain = this.#shown?.held && target?.item === this.#shown.item;
    this.#showTooltip(isAgain ? null : target, true);
  }
}

const isFinger = ({ pointerType }: PointerEvent): boolean => pointerType === 'touch' || pointerType === 'pen';

export const attach = (viz: VizHost, chart: ChartController): void => void new VizPointing(viz, chart);
