const names = {
  count: 'Count',
  mean: 'Average',
  median: 'Median',
  sum: 'Total',
  min: 'Minimum',
  max: 'Maximum',
  distinct: 'Distinct values',
  stdev: 'Standard deviation',
  q1: 'Lower quartile',
  q3: 'Upper quartile',
};

/** Names before which the title of a column needs no "of". */
const ADJECTIVES: readonly string[] = [names.mean, names.median, names.sum, names.min, names.max];

/** English names of aggregates, as in "Average price". */
const english = {
  names,
  /** Returns the title of an aggregated field; `field` is empty if it has no name for readers. */
  title: (name: string, field: string) => {
    if (!field) return name;
    const noun = field.replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => letter.toLowerCase());
    return ADJECTIVES.includes(name) ? `${name} ${noun}` : `${name} of ${noun}`;
  },
};

export default english;
