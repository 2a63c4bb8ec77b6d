import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { observed } from '../support/settle.ts';

/** A minimal host of controllers that records its requested updates and whether its box was measured. */
export class TestHost extends HTMLElement implements ReactiveControllerHost {
  readonly controllers: ReactiveController[] = [];
  updates = 0;
  isMeasured = false;

  addController(controller: ReactiveController): void {
    this.controllers.push(controller);
    if (this.isConnected) controller.hostConnected?.();
  }

  removeController(): void {}

  override getBoundingClientRect(): DOMRect {
    this.isMeasured = true;
    return super.getBoundingClientRect();
  }

  requestUpdate(): void {
    this.updates++;
  }

  get updateComplete(): Promise<boolean> {
    return Promise.resolve(true);
  }

  connectedCallback(): void {
    for (const controller of this.controllers) controller.hostConnected?.();
  }

  disconnectedCallback(): void {
    for (const controller of this.controllers) controller.hostDisconnected?.();
  }
}
customElements.define('test-host', TestHost);

/** Waits until observers have reported in this many frames. */
export async function frames(count = 2): Promise<void> {
  for (let frame = 0; frame < count; frame++) await observed();
}

export const cleanUp = (): void =>
  document.querySelectorAll('test-host, [data-test]').forEach((each) => each.remove());
