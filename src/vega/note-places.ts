/** Reads a drawn chart for its annotations: what the plot contains, and the marks that places name. */
import type { Note, NoteFacts } from '../charts/emphasis/notes.ts';
import { isObject, type JsonObject } from '../internal/json.ts';
import { clockText, periodText } from '../internal/values.ts';
import { unescapeText } from '../spec/inherited-names.ts';
import { REFERENCES } from '../spec/names.ts';
import { NOTES } from '../internal/secret-names.ts';
import {
  type Bounds,
  centerOf,
  isIn,
  PATHS,
  type Point,
  type SceneItem,
  type SceneMark,
} from '../spec/scene.ts';
import { Occupancy, WEIGHTS, type Anchor } from './note-layout.ts';

/** A mark with a row of data, in px within the plot. */
interface PlotMark {
  readonly type: string;
  readonly item: SceneItem;
  readonly datum: JsonObject;
  readonly bounds: Bounds;
  /** Origin of the mark's group. */
  readonly left: number;
  readonly top: number;
}

export interface Plot {
  readonly room: Occupancy;
  readonly marks: readonly PlotMark[];
  /** Boxes of the texts in the plot. */
  readonly texts: readonly Bounds[];
  readonly rules: readonly { readonly name: string; readonly item: SceneItem }[];
}

/** Maximum number of items that are read. */
const MAX_ITEMS = 20_000;
const NAMED = new Set(['symbol', 'rect', 'arc', 'shape', 'rule', ...PATHS]);

/** Reads the plot of a single view. Returns `null` if there is none. */
export function readPlot({ items: [root] }: SceneMark): Plot | null {
  const { width = NaN, height = NaN, items = [] }: Partial<SceneItem> = root ?? {};
  if (!(width > 0 && height > 0)) return null;
  const room = new Occupancy(width, height);
  const plot = { room, marks: [] as PlotMark[], texts: [] as Bounds[], rules: [] as Plot['rules'][number][] };
  let read = 0;

  const visit = (mark: SceneMark, left: number, top: number): void => {
    const { marktype: type, role, name = '' } = mark;
    if (type === 'group' && role === 'scope' && name !== NOTES) {
      for (const group of mark.items)
        for (const child of group.items ?? []) visit(child, left + (group.x ?? 0), top + (group.y ?? 0));
    } else if (role === 'mark' && !name.startsWith(`${REFERENCES}_ranges`)) {
      let before: SceneItem | null = null;
      for (const item of mark.items) {
        if (++read > MAX_ITEMS) return;
        const bounds = moved(item.bounds, left, top);
        const isReference = name.startsWith(REFERENCES);
        if (type === 'text') {
          if (bounds.x2 > bounds.x1 && item.opacity !== 0) plot.texts.push(bounds);
        } else if (isReference && type === 'rule') plot.rules.push({ name, item });
        else if (NAMED.has(type) && isObject(item.datum))
          plot.marks.push({ type, item, datum: item.datum, bounds, left, top });
        if (item.opacity !== 0) occupy(room, type, item, before, { bounds, left, top });
        before = item;
      }
    }
  };

  for (const mark of items) visit(mark, 0, 0);
  for (const box of plot.texts) room.addBox(box, WEIGHTS.text);
  return plot;
}

const moved = ({ x1, y1, x2, y2 }: Bounds, left: number, top: number): Bounds => ({
  x1: x1 + left,
  y1: y1 + top,
  x2: x2 + left,
  y2: y2 + top,
});

