import { dashboards } from '../../controllers/dashboard/scope.ts';
import { loadParts, VibedasherDashboard } from './dashboard-element.ts';

/** Registers the element, unless another copy of the script already has. */
if (!customElements.get('vibedasher-dashboard')) {
  customElements.define('vibedasher-dashboard', VibedasherDashboard);
}

// The default loader would resolve later, and a chart drawn one frame earlier would have another size.
dashboards.load = () => Promise.resolve(VibedasherDashboard);

// Dashboards load the code of controls. Load it here for a control outside of a dashboard, which then warns.
if (globalThis.document?.querySelector('vibedasher-control')) loadParts().catch(() => {});

declare global {
  interface HTMLElementTagNameMap {
    'vibedasher-dashboard': VibedasherDashboard;
  }
}

export { loadParts, VibedasherDashboard };

/** Makes this module a `ScopeProvider` for code that imports it on demand. */
export const { subscribe } = VibedasherDashboard;
