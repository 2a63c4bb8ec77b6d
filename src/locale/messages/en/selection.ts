/** English messages of selections in a chart. */
const english = {
  /** Announced after a value was chosen. */
  chosen: (name: string, value: string) => `${name}: ${value} selected.`,
  /** Announced after a choice was removed. */
  cleared: (name: string) => `${name}: selection cleared.`,
  /** Label of the button that shows a choice and removes it. Starts with the visible text. */
  remove: (choice: string) => `${choice}, clear selection`,
  /** Announced after the first end of a range was set by keyboard. */
  begun: (value: string) => `From ${value}. Move to the other end and press Enter.`,
  // Added to the keyboard instructions of the chart.
  hint: 'Press Enter to select a point, Escape to clear the selection.',
  hintSeveral: 'Press Enter to select a point, Shift+Enter to add another, Escape to clear the selection.',
  hintRange: 'Press Enter to set one end of a range, then the other. Press Escape to clear the selection.',
};

export default english;
