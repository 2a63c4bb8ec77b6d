import type { ReactiveControllerHost } from 'lit';
import type { Failure } from '../../controllers/dashboard/load-status.ts';
import { languageOf } from '../../controllers/page-context.ts';
import { loadControlWords } from '../../controllers/dashboard/dashboard-viz.ts';
import type { ControlWords, Locale } from '../../locale/types.ts';
import { loadLocale } from '../../locale/load-locale.ts';
import english from '../../locale/messages/en/controls.ts';
import { errorText } from '../viz/viz-texts.ts';

/** Loads the texts of a control in the reader's language. */
export class ControlAnnouncer {
  words: ControlWords = english;
  language: string | null = 'en';
  readonly #host: ReactiveControllerHost & HTMLElement;
  /** The texts of charts; `null` until needed. */
  #locale: Locale | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
  }

  /** Loads other texts if the language has changed. */
  update(): void {
    const language = languageOf(this.#host);
    if (language === this.language) return;
    this.language = language;
    this.#locale = null;
    this.#loadFor(language, loadControlWords(language), (words) => (this.words = words));
  }

  /** Returns the message about a failed chart, or `null` until the language has loaded. */
  failureText({ error, viz }: Failure): string | null {
    // If the setup is wrong, the message is about the control, not a chart.
    if (error.kind === 'config') return this.words.unusable;
    const { language } = this;
    if (!this.#locale)
      this.#loadFor(language, loadLocale(language, null), (locale) => (this.#locale = locale));
    return this.#locale && errorText({ locale: this.#locale }, error, viz);
  }

  #loadFor<T>(language: string | null, loading: Promise<T>, take: (loaded: T) => void): void {
    void loading.then((loaded) => {
      if (language !== this.language) return;
      take(loaded);
      this.#host.requestUpdate();
    });
  }
}
