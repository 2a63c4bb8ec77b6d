import type { ReactiveControllerHost } from 'lit';

const HIDDEN = 'none';

/**
 * Moves the focus to `place`, a selector, when an update removes the focused element, such as a button that was
 * pressed. It does not scroll, takes the focus from nothing else, and shows the focus only if it was visible before,
 * that is, not after a click.
 */
export function keepFocus(host: ReactiveControllerHost & HTMLElement, place: string): void {
  let before: Element | null | undefined;
  let isShown = false;
  host.addController({
    hostUpdate() {
      before = host.shadowRoot?.activeElement;
      isShown =
        before?.matches(':focus-visible') === true && (before as HTMLElement).style.outline !== HIDDEN;
    },
    hostUpdated() {
      if (!before || before.isConnected || document.activeElement !== document.body) return;
      const to = host.shadowRoot?.querySelector<HTMLElement>(place);
      if (!to) return;
      to.tabIndex = -1;
      to.style.outline = isShown ? '' : HIDDEN;
      // For a moment alone: else a click on it would focus it, too.
      to.onblur = () => {
        to.removeAttribute('tabindex');
        to.style.outline = '';
      };
      to.focus({ preventScroll: true });
    },
  });
}
