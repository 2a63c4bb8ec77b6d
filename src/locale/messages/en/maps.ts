/** English messages of maps with names of places. */
const english = {
  /** The color of places without a value. */
  noData: 'No data',
  notOnMap: (names: string) => `Not on the map: ${names}`,
  /** For screen readers: the names of two places. */
  extremes: (highest: string, lowest: string) => `Highest: ${highest}. Lowest: ${lowest}.`,
};

export default english;
