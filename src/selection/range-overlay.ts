/** Selects by dragging over a picture, and shows the selected part of an axis as a band. Loaded on demand. */
import { type Bounds, isIn, type Point } from '../spec/scene.ts';
import { drawnMarks, placeOver, type DrawnMark } from '../vega/hit-test.ts';
import { toElementPoint } from '../vega/tooltip.ts';
import type { MountedChart } from '../vega/types.ts';

/** Minimum distance in px that a pointer moves in a drag. */
const MIN_DRAG = 5;

interface RangeOptions {
  readonly view: MountedChart['view'];
  /** The parent of the view's container. */
  readonly picture: HTMLElement;
  /** The axis along which the reader can drag, or `null`. */
  readonly axis: 'x' | 'y' | null;
  /** Receives the marks in the dragged range. */
  readonly onDrag: (marks: readonly DrawnMark[]) => void;
}

/** Bands over a picture, which are removed when `signal` is aborted. */
export class RangeOverlay {
  /** Whether a drag has just ended. The resulting click must be ignored. */
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
      picture.addEventListener('pointerdown', (event) => this.#startDrag(event), { signal });
    }
    signal.addEventListener('abort', () => {
      this.#layer.remove();
      picture.classList.remove('draggable', 'x', 'y');
    });
  }

  /** Shows a band along the axis for each group of marks. */
  show(groups: readonly (readonly DrawnMark[])[], axis: 'x' | 'y'): void {
    this.#draw(groups.flatMap((marks) => toBands(marks, axis)));
  }

  #draw(bands: readonly Bounds[]): void {
    while (this.#layer.children.length > bands.length) this.#layer.lastElementChild?.remove();
    bands.forEach((box, index) => {
      const band = this.#layer.children[index] ?? this.#layer.appendChild(document.createElement('div'));
      placeOver(band as HTMLElement, box);
    });
  }

  /** Converts the position of an event to px in the picture. */
  toPicture({ clientX, clientY }: MouseEvent): Point {
    return toElementPoint(this.#options.picture, { x: clientX, y: clientY });
  }

  #startDrag(event: PointerEvent): void {
    const { view, axis, onDrag } = this.#options;
    // Reset here, too: the timer of the last drag may be late.
    this.dragged = false;
    const from = this.toPicture(event);
    const all = drawnMarks(view);
    const plot = all.map((mark) => mark.plot).find((each) => isIn(each, from));
    if (event.button !== 0 || !event.isPrimary || !plot || !axis) return;
    const marks = all.filter((mark) => isSameBox(mark.plot, plot));
    const before = [...this.#layer.children].map((band) => band.cloneNode() as HTMLElement);
    const drag = new AbortController();
    const { signal } = drag;
    // WebKit can collect a signal of `AbortSignal.any()` that only listeners hold. It then never removes them.
    this.#signal.addEventListener('abort', () => drag.abort(), { signal });
    let moving = false;
    const part = (to: MouseEvent): Bounds => {
      const { x, y } = this.toPicture(to);
      return axis === 'x'
        ? { ...plot, ...clampedSpan(from.x, x, plot.x1, plot.x2, 'x') }
        : { ...plot, ...clampedSpan(from.y, y, plot.y1, plot.y2, 'y') };
    };
    const move = (to: PointerEvent): void => {
      const { x, y } = this.toPicture(to);
      moving ||= Math.abs(axis === 'x' ? x - from.x : y - from.y) >= MIN_DRAG;
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
      const middle = (mark: Bounds): number => (axis === 'x' ? mark.x1 + mark.x2 : mark.y1 + mark.y2) / 2;
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

/** Returns a band for each plot that contains some of the marks. */
function toBands(marks: readonly DrawnMark[], axis: 'x' | 'y'): readonly Bounds[] {
  const bands: { plot: Bounds; from: number; to: number }[] = [];
  for (const { box, plot } of marks) {
    const [from, to] = axis === 'x' ? [box.x1, box.x2] : [box.y1, box.y2];
    const band = bands.find((each) => isSameBox(each.plot, plot));
    if (!band) bands.push({ plot, from, to });
    else Object.assign(band, { from: Math.min(band.from, from), to: Math.max(band.to, to) });
  }
  return bands.map(({ plot, from, to }) =>
    axis === 'x'
      ? { ...plot, x1: Math.max(plot.x1, from), x2: Math.min(plot.x2, to) }
      : { ...plot, y1: Math.max(plot.y1, from), y2: Math.min(plot.y2, to) },
  );
}

function clampedSpan(a: number, b: number, least: number, most: number, axis: 'x' | 'y'): Partial<Bounds> {
  const clamp = (value: number): number => Math.max(least, Math.min(value, most));
  const [from, to] = [clamp(Math.min(a, b)), clamp(Math.max(a, b))];
  return axis === 'x' ? { x1: from, x2: to } : { y1: from, y2: to };
}

const isSameBox = (a: Bounds, b: Bounds): boolean =>
  a.x1 === b.x1 && a.y1 === b.y1 && a.x2 === b.x2 && a.y2 === b.y2;
