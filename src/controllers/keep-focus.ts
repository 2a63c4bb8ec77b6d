import type { ReactiveControllerHost } from 'lit';

/**
 * Keeps the focus in a host where an update takes away what has it, as a button that has done its work: it goes to `place`,
 * a selector, from where the keyboard goes on. Nothing is scrolled, and nobody else loses it.
 */
export function keepFocus(host: ReactiveControllerHost & HTMLElement, place: string): void {
  let before: Element | null | undefined;
  host.addController({
    hostUpdate() {
      before = host.shadowRoot?.activeElement;
    },
    hostUpdated() {
      if (!before || before.isConnected || document.activeElement !== document.body) return;
      const to = host.shadowRoot?.querySelector<HTMLElement>(place);
      if (!to) return;
      // For a moment alone: else a click on it would focus it, too.
      to.tabIndex = -1;
      to.onblur = () => to.removeAttribute('tabindex');
      to.focus({ preventScroll: true });
    },
  });
}
