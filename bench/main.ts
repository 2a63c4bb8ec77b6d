/**
 * `npm run bench`: compares our element with the usual alternatives in Chromium. Writes `RESULTS.md`, and the results of all
 * runs to `.cache/bench/runs.json`. With any of these options, it prints the report instead of writing it:
 *
 *     --quick            one run of each, without the largest pages
 *     --only first       only the loading of pages; `points`: only drawing points; `dashboards`: only dashboards;
 *                        `choices`: only choices over many rows
 *     --charts 1,20      only pages with these numbers of charts
 *     --kinds bars,lines only these kinds of a single chart: bars, lines, points, stacked
 *     --rivals triple,ours  only these pages
 *     --profile          only traces of pages with one chart on the slow line, of ours and of `triple`: writes
 *                        KIND-RIVAL.json, which the Performance panel of DevTools opens, to `.cache/bench/`
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from '../scripts/build-state.ts';
import { readCommandLine, refuse } from '../scripts/command-line.ts';
import { CHOICE_SOURCES, PICTURE_PAGES, type PicturePage } from './choice-pages.ts';
import { measureChoices, measureScripts, type ChoiceTimes } from './choices.ts';
import { CHANGES, measureChoice, measureGrowth, type Choice, type Growth } from './dashboards.ts';
import { measureLoad, traceLoad, type Load, type LoadResult } from './loads.ts';
import { describeMachine } from './machine.ts';
import { PAINTERS, RIVAL_NAMES, type RivalName } from './pages.ts';
import { measureDrawing, type Drawing, type DrawingResult } from './points.ts';
import { renderReport } from './report.ts';
import { createStage, type Stage } from './stage.ts';
import { withPage } from './tab.ts';
import { KIND_NAMES } from './vizzes.ts';

const PROJECT = join(import.meta.dirname, '..');
const RAW = join(PROJECT, '.cache/bench');
const REPORT = join(import.meta.dirname, 'RESULTS.md');
const RUNS = 5;
const CHARTS = [1, 20, 100];
const QUICK_CHARTS = [1, 20];
const POINTS = [1000, 10_000, 100_000];
const SECTIONS = ['first', 'points', 'dashboards', 'choices'];
const QUICK_CHANGES = 100;
/** Each makes several choices. */
const CHOICE_RUNS = 3;
const PROFILED: readonly RivalName[] = ['triple', 'ours'];

const { values: options } = readCommandLine(import.meta.filename, {
  quick: { type: 'boolean', default: false },
  only: { type: 'string' },
  charts: { type: 'string' },
  kinds: { type: 'string' },
  rivals: { type: 'string' },
  profile: { type: 'boolean', default: false },
});
const charts = options.charts?.split(',').map(Number) ?? (options.quick ? QUICK_CHARTS : CHARTS);
const runs = options.quick ? 1 : RUNS;
if (options.only && !SECTIONS.includes(options.only)) {
  refuse(`--only ${options.only}: use one of ${SECTIONS.join(', ')}`);
}
const isWanted = (section: string): boolean => !options.only || options.only === section;
const rivals = RIVAL_NAMES.filter((name) => options.rivals?.split(',').includes(name) ?? true);
const kinds = KIND_NAMES.filter((name) => options.kinds?.split(',').includes(name) ?? true);
if (kinds.length === 0) refuse(`--kinds ${options.kinds}: use ${KIND_NAMES.join(', ')}`);
const isWhole = !options.quick && !options.only && !options.charts && !options.kinds && !options.rivals;

buildIfStale(PROJECT);
const stage = await createStage(options.profile ? 1 : Math.max(...charts), isWanted('choices'));
try {
  if (options.only !== 'choices') await warmUp(stage);
  if (options.profile) await profile(stage);
  else await bench(stage);
} finally {
  await stage.close();
}

async function profile(stage: Stage): Promise<void> {
  mkdirSync(RAW, { recursive: true });
  for (const kind of kinds) {
    for (const rival of options.rivals ? rivals : PROFILED) {
      const path = join(RAW, `${kind}-${rival}.json`);
      await traceLoad(stage, { rival, charts: 1, kind, throttled: true }, path);
      console.log(path);
    }
  }
}

