import { VibedasherControl } from './control-element.ts';

/** Registers the element, unless another copy of the script already has. */
if (!customElements.get('vibedasher-control')) {
  customElements.define('vibedasher-control', VibedasherControl);
}

declare global {
  interface HTMLElementTagNameMap {
    'vibedasher-control': VibedasherControl;
  }
}

export { VibedasherControl };