/** Marks the cells that an item covers. `before` is the previous point of a line or an area. */
function occupy(
  room: Occupancy,
  type: string,
  item: SceneItem,
  before: SceneItem | null,
  { bounds, left, top }: Pick<PlotMark, 'bounds' | 'left' | 'top'>,
): void {
  const { mark } = WEIGHTS;
  const point = { x: (item.x ?? NaN) + left, y: (item.y ?? NaN) + top };
  if (type === 'text') return;
  if (type === 'rule') {
    room.addLine(point, { x: (item.x2 ?? item.x ?? NaN) + left, y: (item.y2 ?? item.y ?? NaN) + top }, mark);
  } else if (!PATHS.has(type)) {
    room.addBox(bounds, mark);
  } else if (before) {
    const start = { x: (before.x ?? NaN) + left, y: (before.y ?? NaN) + top };
    room.addLine(start, point, mark);
    if (type !== 'area') return;
    const [from, to] = [before.y2 ?? NaN, item.y2 ?? NaN];
    const end = Math.min(point.x, room.width);
    for (let x = Math.max(0, Math.ceil(start.x)); x <= end && !room.isFull; x += 2) {
      const part = (x - start.x) / (point.x - start.x || 1);
      const edge = (one: number, other: number): number => one + (other - one) * part;
      const upper = { x, y: edge(start.y, point.y) };
      room.addLine(upper, { x, y: edge(from, to) + top }, mark);
    }
  }
}

/** The mark that a place names. */
export interface Named {
  readonly mark: PlotMark;
  /** The axis that shows a value in the place. */
  readonly axis: 'x' | 'y' | null;
}

/** A value of a mark as a place can write it. */
interface Written {
  readonly text: string;
  readonly field: NoteFacts['fields'][number];
}

/** Finds the mark of each place: `null` if there is none. Letter case and a comma between the two parts do not matter. */
export function findPlaces(
  marks: readonly PlotMark[],
  notes: readonly Note[],
  fields: NoteFacts['fields'],
): readonly (Named | null)[] {
  const wanted = new Map<string, number[]>();
  notes.forEach(({ place }, index) => {
    const text = place.toLowerCase();
    const spellings = [text, ...[...text.matchAll(/,\s*/g)].map((comma) => spaced(text, comma))];
    for (const each of spellings) wanted.set(each, [...(wanted.get(each) ?? []), index]);
  });
  const found: ((Named & { readonly rank: Rank }) | null)[] = notes.map(() => null);
  for (const mark of marks) {
    const parts = fields.flatMap((field) => writtenValues(mark.datum, field));
    const offer = (text: string, used: readonly Written[]): void => {
      for (const index of wanted.get(text) ?? []) {
        const rank = rankOf(mark, used, fields);
        const best = found[index];
        if (best && !isBefore(rank, best.rank)) continue;
        found[index] = { mark, axis: used.map(({ field }) => field.axis).find(Boolean) ?? null, rank };
      }
    };
    for (const one of parts) {
      offer(one.text, [one]);
      for (const other of parts)
        if (other.field !== one.field) offer(`${one.text} ${other.text}`, [one, other]);
    }
  }
  return found;
}

const spaced = (text: string, { index, 0: comma }: RegExpMatchArray): string =>
  `${text.slice(0, index)} ${text.slice((index ?? 0) + comma.length)}`;

/** Returns the ways to write a value in lower case: for a date, its year, quarter, month, day and minute. */
function writtenValues(datum: JsonObject, field: NoteFacts['fields'][number]): readonly Written[] {
  const value = datum[field.key];
  if (value === null || value === undefined || value === '') return [];
  const date = field.time ? new Date(value as number) : null;
  const isDate = date !== null && !Number.isNaN(Number(date));
  const texts = isDate ? dateTexts(date) : [unescapeText(String(value))];
  return texts.map((text) => ({ text: text.replace(/\s+/g, ' ').trim().toLowerCase(), field }));
}

function dateTexts(date: Date): readonly string[] {
  const day = periodText(date, '2000-01-01');
  const time = clockText(date).slice(0, 5);
  return [day.slice(0, 4), periodText(date, '2000-Q1'), day.slice(0, 7), day, `${day}T${time}`];
}

/** Sorts the marks that a place names: the lowest rank wins. */
type Rank = readonly [date: number, top: number];

const isBefore = (a: Rank, b: Rank): boolean => a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);

/** A place with a date names the first mark of that period, a series alone its last one. Of equal ones, the upper wins. */
function rankOf({ datum, bounds }: PlotMark, used: readonly Written[], fields: NoteFacts['fields']): Rank {
  const time = fields.find((field) => field.time);
  const date = time ? Number(new Date(datum[time.key] as number)) : 0;
  const isDated = used.some(({ field }) => field.time);
  return [isDated ? date : -date, bounds.y1];
}

