import { warnOfUndefined } from '../../controllers/dashboard/undefined-elements.ts';
import { VibedasherViz } from './viz-element.ts';

warnOfUndefined();
/** Registers the element, unless another copy of the script already has. */
if (!customElements.get('vibedasher-viz')) customElements.define('vibedasher-viz', VibedasherViz);

declare global {
  interface HTMLElementTagNameMap {
    'vibedasher-viz': VibedasherViz;
  }
}

export { VibedasherViz };
