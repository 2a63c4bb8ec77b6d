import type { ReactiveControllerHost } from 'lit';
import { loadLocale } from '../locale/load-locale.ts';
import type { Locale } from '../locale/types.ts';
import { languageOf } from './page-context.ts';

/** Loads the locale in the language of a host, and updates the host when it has loaded. */
export class HostLocale {
  /** `null` until the first one has loaded. */
  current: Locale | null = null;
  language: string | null | undefined;
  readonly #host: ReactiveControllerHost & HTMLElement;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
  }

  /** Loads another locale if the language has changed. */
  update(): void {
    const language = languageOf(this.#host);
    if (language === this.language) return;
    this.language = language;
    void loadLocale(language).then((locale) => {
      if (language !== this.language) return;
      this.current = locale;
      this.#host.requestUpdate();
    });
  }
}