/** Returns a place that occurs in the chart, as an example. */
export function examplePlace(marks: readonly PlotMark[], fields: NoteFacts['fields']): string {
  const datum = marks.find((mark) => fields.some(({ key }) => mark.datum[key] !== undefined))?.datum;
  if (!datum) return '';
  const dates = marks.flatMap((mark) => fields.flatMap(({ time, key }) => (time ? [mark.datum[key]] : [])));
  const grain = dates.every((date) => dateTexts(new Date(date as number))[2]?.endsWith('-01')) ? 0 : 2;
  const names = fields
    .filter(({ key, time }) => time || new Set(marks.map((mark) => mark.datum[key])).size > 1)
    .sort((a, b) => Number(b.time) - Number(a.time) || Number(!!b.axis) - Number(!!a.axis))
    .slice(0, 2)
    .map(({ key, time }) =>
      time ? dateTexts(new Date(datum[key] as number))[grain] : unescapeText(String(datum[key])),
    );
  return names.join(' ');
}

/** Distance of a text's line from the outline of its mark, in px. */
const GAP = 2;

/**
 * Returns the point of a mark where the line of its text starts: the end of a bar or the number behind it, the middle
 * of a stacked bar or area, and the center of other marks.
 */
export function anchorOf(
  { mark: { type, item, bounds, left, top }, axis }: Named,
  { room, texts }: Plot,
  zero: { readonly x: number | null; readonly y: number | null },
): Anchor {
  const { x1, y1, x2, y2 } = bounds;
  const center = centerOf(bounds);
  if (PATHS.has(type)) {
    const point = { x: (item.x ?? NaN) + left, y: (item.y ?? NaN) + top };
    const { y2: base } = item;
    const isBelowOther = type === 'area' && room.weightAt({ x: point.x, y: point.y - 9 }) > 0;
    return isBelowOther && base !== undefined
      ? pointAnchor({ ...point, y: (point.y + base + top) / 2 }, 0)
      : pointAnchor(point, GAP);
  }
  // A transparent symbol is a larger target for pointers: its text belongs to the point in its middle.
  if (type === 'symbol') return pointAnchor(center, (item.opacity === 0 ? 0 : (x2 - x1) / 2) + GAP);
  if (type === 'arc') return pointAnchor(middleOfArc(item, left, top), 0);
  const base = axis === 'y' ? zero.x : axis === 'x' ? zero.y : null;
  if (type !== 'rect' || base === null) return pointAnchor(center, 0);
  const end =
    axis === 'y'
      ? { x: Math.abs(x1 - base) > Math.abs(x2 - base) ? x1 : x2, y: center.y }
      : { x: center.x, y: Math.abs(y1 - base) < Math.abs(y2 - base) ? y2 : y1 };
  const [right, down] = [Math.sign(end.x - center.x), Math.sign(end.y - center.y)];
  const beyond = { x: end.x + 9 * right, y: end.y + 9 * down };
  const number = texts.find((box) => isIn(box, beyond));
  if (number) return { ...number, radius: GAP };
  if (room.weightAt(beyond) > 0) return pointAnchor(center, 0);
  return axis === 'y'
    ? { x1: end.x, y1, x2: end.x, y2, radius: GAP }
    : { x1, y1: end.y, x2, y2: end.y, radius: GAP };
}

const pointAnchor = ({ x, y }: Point, radius: number): Anchor => ({ x1: x, y1: y, x2: x, y2: y, radius });

function middleOfArc(item: SceneItem, left: number, top: number): Point {
  const number = (name: string): number => Number((item as unknown as JsonObject)[name] ?? 0) || 0;
  const angle = (number('startAngle') + number('endAngle')) / 2;
  const radius = (number('innerRadius') + number('outerRadius')) / 2;
  return {
    x: number('x') + left + radius * Math.sin(angle),
    y: number('y') + top - radius * Math.cos(angle),
  };
}
