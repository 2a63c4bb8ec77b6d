import type { View } from 'vega-view';
import { nextTask } from '../../src/internal/tasks.ts';
import type { Keys, Place, Pointer } from '../support/mouse.ts';

/**
 * Sends input to a chart, at positions in px from the top left of its picture. After each action it waits until the view
 * has run.
 */
export class Hand {
  readonly #mouse: Pointer;
  readonly #view: View;
  readonly #container: HTMLElement;

  constructor(mouse: Pointer, view: View, container: HTMLElement) {
    this.#mouse = mouse;
    this.#view = view;
    this.#container = container;
  }

  async move(...places: readonly Place[]): Promise<void> {
    for (const place of places) await this.#act(() => this.#mouse.move(this.#inView(place)));
  }

  /** Clicks at a position, with modifier keys. */
  async click(place: Place, keys: Keys = {}): Promise<void> {
    await this.move(place);
    await this.#holding(keys, () => this.#act(() => this.#mouse.click()));
  }

  async doubleClick(place: Place): Promise<void> {
    await this.move(place);
    await this.#act(() => this.#mouse.doubleClick());
  }

  /** Presses at the first position, moves over the others, and releases at the last. */
  async drag([from, ...to]: readonly [Place, ...Place[]], keys: Keys = {}): Promise<void> {
    await this.move(from);
    await this.#holding(keys, async () => {
      await this.#act(() => this.#mouse.down());
      await this.move(...to);
      await this.#act(() => this.#mouse.up());
    });
  }

  /** Turns the wheel with Ctrl, because charts receive no wheel events without it. */
  async zoom(place: Place, ...deltas: readonly number[]): Promise<void> {
    await this.move(place);
    await this.#holding({ ctrlKey: true }, async () => {
      for (const delta of deltas) await this.#act(() => this.#mouse.wheel(delta));
    });
  }

  /** Sets each input below the picture to another value. */
  async setInputs(): Promise<void> {
    for (const input of this.#container.querySelectorAll<HTMLInputElement | HTMLSelectElement>(
      '.vega-bind *',
    )) {
      if (!(input instanceof HTMLInputElement || input instanceof HTMLSelectElement)) continue;
      await this.#act(() => setInput(input));
    }
  }

  async #holding(keys: Keys, act: () => Promise<void>): Promise<void> {
    await this.#mouse.hold(keys);
    await act();
    await this.#mouse.hold({});
  }

  async #act(act: () => unknown): Promise<void> {
    await act();
    await this.#view.runAsync();
    // The next event of a reader comes in another task, with a new budget.
    await nextTask();
  }

  /** Returns the viewport position of a point in the picture. Scrolls to the point if necessary. */
  #inView({ x, y }: Place): Place {
    const picture = this.#container.querySelector('svg, canvas')!;
    const place = (): Place => {
      const { left, top } = picture.getBoundingClientRect();
      return { x: Math.round(left) + x, y: Math.round(top) + y };
    };
    const now = place();
    const { clientWidth, clientHeight } = document.documentElement;
    if (now.x >= 0 && now.y >= 0 && now.x < clientWidth && now.y < clientHeight) return now;
    scrollBy(now.x - clientWidth / 2, now.y - clientHeight / 2);
    return place();
  }
}

function setInput(input: HTMLInputElement | HTMLSelectElement): void {
  if (input.type === 'radio' || input.type === 'checkbox') return input.click();
  if (input instanceof HTMLSelectElement) input.selectedIndex = input.options.length - 1;
  else if (input.type === 'range') input.value = String((Number(input.min) * 2 + Number(input.max)) / 3);
  else if (input.type === 'color') input.value = '#336699';
  else if (input.type === 'number') input.value = '7';
  else input.value = 'a';
  for (const type of ['input', 'change']) input.dispatchEvent(new Event(type, { bubbles: true }));
}
