/** `renderViz` with one drawing process per account. */
import { availableParallelism } from 'node:os';
import { sortedWidths, WIDTHS } from '../box.ts';
import { clientFor, loadViz, tableRows } from '../load-viz.ts';
import type { RenderedViz, RenderSettings } from '../types.ts';
import { DrawingProcess } from './drawing-process.ts';
import { sealIntrinsics } from './intrinsics.ts';
import type { DrawnViz } from './messages.ts';

/** One process per processor, but at least two, so one account cannot block all others, and at most four. */
const MAX_PROCESSES = Math.min(4, Math.max(2, availableParallelism()));

interface Waiting {
  readonly account: string;
  readonly start: (process: DrawingProcess) => void;
}

const processes = new Set<DrawingProcess>();
/** Charts that wait for a process, in order. */
const waiting = new Set<Waiting>();
/** Draws in this process; `null` until `drawHere` has loaded Vega. */
let draw: typeof import('../render-viz.ts').drawViz | null = null;

process.on('exit', () => processes.forEach((each) => each.end()));

/**
 * Draws all further charts in this process, for a program that has a process per account. Seals the built-in objects of
 * JavaScript.
 * @returns a function that checks whether they are unchanged; if not, the process must end
 */
export async function drawHere(): Promise<() => boolean> {
  ({ drawViz: draw } = await import('../render-viz.ts'));
  return sealIntrinsics();
}

/**
 * Loads one viz and draws it in a process for the charts of its account. The result does not depend on the clock: equal
 * rows result in equal bytes.
 *
 * Rejects with a `VibedasherError`, or with the signal's reason.
 */
export const renderViz = (settings: RenderSettings): Promise<RenderedViz> =>
  renderWithin(settings, settings.signal);

/** Like {@link renderViz}, with a signal that aborts only loading. */
export async function renderWithin(
  settings: RenderSettings,
  loading: AbortSignal | undefined,
): Promise<RenderedViz> {
  sortedWidths(settings.widths ?? WIDTHS);
  const client = settings.client ?? clientFor(settings);
  const processKey = (account: string): string => JSON.stringify([client.apiBase, account]);
  // Start the process while the rows are loading.
  if (!draw && settings.account && processes.size < MAX_PROCESSES) open(processKey(settings.account));
  const found = await loadViz({ ...settings, client, signal: loading });
  if (draw) return draw(settings, found);

  const account = processKey(settings.account ?? found.viz.account ?? found.viz.slug);
  const { signal } = settings;
  let abort!: () => void;
  const drawn = await new Promise<DrawnViz>((resolve, reject) => {
    const entry: Waiting = {
      account,
      start: (each) => resolve(each.draw(settings, found).finally(assign)),
    };
    abort = () => {
      waiting.delete(entry);
      reject(signal!.reason as Error);
    };
    signal?.throwIfAborted();
    signal?.addEventListener('abort', abort);
    waiting.add(entry);
    assign();
  }).finally(() => signal?.removeEventListener('abort', abort));
  return { ...drawn, rows: tableRows(found.loaded) };
}

const processFor = (account: string): DrawingProcess | undefined =>
  [...processes].find((each) => each.account === account);

function open(account: string): DrawingProcess {
  const known = processFor(account);
  if (known) return known;
  const opened: DrawingProcess = new DrawingProcess(account, () => void processes.delete(opened));
  processes.add(opened);
  return opened;
}

/** Assigns waiting charts to idle processes of their account, or to new processes. */
function assign(): void {
  for (const each of waiting) {
    const { account } = each;
    let found = processFor(account);
    if (found ? !found.isIdle : !makeRoom()) continue;
    found ??= open(account);
    waiting.delete(each);
    each.start(found);
  }
}

/**
 * Ends an idle process if the maximum number is running. Prefers processes of accounts without waiting charts.
 * Returns false if all processes are busy.
 */
function makeRoom(): boolean {
  if (processes.size < MAX_PROCESSES) return true;
  const waitingAccounts = new Set([...waiting].map(({ account }) => account));
  const idle = [...processes].filter((each) => each.isIdle);
  const spare = idle.find(({ account }) => !waitingAccounts.has(account)) ?? idle[0];
  spare?.end();
  return spare !== undefined;
}
