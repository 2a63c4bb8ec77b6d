import { html, nothing, type TemplateResult } from 'lit';
import english from '../../locale/messages/en/tools.ts';
import type { Locale, ToolWords } from '../../locale/types.ts';

/** Distance in px between a menu and its button, and to the edges of the window. */
const GAP = 4;

/**
 * A menu in the top layer that follows the ARIA menu button pattern. The button opens it; the arrow keys, Home and End
 * move the focus between items; Escape and Tab close it and return the focus to the button.
 */
export class ToolMenu {
  readonly #menu: () => HTMLElement | null;
  #button: HTMLElement | null = null;
  /** Whether the menu was open when its button was pressed. The press closes it, so the click must not reopen it. */
  #pressedOpen = false;

  /** @param menu Returns the element with `popover="auto"` that contains the elements with `role="menuitem"` */
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

  /** Returns whether a click on the button opens the menu. Call it once for each click. */
  opensOnClick(): boolean {
    const closing = this.#pressedOpen;
    this.#pressedOpen = false;
    return !closing;
  }

  /** Opens the menu next to `button` and moves the focus to an item. The items must have been rendered. */
  open(button: HTMLElement, index: number): void {
    const menu = this.#menu();
    if (!menu || this.#isOpen) return;
    this.#button = button;
    // Safari does not focus a clicked button. Focus it, because the focus returns to it when the menu closes.
    button.focus();
    menu.showPopover();
    this.#place();
    this.#items.at(index)?.focus();
    window.addEventListener('scroll', this.#place, { capture: true, passive: true });
    window.addEventListener('resize', this.#place);
  }

  /** Closes the menu and focuses the button, which not all browsers do on their own. */
  close(): void {
    if (!this.#isOpen) return;
    this.#menu()?.hidePopover();
    this.#button?.focus();
  }

  /** Call this on the menu's `toggle` event, after any way of closing it. */
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
    // Do not prevent the default: the focus moves on from the button.
    else if (event.key === 'Tab') return this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  get #items(): HTMLElement[] {
    return [...(this.#menu()?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  }

  /** Positions the menu. Uses the CSSOM because a page's CSP may forbid `style` attributes. */
  readonly #place = (): void => {
    const menu = this.#menu();
    if (!menu || !this.#button) return;
    const { left, right, top, bottom } = this.#button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = menu;
    const { clientWidth, clientHeight } = document.documentElement;
    const isRtl = getComputedStyle(menu).direction === 'rtl';
    const below = bottom + GAP;
    const y = below + height + GAP > clientHeight ? top - GAP - height : below;
    menu.style.left = `${clampToWindow(isRtl ? left : right - width, clientWidth - width)}px`;
    menu.style.top = `${clampToWindow(y, clientHeight - height)}px`;
  };
}

/** Limits a coordinate to the window. A menu that is too large starts at the top or left edge. */
const clampToWindow = (start: number, end: number): number => Math.max(GAP, Math.min(start, end - GAP));

export const TOOLS = ['csv', 'json', 'png', 'svg', 'fullscreen', 'share', 'table'] as const;
export type ToolName = (typeof TOOLS)[number];

/** A command in the toolbar. */
export interface Tool {
  readonly name: ToolName;
  /** The text in the menu, and the accessible name. */
  readonly label: string;
  /** The content of the button in the bar. Default: the label. */
  readonly content?: string | TemplateResult;
  readonly enabled: boolean;
  readonly run: () => void;
}

const icon = (path: string): TemplateResult =>
  html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d=${path} /></svg>`;

export const ENTER_FULLSCREEN_ICON = icon('M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4');
export const EXIT_FULLSCREEN_ICON = icon('M6 2v4H2M14 6h-4V2M10 14v-4h4M2 10h4v4');
export const SHARE_ICON = icon('M8 10V2M5 5l3-3 3 3M4 8H3v6h10V8h-1');
export const MORE_ICON = icon('M3 8h0M8 8h0M13 8h0');

/** Renders a tool as a button in the bar. */
export function toolTemplate({ label, content = label, enabled, run }: Tool): TemplateResult {
  return html`<button
    type="button"
    part="button"
    class=${typeof content === 'string' ? '' : 'icon'}
    title=${content === label ? nothing : label}
    aria-label=${content === label ? nothing : label}
    aria-disabled=${enabled ? nothing : 'true'}
    @click=${() => {
      if (enabled) run();
    }}
  >
    ${content}
  </button>`;
}

/** Returns the messages of the toolbar in the reader's language. */
export const toolWords = ({ messages }: Pick<Locale, 'messages'>): ToolWords => messages.tools ?? english;
