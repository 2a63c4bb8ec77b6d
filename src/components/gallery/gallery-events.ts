import type { VibedasherErrorEvent } from '../../events.ts';
import type { Template } from '../../public-client/types.ts';

/** A reader has chosen a template. Bubbles, and leaves shadow roots. Stands here, as the loader has no use for it. */
export class VibedasherChooseEvent extends Event {
  static readonly type = 'vibedasher-choose';
  readonly item: Template;
  readonly source: 'templates' | 'seeds';

  constructor(item: Template, source: 'templates' | 'seeds') {
    super(VibedasherChooseEvent.type, { bubbles: true, composed: true });
    this.item = item;
    this.source = source;
  }
}

/** The events of `<vibedasher-gallery>` by type. */
export interface VibedasherGalleryEventMap {
  'vibedasher-choose': VibedasherChooseEvent;
  'vibedasher-error': VibedasherErrorEvent;
}

declare global {
  interface HTMLElementEventMap extends VibedasherGalleryEventMap {}
  interface ShadowRootEventMap extends VibedasherGalleryEventMap {}
  interface DocumentEventMap extends VibedasherGalleryEventMap {}
  interface WindowEventMap extends VibedasherGalleryEventMap {}
}
