import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** One option that stands in a control. */
export interface OwnOption {
  readonly value: string;
  readonly label: string;
  readonly disabled: boolean;
  /** The label of the `<optgroup>` around it. */
  readonly group: string | null;
}

const WATCHED = {
  childList: true,
  subtree: true,
  characterData: true,
  attributeFilter: ['value', 'label', 'disabled', 'selected', 'multiple'],
};

/** The `<option>`s that the page has put into a host, as they are by now. Another `multiple` of it is seen, too. */
export class OwnOptionsController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #observer: MutationObserver;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    this.#observer = new MutationObserver(() => host.requestUpdate());
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.#host, WATCHED);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }

  /** `null` where there are none. */
  get current(): readonly OwnOption[] | null {
    const all = this.#host.querySelectorAll<HTMLOptionElement>(':scope > option, :scope > optgroup > option');
    const options = [...all].map((option) => ({
      value: option.value,
      label: option.label,
      disabled: option.matches(':disabled'),
      group: option.closest('optgroup')?.label ?? null,
    }));
    return options.length > 0 ? options : null;
  }
}
