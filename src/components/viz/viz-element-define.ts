import { warnAboutUndefined } from '../../controllers/dashboard/undefined-elements.ts';
import { VibedasherViz } from './viz-element.ts';

warnAboutUndefined();
// Another copy of the script may have registered the element.
if (!customElements.get('vibedasher-viz')) customElements.define('vibedasher-viz', VibedasherViz);

declare global {
  interface HTMLElementTagNameMap {
    'vibedasher-viz': VibedasherViz;
  }
}

export { VibedasherViz };
