/** Parts of a whole: the shares of answers, parties or age groups. */
import { FRACTIONS, splitWords } from '../internal/values.ts';
import type { Field } from './columns.ts';

/** Maximum number of parts of a whole. Distributions have more. */
export const MAX_PARTS = 7;
/** Maximum relative difference between sums that count as equal, because shares are rounded. */
const ROUNDING = 0.015;
/** The sums of shares. */
const WHOLES = [100, 1] as const;

type Numbers = Pick<Field, 'values'>;

/** Returns the sum of `number` for each name of a text field, in the order of first appearance. */
export function sumsByName(text: Numbers, number: Numbers): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  text.values.forEach((value, row) => {
    const name = String(value);
    sums.set(name, (sums.get(name) ?? 0) + Number(number.values[row] ?? 0));
  });
  return sums;
}

/** Words of columns whose numbers do not add up: averages, prices and the like, in the languages of the elements. */
const NON_ADDITIVE = new RegExp(
  `(^| )(${[...FRACTIONS].join('|')}|avg|averages?|mean|median|min|max|ratio|pct|percent(age)?|prices?|scores?|index|` +
    'salary|salaries|wages?|temperature|expectancy|density|speed|per|pro|par|por|durchschnitt\\p{L}*|mittel(wert)?|prozent|preise?|gehalt|' +
    'lohn|löhne|\\p{L}+(quote|anteil|preis|index|temperatur|percentage|[ens]rate)|temperatur|moyen(ne)?s?|médiane|' +
    'pourcentage|prix|indice|salaires?|température|promedio|m[eé]dia|mediana|porcentaje|precios?|índice|salarios?|' +
    'temperatura|percentuale|prezz[io]|stipendi[io]?|percentagem|porcentagem|preços?|salários?|gemiddelde?|mediaan|' +
    'prijs|prijzen|loon|temperatuur|średni[aei]?|stopa|procent|odsetek|cen[ay]|wskaźnik|indeks)( |$)|' +
    '平均|中央値|中位|率|割合|比例|占比|価格|价格|指数|気温|温度|متوسط|معدل|نسبة|سعر|مؤشر',
  'u',
);
/** Words of columns whose numbers add up nevertheless: `total_price`, `number_of_shares`. */
const ADDITIVE =
  /^(count|number|total|sum|anzahl|summe|nombre|somme|número|suma|numero|somma|aantal|som|liczba)( |$)| (count|total|sum)$/;
/** Units of numbers that do not add up: `%`, `‰`, `°C`, `km/h`, `per 1,000`. */
const NON_ADDITIVE_UNIT = /[%‰°/]|(^|\s)(per|pro|je|par|por|na)\s/;

/** Returns whether a sum of the field's numbers makes sense, unlike a sum of averages, prices or rates. */
export function isAdditive({ folded, source, format }: Field): boolean {
  if (folded) return folded.every(isAdditive);
  if (NON_ADDITIVE_UNIT.test(format?.isPercent ? '%' : (format?.after ?? ''))) return false;
  const name = splitWords(source).join(' ');
  return ADDITIVE.test(name) || !NON_ADDITIVE.test(name);
}

const isNear = (sum: number, whole: number): boolean => Math.abs(sum - whole) <= ROUNDING * whole;

const hasNegative = ({ values }: Numbers): boolean => values.some((value) => Number(value ?? 0) < 0);

/**
 * Returns the sum that positive shares have, or those of each group: 100 or 1; `null` for numbers that are no shares of
 * a whole.
 */
export function wholeOf(number: Numbers, groups?: Numbers): 100 | 1 | null {
  if (hasNegative(number)) return null;
  const sums = [...sumsByName(groups ?? { values: number.values.map(() => null) }, number).values()];
  return WHOLES.find((whole) => sums.every((sum) => isNear(sum, whole))) ?? null;
}

/** Returns whether the numbers of each group add up to the same sum, apart from the rounding of shares. */
export function areWholes(number: Numbers, groups: Numbers): boolean {
  const [first = 0, ...others] = sumsByName(groups, number).values();
  const areEqual = others.length > 0 && first > 0 && others.every((sum) => isNear(sum, first));
  return areEqual || wholeOf(number, groups) !== null;
}
