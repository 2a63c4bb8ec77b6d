/** English messages that few charts need. */
const english = {
  source: 'Source',
  /** The time at which a downloaded file was created. */
  retrieved: 'Retrieved',
  /** Appended to the message about a failed query if the choice may be the reason. */
  otherChoice: ' Try another selection.',
  /** The message about an answer that a snapshot lacks, before a list of the values that it has. */
  notOffline: 'This selection is not available offline. Available: ',
  /** The message about a file of a snapshot that is missing or cannot be read, before its path. */
  unusableFile: 'A data file of this page is missing or damaged: ',
  // In the description of a chart with reference lines, areas between two, texts at its marks, or highlights.
  reference: 'Reference line',
  trend: 'Trend line',
  range: 'Range',
  annotation: 'Annotation',
  highlighted: 'Highlighted',
  /** Names the buttons that each highlight a series. */
  highlight: 'Highlight a series',
};

export default english;
