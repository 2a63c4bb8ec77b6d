/** What the reports have in common. */

/** A limit for a measured value. */
export interface Goal {
  readonly what: string;
  /** The maximum. */
  readonly limit: number;
  readonly actual: number;
  /** If `actual` is the median of the kinds of charts: the value of the worst kind. */
  readonly worst?: number;
  /** The unit of values that are not ratios. They are rounded and followed by the unit. */
  readonly unit?: string;
}

/** Writes a table in Markdown. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string =>
    `|${cells.map((cell) => (cell === '' ? '' : ` ${cell}`)).join(' |')} |`;
  const [head = '', ...lines] = rows.map(line);
  return [head, line(rows[0]!.map(() => '---')), ...lines].join('\n');
}

/** Returns the median, or `NaN` without values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}
