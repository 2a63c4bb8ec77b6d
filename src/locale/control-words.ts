/** What controls say to readers. Apart from `Messages`: pages without controls have no use for it. */
export interface ControlWords {
  readonly loading: string;
  /** Above a field in which one can type instead. */
  readonly failed: string;
  readonly retry: string;
  /** Said by a control that the page has not set up as it must be. */
  readonly unusable: string;
  /** Below a list that does not have all there is. */
  readonly cut: string;
  /** On the button that takes back every choice of a dashboard. */
  readonly resetAll: string;
}

export const ENGLISH: ControlWords = {
  loading: 'Loading…',
  failed: 'The options could not be loaded. You can type a value.',
  retry: 'Try again',
  unusable: 'This control is not set up correctly. Only the author of this page can fix it.',
  cut: 'Only the first 500 options are listed.',
  resetAll: 'Reset all',
};

/** The words in the language of a BCP 47 tag, English where there is none of it. Never rejects. */
export async function loadControlWords(tag: string | null): Promise<ControlWords> {
  const language = (tag ?? 'en').toLowerCase().split('-')[0] ?? 'en';
  if (language === 'en') return ENGLISH;
  try {
    const { WORDS } = await import('./control-words-late.ts');
    return Object.hasOwn(WORDS, language) ? WORDS[language]! : ENGLISH;
  } catch {
    // A control in English is better than none; the browser's network log names the missing chunk.
    return ENGLISH;
  }
}
