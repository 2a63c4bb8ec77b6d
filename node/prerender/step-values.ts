/** Maximum number of values of a parameter. */
export const MAX_VALUES = 200;

/** Returns the numbers of a slider, or `null` if it has no steps or more than {@link MAX_VALUES}. */
export function stepValues(bounds: Readonly<Record<string, unknown>>): readonly number[] | null {
  const [min, max, step] = ['min', 'max', 'step'].map((name) => {
    const bound = bounds[name];
    return typeof bound === 'number' || (typeof bound === 'string' && bound.trim() !== '')
      ? Number(bound)
      : NaN;
  }) as [number, number, number];
  const steps = Math.floor((max - min) / step + 1e-9);
  if (!(step > 0) || !(steps >= 0) || steps >= MAX_VALUES) return null;
  // Browsers round the sums of a slider, too.
  const decimals = Math.min(100, Math.max(0, decimalsOf(min), decimalsOf(step)));
  return Array.from({ length: steps + 1 }, (_, index) => Number((min + index * step).toFixed(decimals)));
}

/** Returns the number of decimals, which is negative for numbers such as 1e21. */
function decimalsOf(value: number): number {
  const [digits = '', exponent = '0'] = String(value).split('e');
  return (digits.split('.')[1] ?? '').length - Number(exponent);
}
