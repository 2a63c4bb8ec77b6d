/** `renderViz` with a drawing process for each account. */
import { availableParallelism } from 'node:os';
import { sortedWidths, WIDTHS } from '../box.ts';
import { clientFor, loadViz, rowsOf } from '../load-viz.ts';
import type { RenderedViz, RenderSettings } from '../types.ts';
import { DrawingProcess } from './drawing-process.ts';
import { sealIntrinsics } from './intrinsics.ts';
import type { DrawnViz } from './messages.ts';

/** More processes than processors are of no use. With two, one account cannot hold up all others. */
const MOST = Math.min(4, Math.max(2, availableParallelism()));

interface Waiting {
  readonly account: string;
  readonly start: (process: DrawingProcess) => void;
}

const processes = new Set<DrawingProcess>();
/** Charts that wait for a process, in order. */
const waiting = new Set<Waiting>();
/** Draws in this process, which has loaded Vega then. */
let draw: typeof import('../render-viz.ts').drawViz | null = null;

process.on('exit', () => processes.forEach((each) => each.end()));

/**
 * Draws charts in this process from now on, for a program that itself has a process for each account. Seals the built-in
 * objects of JavaScript. The returned function says whether they are still as they were; if not, the process must end.
 */
export async function drawHere(): Promise<() => boolean> {
  ({ drawViz: draw } = await import('../render-viz.ts'));
  return sealIntrinsics();
}

/**
 * Loads one viz, and draws it in a process that draws no chart of another account. Nothing in the result depends on the
 * clock, so the same rows give the same bytes.
 *
 * Rejects with a `VibedasherError`, or with the signal's reason.
 */
export const renderViz = (settings: RenderSettings): Promise<RenderedViz> =>
  renderWithin(settings, settings.signal);

/** The same, with a signal that ends only loading. */
export async function renderWithin(
  settings: RenderSettings,
  loading: AbortSignal | undefined,
): Promise<RenderedViz> {
  sortedWidths(settings.widths ?? WIDTHS);
  const client = settings.client ?? clientFor(settings);
  const keyOf = (account: string): string => JSON.stringify([client.apiBase, account]);
  // It starts while the rows are loaded.
  if (!draw && settings.account && processes.size < MOST) open(keyOf(settings.account));
  const found = await loadViz({ ...settings, client, signal: loading });
  if (draw) return draw(settings, found);

  const account = keyOf(settings.account ?? found.viz.account ?? found.viz.slug);
  const { signal } = settings;
  let abort!: () => void;
  const drawn = await new Promise<DrawnViz>((resolve, reject) => {
    const own: Waiting = {
      account,
      start: (each) => resolve(each.draw(settings, found).finally(assign)),
    };
    abort = () => {
      waiting.delete(own);
      reject(signal!.reason as Error);
    };
    signal?.throwIfAborted();
    signal?.addEventListener('abort', abort);
    waiting.add(own);
    assign();
  }).finally(() => signal?.removeEventListener('abort', abort));
  return { ...drawn, rows: rowsOf(found.loaded) };
}

const ofAccount = (account: string): DrawingProcess | undefined =>
  [...processes].find((each) => each.account === account);

function open(account: string): DrawingProcess {
  const known = ofAccount(account);
  if (known) return known;
  const opened: DrawingProcess = new DrawingProcess(account, () => void processes.delete(opened));
  processes.add(opened);
  return opened;
}

/** Gives waiting charts to idle processes, and to new ones in place of idle ones of other accounts. */
function assign(): void {
  for (const each of waiting) {
    const { account } = each;
    let found = ofAccount(account);
    if (found ? !found.isIdle : !makeRoom()) continue;
    found ??= open(account);
    waiting.delete(each);
    each.start(found);
  }
}

/** Whether there is room for one more process. Ends the one that has been there longest of those that are not needed now. */
function makeRoom(): boolean {
  if (processes.size < MOST) return true;
  const wanted = new Set([...waiting].map(({ account }) => account));
  const idle = [...processes].filter((each) => each.isIdle);
  const spare = idle.find(({ account }) => !wanted.has(account)) ?? idle[0];
  spare?.end();
  return spare !== undefined;
}
