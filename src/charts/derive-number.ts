import type { Dataset } from '../public-client/types.ts';
import { extent } from './columns.ts';
import type { Roles } from './roles.ts';
import type { NumberChart } from './types.ts';

/** The first row's number, or the latest one's where there are dates; with what it was before, where the query says. */
export function deriveNumber(
  { time, texts, numbers, previous, favorable, periods }: Roles,
  dataset: Dataset,
): NumberChart {
  const latest = time && extent(time)[1];
  const row = Math.max(0, time?.values.findIndex((value) => Number(value) === latest) ?? 0);
  const [number] = numbers;
  const index = dataset.columns.findIndex(({ name }) => name.toLowerCase() === number?.source);
  const value = dataset.rows[row]?.[index];
  const before = previous?.values[row];
  const now = number?.values[row];
  return {
    kind: 'number',
    label: (texts[0]?.values[row] as string | undefined) ?? (number?.title || null),
    value: typeof value === 'number' || typeof value === 'string' ? value : null,
    column: dataset.columns[index] ?? { name: 'value', type: 'number' },
    comparison:
      typeof now === 'number' && typeof before === 'number'
        ? {
            previous: before,
            change: before === 0 ? null : (now - before) / Math.abs(before),
            direction: now > before ? 'up' : now < before ? 'down' : 'same',
            favorable: favorable?.[row] ?? null,
            period: periods?.previous ?? null,
          }
        : null,
  };
}
