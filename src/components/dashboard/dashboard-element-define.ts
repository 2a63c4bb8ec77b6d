import { loadParts } from './load-parts.ts';
import { VibedasherDashboard } from './dashboard-element.ts';

/** Registers the element, unless another copy of the script already has. */
if (!customElements.get('vibedasher-dashboard')) {
  customElements.define('vibedasher-dashboard', VibedasherDashboard);
}

declare global {
  interface HTMLElementTagNameMap {
    'vibedasher-dashboard': VibedasherDashboard;
  }
}

export { loadParts, VibedasherDashboard };

/** For those who load this by need. */
export const { join } = VibedasherDashboard;
