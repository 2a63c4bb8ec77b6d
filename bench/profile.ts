/**
 * `npm run profile`: notes down which functions of the script-tag bundle run while a page draws the bench's kinds of
 * charts, for scripts/eager-functions.ts. To be run again when much of the code, or of Vega, has changed.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'vite';
import {
  fingerprint,
  functionsOf,
  PROFILE,
  USUAL,
  WORTHWHILE,
  type Node,
} from '../scripts/eager-functions.ts';
import { inView } from './pages.ts';
import { setStage } from './stage.ts';
import { withPage } from './tab.ts';

const PROJECT = join(import.meta.dirname, '..');
const CHUNK = /^\/cdn\/chunks\/(\w+)-[^/]*\.js$/;
/** A screen full: all kinds are among them. */
const CHARTS = 20;

const before = readFileSync(PROFILE, 'utf8');
// What is compiled ahead has other fingerprints around it.
writeFileSync(PROFILE, '');
await using cleanup = new AsyncDisposableStack();
try {
  build();
  const stage = cleanup.adopt(await setStage(CHARTS), (each) => each.close());
  const ran = await withPage(stage, async ({ page, cdp }) => {
    await cdp.send('Profiler.enable');
    await cdp.send('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    await page.goto(`${stage.origin}/ours/${CHARTS}`);
    await page.waitForFunction(
      (count) => document.querySelectorAll('vibedasher-viz:state(ready)').length >= count,
      {},
      inView(CHARTS),
    );
    const { result } = await cdp.send('Profiler.takePreciseCoverage');
    return result.flatMap(({ url, functions }) => {
      const { pathname } = new URL(url, stage.origin);
      if (!USUAL.has(CHUNK.exec(pathname)?.[1] ?? '')) return [];
      const places = functions.flatMap(({ ranges: [range] }) =>
        range && range.count > 0 ? [`${range.startOffset}-${range.endOffset}`] : [],
      );
      return fingerprintsAt(readFileSync(join(PROJECT, pathname), 'utf8'), new Set(places));
    });
  });
  const lines = [...new Set(ran)].sort();
  writeFileSync(PROFILE, `${lines.join('\n')}\n`);
  build();
  console.log(`${lines.length} functions`);
} catch (error) {
  writeFileSync(PROFILE, before);
  throw error;
}

function build(): void {
  const { status } = spawnSync(process.execPath, ['scripts/build.ts'], { cwd: PROJECT, stdio: 'inherit' });
  if (status !== 0) throw new Error('The build failed');
}

function fingerprintsAt(code: string, places: ReadonlySet<string>): string[] {
  return functionsOf(parseAst(code) as unknown as Node)
    .filter(({ start, end }) => end - start >= WORTHWHILE && places.has(`${start}-${end}`))
    .map(fingerprint);
}
