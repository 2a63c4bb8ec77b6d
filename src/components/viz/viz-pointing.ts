/**
 * What a pointer means in a picture: the tooltip that a finger holds, and the nearest point of a line. Loaded on
 * demand.
 */
import { css, type ReactiveController } from 'lit';
import type { ChartController } from '../../controllers/chart/chart.ts';
import { itemAt, toldAt, type ToldMark } from '../../selection/drawn-marks.ts';
import { placeIn } from '../../vega/tooltip.ts';
import type { MountedChart, TooltipSink } from '../../vega/types.ts';
import type { VizExtra, VizHost } from './viz-host.ts';

/** How far a mark may be from the middle of a finger that means it, in px. */
const FINGER = 32;
/** A finger that has moved less far, in px, has tapped. */
const LEAST = 10;

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

/** What is on show, and whether it stays when the pointer goes. */
interface Shown extends ToldMark {
  readonly tooltip: Parameters<TooltipSink>[0];
  readonly held: boolean;
}

/** A finger that is down, or a pen: where it came down, and whether it has been moving from mark to mark since. */
interface Finger {
  readonly id: number;
  readonly from: PointerEvent;
  readonly drags: boolean;
}

class VizPointing implements ReactiveController {
  readonly #chart: ChartController;
  readonly #marker = document.createElement('div');
  readonly #observer: ResizeObserver;
  #shown: Shown | null = null;
  #finger: Finger | null = null;
  #observed: HTMLElement | null = null;

  constructor(viz: VizHost, chart: ChartController) {
    this.#chart = chart;
    this.#marker.className = 'marker';
    this.#observer = new ResizeObserver(() => this.#claimSideways());
    const root = viz.shadowRoot!;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, styles.styleSheet!];
    const listen = (type: string, listener: (event: PointerEvent) => void): void =>
      root.addEventListener(type, (event) => listener(event as PointerEvent), { passive: true });
    listen('pointerdown', (event) => this.#isInside(event.target) && this.#begin(event));
    listen('pointermove', (event) => this.#onMove(event));
    listen('pointerup', (event) => this.#onUp(event));
    listen('pointercancel', () => (this.#finger = null));
    listen('pointerout', (event) => this.#onOut(event));
    // A tooltip moves along with a picture that is scrolled in its box.
    root.addEventListener('scroll', () => this.#shown && viz.requestUpdate(), {
      capture: true,
      passive: true,
    });
    const { cursor } = chart.drawing;
    cursor.followed = true;
    viz.addController(this);
    // The tap that all of this was loaded for.
    const { pointer } = cursor;
    if (pointer?.type === 'pointerup' && isFinger(pointer)) this.#tap(pointer);
    else if (pointer?.type === 'pointerdown') this.#begin(pointer);
  }

  hostConnected(): void {
    document.addEventListener('pointerup', this.#onElsewhere, { passive: true });
  }

  hostDisconnected(): void {
    document.removeEventListener('pointerup', this.#onElsewhere);
  }

  hostUpdated(): void {
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

  /** The element around the one that the view draws into. */
  get #picture(): HTMLElement | null {
    return this.#view?.container()?.parentElement ?? null;
  }

  /** A picture wider than its box is scrolled there by a finger that moves sideways; another has nothing to scroll. */
  #claimSideways(): void {
    const picture = this.#picture;
    const box = picture?.parentElement;
    if (!box || this.#chart.drawing.viewModel?.intrinsicHeight == null) return;
    picture.style.touchAction = box.scrollWidth > box.clientWidth ? '' : 'pan-y pinch-zoom';
  }

  /** Whether a drag is something of the chart's own: a selection of its spec, or a range that is chosen. */
  #ownsDrags(): boolean {
    const host = this.#view?.container();
    return Boolean(host?.style.touchAction || host?.parentElement?.classList.contains('draggable'));
  }

  #isInside(target: EventTarget | null): boolean {
    return this.#picture?.contains(target as Node | null) ?? false;
  }

  #find(event: PointerEvent, reach: number): ToldMark | null {
    const [view, picture] = [this.#view, this.#picture];
    if (!view || !picture) return null;
    const place = placeIn(picture, { x: event.clientX, y: event.clientY });
    return toldAt(view, place, itemAt(view, event), reach);
  }

  #show(told: ToldMark | null, held: boolean): void {
    const [before, picture] = [this.#shown, this.#picture];
    const { cursor } = this.#chart.drawing;
    // Where there is nothing to say, the keyboard keeps its place.
    if (!told && cursor.point) return;
    const isSame = told?.item === before?.item && told?.x === before?.x && told?.y === before?.y;
    if (before && isSame && before.tooltip === cursor.tooltip) {
      this.#shown = { ...before, held };
      return;
    }
    const tooltip = told && { content: told.content, x: told.x, y: told.y };
    this.#shown = told && { ...told, tooltip, held };
    cursor.show(tooltip);
    const isMarked = told?.kind === 'line' || (told?.kind === 'symbol' && held);
    if (!isMarked || !picture) return this.#marker.remove();
    this.#marker.style.left = `${told.x}px`;
    this.#marker.style.top = `${told.y}px`;
    if (this.#marker.parentElement !== picture) picture.append(this.#marker);
  }

  #begin(event: PointerEvent): void {
    // A second finger makes another gesture of it.
    this.#finger =
      isFinger(event) && event.isPrimary ? { id: event.pointerId, from: event, drags: false } : null;
  }

  #onMove(event: PointerEvent): void {
    const finger = this.#finger;
    if (finger?.id === event.pointerId) this.#drag(finger, event);
    else if (event.pointerType !== 'touch' && this.#isInside(event.target)) {
      this.#show(this.#find(event, 0), false);
    }
  }

  #drag({ id, from, drags }: Finger, event: PointerEvent): void {
    if (!drags) {
      const right = Math.abs(event.clientX - from.clientX);
      const down = Math.abs(event.clientY - from.clientY);
      if (Math.max(right, down) < LEAST) return;
      // Up or down the page scrolls; where the chart does something of its own, it has that alone.
      const isOther = down > right || this.#ownsDrags();
      this.#finger = isOther ? null : { id, from, drags: true };
      if (isOther) return;
    }
    const told = this.#find(event, FINGER);
    if (told) this.#show(told, true);
  }

  #onUp(event: PointerEvent): void {
    const finger = this.#finger;
    this.#finger = null;
    if (finger?.id === event.pointerId && !finger.drags) this.#tap(event);
  }

  #onOut({ target, relatedTarget }: PointerEvent): void {
    if (!this.#shown?.held && this.#isInside(target) && !this.#isInside(relatedTarget))
      this.#show(null, false);
  }

  readonly #onElsewhere = (event: PointerEvent): void => {
    const picture = this.#picture;
    if (this.#shown?.held && !(picture && event.composedPath().includes(picture))) this.#show(null, false);
  };

  #tap(event: PointerEvent): void {
    const told = this.#find(event, FINGER);
    const isAgain = this.#shown?.held && told?.item === this.#shown.item;
    this.#show(isAgain ? null : told, true);
  }
}

const isFinger = ({ pointerType }: PointerEvent): boolean => pointerType === 'touch' || pointerType === 'pen';

/** It lives as long as its element. */
export function attach(viz: VizHost, chart: ChartController): VizExtra {
  new VizPointing(viz, chart);
  return {};
}
