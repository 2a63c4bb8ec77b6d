import { html, nothing, type TemplateResult } from 'lit';
import { engineProgress, onEngineProgress } from '../../public-client/engine-progress.ts';
import type { VizHost } from './viz-host.ts';

/** Renders a loading element again while the engine for queries in the browser loads. */
export function followEngine(host: VizHost): void {
  let unsubscribe = (): void => {};
  host.addController({
    hostConnected() {
      unsubscribe();
      unsubscribe = onEngineProgress(() => host.requestUpdate());
    },
    hostDisconnected: () => unsubscribe(),
  });
}

/** Renders how much of the engine has loaded. */
export function progressTemplate(label: string): TemplateResult | typeof nothing {
  const part = engineProgress();
  return part === null
    ? nothing
    : html`<progress part="progress" class="progress" value=${part} aria-label=${label}></progress>`;
}
