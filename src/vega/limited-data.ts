import { Tally, weighJson } from '../internal/tally.ts';
import { atMost, MAX_CELLS, MAX_ROWS } from './limits.ts';
import { specError } from './spec-error.ts';
import { isObject } from './spec-facts.ts';

/** How data are written, as a spec says it. */
export interface DataFormat {
  readonly type?: string;
  readonly feature?: string;
  readonly mesh?: string;
}

const DELIMITED: readonly unknown[] = ['csv', 'tsv', 'dsv'];

/**
 * Data that a spec brings along or loads, JSON parsed. Throws an error of kind `spec` where there is more in them than a page should
 * build. Delimited text is counted by its reader.
 */
export function limitData(data: unknown, format: DataFormat = {}): unknown {
  if (DELIMITED.includes(format.type)) return data;
  const json = typeof data === 'string' ? parseJson(data) : data;
  if (format.type === 'topojson') atMost(MAX_ROWS, countPoints(json, format), 'points of a map');
  return json;
}

function parseJson(text: string): unknown {
  weighJson(text, new Tally(2 * MAX_CELLS, (message) => specError(`The data has ${message}.`)));
  return JSON.parse(text);
}

/** Points of the shapes that are asked for: each may go along the same arcs, which the file holds once. */
function countPoints(topology: unknown, { feature, mesh }: DataFormat): number {
  if (!isObject(topology) || !isObject(topology['objects']) || !Array.isArray(topology['arcs'])) return 0;
  const arcs: readonly unknown[] = topology['arcs'];
  const lengthOf = (index: number): number => {
    const arc = arcs[index < 0 ? ~index : index];
    return Array.isArray(arc) ? arc.length : 0;
  };
  const count = (part: unknown): number => {
    if (typeof part === 'number') return lengthOf(part);
    const parts = Array.isArray(part) ? part : isObject(part) ? [part['arcs'], part['geometries']] : [];
    return parts.reduce<number>((sum, each) => sum + count(each), 0);
  };
  return count(topology['objects'][feature ?? mesh ?? '']);
}

/**
 * Throws an error of kind `spec` for a text with too many fields, before it is split into them: by the first character of
 * the delimiter.
 */
export function limitFields(text: string, delimiter: string): void {
  const separator = delimiter[0];
  let fields = 1;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === separator || letter === '\n') fields++;
  }
  atMost(MAX_CELLS, fields, 'cells in a text');
}
