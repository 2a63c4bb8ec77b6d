/** The names of series in a picture, in legends and at the ends of lines; and fading the marks of other series. */
import { highlightables } from '../charts/emphasis/selectable.ts';
import { markText } from '../charts/emphasis/selected-marks.ts';
import { isObject } from '../internal/json.ts';
import { unescapeText } from '../spec/inherited-names.ts';
import { CHOSEN, LINE_NAMES } from '../spec/names.ts';
import type { SceneItem, SceneMark } from '../spec/scene.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { type Box, drawnMarks } from './hit-test.ts';
import type { MountedChart } from './types.ts';

type View = MountedChart['view'];

/** A name in a picture. */
export interface SeriesName {
  readonly text: string;
  /** The box of the name and its symbol, in px relative to the picture. */
  readonly box: Box;
  /** The name of the field in the data of marks, and its value as text (see `markText`). */
  readonly key: string;
  readonly value: string;
}

/** Maximum number of names. */
const MAX_NAMES = 50;

type FoundName = Pick<SeriesName, 'text' | 'box'> & { readonly value: unknown };

/**
 * Finds the names of the series of a chart: legend entries and names at lines. Returns none for a single series, and for a
 * spec whose legend selects.
 */
export function findSeriesNames(view: View, spec: VegaLiteSpec): readonly SeriesName[] {
  if (bindsLegend(spec)) return [];
  const found = namesIn(view);
  const keys = highlightables(spec)
    .filter(({ continuous }) => !continuous)
    .map(({ key }) => key);
  const valuesByKey = new Map(keys.map((key) => [key, new Set<string>()]));
  for (const { datum } of drawnMarks(view)) {
    for (const [key, values] of valuesByKey) if (datum[key] !== undefined) values.add(markText(datum[key]));
  }
  const names = found.flatMap(({ value, ...name }): readonly SeriesName[] => {
    const text = markText(value);
    const key = keys.find((key) => valuesByKey.get(key)!.has(text));
    return key === undefined ? [] : [{ ...name, key, value: text }];
  });
  return names.length > 1 ? names.slice(0, MAX_NAMES) : [];
}

function bindsLegend(view: unknown): boolean {
  if (Array.isArray(view)) return view.some(bindsLegend);
  if (!isObject(view)) return false;
  const { bind } = view;
  if (bind === 'legend' || (isObject(bind) && 'legend' in bind)) return true;
  return Object.entries(view).some(([key, value]) => !/^(data|datasets)$/.test(key) && bindsLegend(value));
}

function namesIn(view: View): readonly FoundName[] {
  const { root } = view.scenegraph() as unknown as { readonly root: SceneMark };
  const { left, top } = view.padding() as { readonly left: number; readonly top: number };
  const [x, y] = view.origin();
  const found: FoundName[] = [];
  const visit = (group: SceneItem, x: number, y: number): void => {
    const marks = group.items ?? [];
    const entry = marks.filter(({ role }) => role === 'legend-symbol' || role === 'legend-label');
    const [label] = entry.find(({ role }) => role === 'legend-label')?.items ?? [];
    if (label)
      addName(
        found,
        label,
        entry.flatMap(({ items }) => items),
        x,
        y,
      );
    for (const mark of marks) {
      if (mark.name === LINE_NAMES) for (const item of mark.items) addName(found, item, [item], x, y);
      if (mark.marktype === 'group')
        for (const item of mark.items) visit(item, x + (item.x ?? 0), y + (item.y ?? 0));
    }
  };
  for (const item of root.items) visit(item, left + x + (item.x ?? 0), top + y + (item.y ?? 0));
  return found;
}

function addName(
  found: FoundName[],
  { datum, text: drawn }: SceneItem & { readonly text?: unknown },
  parts: readonly SceneItem[],
  x: number,
  y: number,
): void {
  const text = unescapeText([drawn].flat().join(' ').trim());
  if (!text || !isObject(datum)) return;
  const box = {
    x1: x + Math.min(...parts.map(({ bounds }) => bounds.x1)),
    y1: y + Math.min(...parts.map(({ bounds }) => bounds.y1)),
    x2: x + Math.max(...parts.map(({ bounds }) => bounds.x2)),
    y2: y + Math.max(...parts.map(({ bounds }) => bounds.y2)),
  };
  const value = 'value' in datum && 'label' in datum ? datum['value'] : text;
  if (Number.isFinite(box.x1 + box.y1 + box.x2 + box.y2)) found.push({ text, value, box });
}

/** The opacity factor of marks of other series, and of text, which must stay readable. */
const FADED_OPACITY = 0.25;
const FADED_TEXT_OPACITY = 0.6;

/** Fades the marks of all series but one, while the view runs. */
export class SeriesFader {
  readonly #view: View;
  /** Whether the spec fades marks itself, by the signal for chosen marks, which nothing else sets. */
  readonly #bySignal: boolean;
  /** The opacity of each faded item: before, and now. */
  readonly #faded = new Map<SceneItem, { readonly before: number | undefined; readonly now: number }>();

  /** @param canSignal Whether nothing else chooses marks of this chart */
  constructor(view: View, canSignal: boolean) {
    this.#view = view;
    this.#bySignal = canSignal && hasSignal(view);
  }

  /** Shows one series, or all of them. Resolves when the change is drawn. */
  async show(name: Pick<SeriesName, 'key' | 'value'> | null): Promise<void> {
    const view = this.#view;
    if (this.#bySignal) view.signal(CHOSEN, name && { key: name.key, texts: [name.value] });
    const marks = name && !this.#bySignal ? drawnMarks(view) : [];
    const others = new Map(
      marks
        .filter(({ datum }) => datum[name!.key] !== undefined && markText(datum[name!.key]) !== name!.value)
        .map(({ item, mark }) => [item, mark.marktype === 'text' ? FADED_TEXT_OPACITY : FADED_OPACITY]),
    );
    for (const [item, { before, now }] of this.#faded) {
      // Leave an opacity that the view has computed since.
      if (item.opacity === now) this.#setOpacity(item, before);
    }
    this.#faded.clear();
    for (const [item, factor] of others) {
      const before = item.opacity;
      const now = (before ?? 1) * factor;
      this.#faded.set(item, { before, now });
      this.#setOpacity(item, now);
    }
    await view.runAsync();
  }

  #setOpacity(item: SceneItem, opacity: number | undefined): void {
    (item as { opacity?: number | undefined }).opacity = opacity;
    (this.#view as unknown as { dirty(item: SceneItem): void }).dirty(item);
  }
}

function hasSignal(view: View): boolean {
  try {
    view.signal(CHOSEN);
    return true;
  } catch {
    return false;
  }
}
