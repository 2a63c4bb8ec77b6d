/* What the name of a column says of it. */

/** Last words of names whose numbers are parts of a whole. */
const PARTS = new Set(
  'rate rates share shares proportion fraction anteil quote taux tasa tasso taxa aandeel udział'.split(' '),
);
/** Words that make another number of a rate: 0.92 of one currency, 0.4 per thousand. */
const OTHERS = new Set('exchange fx currency per wechsel change cambio'.split(' '));

/** The words of a column's name, in lower case. */
export const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter(Boolean);

/** Whether the numbers of a column are shares of one by name and by range: those are written as per cent. */
export function areShares(name: string, numbers: readonly unknown[]): boolean {
  const words = wordsOf(name);
  if (!PARTS.has(words.at(-1) ?? '') || words.some((word) => OTHERS.has(word))) return false;
  const known = numbers.filter((number) => typeof number === 'number');
  return known.every((number) => Math.abs(number) <= 1) && known.some((number) => !Number.isInteger(number));
}

/** Whether a name is one that the platform's own queries give to columns: it says nothing to a reader. */
export const isAlias = (name: string): boolean => /^(dimension|value)$/i.test(name);
