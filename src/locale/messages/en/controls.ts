import type { ControlWords } from '../../types.ts';
import shell from './shell.ts';

/** English messages of controls. */
const english: ControlWords = {
  loading: 'Loading…',
  failed: 'The options could not be loaded. You can type a value.',
  retry: shell.retry,
  unusable: 'This control is not set up correctly. Only the author of this page can fix it.',
  cut: 'Only the first 500 options are listed.',
  resetAll: 'Reset all',
};

export default english;
