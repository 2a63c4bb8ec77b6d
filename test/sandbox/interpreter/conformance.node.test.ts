/** Evaluates every expression of every spec three ways, where the dataflow evaluates it. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { agree, comparing, happen, type Outcomes } from './three-ways.ts';

const root = join(import.meta.dirname, '../../..');
const paths = [
  'test/specs/*.vl.json',
  'demo/root/vizzes/*/*/charts/*.vl.json',
  '../shared/conformance/vega-lite/*.vl.json',
]
  .flatMap((pattern) => globSync(pattern, { cwd: root }))
  .sort();

describe('expressions of the specs', () => {
  for (const path of paths) {
    it(`agree with generated code: ${basename(path)}`, async () => {
      const { compared, wrong, stockWrong } = await compare(join(root, path));
      assert.ok(compared > 0, 'nothing was compared');
      assert.deepEqual(wrong, []);
      assert.deepEqual(stockWrong, []);
    });
  }
});

interface Comparison {
  readonly compared: number;
  /** Expressions whose result differs from that of generated code. */
  readonly wrong: string[];
  readonly stockWrong: string[];
}

async function compare(path: string): Promise<Comparison> {
  const text = readFileSync(path, 'utf8');
  const { spec } = compile(JSON.parse(text) as TopLevelSpec, { logger: vega.logger(vega.None) as never });
  let compared = 0;
  const wrong = new Set<string>();
  const stockWrong = new Set<string>();
  const report = (code: string, { generated, stock, ours }: Outcomes): void => {
    compared += 1;
    if (!agree(generated, ours)) wrong.add(code);
    if (!agree(generated, stock)) stockWrong.add(code);
  };
  const { expr, waiting } = comparing(report);
  const loader = vega.loader({ baseURL: join(root, 'node_modules/vega-datasets/'), mode: 'file' });
  const runtime = vega.parse(spec, undefined, { ast: true });
  const view = new vega.View(runtime, { expr, loader, logLevel: vega.None });
  await view.runAsync();
  for (const event of eventsOn(view)) {
    for (const expression of waiting) {
      const outcomes = happen(expression, event);
      if (outcomes) report(expression.expression.code, outcomes);
    }
  }
  view.finalize();
  return { compared, wrong: [...wrong], stockWrong: [...stockWrong] };
}

interface Item {
  readonly mark: {
    readonly name?: string;
    readonly group?: Item;
    readonly marktype: string;
    readonly items: Item[];
  };
  readonly items?: readonly Item['mark'][];
}

/** Yields pointer moves over no item and over the first item of every mark. */
function* eventsOn(view: vega.View): Iterable<object> {
  yield eventAt(view, undefined);
  for (const item of firstItems((view.scenegraph() as unknown as { root: Item['mark'] }).root))
    yield eventAt(view, item);
}

function* firstItems({ items }: Item['mark']): Iterable<Item> {
  const [first] = items;
  if (!first) return;
  yield first;
  for (const mark of first.items ?? []) yield* firstItems(mark);
}

function eventAt(view: vega.View, item: Item | undefined): object {
  const group = item && (item.mark.marktype === 'group' ? item : item.mark.group);
  const touches = [3, 40].map((clientX) => ({ clientX, clientY: 5 }));
  return {
    type: 'pointermove',
    clientX: 20,
    clientY: 30,
    shiftKey: true,
    deltaY: 10,
    deltaMode: 0,
    key: 'a',
    buttons: 1,
    touches,
    changedTouches: touches,
    item,
    vega: {
      view: () => view,
      item: () => item ?? {},
      group: () => group ?? {},
      xy: () => [20, 30],
      x: () => 20,
      y: () => 30,
    },
  };
}
