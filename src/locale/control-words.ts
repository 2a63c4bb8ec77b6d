import { loadLocale } from './load-locale.ts';
import type { ControlWords } from './types.ts';

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
  const { messages } = await loadLocale(tag);
  return messages.controls ?? ENGLISH;
}
