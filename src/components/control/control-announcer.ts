import type { ReactiveControllerHost } from 'lit';
import type { Failure } from '../../controllers/dashboard/load-status.ts';
import { languageOf } from '../../controllers/page-context.ts';
import { ENGLISH, loadControlWords } from '../../controllers/dashboard/dashboard-viz.ts';
import type { ControlWords, Locale } from '../../locale/types.ts';
import { loadLocale } from '../../locale/load-locale.ts';
import { errorText } from '../viz/viz-texts.ts';

/** What a control says to readers, in their language. */
export class ControlAnnouncer {
  words: ControlWords = ENGLISH;
  language: string | null = 'en';
  readonly #host: ReactiveControllerHost & HTMLElement;
  /** What charts say; `null` until it is needed. */
  #locale: Locale | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
  }

  /** Looks up its words again when the language has changed. */
  update(): void {
    const language = languageOf(this.#host);
    if (language === this.language) return;
    this.language = language;
    this.#locale = null;
    this.#take(language, loadControlWords(language), (words) => (this.words = words));
  }

  /**
   * Why it cannot be told what may be chosen, as the chart says it that cannot; `null` until that language is there.
   */
  failureText({ error, viz }: Failure): string | null {
    // What is not set up correctly is said of the control.
    if (error.kind === 'config') return this.words.unusable;
    const { language } = this;
    if (!this.#locale) this.#take(language, loadLocale(language, null), (locale) => (this.#locale = locale));
    return this.#locale && errorText({ locale: this.#locale }, error, viz);
  }

  #take<T>(language: string | null, loading: Promise<T>, take: (loaded: T) => void): void {
    void loading.then((loaded) => {
      if (language !== this.language) return;
      take(loaded);
      this.#host.requestUpdate();
    });
  }
}
