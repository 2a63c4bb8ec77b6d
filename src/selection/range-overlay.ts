/** What lies over a picture to choose by dragging, and shows the chosen part of an axis. Loaded on demand. */
import { drawnMarks, isIn, type Box, type DrawnMark } from './drawn-marks.ts';
import { toElementPoint, type Point } from '../vega/tooltip.ts';
import type { MountedChart } from '../vega/types.ts';

/** A pointer that has gone less far, in px, was no drag. */
const LEAST = 5;

interface RangeOptions {
  readonly view: MountedChart['view'];
  /** The element around the view's own. */
  readonly picture: HTMLElement;
  /** The axis along which is dragged; `null` where it is not. */
  readonly axis: 'x' | 'y' | null;
  /** Told of the marks that were dragged over, with the last one. */
  readonly onDrag: (marks: readonly DrawnMark[]) => void;
}

/** Bands over a picture. Gone with `signal`. */
export class RangeOverlay {
  /** A drag has just ended: the click that comes of it is none. */
  dragged = false;
  readonly #options: RangeOptions;
  readonly #layer: HTMLElement;
  readonly #signal: AbortSignal;

  constructor(options: RangeOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
    this.#layer = document.createElement('div');
    this.#layer.className = 'bands';
    const { picture, axis } = options;
    picture.append(this.#layer);
    if (axis) {
      picture.classList.add('draggable', axis);
      picture.addEventListener('pointerdown', (event) => this.#begin(event), { signal });
    }
    signal.addEventListener('abort', () => {
      this.#layer.remove();
      picture.classList.remove('draggable', 'x', 'y');
    });
  }

  /** Marks out the parts of the axis that these marks take, each a band of its own. */
  show(groups: readonly (readonly DrawnMark[])[], axis: 'x' | 'y'): void {
    const bands = groups.flatMap((marks) => bandsOf(marks, axis));
    this.#draw(bands);
  }

  #draw(bands: readonly Box[]): void {
    while (this.#layer.children.length > bands.length) this.#layer.lastElementChild?.remove();
    bands.forEach(({ x1, y1, x2, y2 }, index) => {
      const band = this.#layer.children[index] ?? this.#layer.appendChild(document.createElement('div'));
      const { style } = band as HTMLElement;
      Object.assign(style, {
        left: `${x1}px`,
        top: `${y1}px`,
        width: `${x2 - x1}px`,
        height: `${y2 - y1}px`,
      });
    });
  }

  /** A place of the viewport in px of the picture. */
  place({ clientX, clientY }: MouseEvent): Point {
    return toElementPoint(this.#options.picture, { x: clientX, y: clientY });
  }

  #begin(event: PointerEvent): void {
    const { view, axis, onDrag } = this.#options;
    // Its click is another one, also where the timer of the last drag is late.
    this.dragged = false;
    const from = this.place(event);
    const all = drawnMarks(view);
    const plot = all.map((mark) => mark.plot).find((each) => isIn(each, from));
    if (event.button !== 0 || !event.isPrimary || !plot || !axis) return;
    const marks = all.filter((mark) => isEqual(mark.plot, plot));
    const before = [...this.#layer.children].map((band) => band.cloneNode() as HTMLElement);
    const drag = new AbortController();
    const signal = AbortSignal.any([drag.signal, this.#signal]);
    let moving = false;
    const part = (to: MouseEvent): Box => {
      const { x, y } = this.place(to);
      return axis === 'x'
        ? { ...plot, ...between(from.x, x, plot.x1, plot.x2, 'x') }
        : { ...plot, ...between(from.y, y, plot.y1, plot.y2, 'y') };
    };
    const move = (to: PointerEvent): void => {
      const { x, y } = this.place(to);
      moving ||= Math.abs(axis === 'x' ? x - from.x : y - from.y) >= LEAST;
      if (!moving) return;
      to.preventDefault();
      this.#draw([part(to)]);
    };
    const end = (to: PointerEvent): void => {
      drag.abort();
      if (!moving) return;
      this.dragged = true;
      setTimeout(() => (this.dragged = false));
      const box = part(to);
      const middle = (mark: Box): number => (axis === 'x' ? mark.x1 + mark.x2 : mark.y1 + mark.y2) / 2;
      const [least, most] = axis === 'x' ? [box.x1, box.x2] : [box.y1, box.y2];
      onDrag(marks.filter((mark) => middle(mark.box) >= least && middle(mark.box) <= most));
    };
    const cancel = (): void => {
      drag.abort();
      this.#layer.replaceChildren(...before);
    };
    window.addEventListener('pointermove', move, { signal });
    window.addEventListener('pointerup', end, { signal });
    window.addEventListener('pointercancel', cancel, { signal });
  }
}

/** One band for each plot. */
function bandsOf(marks: readonly DrawnMark[], axis: 'x' | 'y'): readonly Box[] {
  const bands: { plot: Box; from: number; to: number }[] = [];
  for (const { box, plot } of marks) {
    const [from, to] = axis === 'x' ? [box.x1, box.x2] : [box.y1, box.y2];
    const band = bands.find((each) => isEqual(each.plot, plot));
    if (!band) bands.push({ plot, from, to });
    else Object.assign(band, { from: Math.min(band.from, from), to: Math.max(band.to, to) });
  }
  return bands.map(({ plot, from, to }) =>
    axis === 'x'
      ? { ...plot, x1: Math.max(plot.x1, from), x2: Math.min(plot.x2, to) }
      : { ...plot, y1: Math.max(plot.y1, from), y2: Math.min(plot.y2, to) },
  );
}

function between(a: number, b: number, least: number, most: number, axis: 'x' | 'y'): Partial<Box> {
  const clamp = (value: number): number => Math.max(least, Math.min(value, most));
  const [from, to] = [clamp(Math.min(a, b)), clamp(Math.max(a, b))];
  return axis === 'x' ? { x1: from, x2: to } : { y1: from, y2: to };
}

const isEqual = (a: Box, b: Box): boolean => a.x1 === b.x1 && a.y1 === b.y1 && a.x2 === b.x2 && a.y2 === b.y2;
