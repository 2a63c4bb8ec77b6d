import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ChartPoint, TooltipContent, TooltipSink } from '../../vega/types.ts';

/** Maximum number of points that the keyboard reaches. The table lists all points. */
const MAX_POINTS = 2000;

/** A tooltip, and its position in px relative to the chart. */
export interface ShownTooltip {
  readonly content: TooltipContent;
  readonly x: number;
  readonly y: number;
  /** What to render instead of `content`. */
  readonly body?: unknown;
}

/** The reader's position in a chart: the point that the keyboard reached, or the one under the pointer. */
export class CursorController implements ReactiveController {
  tooltip: ShownTooltip | null = null;
  /** The point that the keyboard reached. */
  point: { readonly at: ChartPoint; readonly index: number; readonly count: number } | null = null;
  /** The last press or release over the picture, or the first `pointerover`. This event, or the focus, loads `viz-pointing`. */
  pointer: PointerEvent | null = null;
  /** Whether the picture has had the focus. */
  wasFocused = false;
  /** Returns the tooltip for a point that the keyboard reached; `null` for the default. */
  expand: (at: ChartPoint) => ShownTooltip | null = () => null;
  /** Returns the index that a key moves to from a point on a line; `null` for the default. */
  moveOnLines: (key: string, index: number, points: readonly ChartPoint[]) => number | null = () => null;
  /** Whether to ignore Vega's tooltips because `viz-pointing` finds the mark under the pointer. */
  overridesVega = false;
  readonly #host: ReactiveControllerHost;
  readonly #collect: (limit: number) => readonly ChartPoint[];

  /** @param collect Returns up to `limit` points of the current picture */
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

  /** Receives Vega's tooltips. */
  readonly onTooltip: TooltipSink = (tooltip) => {
    if (!this.overridesVega) this.show(tooltip);
  };

  readonly onPointer = (event: PointerEvent): void => {
    if (!this.pointer) this.#host.requestUpdate();
    if (!this.pointer || event.type !== 'pointerover') this.pointer = event;
  };

  readonly onFocus = (): void => {
    if (this.wasFocused) return;
    this.wasFocused = true;
    this.#host.requestUpdate();
  };

  readonly show = (tooltip: ShownTooltip | null): void => {
    if (tooltip === null && this.tooltip === null) return;
    this.tooltip = tooltip;
    this.point = null;
    this.#host.requestUpdate();
  };

  /** Ends a tap that cleared a selection. It shows no tooltip, even if `viz-pointing` is still loading. */
  endTap(): void {
    if (!this.pointer || this.pointer.pointerType === 'mouse') return;
    this.pointer = null;
    this.show(null);
  }

  /** Moves to another point. Other keys keep their default action. */
  readonly onKeydown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const points = this.#collect(MAX_POINTS);
    const from = this.point?.index ?? -1;
    const index = this.moveOnLines(event.key, from, points) ?? movePoint(event.key, from, points.length);
    const at = index === null ? undefined : points[index];
    if (index === null || !at) return;
    event.preventDefault();
    this.point = { at, index, count: points.length };
    this.showPoint(at);
  };

  /** Shows the tooltip of the point that the keyboard reached. */
  showPoint(at: ChartPoint): void {
    this.tooltip = this.expand(at) ?? { content: at.content, x: at.x + at.width / 2, y: at.y };
    this.#host.requestUpdate();
  }

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

/** The index that each key moves to, from an index among `count` points (-1: before the first). */
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

/** Returns the index that a key moves to, or `null` for other keys and without points. */
export function movePoint(key: string, index: number, count: number): number | null {
  const move = Object.hasOwn(MOVES, key) ? MOVES[key] : undefined;
  if (!move || count === 0) return null;
  // There may be fewer points than at the last move.
  return Math.max(0, Math.min(move(index, count), count - 1));
}
