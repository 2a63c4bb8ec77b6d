import { SVGRenderer, type Item, type MarkDefinition, type MarkScene } from 'vega-scenegraph';
import { VibedasherError } from '../public-client/errors.ts';
import type { SceneMark } from '../spec/scene.ts';
import { createSanitizer, rasterImage, type Refuse } from '../sandbox/css-values.ts';

const sanitize = createSanitizer();
/** Above this number of gradients and clips, the renderer draws the whole picture again. */
const MAX_DEFINITIONS = 1000;
/** Ids that Vega gives to clips. */
const CLIP_ID = /^clip\d+$/;

/**
 * Vega's SVG renderer, which writes the channels of items into attributes and styles. This subclass sanitizes the
 * channels first, including those that no encoder has set.
 */
export class ConfinedSvgRenderer extends SVGRenderer {
  readonly #refuse: Refuse;

  /** Throws an error of kind `render` if Vega's renderer lacks a method to override. */
  constructor(loader: object, refuse: Refuse) {
    super(loader);
    this.#refuse = refuse;
    if (!super._update) throw unknownVersion('vega-scenegraph');
  }

  override _render(scene: MarkScene, ...others: unknown[]): this {
    const { gradient, clipping } = this._defs;
    // Vega keeps the gradients and clips of removed marks until it draws the whole picture.
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

/** Creates an error of kind `render` for a package of Vega that lacks what a safe picture needs. */
export function unknownVersion(name: string): VibedasherError {
  return new VibedasherError('render', `Cannot draw the chart: unsupported version of ${name}`);
}

/** Sanitizes all items of a mark, recursively. */
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
  // If an item already has an image, Vega draws it without calling the loader.
  if (item.image?.src && !rasterImage(item.image.src)) item.image = null;
}

function confineClip(scene: { clip_id?: unknown }): void {
  if (scene.clip_id && !CLIP_ID.test(String(scene.clip_id))) scene.clip_id = null;
}
