/**
 * Places the annotations of the attribute `annotate` when the marks of a chart are known, and interrupts reference lines
 * where texts are. Loads on demand.
 */
import { textMetrics } from 'vega-scenegraph';
import type { View } from 'vega-view';
import type { NoteFacts, ShownNotes } from '../../charts/emphasis/notes.ts';
import { isObject, type JsonObject } from '../../internal/json.ts';
import { list, objects } from '../../spec/facts.ts';
import { unescapeTexts } from '../../spec/inherited-names.ts';
import { DASHES, NOTES, SHOWN_NOTES } from '../../internal/secret-names.ts';
import { NARROW } from '../../internal/widths.ts';
import { centerOf, sceneRoot, signalOf } from '../../spec/scene.ts';
import type { VegaSpec } from '../../spec/types.ts';
import { wrapText } from '../label-layout.ts';
import { dashesAround, placeBox, WEIGHTS, type Anchor, type PlacedBox } from '../note-layout.ts';
import { anchorOf, examplePlace, findPlaces, readPlot, type Named, type Plot } from '../note-places.ts';
import type { FitToBox } from '../rewrite.ts';
import type { Size } from '../types.ts';

/** Names of the data sets with the places of texts, and of numbers in circles. */
const TEXTS = 'vibedasher_note_texts';
const CIRCLES = 'vibedasher_note_circles';
/** The role of the marks, which excludes them from the points that the keyboard reaches. */
const ROLE = 'annotation';

/** Widths of a text that are tried, in px, and its maximum number of lines. */
const TEXT_WIDTHS = [230, 150, 100];
const MAX_LINES = 5;
const LEADING = 1.3;
/** Diameter of a circle, relative to the font size. */
const CIRCLE = 1.65;
/** Distance from the mark, in px: of a text, whose line is visible then, and of a circle. */
const DISTANCES = { text: { least: 12 }, circle: { least: 1, most: 3, round: true } };

/** Adds the marks of annotations to a compiled chart. */
export function rewrite(vega: VegaSpec): VegaSpec {
  const facts = objects(vega.signals).find(({ name }) => name === NOTES)?.['value'];
  if (!isObject(facts)) return vega;
  const { color, halo, font, fontSize } = facts as unknown as NoteFacts;
  const from = (data: string): JsonObject => ({
    from: { data },
    role: ROLE,
    interactive: false,
    aria: false,
  });
  const text = {
    text: { field: 'text' },
    x: { field: 'x' },
    y: { field: 'y' },
    align: { field: 'align' },
    baseline: { field: 'baseline' },
    font: { value: font },
    fontSize: { value: fontSize },
    lineHeight: { value: fontSize * LEADING },
    limit: { field: 'limit' },
  };
  const line = {
    x: { field: 'fromX' },
    y: { field: 'fromY' },
    x2: { field: 'toX' },
    y2: { field: 'toY' },
    stroke: { value: color },
    strokeWidth: { value: 1 },
  };
  const circle = {
    x: { field: 'x' },
    y: { field: 'y' },
    size: { value: (fontSize * CIRCLE) ** 2 },
    fill: { value: color },
    stroke: { value: halo },
    strokeWidth: { value: 1 },
  };
  const around = { stroke: { value: halo }, strokeWidth: { value: 4 }, strokeJoin: { value: 'round' } };
  const marks = [
    ...[TEXTS, CIRCLES].map((data) => ({ type: 'rule', ...from(data), encode: { update: line } })),
    { type: 'text', ...from(TEXTS), encode: { update: { ...text, ...around, fill: { value: halo } } } },
    { type: 'text', ...from(TEXTS), encode: { update: { ...text, fill: { value: color } } } },
    { type: 'symbol', ...from(CIRCLES), encode: { update: circle } },
    { type: 'text', ...from(CIRCLES), encode: { update: { ...text, fill: { value: halo } } } },
  ];
  return {
    ...vega,
    signals: [...(vega.signals ?? []), { name: SHOWN_NOTES, value: null }],
    data: [...(vega.data ?? []), { name: TEXTS, values: [] }, { name: CIRCLES, values: [] }],
    marks: [
      ...list(vega['marks']),
      {
        type: 'group',
        name: NOTES,
        interactive: false,
        aria: false,
        // Without a clip, the texts of the previous size would shrink the plot of the next one.
        clip: true,
        encode: { update: { width: { signal: 'width' }, height: { signal: 'height' } } },
        marks,
      },
    ],
  };
}

/** Places annotations and dashes of a view for the size of its box. Resolves when the dataflow has run. */
async function placeNotes(view: View, { width }: Size): Promise<void> {
  await view.runAsync();
  const plot = readPlot(sceneRoot(view));
  if (!plot) return;
  const dashes = plot.rules.map(({ item }) => dashesOf(item, plot));
  const facts = signalOf(view, NOTES) as NoteFacts | undefined;
  const changed = setDashes(view, dashes);
  if (facts) showNotes(view, unescapeTexts(facts), plot, width);
  if (facts || changed) await view.runAsync();
}

export const createFitter = (): FitToBox => placeNotes;

