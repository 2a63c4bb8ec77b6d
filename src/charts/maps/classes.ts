/** The number of classes of a choropleth: as many as a theme has sequential colors. */
export const CLASSES = 5;

/** First digits of a round step. */
const ROUND = [1, 2, 2.5, 3, 4, 5];
/** Beyond this share of the places in the first or the last class, equal steps hide the differences of the others. */
const MOST = 0.6;

/**
 * Returns the limits between the classes of a choropleth, ascending. They are round numbers within the values, at most
 * {@link CLASSES} - 1; for values on both sides of zero, six numbers around zero. The steps are equal. If most places
 * would then be in one class, all classes contain about the same number of places instead.
 */
export function classLimits(values: readonly number[]): readonly number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const [min = 0, max = 0] = [sorted[0], sorted.at(-1)];
  // Numbers whose difference is not finite, or extremely small, have no classes.
  if (!(max - min > 1e-300) || !Number.isFinite(max - min)) return [];
  if (isDiverging(min, max)) {
    const step = diverge(Math.max(-min, max));
    return [-3, -2, -1, 1, 2, 3].map((steps) => round(steps * step, 12));
  }
  const equal = equalSteps(min, max);
  const within = (from: number, to: number): number =>
    sorted.filter((value) => value >= from && value < to).length / sorted.length;
  const isSkewed = within(-Infinity, equal[0] ?? 0) > MOST || within(equal.at(-1) ?? 0, Infinity) > MOST;
  if (!isSkewed) return equal;
  const shares = quantileSteps(sorted);
  return shares.length > 1 ? shares : equal;
}

/** Returns whether values are on both sides of zero, so that the middle class contains it. */
const isDiverging = (min: number, max: number): boolean => min < -0.1 * max && max > -0.1 * min;

/** Returns the largest round step of which three fit into `most`: a theme has seven diverging colors. */
function diverge(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most / 3));
  return round((ROUND.findLast((first) => first * power <= most / 3) ?? 1) * power, 12);
}

function equalSteps(min: number, max: number): readonly number[] {
  for (let power = Math.floor(Math.log10((max - min) / CLASSES)); power < 309; power++) {
    for (const first of ROUND) {
      const step = first * 10 ** power;
      const from = Math.floor(min / step) + 1;
      const to = Math.ceil(max / step) - 1;
      if (to - from + 1 < CLASSES) {
        const limits = Array.from({ length: to - from + 1 }, (_, index) => round((from + index) * step, 12));
        return [...new Set(limits)];
      }
    }
  }
  return [];
}

/** Returns quantiles, rounded to as few digits as keep them apart. */
function quantileSteps(sorted: readonly number[]): readonly number[] {
  const [min = 0, max = 0] = [sorted[0], sorted.at(-1)];
  const exact = Array.from(
    { length: CLASSES - 1 },
    (_, index) => sorted[Math.floor(((index + 1) / CLASSES) * sorted.length)] ?? 0,
  );
  const rounded = (digits: number): readonly number[] =>
    [...new Set(exact.map((limit) => round(limit, digits)))].filter((limit) => limit > min && limit <= max);
  return [1, 2].map(rounded).find(({ length }) => length === exact.length) ?? rounded(2);
}

const round = (value: number, digits: number): number => Number(value.toPrecision(digits));
