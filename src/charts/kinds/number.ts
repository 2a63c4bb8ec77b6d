import { extent } from '../columns.ts';
import { measureFormat } from '../measure-formats.ts';
import type { Kind } from './kind.ts';

export const number: Kind = {
  fits({ mark, number, numbers, dataset: { rows } }) {
    if (!number) return 'no column has numbers';
    return mark === 'number' || (rows.length === 1 && numbers.length === 1)
      ? null
      : 'there are several numbers';
  },

  /** Draws the first row, or the latest if there are dates, with its previous value if there is one. */
  draw({ time, texts, number, previous, favorable, periods, dataset, formats }) {
    const latest = time && extent(time)[1];
    const row = Math.max(0, time?.values.findIndex((value) => Number(value) === latest) ?? 0);
    const index = dataset.columns.findIndex(({ name }) => name.toLowerCase() === number?.source);
    const value = dataset.rows[row]?.[index];
    const format = measureFormat(formats, dataset.columns[index]?.name ?? '');
    // "17% lower" than 2.9% would be read as percentage points, and is meaningless for degrees.
    const isRelative = !/[%‰°]/.test(format?.isPercent ? '%' : (format?.after ?? ''));
    const before = previous?.values[row];
    const now = number?.values[row];
    return {
      kind: 'number',
      label: [texts[0]?.values[row], number?.title].filter(Boolean).join(' · ') || null,
      value: typeof value === 'number' || typeof value === 'string' ? value : null,
      column: dataset.columns[index] ?? { name: 'value', type: 'number' },
      ...(format && { format }),
      comparison:
        typeof now === 'number' && typeof before === 'number'
          ? {
              previous: before,
              change: before === 0 || !isRelative ? null : (now - before) / Math.abs(before),
              direction: now > before ? 'up' : now < before ? 'down' : 'same',
              favorable: favorable?.[row] ?? null,
              period: periods?.previous ?? null,
            }
          : null,
    };
  },
};
