/** The names of series in a picture, in legends and at the ends of lines; and fading the marks of other series. */
import { highlightables } from '../charts/emphasis/selectable.ts';
import { FADED_OPACITY, FADED_TEXT_OPACITY, markText } from '../charts/emphasis/selected-marks.ts';
import { isObject } from '../internal/json.ts';
import { unescapeText } from '../spec/inherited-names.ts';
import { LINE_NAMES } from '../spec/names.ts';
import { CHOSEN } from '../internal/secret-names.ts';
import { type Bounds, sceneRoot, signalOf, type SceneItem } from '../spec/scene.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { drawnMarks, sceneOrigin } from './hit-test.ts';
import { someProperty } from './rewrite.ts';
import type { MountedChart } from './types.ts';

type View = MountedChart['view'];

/** A name in a picture. */
export interface SeriesName {
  readonly text: string;
  /** The box of the name and its symbol, in px relative to the picture. */
  readonly box: Bounds;
  /** The name of the field in the data of marks, and its value as text (see `markText`). */
  readonly key: string;
  readonly value: string;
  readonly label: SceneItem;
  /** The symbols of a legend entry. */
  readonly symbols: readonly SceneItem[];
}

/** Maximum number of names. */
const MAX_NAMES = 50;

type FoundName = Omit<SeriesName, 'key' | 'value'> & { readonly value: unknown };

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

const bindsLegend = (spec: VegaLiteSpec): boolean =>
  someProperty(
    spec,
    (key, bind) => key === 'bind' && (bind === 'legend' || (isObject(bind) && 'legend' in bind)),
  );

function namesIn(view: View): readonly FoundName[] {
  const { x, y } = sceneOrigin(view);
  const found: FoundName[] = [];
  const visit = (group: SceneItem, x: number, y: number): void => {
    const marks = group.items ?? [];
    const [label] = marks.find(({ role }) => role === 'legend-label')?.items ?? [];
    const symbols = marks.filter(({ role }) => role === 'legend-symbol').flatMap(({ items }) => items);
    if (label) addName(found, label, symbols, x, y);
    for (const mark of marks) {
      if (mark.name === LINE_NAMES) for (const item of mark.items) addName(found, item, [], x, y);
      if (mark.marktype === 'group')
        for (const item of mark.items) visit(item, x + (item.x ?? 0), y + (item.y ?? 0));
    }
  };
  for (const item of sceneRoot(view).items) visit(item, x + (item.x ?? 0), y + (item.y ?? 0));
  return found;
}

function addName(
  found: FoundName[],
  label: SceneItem & { readonly text?: unknown },
  symbols: readonly SceneItem[],
  x: number,
  y: number,
): void {
  const { datum } = label;
  const text = unescapeText([label.text].flat().join(' ').trim());
  if (!text || !isObject(datum)) return;
  const parts = [label, ...symbols];
  const box = {
    x1: x + Math.min(...parts.map(({ bounds }) => bounds.x1)),
    y1: y + Math.min(...parts.map(({ bounds }) => bounds.y1)),
    x2: x + Math.max(...parts.map(({ bounds }) => bounds.x2)),
    y2: y + Math.max(...parts.map(({ bounds }) => bounds.y2)),
  };
  const value = 'value' in datum && 'label' in datum ? datum['value'] : text;
  if (Number.isFinite(box.x1 + box.y1 + box.x2 + box.y2)) found.push({ text, value, box, label, symbols });
}

interface Change {
  readonly channel: 'opacity' | 'fill';
  readonly before: unknown;
  readonly now: unknown;
}

/** Fades the marks and names of all series but one, while the view runs. */
export class SeriesFader {
  readonly #view: View;
  /** Whether the spec fades marks and names itself, by the signal for chosen marks, which nothing else sets. */
  readonly #bySignal: boolean;
  /** The color of names of other series. */
  readonly #muted: string;
  readonly #changed = new Map<SceneItem, Change>();

  /** @param canSignal Whether nothing else chooses marks of this chart */
  constructor(view: View, canSignal: boolean, muted: string) {
    this.#view = view;
    this.#bySignal = canSignal && signalOf(view, CHOSEN) !== undefined;
    this.#muted = muted;
  }

  /** Shows one of the series, or all of them. Resolves when the change is drawn. */
  async show(name: SeriesName | null, names: readonly SeriesName[]): Promise<void> {
    const view = this.#view;
    if (this.#bySignal) view.signal(CHOSEN, name && { key: name.key, texts: [name.value] });
    for (const [item, { channel, before, now }] of this.#changed) {
      // Leave a value that the view has computed since.
      if (channelsOf(item)[channel] === now) this.#set(item, channel, before);
    }
    this.#changed.clear();
    if (name && !this.#bySignal) this.#fadeOthers(name, names);
    await view.runAsync();
  }

  #fadeOthers({ key, value }: SeriesName, names: readonly SeriesName[]): void {
    for (const { datum, item, mark } of drawnMarks(this.#view)) {
      if (mark.name === LINE_NAMES || datum[key] === undefined || markText(datum[key]) === value) continue;
      this.#fade(item, mark.marktype === 'text' ? FADED_TEXT_OPACITY : FADED_OPACITY);
    }
    for (const each of names) {
      if (each.key !== key || each.value === value) continue;
      this.#change(each.label, 'fill', this.#muted);
      for (const symbol of each.symbols) this.#fade(symbol, FADED_OPACITY);
    }
  }

  #fade(item: SceneItem, factor: number): void {
    this.#change(item, 'opacity', Number(channelsOf(item).opacity ?? 1) * factor);
  }

  #change(item: SceneItem, channel: Change['channel'], now: unknown): void {
    this.#changed.set(item, { channel, before: channelsOf(item)[channel], now });
    this.#set(item, channel, now);
  }

  #set(item: SceneItem, channel: Change['channel'], value: unknown): void {
    channelsOf(item)[channel] = value;
    (this.#view as unknown as { dirty(item: SceneItem): void }).dirty(item);
  }
}

const channelsOf = (item: SceneItem): Partial<Record<Change['channel'], unknown>> => item;
