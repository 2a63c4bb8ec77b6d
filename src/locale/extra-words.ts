import type { ExtraWords, Locale } from './types.ts';

const ENGLISH: ExtraWords = {
  source: 'Source',
  retrieved: 'Retrieved',
  otherChoice: ' Try another selection.',
  reference: 'Reference line',
  highlighted: 'Highlighted',
};

/** What few charts say: English comes with what says it, other languages bring it with their sentences. */
export const extraWords = ({ messages }: Pick<Locale, 'messages'>): ExtraWords => messages.extra ?? ENGLISH;