function setDashes(view: View, dashes: readonly (readonly number[] | null)[]): boolean {
  const before = signalOf(view, DASHES);
  if (before === undefined || JSON.stringify(before) === JSON.stringify(dashes)) return false;
  view.signal(DASHES, dashes);
  return true;
}

/** Px between a text and the dashes next to it: of a flat line, and of an upright one. */
const DASH_MARGINS = [4, 2];

function dashesOf(
  { x = 0, y = 0, x2 = x, y2 = y }: Plot['rules'][number]['item'],
  { texts }: Plot,
): readonly number[] | null {
  const isFlat = y === y2;
  const [start, length] = isFlat ? [x, x2 - x] : [y, y2 - y];
  const margin = DASH_MARGINS[isFlat ? 0 : 1]!;
  const taken = texts.flatMap((box) => {
    const { x1, y1, x2: right, y2: bottom } = box;
    if (isFlat ? y < y1 - 2 || y > bottom + 2 : x < x1 - 2 || x > right + 2) return [];
    const ends = (isFlat ? [x1, right] : [y1, bottom]).map((end) => (end - start) * Math.sign(length));
    return [[Math.min(...ends) - margin, Math.max(...ends) + margin] as const];
  });
  return dashesAround(Math.abs(length), taken);
}

function showNotes(view: View, facts: NoteFacts, plot: Plot, width: number): void {
  // Numbers in circles replace the texts.
  const numbered = width < NARROW;
  const named = findPlaces(plot.marks, facts.notes, facts.fields);
  const found = named.flatMap((each, index) => (each ? [index] : []));
  const zero = { x: zeroOf(view, 'x'), y: zeroOf(view, 'y') };
  const rows = found.map((index, place) =>
    placeNote({ facts, plot, zero, index, number: numbered ? place + 1 : null }, named[index]!),
  );
  for (const [name, shown] of [
    [TEXTS, numbered ? [] : rows],
    [CIRCLES, numbered ? rows : []],
  ] as const)
    view.change(
      name,
      view
        .changeset()
        .remove(() => true)
        .insert([...shown]),
    );
  const shown: ShownNotes = { found, numbered, example: examplePlace(plot.marks, facts.fields) };
  view.signal(SHOWN_NOTES, shown);
}

/** Returns the position of zero on a continuous axis, or `null`. */
function zeroOf(view: View, name: string): number | null {
  try {
    const scale = (
      view as unknown as { scale(name: string): { (value: number): number; bandwidth?: unknown } }
    ).scale(name);
    const zero = scale.bandwidth ? NaN : scale(0);
    return Number.isFinite(zero) ? zero : null;
  } catch {
    return null;
  }
}

/** Cost of each further line of a text, relative to 1 px of distance. */
const WRAPPING = 12;

const costOf = ({ text, box }: { readonly text: readonly string[]; readonly box: PlacedBox }): number =>
  box.cost + WRAPPING * (text.length - 1);

interface NoteRequest {
  readonly facts: NoteFacts;
  readonly plot: Plot;
  readonly zero: { readonly x: number | null; readonly y: number | null };
  readonly index: number;
  /** The number to show in place of the text. */
  readonly number: number | null;
}

/** Finds room for one annotation and takes it. Returns the row of its marks. */
function placeNote({ facts, plot, zero, index, number }: NoteRequest, named: Named): object {
  const { notes, font, fontSize } = facts;
  const anchor = anchorOf(named, plot, zero);
  const face = { font, size: fontSize };
  const diameter = Math.ceil(fontSize * CIRCLE) + 1;
  const sizes =
    number === null
      ? TEXT_WIDTHS.map((most) => {
          const text = [wrapText(notes[index]!.text, most, MAX_LINES, face)].flat();
          const widest = Math.max(...text.map((line) => textMetrics.width({ font, fontSize }, line)));
          return {
            text,
            width: Math.ceil(Math.min(widest, most + 20)) + 1,
            height: text.length * fontSize * LEADING,
          };
        })
      : [{ text: [String(number)], width: diameter, height: diameter }];
  const placed = sizes
    .map((size) => ({
      ...size,
      box: placeBox(plot.room, anchor, size, number === null ? DISTANCES.text : DISTANCES.circle),
    }))
    .reduce((best, each) => (costOf(each) < costOf(best) ? each : best));
  const { box, text } = placed;
  plot.room.addBox(box, WEIGHTS.note);
  if (box.line) plot.room.addLine(...box.line, WEIGHTS.note);
  const [from, to] = box.line ?? [box, box].map(({ x1, y1 }) => ({ x: x1, y: y1 }));
  return {
    text,
    fromX: from!.x,
    fromY: from!.y,
    toX: to!.x,
    toY: to!.y,
    limit: placed.width,
    ...(number === null
      ? textPosition(box, anchor)
      : { ...centerOf(box), align: 'center', baseline: 'middle' }),
  };
}

/** Aligns a text with the side of its box that faces the mark. */
function textPosition(box: PlacedBox, anchor: Anchor): object {
  const { x1, x2, y1: y } = box;
  const baseline = 'top';
  if (anchor.x2 <= x1) return { x: x1, y, align: 'left', baseline };
  if (anchor.x1 >= x2) return { x: x2, y, align: 'right', baseline };
  return { x: centerOf(box).x, y, align: 'center', baseline };
}
