import { SVGRenderer, type Item, type MarkDefinition, type MarkScene } from 'vega-scenegraph';
import { VibedasherError } from '../public-client/errors.ts';
import type { SceneMark } from '../spec/scene.ts';
import { createSanitizer, type Refuse } from './css-values.ts';
import { rasterImage } from './raster-image.ts';

const sanitize = createSanitizer();
/** Gradients and clips of a picture, beyond which it is drawn as a whole. */
const MAX_DEFINITIONS = 1000;
/** Names of clips that Vega gives. */
const CLIP_ID = /^clip\d+$/;

/**
 * Vega's SVG renderer, which writes what a chart's items hold into attributes and styles. They are rewritten before
 * that, also where something else than an encoder has set them.
 */
export class ConfinedSvgRenderer extends SVGRenderer {
  readonly #refuse: Refuse;

  /** Throws an error of kind `render` where Vega's renderer has no such step to stand before. */
  constructor(loader: object, refuse: Refuse) {
    super(loader);
    this.#refuse = refuse;
    if (!super._update) throw unknownVersion('vega-scenegraph');
  }

  override _render(scene: MarkScene, ...others: unknown[]): this {
    const { gradient, clipping } = this._defs;
    // Vega keeps those of former marks until it draws all of the picture.
    if (Object.keys(gradient).length + Object.keys(clipping).length > MAX_DEFINITIONS) this._dirty = [];
    return super._render(scene, ...others);
  }

  override mark(element: Element, scene: MarkScene, ...others: unknown[]): unknown {
    confineClip(scene);
    return super.mark(element, scene, ...others);
  }

  override _update(definition: MarkDefinition, element: Element, item: Item): void {
    confineItem(item, this.#refuse);
    super._update(definition, element, item);
  }
}

/** An error of kind `render`: a package of Vega lacks what a safe picture needs. */
export function unknownVersion(name: string): VibedasherError {
  return new VibedasherError('render', `Cannot draw the chart: unsupported version of ${name}`);
}

/** Holds all items of a picture to what may be written. */
export function confineScene(mark: SceneMark, refuse: Refuse): void {
  confineClip(mark);
  for (const item of mark.items) {
    confineItem(item, refuse);
    for (const child of item.items ?? []) confineScene(child, refuse);
  }
}

function confineItem(item: Item, refuse: Refuse): void {
  sanitize(item, refuse);
  confineClip(item);
  // Vega shows what stands here without asking the loader.
  if (item.image?.src && !rasterImage(item.image.src)) item.image = null;
}

function confineClip(scene: { clip_id?: unknown }): void {
  if (scene.clip_id && !CLIP_ID.test(String(scene.clip_id))) scene.clip_id = null;
}
