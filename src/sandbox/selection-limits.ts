/**
 * Costs of the functions with which Vega-Lite reads and writes selections. Loaded on demand, because few charts have
 * selections.
 */
import { isObject } from '../internal/json.ts';
import { quote, specError } from '../spec/errors.ts';
import { list } from '../spec/facts.ts';
import { sceneRoot, type Bounds, type SceneItem, type SceneMark } from '../spec/scene.ts';
import { budgetOf, STEPS_PER_VALUE, countValues } from './budget.ts';
import { resolveReference } from './interpreter/plain.ts';
import { provideCosts, type DataContext } from './limited-functions.ts';
import { atMost, MAX_ROWS } from './limits.ts';

/** Comparing a row with a value of a selection. */
const STEPS_PER_COMPARISON = 8;
/** Comparing a value with a selected value to find duplicates. */
const STEPS_PER_ENTRY = 0.25;
/** Searching the picture for items in a box: base cost, each item, each tested pixel. */
const STEPS_PER_PICTURE = 2000;
const STEPS_PER_ITEM = 10;
const STEPS_PER_PIXEL = 20;

/** Mark types for which Vega tests each pixel in the box. */
const PIXEL_TESTED = new Set(['arc', 'path', 'shape']);

/** Data sets in which Vega-Lite stores selections. */
const STORE = /_store$/;

interface Store {
  readonly stamp: number;
  readonly length: number;
  /** Number of values in its entries. */
  readonly weight: number;
}

/** Caches the sizes of stores during a run of the dataflow, because they are needed for each row. */
const stores = new WeakMap<readonly unknown[], Store>();

/** Enables the functions of selections in expressions. */
export function provide(): void {
  provideCosts({
    vlSelectionTest: testCost,
    // Vega uses a binary search.
    vlSelectionIdTest: () => 0,
    vlSelectionResolve: resolveCost,
    vlSelectionTuples: ([items, entry]) => list(items).length * countValues(entry) * STEPS_PER_VALUE,
    modify: modifyCost,
    intersect: intersectCost,
  });
}

/** Returns the cost of comparing a row with a selection. The store may be any data set. */
function testCost([name]: readonly unknown[], context: DataContext): number {
  return measureStore(name, context).weight * STEPS_PER_COMPARISON;
}

/** Returns the cost of collecting the selected values: each is compared with those before it. */
function resolveCost([name]: readonly unknown[], context: DataContext): number {
  const { length, weight } = measureStore(name, context);
  return weight * STEPS_PER_COMPARISON + length * length * STEPS_PER_ENTRY;
}

function measureStore(name: unknown, context: DataContext): Store {
  const entries = storeEntries(name, context);
  const stamp = context.dataflow.stamp();
  const known = stores.get(entries);
  if (known?.stamp === stamp && known.length === entries.length) return known;
  const weight = entries.reduce<number>((sum, entry) => sum + countValues(entry), 0);
  const store = { stamp, length: entries.length, weight };
  stores.set(entries, store);
  return store;
}

function storeEntries(name: unknown, { data }: DataContext): readonly unknown[] {
  return list(data?.[String(name)]?.values?.value);
}

/**
 * Checks a call of Vega's `modify(name, insert, remove, toggle)`, and returns its cost. Allows what Vega-Lite
 * generates: the data set is a store, `insert` and `toggle` are plain entries, and `remove` is `true` or an example
 * entry. Replaces entries with copies, because a row must not be in two data sets. Throws an error of kind `spec` for
 * all other calls.
 */
function modifyCost(values: unknown[], context: DataContext): number {
  const [name, insert, remove, toggle, ...others] = values;
  if (!STORE.test(String(name))) throw refusal(`write into ${quote(name)}`);
  if (others.some(Boolean)) throw refusal('change rows one by one');
  if (remove && remove !== true && !isExample(remove)) throw refusal('remove rows one by one');
  const inserted = Array.isArray(insert) ? insert.map(copyEntry) : insert && copyEntry(insert);
  const toggled = toggle && copyEntry(toggle);
  if (!context.data?.[String(name)]) throw specError(`The chart has no data set ${quote(name)}.`);
  const held = storeEntries(name, context).length;
  const rows = list(inserted).length + 1;
  atMost(MAX_ROWS, held + rows, 'rows in a selection');
  budgetOf(context.dataflow)?.chargeRows(rows);
  values.splice(
    0,
    values.length,
    String(name),
    inserted,
    isObject(remove) ? copyEntry(remove) : remove,
    toggled,
  );
  return (countValues(inserted) + (countValues(remove) + countValues(toggled)) * held) * STEPS_PER_VALUE;
}

function isExample(value: unknown): boolean {
  return isObject(value) && !resolveReference(value);
}

/** Copies an entry without its tuple id, which is a symbol. */
function copyEntry(entry: unknown): object {
  if (!isExample(entry)) throw refusal('take other things for rows than objects');
  return Object.fromEntries(Object.entries(entry as object));
}

function refusal(what: string): Error {
  return specError(
    `The function "modify" may not ${what} in a published chart: it can only write selections.`,
  );
}

/** Returns the cost of `intersect`: Vega visits every item of the group and tests pixels of some mark types. */
function intersectCost([box, , group]: readonly unknown[], { dataflow }: DataContext): number {
  const [[x1 = 0, y1 = 0] = [], [x2 = 0, y2 = 0] = []] = list(box).map((corner) => list(corner).map(Number));
  const bounds = { x1: Math.min(x1, x2), y1: Math.min(y1, y2), x2: Math.max(x1, x2), y2: Math.max(y1, y2) };
  return (
    STEPS_PER_PICTURE +
    itemsCost((resolveReference(group) ?? sceneRoot(dataflow as never)) as unknown as SceneMark, bounds)
  );
}

function itemsCost({ marktype, items = [] }: SceneMark, box: Bounds): number {
  return items.reduce((sum, item) => {
    const inside = PIXEL_TESTED.has(marktype) ? pixelsIn(box, item.bounds) * STEPS_PER_PIXEL : 0;
    return sum + STEPS_PER_ITEM + inside + groupCost(item, box);
  }, 0);
}

function groupCost({ items = [], x = 0, y = 0 }: SceneItem, box: Bounds): number {
  const inner = { x1: box.x1 - x, y1: box.y1 - y, x2: box.x2 - x, y2: box.y2 - y };
  return items.reduce((sum, mark) => sum + itemsCost(mark, inner), 0);
}

function pixelsIn(box: Bounds, bounds: Bounds): number {
  const width = Math.min(box.x2, bounds.x2) - Math.max(box.x1, bounds.x1) + 1;
  const height = Math.min(box.y2, bounds.y2) - Math.max(box.y1, bounds.y1) + 1;
  return Math.max(0, width) * Math.max(0, height) || 0;
}
