import type { MapWords } from '../../types.ts';

/** English messages of maps with names of places. */
const english: MapWords = {
  noData: 'No data',
  notOnMap: (names) => `Not on the map: ${names}`,
  extremes: (highest, lowest) => `Highest: ${highest}. Lowest: ${lowest}.`,
};

export default english;
