/** Profiles the processor while a page with a chart loads, until the chart is drawn. */
import type { Protocol } from 'puppeteer-core';
import { openPage, type Load } from './loads.ts';
import type { Stage } from './stage.ts';
import { withPage } from './tab.ts';

export type CpuProfile = Protocol.Profiler.Profile;
type Frame = Protocol.Runtime.CallFrame;

/** Microseconds between two samples. */
const INTERVAL = 200;
/** Maximum number of listed functions. */
const MAX_FUNCTIONS = 25;
/** Maximum number of characters that are shown of a function's source, because its name is minified. */
const EXCERPT = 60;

/** Profiles from the start of the document to `vibedasher-load`, which the page of `triple` also dispatches. */
export async function profileLoad(stage: Stage, load: Load): Promise<CpuProfile> {
  return withPage(stage, async ({ page, cdp }) => {
    const finished = new Promise<CpuProfile>((resolve) => {
      cdp.once('Profiler.consoleProfileFinished', ({ profile }) => resolve(profile));
    });
    await cdp.send('Profiler.enable');
    await cdp.send('Profiler.setSamplingInterval', { interval: INTERVAL });
    // The page itself ends the profile: Chromium would handle a command only after the tasks that follow the event.
    await page.evaluateOnNewDocument(() => {
      console.profile();
      addEventListener('vibedasher-load', () => console.profileEnd(), { capture: true, once: true });
    });
    await openPage(stage, page, load);
    return finished;
  });
}

/**
 * Writes the self time by script and by function, in milliseconds: the mean of the profiles.
 * @param sourceOf Returns the text of the script at a URL's path
 */
export function renderProfiles(
  profiles: readonly CpuProfile[],
  sourceOf: (path: string) => string | undefined,
): string {
  const scripts = new Map<string, number>();
  const functions = new Map<string, { readonly frame: Frame; time: number }>();
  for (const [frame, time] of profiles.flatMap(selfTimes)) {
    if (NOT_WORK.has(frame.functionName)) continue;
    const share = time / profiles.length;
    const script = scriptName(frame);
    scripts.set(script, (scripts.get(script) ?? 0) + share);
    const { url, lineNumber, columnNumber, functionName } = frame;
    const key = [url, lineNumber, columnNumber, functionName].join(' ');
    const entry = functions.get(key) ?? { frame, time: 0 };
    entry.time += share;
    functions.set(key, entry);
  }
  const byScript = [...scripts].map(([label, time]) => ({ label, time }));
  const byFunction = [...functions.values()].sort(longest).slice(0, MAX_FUNCTIONS);
  return [
    'self time, ms, by script',
    ...byScript.sort(longest).map(renderLine),
    'self time, ms, by function',
    ...byFunction.map(({ frame, time }) => renderLine({ time, label: describe(frame, sourceOf) })),
  ].join('\n');
}

const NOT_WORK: ReadonlySet<string> = new Set(['(root)', '(idle)']);

const longest = (a: { readonly time: number }, b: { readonly time: number }): number => b.time - a.time;

const renderLine = ({ label, time }: { readonly label: string; readonly time: number }): string =>
  `${time.toFixed(1).padStart(8)}  ${label}`;

/** Returns the frame and the self time of each node. A sample lasts until the next one. */
function selfTimes({ nodes, samples = [], timeDeltas = [] }: CpuProfile): [Frame, number][] {
  const times = new Map<number, number>();
  for (const [index, id] of samples.entries())
    times.set(id, (times.get(id) ?? 0) + (timeDeltas[index + 1] ?? 0) / 1000);
  return nodes.map(({ id, callFrame }) => [callFrame, times.get(id) ?? 0]);
}

/** Returns a chunk's name, a package of `triple`, or a part of the browser. */
function scriptName({ url, functionName }: Frame): string {
  if (!url) return functionName.startsWith('(') ? functionName : '(built-in functions)';
  const { pathname } = new URL(url);
  const [, name] = /^\/(?:npm|cdn\/chunks|cdn)\/(.+?)(?:-[\w-]{8})?(?:\.js)?$/.exec(pathname) ?? [];
  return name ?? '(scripts of the page)';
}

function describe(frame: Frame, sourceOf: (path: string) => string | undefined): string {
  const { functionName, url, lineNumber, columnNumber } = frame;
  const script = scriptName(frame);
  if (!url) return functionName === script ? script : `${functionName} ${script}`;
  const line = sourceOf(new URL(url).pathname)?.split('\n')[lineNumber] ?? '';
  const excerpt = line.slice(columnNumber, columnNumber + EXCERPT).trim();
  return `${functionName || '(anonymous)'} ${script}:${lineNumber + 1}:${columnNumber + 1}  ${excerpt}`.trimEnd();
}
