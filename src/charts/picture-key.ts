/** Computes a key of what a prerendered picture shows, to find out whether the picture is still up to date. */
import type { Cell } from '../public-client/types.ts';
import type { ChartSource, SpecChart } from './types.ts';

/** The values of attributes that change the picture, without defaults. */
export type PictureLook = Readonly<Record<string, unknown>>;

interface PictureFacts {
  readonly source: Pick<ChartSource, 'spec'>;
  /** Rows by data set name. */
  readonly data: SpecChart['data'];
  readonly look: PictureLook;
}

/**
 * Returns a hash of spec, rows and look: eight hex digits, the same on every machine. Timestamps are compared by
 * their local time, which is that of the machine unless the chart has a `timezone`.
 */
export function pictureKey({ source, data, look }: PictureFacts): string {
  const sets = [...data].map(([name, { columns, rows, truncated }]) => [
    name,
    columns.map((column) => [column.name, column.type]),
    rows.map((row) => row.map(toZoneless)),
    truncated,
  ]);
  return hash(JSON.stringify([source.spec, sets, look]));
}

/** Writes dates as local time, because their value in ms differs between time zones. */
function toZoneless(cell: Cell): unknown {
  if (!(cell instanceof Date)) return cell;
  const time = [cell.getHours(), cell.getMinutes(), cell.getSeconds(), cell.getMilliseconds()];
  return [cell.getFullYear(), cell.getMonth(), cell.getDate(), ...time].join(' ');
}

/** Returns the 32-bit FNV-1a hash of the UTF-16 code units. */
export function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}
