import { dashboards } from '../../controllers/dashboard/scope.ts';
import { loadParts, VibedasherDashboard } from './dashboard-element.ts';

/** Registers the element, unless another copy of the script already has. */
if (!customElements.get('vibedasher-dashboard')) {
  customElements.define('vibedasher-dashboard', VibedasherDashboard);
}

// Not by way of the loader any more: what is drawn a frame earlier has another size.
dashboards.load = () => Promise.resolve(VibedasherDashboard);

// Controls are loaded by the dashboard around them. One that stands outside says so, if its code is there.
if (globalThis.document?.querySelector('vibedasher-control')) loadParts().catch(() => {});

declare global {
  interface HTMLElementTagNameMap {
    'vibedasher-dashboard': VibedasherDashboard;
  }
}

export { loadParts, VibedasherDashboard };

/** For those who load this on demand. */
export const { subscribe } = VibedasherDashboard;
