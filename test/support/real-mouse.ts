import { executeServerCommand } from '@web/test-runner-commands';
import { Finger, type Keys, type Place, type Pointer, type Touch } from './mouse.ts';
import type { InputAction } from './wtr/input.ts';

const WEBKIT = /WebKit(?!.*Chrome)/.test(navigator.userAgent);

/** Sends input through the browser's driver, then waits until the page has handled it. */
export async function sendInput(...actions: readonly InputAction[]): Promise<void> {
  await executeServerCommand('input', actions as never);
  for (let frame = 0; frame < 2; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
}

/** The real mouse of the browser's driver. It can hold Shift and Ctrl. */
export class RealMouse implements Pointer {
  #place: Place = { x: 0, y: 0 };
  readonly #held = new Set<'Shift' | 'Control'>();

  async hold({ shiftKey = false, ctrlKey = false }: Keys): Promise<void> {
    await this.#hold('Shift', shiftKey);
    await this.#hold('Control', ctrlKey);
  }

  async #hold(key: 'Shift' | 'Control', isHeld: boolean): Promise<void> {
    if (isHeld === this.#held.has(key)) return;
    if (isHeld) this.#held.add(key);
    else this.#held.delete(key);
    await sendInput({ type: isHeld ? 'hold' : 'release', key });
  }

  async move(place: Place): Promise<void> {
    this.#place = place;
    await sendInput({ type: 'move', ...place });
  }

  down(): Promise<void> {
    return sendInput({ type: 'down' });
  }

  up(): Promise<void> {
    return sendInput({ type: 'up' });
  }

  click(): Promise<void> {
    return sendInput({ type: 'down' }, { type: 'up' });
  }

  doubleClick(): Promise<void> {
    return sendInput({ type: 'doubleClick', ...this.#place });
  }

  /** Does nothing in WebKit, whose driver does not control the speed of the wheel. */
  async wheel(deltaY: number): Promise<void> {
    if (!WEBKIT) await sendInput({ type: 'wheel', deltaY });
  }
}

/** The real finger of the browser's driver. */
class RealFinger implements Touch {
  down(place: Place): Promise<void> {
    return sendInput({ type: 'touch', ...place });
  }

  move(place: Place): Promise<void> {
    return sendInput({ type: 'slide', ...place });
  }

  up(): Promise<void> {
    return sendInput({ type: 'lift' });
  }

  async tap(place: Place): Promise<void> {
    const clicked = new Promise((resolve) =>
      addEventListener('click', resolve, { once: true, capture: true }),
    );
    await sendInput({ type: 'touch', ...place }, { type: 'lift' });
    await clicked;
  }
}

/** Creates a real finger if the browser's driver has one, or else a simulated one, which does not scroll. */
export const createFinger = (): Touch => (WEBKIT ? new Finger() : new RealFinger());

/** Presses real keys on the focused element, one after the other. Each is the name of a key or a letter. */
export const pressKeys = (...keys: readonly string[]): Promise<void> =>
  sendInput(...keys.map((key) => ({ type: 'press' as const, key })));
