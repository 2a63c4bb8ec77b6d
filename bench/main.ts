/**
 * `npm run bench`: our element beside what one would otherwise paste, in a real Chromium. Rewrites `RESULTS.md`; what
 * every single run measured goes into `.cache/bench/runs.json`.
 *
 *     --quick            one run of everything; RESULTS.md stays as it is
 *     --only first       only how pages load; RESULTS.md stays as it is
 *     --charts 1,20      only pages with so many charts; RESULTS.md stays as it is
 *     --trace            only how our page with one chart loads on the slow line: each request and long task
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIsStale } from '../scripts/build-state.ts';
import { describeMachine } from './machine.ts';
import { measureLoad, type Load } from './measure.ts';
import { RIVALS, type RivalName } from './pages.ts';
import { renderReport, type MeasuredLoad } from './report.ts';
import { setStage, type Stage } from './stage.ts';
import { renderWaterfall } from './waterfall.ts';

const PROJECT = join(import.meta.dirname, '..');
const RAW = join(PROJECT, '.cache/bench');
const REPORT = join(import.meta.dirname, 'RESULTS.md');
const RUNS = 5;
const CHARTS = [1, 20, 100];
const NAMES = Object.keys(RIVALS) as RivalName[];

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    charts: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});

buildWhatIsMissing();
const charts = options.charts?.split(',').map(Number) ?? CHARTS;
const stage = await setStage(Math.max(...charts));
try {
  if (options.trace) {
    await warmUp(stage);
    console.log(renderWaterfall(await measureLoad(stage, { rival: 'ours', charts: 1, throttled: true })));
  } else {
    await bench(stage);
  }
} finally {
  await stage.close();
}

async function bench(stage: Stage): Promise<void> {
  const machine = describeMachine(await stage.browser.version());
  const loads = await measureLoads(stage);
  const results = { machine, loads };
  mkdirSync(RAW, { recursive: true });
  writeFileSync(join(RAW, 'runs.json'), JSON.stringify(results, null, 1));
  const report = renderReport(results);
  if (options.quick || options.charts) console.log(report);
  else writeFileSync(REPORT, report);
}

/** Every page in turns, so that whatever else the machine does falls on all of them. */
async function measureLoads(stage: Stage): Promise<MeasuredLoad[]> {
  const loads: (MeasuredLoad & { runs: MeasuredLoad['runs'][number][] })[] = scenes().map((load) => ({
    ...load,
    runs: [],
  }));
  await warmUp(stage);
  const runs = options.quick ? 1 : RUNS;
  for (let run = 1; run <= runs; run++)
    for (const load of loads) {
      console.log(`${run}/${runs}  ${load.rival}, ${load.charts}${load.throttled ? ', slow line' : ''}`);
      load.runs.push(await measureLoad(stage, load));
    }
  return loads;
}

function scenes(): Load[] {
  const usual = charts.flatMap((charts) =>
    [true, false].map((throttled) => ({ charts, throttled, late: false })),
  );
  const late = { charts: Math.min(20, Math.max(...charts)), throttled: false, late: true };
  return [...usual, late].flatMap((scene) => NAMES.map((rival) => ({ rival, ...scene })));
}

/** The first request for each file has it compressed, and a browser has its own first time. */
async function warmUp(stage: Stage): Promise<void> {
  for (const rival of NAMES) await measureLoad(stage, { rival, charts: 1, throttled: false });
}

function buildWhatIsMissing(): void {
  if (!buildIsStale(PROJECT)) return;
  console.log('Building the bundle …');
  const { status } = spawnSync(process.execPath, ['scripts/build.ts'], { cwd: PROJECT, stdio: 'inherit' });
  if (status !== 0) throw new Error('The build failed');
}
