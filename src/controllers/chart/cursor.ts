import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ChartPoint, TooltipContent, TooltipSink } from '../../vega/types.ts';

/** Points beyond this many make no path that somebody walks by keyboard; the table lists them. */
const MAX_POINTS = 2000;

/** Where a reader is in a chart: the point the keyboard has come to, or the one under the pointer. */
export class CursorController implements ReactiveController {
  /** What to show beside which place, in px within the chart. */
  tooltip: { readonly content: TooltipContent; readonly x: number; readonly y: number } | null = null;
  /** The point that the keyboard has come to. */
  point: { readonly at: ChartPoint; readonly index: number; readonly count: number } | null = null;
  /**
   * The last that was pressed or let go over the picture, or what first came there: with it, what follows pointers is
   * loaded.
   */
  pointer: PointerEvent | null = null;
  /** Something else than Vega says what is under the pointer. */
  followed = false;
  readonly #host: ReactiveControllerHost;
  readonly #collect: (limit: number) => readonly ChartPoint[];

  /** `collect` gives the points of the picture as it is now. */
  constructor(host: ReactiveControllerHost, collect: (limit: number) => readonly ChartPoint[]) {
    this.#host = host;
    this.#collect = collect;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('keydown', this.#onDocumentKeydown);
  }

  hostDisconnected(): void {
    document.removeEventListener('keydown', this.#onDocumentKeydown);
    this.leave();
  }

  /** Takes Vega's tooltips. */
  readonly onTooltip: TooltipSink = (tooltip) => {
    if (!this.followed) this.show(tooltip);
  };

  readonly onPointer = (event: PointerEvent): void => {
    if (!this.pointer) this.#host.requestUpdate();
    if (!this.pointer || event.type !== 'pointerover') this.pointer = event;
  };

  readonly show: TooltipSink = (tooltip) => {
    if (tooltip === null && this.tooltip === null) return;
    this.tooltip = tooltip;
    this.point = null;
    this.#host.requestUpdate();
  };

  /** A tap that has taken a choice back asks for no tooltip: not even where what would show it is still to come. */
  endTap(): void {
    if (!this.pointer || this.pointer.pointerType === 'mouse') return;
    this.pointer = null;
    this.show(null);
  }

  /** Moves along the points. Keys that lead nowhere keep their usual effect. */
  readonly onKeydown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const points = this.#collect(MAX_POINTS);
    const index = movePoint(event.key, this.point?.index ?? -1, points.length);
    const at = index === null ? undefined : points[index];
    if (index === null || !at) return;
    event.preventDefault();
    this.point = { at, index, count: points.length };
    this.tooltip = { content: at.content, x: at.x + at.width / 2, y: at.y };
    this.#host.requestUpdate();
  };

  readonly leave = (): void => {
    if (!this.tooltip && !this.point) return;
    this.tooltip = null;
    this.point = null;
    this.#host.requestUpdate();
  };

  readonly #onDocumentKeydown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.leave();
  };
}

/** Where each key of the keyboard path leads, from a place among `count` points (-1: not begun). */
const MOVES: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowRight: (index) => index + 1,
  ArrowDown: (index) => index + 1,
  ArrowLeft: (index) => index - 1,
  ArrowUp: (index) => index - 1,
  PageDown: (index) => index + 10,
  PageUp: (index) => index - 10,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** The place that a key leads to, or `null` where the key is none of the path's or there is nowhere to go. */
export function movePoint(key: string, index: number, count: number): number | null {
  const move = Object.hasOwn(MOVES, key) ? MOVES[key] : undefined;
  if (!move || count === 0) return null;
  // The points may have become fewer since the last move.
  return Math.max(0, Math.min(move(index, count), count - 1));
}
