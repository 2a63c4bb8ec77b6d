import { html, nothing, type TemplateResult } from 'lit';
import type { Locale, ToolWords } from '../../locale/types.ts';

/** Room in px between a menu and its button, and at the edges of the window. */
const GAP = 4;

/**
 * A menu in the top layer, after the pattern of ARIA: the button opens it, arrows, Home and End lead through it, Escape
 * and Tab out of it, and the focus comes back to the button.
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

/* The tools of a chart, and how each looks as a button of its own. */

export const TOOLS = ['csv', 'json', 'png', 'svg', 'fullscreen', 'table'] as const;
export type ToolName = (typeof TOOLS)[number];

/** One thing that a reader can do. */
export interface Tool {
  readonly name: ToolName;
  /** What it does, in a menu and for those who hear it. */
  readonly label: string;
  /** On the bar, where that is something else than its label. */
  readonly viewModel?: string | TemplateResult;
  readonly enabled: boolean;
  readonly run: () => void;
}

export const CORNERS = html`<svg viewBox="0 0 16 16" aria-hidden="true">
  <path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4" />
</svg>`;
export const INWARD = html`<svg viewBox="0 0 16 16" aria-hidden="true">
  <path d="M6 2v4H2M14 6h-4V2M10 14v-4h4M2 10h4v4" />
</svg>`;
export const DOTS = html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 8h0M8 8h0M13 8h0" /></svg>`;

/** A tool as a button of its own. */
export function toolTemplate({ label, viewModel = label, enabled, run }: Tool): TemplateResult {
  return html`<button
    type="button"
    part="button"
    class=${typeof viewModel === 'string' ? '' : 'icon'}
    title=${viewModel === label ? nothing : label}
    aria-label=${viewModel === label ? nothing : label}
    aria-disabled=${enabled ? nothing : 'true'}
    @click=${() => {
      if (enabled) run();
    }}
  >
    ${viewModel}
  </button>`;
}

const ENGLISH: ToolWords = {
  tools: 'Chart tools',
  download: 'Download #',
  enterFullscreen: 'Full screen',
  leaveFullscreen: 'Exit full screen',
  busy: 'Preparing #…',
  done: 'The # file is ready.',
  failed: 'Could not create the # file.',
  blocked: 'This page does not allow downloads.',
  smaller: 'The picture is smaller than requested, as it would be too large.',
};

/** What the toolbar says: English comes with it, other languages bring it with their sentences. */
export const toolWords = ({ messages }: Pick<Locale, 'messages'>): ToolWords => messages.tools ?? ENGLISH;
