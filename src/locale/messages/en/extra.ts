import type { ExtraWords } from '../../types.ts';

/** English messages that few charts need. */
const english: ExtraWords = {
  source: 'Source',
  retrieved: 'Retrieved',
  otherChoice: ' Try another selection.',
  notOffline: 'This selection is not available offline. Available: ',
  unusableFile: 'A data file of this page is missing or damaged: ',
  reference: 'Reference line',
  range: 'Range',
  annotation: 'Annotation',
  highlighted: 'Highlighted',
  highlight: 'Highlight a series',
};

export default english;
