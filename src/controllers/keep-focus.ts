import type { ReactiveControllerHost } from 'lit';

const NO_OUTLINE = 'none';

/**
 * Moves the focus to the element that `selector` matches in the shadow root when an update removes the focused element,
 * such as a button that was pressed. Does not scroll. Shows a focus ring only if the removed element had one.
 */
export function keepFocus(host: ReactiveControllerHost & HTMLElement, selector: string): void {
  let before: Element | null | undefined;
  let isShown = false;
  host.addController({
    hostUpdate() {
      before = host.shadowRoot?.activeElement;
      isShown =
        before?.matches(':focus-visible') === true && (before as HTMLElement).style.outline !== NO_OUTLINE;
    },
    hostUpdated() {
      if (!before || before.isConnected || document.activeElement !== document.body) return;
      const to = host.shadowRoot?.querySelector<HTMLElement>(selector);
      if (!to) return;
      to.tabIndex = -1;
      to.style.outline = isShown ? '' : NO_OUTLINE;
      // Remove `tabindex` on blur: otherwise a click would focus the element.
      to.onblur = () => {
        // Another window has the focus. On return, the element has it again.
        if (host.shadowRoot?.activeElement === to) return;
        to.removeAttribute('tabindex');
        to.style.outline = '';
      };
      to.focus({ preventScroll: true });
    },
  });
}
