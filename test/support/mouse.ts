/** A position in the viewport, in px. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** The modifier keys that are held down. */
export type Keys = Pick<MouseEventInit, 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>;

/** A pointing device for tests. */
export interface Pointer {
  /** Holds these keys down from now on and releases all others. */
  hold(keys: Keys): void | Promise<void>;
  move(place: Place): void | Promise<void>;
  down(): void | Promise<void>;
  up(): void | Promise<void>;
  click(): void | Promise<void>;
  doubleClick(): void | Promise<void>;
  wheel(deltaY: number): unknown;
}

/**
 * A simulated mouse. At each position it dispatches the same events as a browser for a real mouse, to the same
 * targets and in the same order, through all shadow roots. It omits `enter` and `leave` events, which do not bubble
 * and which Vega does not use.
 */
export class Mouse implements Pointer {
  #place: Place = { x: 0, y: 0 };
  #over: Element | null = null;
  #pressed: Element | null = null;
  #keys: Keys = {};

  hold(keys: Keys): void {
    this.#keys = keys;
  }

  move(place: Place): void {
    this.#place = place;
    const target = elementAt(place);
    const before = this.#over;
    this.#over = target;
    if (target !== before) {
      for (const kind of ['pointer', 'mouse'] as const) {
        if (before?.isConnected) this.#send(before, `${kind}out`, { relatedTarget: target });
        this.#send(target, `${kind}over`, { relatedTarget: before });
      }
    }
    this.#send(target, 'pointermove', { button: -1 });
    this.#send(target, 'mousemove');
  }

  down(): void {
    const target = elementAt(this.#place);
    this.#pressed = target;
    this.#send(target, 'pointerdown');
    this.#send(target, 'mousedown');
  }

  /** Releases the button, which clicks the innermost element around both the pressed and the current element. */
  up(): void {
    const target = elementAt(this.#place);
    const pressed = this.#pressed;
    this.#pressed = null;
    this.#send(target, 'pointerup');
    this.#send(target, 'mouseup');
    const clicked = pressed?.isConnected ? commonAncestor(pressed, target) : null;
    if (clicked) this.#send(clicked, 'click', { detail: 1 });
  }

  click(): void {
    this.down();
    this.up();
  }

  doubleClick(): void {
    this.click();
    this.click();
    this.#send(elementAt(this.#place), 'dblclick', { detail: 2 });
  }

  /** Turns the wheel. Returns whether the page would scroll. */
  wheel(deltaY: number): boolean {
    return this.#send(elementAt(this.#place), 'wheel', { deltaY });
  }

  #send(target: Element, type: string, more: WheelEventInit & PointerEventInit = {}): boolean {
    const { x: clientX, y: clientY } = this.#place;
    const init = {
      ...{ bubbles: true, composed: true, cancelable: true, view: window },
      ...{ clientX, clientY, buttons: this.#pressed ? 1 : 0 },
      ...this.#keys,
      ...more,
    };
    if (type === 'wheel') return target.dispatchEvent(new WheelEvent(type, init));
    if (!/^pointer|^click$/.test(type)) return target.dispatchEvent(new MouseEvent(type, init));
    const pointer = { pointerId: 1, pointerType: 'mouse', isPrimary: true, width: 1, height: 1 };
    return target.dispatchEvent(new PointerEvent(type, { ...init, ...pointer }));
  }
}

/** A touch device for tests. */
export interface Touch {
  down(place: Place): void | Promise<void>;
  move(place: Place): void | Promise<void>;
  up(): void | Promise<void>;
  /** Touches and lifts. Resolves after the `click`. */
  tap(place: Place): void | Promise<void>;
}

/**
 * A simulated finger. The target of all pointer events is the element at its first position. After a tap, it
 * dispatches mouse events. It does not scroll.
 */
export class Finger implements Touch {
  #place: Place = { x: 0, y: 0 };
  #target: Element | null = null;
  #moved = false;
  /** The target of the mouse events after the last tap. */
  #hovered: Element | null = null;
  readonly #type: string;
  readonly #isPrimary: boolean;

  /** A pen dispatches the same events as a finger. */
  constructor(type: 'touch' | 'pen' = 'touch', isPrimary = true) {
    this.#type = type;
    this.#isPrimary = isPrimary;
  }

  down(place: Place): void {
    this.#place = place;
    this.#target = elementAt(place);
    this.#moved = false;
    for (const type of ['over', 'down']) this.#send(`pointer${type}`);
  }

  move(place: Place): void {
    this.#place = place;
    this.#moved = true;
    this.#send('pointermove');
  }

  up(): void {
    for (const type of ['up', 'out']) this.#send(`pointer${type}`);
    const target = this.#target;
    this.#target = null;
    if (this.#moved || !target?.isConnected) return;
    if (this.#hovered?.isConnected && this.#hovered !== target) this.#sendMouse(this.#hovered, 'mouseout');
    this.#hovered = target;
    for (const type of ['mouseover', 'mousemove', 'mousedown', 'mouseup', 'click'])
      this.#sendMouse(target, type);
  }

  async tap(place: Place): Promise<void> {
    this.down(place);
    // Browsers dispatch the next event in another task, so elements have started an update.
    await Promise.resolve();
    this.up();
  }

  #send(type: string): void {
    const { x: clientX, y: clientY } = this.#place;
    const init = { bubbles: true, composed: true, cancelable: true, view: window, clientX, clientY };
    const pointer = {
      pointerType: this.#type,
      isPrimary: this.#isPrimary,
      pointerId: this.#isPrimary ? 2 : 3,
    };
    this.#target?.dispatchEvent(new PointerEvent(type, { ...init, ...pointer, button: 0, buttons: 1 }));
  }

  #sendMouse(target: Element, type: string): void {
    const { x: clientX, y: clientY } = this.#place;
    const init = {
      bubbles: true,
      composed: true,
      cancelable: true,
      view: window,
      clientX,
      clientY,
      detail: 1,
    };
    target.dispatchEvent(
      type === 'click'
        ? new PointerEvent(type, { ...init, pointerType: 'touch' })
        : new MouseEvent(type, init),
    );
  }
}

/** Returns the innermost element at a position, which is the target of an event there. */
export function elementAt({ x, y }: Place): Element {
  let found: Element = document.documentElement;
  let inside = document.elementFromPoint(x, y);
  while (inside && inside !== found) {
    found = inside;
    inside = found.shadowRoot?.elementFromPoint(x, y) ?? null;
  }
  return found;
}

function commonAncestor(a: Element, b: Element): Element | null {
  const above = new Set(ancestors(a));
  return ancestors(b).find((element) => above.has(element)) ?? null;
}

function ancestors(element: Element): Element[] {
  const found: Element[] = [];
  for (
    let node: Node | null = element;
    node;
    node = node.parentNode ?? (node as Partial<ShadowRoot>).host ?? null
  ) {
    if (node instanceof Element) found.push(node);
  }
  return found;
}
