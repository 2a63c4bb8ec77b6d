import type { Locale, ToolWords } from './types.ts';

const ENGLISH: ToolWords = {
  tools: 'Chart tools',
  download: 'Download #',
  enterFullscreen: 'Full screen',
  leaveFullscreen: 'Exit full screen',
  busy: 'Preparing #…',
  done: 'The # file is ready.',
  failed: 'Could not create the # file.',
  blocked: 'This page does not allow downloads.',
  smaller: 'The picture is smaller than requested, as it would be too large.',
};

/** What the toolbar says: English comes with it, other languages bring it with their sentences. */
export const toolWords = ({ messages }: Pick<Locale, 'messages'>): ToolWords => messages.tools ?? ENGLISH;
