import type { SelectionWords } from '../../types.ts';

/** English messages of selections in a chart. */
const english: SelectionWords = {
  chosen: (name, value) => `${name}: ${value} selected.`,
  cleared: (name) => `${name}: selection cleared.`,
  remove: (choice) => `${choice}, clear selection`,
  begun: (value) => `From ${value}. Move to the other end and press Enter.`,
  hint: 'Press Enter to select a point, Escape to clear the selection.',
  hintSeveral: 'Press Enter to select a point, Shift+Enter to add another, Escape to clear the selection.',
  hintRange: 'Press Enter to set one end of a range, then the other. Press Escape to clear the selection.',
};

export default english;
