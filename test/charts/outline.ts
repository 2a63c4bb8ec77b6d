import type { Chart } from '../../src/charts/types.ts';

/** A derived chart without its rows: its spec, its columns and the number of rows. */
export type Outline = Readonly<Record<string, unknown>>;

export function outline(chart: Chart): Outline {
  if (chart.kind === 'table') return { kind: 'table' };
  if (chart.kind === 'number') return { ...chart };
  const data = [...chart.data].map(([name, { columns, rows }]) => ({
    name,
    columns: columns.map((column) => `${column.name}:${column.type}`),
    rows: rows.length,
  }));
  return { kind: 'spec', more: chart.more, data, spec: chart.spec };
}
