import type { ReactiveControllerHost } from 'lit';

const HIDDEN = 'none';

/**
 * Keeps the focus in a host where an update takes away what has it, as a button that has done its work: it goes to `place`,
 * a selector, from where the keyboard goes on. Nothing is scrolled, nobody else loses it, and it is shown only where it was
 * shown before: not to those who pressed the button with a pointer.
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
