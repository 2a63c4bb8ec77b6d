import shell from './shell.ts';

/** English messages of controls. */
const english = {
  loading: 'Loading…',
  /** Shown above a text field, as the options could not be loaded. */
  failed: 'The options could not be loaded. You can type a value.',
  retry: shell.retry,
  unusable: 'This control is not set up correctly. Only the author of this page can fix it.',
  /** Shown below a list with only some of the options. */
  cut: 'Only the first 500 options are listed.',
  /** Label of the button that resets all choices of a dashboard. */
  resetAll: 'Reset all',
};

export default english;
