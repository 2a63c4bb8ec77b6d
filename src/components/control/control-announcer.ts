import type { ReactiveControllerHost } from 'lit';
import type { Failure } from '../../controllers/dashboard/load-status.ts';
import { controlWords } from '../../controllers/dashboard/dashboard-viz.ts';
import { languageOf } from '../../controllers/page-context.ts';
import type { ControlWords, Locale } from '../../locale/types.ts';
import { loadLocale } from '../../locale/load-locale.ts';
import english from '../../locale/messages/en/controls.ts';
import { errorText } from '../viz/viz-texts.ts';

/** Loads the texts of a control in the reader's language. */
export class ControlAnnouncer {
  words: ControlWords = english;
  language: string | null | undefined;
  readonly #host: ReactiveControllerHost & HTMLElement;
  /** `null` until it has loaded. */
  #locale: Locale | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
  }

  /** Loads other texts if the language has changed. */
  update(): void {
    const language = languageOf(this.#host);
    if (language === this.language) return;
    this.language = language;
    void loadLocale(language).then((locale) => {
      if (language !== this.language) return;
      this.#locale = locale;
      this.words = controlWords(locale);
      this.#host.requestUpdate();
    });
  }

  /** Returns the message about a failed chart, or `null` until the language has loaded. */
  failureText({ error, viz }: Failure): string | null {
    // If the setup is wrong, the message is about the control, not a chart.
    if (error.kind === 'config') return this.words.unusable;
    return this.#locale && errorText({ locale: this.#locale }, error, viz);
  }
}
