/** Vizzes for `hole.ts`: two harmless ones, and those of an account that exploits the simulated vulnerability. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The effect of an attack: none, a change to what later charts use, or a process that ends or hangs. */
type Effect = 'none' | 'change' | 'end' | 'hang';

/** The attacks by slug: what each does in the drawing process. */
export const ATTACKS: Readonly<Record<string, { readonly hole: string; readonly effect: Effect }>> = {
  'marks-all-objects-as-rows': { hole: "Object.prototype[Symbol('vega_id')] = 1", effect: 'none' },
  'adds-a-row-to-all-lists': { hole: "Object.prototype[0] = ['x']", effect: 'none' },
  'adds-a-property-to-all-objects': { hole: 'Object.prototype.get = {}', effect: 'none' },
  'adds-a-property-to-a-constructor': { hole: 'Object.polluted = 1', effect: 'none' },
  'adds-a-property-to-a-method': { hole: 'Object.prototype.hasOwnProperty.call = 1', effect: 'none' },
  'replaces-a-method': { hole: 'Array.prototype.flat = () => []', effect: 'change' },
  'takes-all-memory': {
    hole: 'const lists = []; for (;;) lists.push(new Array(1e6).fill(0));',
    effect: 'end',
  },
  'ends-its-process': { hole: 'process.exit(0)', effect: 'end' },
  'never-ends': { hole: 'for (;;);', effect: 'hang' },
};

/** The start of a bar's SVG. The pictures contain no other rectangles. */
export const BAR = '<rect ';

export const BARS = 3;

const ROWS = 'region,amount\nNorth,10\nSouth,20\nEast,30\n';
const SPEC = {
  mark: 'bar',
  encoding: {
    x: { field: 'region', type: 'nominal' },
    y: { field: 'amount', type: 'quantitative' },
  },
};

/** Writes `good/bars`, `evil/bars`, and the attacks of `evil` into the folder of a server. */
export async function writeVizzes(root: string): Promise<void> {
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  };
  const vizzes = Object.entries(ATTACKS).map(
    ([slug, { hole }]) => [`evil/${slug}`, { ...SPEC, usermeta: { hole } }] as const,
  );
  await write('datasets/sales.csv', ROWS);
  for (const [path, spec] of [...vizzes, ['good/bars', SPEC] as const, ['evil/bars', SPEC] as const]) {
    const viz = { name: path, publishStatus: 'PUBLISHED', viewMode: 'public', datasets: ['sales'] };
    await write(`vizzes/${path}/viz.json`, JSON.stringify(viz));
    await write(`vizzes/${path}/charts/main.sql`, 'SELECT region, amount FROM sales');
    await write(`vizzes/${path}/charts/main.vl.json`, JSON.stringify(spec));
  }
}
