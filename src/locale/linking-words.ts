import type { Locale, SelectionWords } from './types.ts';

const ENGLISH: SelectionWords = {
  chosen: (name, value) => `${name}: ${value} selected.`,
  cleared: (name) => `${name}: selection cleared.`,
  remove: (choice) => `${choice}, clear selection`,
  begun: (value) => `From ${value}. Move to the other end and press Enter.`,
  hint: 'Press Enter to select a point, Escape to clear the selection.',
  hintSeveral: 'Press Enter to select a point, Shift+Enter to add another, Escape to clear the selection.',
  hintRange: 'Press Enter to set one end of a range, then the other. Press Escape to clear the selection.',
};

/** What is said of a selection: English comes with it, other languages bring it with their sentences. */
export const selectionWords = ({ messages }: Pick<Locale, 'messages'>): SelectionWords =>
  messages.selection ?? ENGLISH;
