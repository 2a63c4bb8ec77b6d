import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { ancestors } from '../internal/elements.ts';
import { FORCED_COLORS, SCHEME_ATTRIBUTES } from '../theming/read-tokens.ts';
import { onDefaultsChange, pageDefaults } from './page-defaults.ts';

/** The attributes of ancestors that set color scheme, language and direction. */
const ATTRIBUTES = [...SCHEME_ATTRIBUTES, 'lang', 'dir'];

/** Observes what an element inherits from the page: color scheme, forced colors, styles, language, direction, reduced motion. */
export class PageContextController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #onChange: () => void;
  readonly #observer: MutationObserver;
  #cleanUp: (() => void)[] = [];
  #frame = 0;

  /** Calls `onChange` at most once per frame. */
  constructor(host: ReactiveControllerHost & HTMLElement, onChange: () => void) {
    this.#host = host;
    this.#onChange = onChange;
    this.#observer = new MutationObserver(this.#schedule);
    host.addController(this);
  }

  hostConnected(): void {
    for (const element of ancestors(this.#host)) {
      this.#observer.observe(element, { attributes: true, attributeFilter: ATTRIBUTES });
    }
    for (const query of ['(prefers-color-scheme: dark)', '(prefers-reduced-motion: reduce)', FORCED_COLORS]) {
      const media = matchMedia(query);
      media.addEventListener('change', this.#schedule);
      this.#cleanUp.push(() => media.removeEventListener('change', this.#schedule));
    }
    this.#cleanUp.push(onDefaultsChange(this.#schedule));
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    for (const cleanUp of this.#cleanUp.splice(0)) cleanUp();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  readonly #schedule = (): void => {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#onChange();
    });
  };
}

export const prefersReducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/**
 * Returns the language of an element as a BCP 47 tag: the nearest `lang` attribute, else the default from `configure()`,
 * else the `lang` of the document.
 */
export function languageOf(element: Element): string | null {
  for (const each of ancestors(element)) {
    const tag = each.getAttribute('lang');
    if (tag && each !== document.documentElement) return tag;
  }
  return pageDefaults().locale ?? (document.documentElement.lang || null);
}
