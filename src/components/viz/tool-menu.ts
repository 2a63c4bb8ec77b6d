/** Room in px between a menu and its button, and at the edges of the window. */
const GAP = 4;

/**
 * A menu in the top layer, after the pattern of ARIA: the button opens it, arrows, Home and End lead through it, Escape and
 * Tab out of it, and the focus comes back to the button.
 */
export class ToolMenu {
  readonly #menu: () => HTMLElement | null;
  #button: HTMLElement | null = null;
  /** The press of a button that closes its own menu, as a press beside it does, may not open it again. */
  #pressedOpen = false;

  /** `menu` gives the element with `popover="auto"`, which holds elements with `role="menuitem"`. */
  constructor(menu: () => HTMLElement | null) {
    this.#menu = menu;
  }

  /** The button whose menu is open. */
  get button(): HTMLElement | null {
    return this.#isOpen ? this.#button : null;
  }

  get #isOpen(): boolean {
    return this.#menu()?.matches(':popover-open') ?? false;
  }

  readonly onPointerdown = ({ currentTarget }: Event): void => {
    this.#pressedOpen = this.button === currentTarget;
  };

  /** Whether a click is one that opens. */
  takesClick(): boolean {
    const closing = this.#pressedOpen;
    this.#pressedOpen = false;
    return !closing;
  }

  /** Opens the menu at a button, once its items are there, with the focus on one of them. */
  open(button: HTMLElement, index = 0): void {
    const menu = this.#menu();
    if (!menu || this.#isOpen) return;
    this.#button = button;
    // Not every browser focuses a button that is pressed: and it is what the focus comes back to.
    button.focus();
    menu.showPopover();
    this.#place();
    this.#items.at(index)?.focus();
    window.addEventListener('scroll', this.#place, { capture: true, passive: true });
    window.addEventListener('resize', this.#place);
  }

  /** The focus goes back to the button: by itself it would not in every browser. */
  close(): void {
    if (!this.#isOpen) return;
    this.#menu()?.hidePopover();
    this.#button?.focus();
  }

  /** For the `toggle` event of the menu, however it came to be closed. */
  onClosed(): void {
    window.removeEventListener('scroll', this.#place, { capture: true });
    window.removeEventListener('resize', this.#place);
  }

  readonly onKeydown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const items = this.#items;
    const index = items.findIndex((item) => item === event.target);
    const next = {
      ArrowDown: (index + 1) % items.length,
      ArrowUp: (index <= 0 ? items.length : index) - 1,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (next !== undefined) items[next]?.focus();
    else if (event.key === 'Escape') this.close();
    // From the button on, to where the page has it.
    else if (event.key === 'Tab') return this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  get #items(): HTMLElement[] {
    return [...(this.#menu()?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  }

  /** Through the CSSOM: a page's policy may forbid style attributes. */
  readonly #place = (): void => {
    const menu = this.#menu();
    if (!menu || !this.#button) return;
    const { left, right, top, bottom } = this.#button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = menu;
    const { clientWidth, clientHeight } = document.documentElement;
    const isRtl = getComputedStyle(menu).direction === 'rtl';
    const below = bottom + GAP;
    const y = below + height + GAP > clientHeight ? top - GAP - height : below;
    menu.style.left = `${within(isRtl ? left : right - width, clientWidth - width)}px`;
    menu.style.top = `${within(y, clientHeight - height)}px`;
  };
}

/** What is too long for its place begins where that begins. */
const within = (start: number, most: number): number => Math.max(GAP, Math.min(start, most - GAP));
