import { VibedasherGallery } from './gallery-element.ts';

/** Registers the element, unless another copy of the script already has. */
if (!customElements.get('vibedasher-gallery')) {
  customElements.define('vibedasher-gallery', VibedasherGallery);
}

declare global {
  interface HTMLElementTagNameMap {
    'vibedasher-gallery': VibedasherGallery;
  }
}

export { VibedasherGallery };
