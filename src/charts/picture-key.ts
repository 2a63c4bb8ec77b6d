/** Tells whether a picture that was drawn ahead of time still shows the present rows. */
import type { Cell } from '../public-client/types.ts';
import type { ChartSource, SpecChart } from './types.ts';

export interface PictureFacts {
  readonly source: Pick<ChartSource, 'spec'>;
  /** Rows by data set name. */
  readonly data: SpecChart['data'];
  readonly look: PictureAttributes;
}

/** Attributes that the picture depends on besides. */
export interface PictureAttributes {
  readonly mark: string | null;
  readonly fit: string;
  readonly highlight: string | null;
  readonly reference: string | null;
}

/**
 * Eight hex digits: the same for the same spec, rows and look, on every machine. Timestamps count as their wall clock says,
 * which is that of the machine unless the chart has a `timezone`.
 */
export function pictureKey({ source, data, look }: PictureFacts): string {
  const { mark, fit, highlight, reference } = look;
  const sets = [...data].map(([name, { columns, rows, truncated }]) => [
    name,
    columns.map((column) => [column.name, column.type]),
    rows.map((row) => row.map(plain)),
    truncated,
  ]);
  return hash(JSON.stringify([source.spec, sets, [mark, fit, highlight, reference]]));
}

/** Dates stand at a wall clock: the moment behind it is another one in each zone. */
function plain(cell: Cell): unknown {
  if (!(cell instanceof Date)) return cell;
  const time = [cell.getHours(), cell.getMinutes(), cell.getSeconds(), cell.getMilliseconds()];
  return [cell.getFullYear(), cell.getMonth(), cell.getDate(), ...time].join(' ');
}

/** FNV-1a over UTF-16 code units, 32 bits. */
export function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}