async function bench(stage: Stage): Promise<void> {
  const loads = isWanted('first') ? loadsToMeasure() : [];
  const drawings = isWanted('points') ? drawingsToMeasure() : [];
  const dashboards = { choices: [] as Choice[], growths: [] as Growth[] };
  const choices = {
    times: { live: [] as ChoiceTimes[], answers: [] as ChoiceTimes[], tables: [] as ChoiceTimes[] },
    scripts: Object.fromEntries(PICTURE_PAGES.map((page) => [page, NaN])) as Record<PicturePage, number>,
  };
  // Measure in turns, so other load on the machine affects all of them.
  for (let run = 1; run <= runs; run++) {
    for (const load of loads) {
      console.log(
        `${run}/${runs}  ${load.rival}, ${load.kind ?? load.charts}${load.throttled ? ', slow line' : ''}`,
      );
      load.runs.push(await measureLoad(stage, load));
    }
    for (const drawing of drawings) {
      console.log(`${run}/${runs}  ${drawing.painter}, ${drawing.points} points`);
      drawing.runs.push(await measureDrawing(stage, drawing));
    }
    if (isWanted('dashboards')) {
      console.log(`${run}/${runs}  a choice in a dashboard`);
      dashboards.choices.push(await measureChoice(stage));
    }
  }
  if (isWanted('choices')) {
    for (const source of CHOICE_SOURCES) {
      // The API has cached all results after the first run.
      const times = source === 'live' ? 1 : Math.min(runs, CHOICE_RUNS);
      for (let run = 1; run <= times; run++) {
        console.log(`${run}/${times}  choices over many rows, ${source}`);
        choices.times[source].push(await measureChoices(stage, source));
      }
    }
    for (const page of PICTURE_PAGES) choices.scripts[page] = await measureScripts(stage, page);
  }
  // Measure once, because counts are the same each time and this takes a minute or two.
  if (isWanted('dashboards')) {
    const changes = options.quick ? QUICK_CHANGES : CHANGES;
    console.log(`${changes} choices in a dashboard`);
    dashboards.growths.push(await measureGrowth(stage, changes));
  }
  const results = {
    machine: describeMachine(await withPage(stage, ({ page }) => page.browser().version())),
    loads,
    drawings,
    dashboards,
    choices: isWanted('choices') ? choices : undefined,
  };
  mkdirSync(RAW, { recursive: true });
  writeFileSync(join(RAW, 'runs.json'), JSON.stringify(results, null, 1));
  const report = renderReport(results);
  if (isWhole) writeFileSync(REPORT, report);
  else console.log(`\n${report}`);
}

function loadsToMeasure(): (Load & { runs: LoadResult[] })[] {
  const scenes = (charts: number, throttled: boolean, late: boolean): Omit<Load, 'rival'>[] => {
    const scene = { charts, throttled, late };
    return charts === 1 ? kinds.map((kind) => ({ ...scene, kind })) : [scene];
  };
  return [
    ...charts.flatMap((charts) => [...scenes(charts, true, false), ...scenes(charts, false, false)]),
    ...scenes(Math.min(20, Math.max(...charts)), false, true),
  ].flatMap((scene) =>
    rivals.filter((rival) => isMeasured(rival, scene)).map((rival) => ({ rival, ...scene, runs: [] })),
  );
}

/** Saves time: a single chart is in view, so it is eager anyway, and one kind is enough for the naive rival. */
function isMeasured(rival: RivalName, { charts, kind }: Omit<Load, 'rival'>): boolean {
  return charts > 1 || (rival === 'naive' ? kind === 'bars' : rival !== 'ours-eager');
}

function drawingsToMeasure(): (Drawing & { runs: DrawingResult[] })[] {
  return POINTS.flatMap((points) => PAINTERS.map((painter) => ({ painter, points, runs: [] })));
}

/**
 * Loads the pages of all rivals, and our pages of each kind, which need different files: the first request compresses
 * a file, and the first start of a browser is slow.
 */
async function warmUp(stage: Stage): Promise<void> {
  const load = { charts: 1, throttled: false };
  for (const rival of RIVAL_NAMES) await measureLoad(stage, { ...load, rival, kind: 'bars' });
  for (const kind of KIND_NAMES) await measureLoad(stage, { ...load, rival: 'ours', kind });
}
