/** Tests the report of the benchmark. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LoadResult } from '../../bench/loads.ts';
import type { RivalName } from '../../bench/pages.ts';
import type { MeasuredLoad } from '../../bench/loads-report.ts';
import { evaluateGoals, renderReport, type MeasuredDrawing } from '../../bench/report.ts';
import { median } from '../../bench/statistics.ts';
import type { KindName } from '../../bench/vizzes.ts';

const machine = {
  date: '2026-01-31',
  processor: 'P',
  cores: 2,
  memory: 8,
  system: 'S',
  versions: { vega: '6' },
};

const result: LoadResult = {
  first: 1000,
  screen: 1000,
  all: 1000,
  blocking: 100,
  longTasks: [{ start: 500, duration: 150 }],
  layoutShift: 0.1,
  heap: 1e6,
  tooltipDelay: null,
  requests: [
    { url: 'https://a/npm/vega', type: 'Script', method: 'GET', bytes: 250_000 },
    { url: 'https://b/api/viz', type: 'Fetch', method: 'GET', bytes: 1000 },
    { url: 'https://b/api/query', type: 'Other', method: 'OPTIONS', bytes: 0 },
  ],
};

const load = (rival: RivalName, ...runs: Partial<LoadResult>[]): MeasuredLoad => ({
  rival,
  charts: 1,
  kind: 'bars',
  throttled: true,
  runs: runs.map((run) => ({ ...result, ...run })),
});

const drawing = (painter: MeasuredDrawing['painter'], refresh: number): MeasuredDrawing => ({
  painter,
  points: 10_000,
  runs: [{ draw: 100, refresh }],
});

const none = { choices: [], growths: [] };

describe('the benchmark report', () => {
  it('uses medians', () => {
    assert.equal(median([9, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2.5);
    assert.ok(Number.isNaN(median([])));
  });

  it('lists the measured goals, and whether each is reached', () => {
    const loads = [
      load('triple', {}, {}, {}),
      load(
        'ours',
        { first: 700, layoutShift: 0 },
        { first: 600, layoutShift: 0 },
        { first: 9000, layoutShift: 0 },
      ),
    ];
    const goals = evaluateGoals({
      machine,
      loads,
      drawings: [drawing('embed', 200), drawing('ours', 120)],
      dashboards: none,
    });
    assert.deepEqual(
      goals.map(({ what, actual, limit }) => [what, actual, limit]),
      [
        ['first chart, 1 on the page, slow line', 0.7, 0.72],
        ['first chart, 1 on the page, slow line, worst kind', 0.7, 0.82],
        ['blocking time, 1 on the page, slow line', 1, 0.6],
        ['heap after collection, 1 on the page, slow line', 1, 1.05],
        ['JavaScript, 1 on the page, worst kind', 250, 225],
        ['layout shift, anywhere (score)', 0, 0],
        ['refresh with 10,000 new rows', 0.6, 0.4],
      ],
    );
    const report = renderReport({
      machine,
      loads,
      drawings: [drawing('embed', 200), drawing('ours', 120)],
      dashboards: none,
    });
    assert.match(report, /\| first chart, 1 on the page, slow line \| ≤ 0.72 \| 0.70 \(0.70\) \| reached \|/);
    assert.match(report, /\| refresh with 10,000 new rows \| ≤ 0.4 \| 0.60 \| \*\*not reached\*\* \|/);
  });

  it('shows the median and the worst of the kinds of charts, and each kind', () => {
    const firsts = {
      bars: [1000, 700],
      lines: [2000, 1640],
      points: [1000, 600],
      stacked: [1000, 710],
    } as const;
    const loads = Object.entries(firsts).flatMap(([kind, [triple, ours]]) => [
      { ...load('triple', { first: triple }), kind: kind as KindName },
      { ...load('ours', { first: ours }), kind: kind as KindName },
    ]);
    const results = { machine, loads, drawings: [], dashboards: none };
    const actual = new Map(evaluateGoals(results).map((goal) => [goal.what, goal.actual]));
    assert.equal(actual.get('first chart, 1 on the page, slow line')?.toFixed(3), '0.705');
    assert.equal(actual.get('first chart, 1 on the page, slow line, worst kind')?.toFixed(3), '0.820');
    const report = renderReport(results);
    assert.match(
      report,
      /\| first chart, 1 on the page, slow line \| ≤ 0.72 \| 0.7[01] \(0.82\) \| reached \|/,
    );
    assert.match(report, /\| first chart \| 1.00 \| 0.7[01] \(0.82\) \|/);
    assert.match(report, /#### One chart, slow line, by kind/);
    assert.match(report, /\| first chart, lines over time by color \| 1.00 \| 0.82 \|/);
    assert.match(report, /\| JavaScript, points by color \| 250 kB \| 250 kB \|/);
  });

  it('shows no kinds for pages with many charts', () => {
    const many = ({ kind: _, ...one }: MeasuredLoad): MeasuredLoad => ({ ...one, charts: 20 });
    const loads = [many(load('triple', {})), many(load('ours', { first: 660 }))];
    const report = renderReport({ machine, loads, drawings: [], dashboards: none });
    assert.match(
      report,
      /\| first chart, 20 on the page, slow line \| ≤ 0.65 \| 0.66 \| \*\*not reached\*\* \|/,
    );
    assert.doesNotMatch(report, /by kind/);
  });

  it('shows ratios of times, and absolute counts and bytes', () => {
    const report = renderReport({
      machine,
      loads: [load('triple', {}), load('ours', { first: 500 })],
      drawings: [],
      dashboards: none,
    });
    assert.match(report, /\| first chart \| 1.00 \| 0.50 \|/);
    assert.match(report, /\| JavaScript \| 250 kB \| 250 kB \|/);
    assert.match(report, /\| API calls \| 1 \| 1 \|/);
    assert.match(report, /\| preflights \| 1 \| 1 \|/);
    assert.doesNotMatch(report, /## Points/);
  });

  it('shows absolute times and counts of dashboards, with units', () => {
    const dashboards = {
      choices: [{ last: 1250.4 }, { last: 1400 }, { last: 1200 }],
      growths: [{ heap: 120_400, listeners: 0, nodes: 2, views: 0 }],
    };
    const report = renderReport({ machine, loads: [], drawings: [], dashboards });
    assert.match(report, /medians of 3 runs/);
    assert.match(report, /\| from a choice to the last of 8 charts \| ≤ 1300 ms \| 1250 ms \| reached \|/);
    assert.match(report, /\| more heap after 1,000 changes \| ≤ 100 kB \| 120 kB \| \*\*not reached\*\* \|/);
    assert.match(report, /\| more DOM nodes after 1,000 changes \| ≤ 0 \| 2 \| \*\*not reached\*\* \|/);
    assert.match(report, /\| last chart redrawn, ms \| 1200 \| 1250 \| 1400 \|/);
    assert.match(report, /\| more heap, kB \| 120 \| 120 \| 120 \|/);
  });

  it('shows times of choices by where their rows come from', () => {
    const times = (first: number, ...next: number[]) => [{ first, next }];
    const choices = {
      times: { live: times(2000, 1500, 1600), answers: times(90, 60, 80), tables: times(3000, 240, 300) },
      scripts: {
        pictures: 40_000,
        'pictures-answers': 41_500,
        'pictures-tables': 42_500,
        controls: 50_000,
        'controls-answers': 51_000,
        'controls-tables': 52_000,
      },
    };
    const report = renderReport({ machine, loads: [], drawings: [], dashboards: none, choices });
    assert.match(report, /\| a choice .*, answers of a snapshot \| ≤ 100 ms \| 70 ms \| reached \|/);
    assert.match(
      report,
      /\| a choice .*, tables in the browser \| ≤ 250 ms \| 270 ms \| \*\*not reached\*\* \|/,
    );
    assert.match(report, /\| more JavaScript .* \| ≤ 2 kB \| 3 kB \| \*\*not reached\*\* \|/);
    assert.match(report, /\| tables in the browser \| 3000 \| 270 \| 300 \|/);
    assert.match(report, /\| with a control \| 50\.0 kB \| 51\.0 kB \| 52\.0 kB \|/);
  });

  it('shows no time for the last chart if only charts near the viewport are drawn', () => {
    const report = renderReport({
      machine,
      loads: [load('triple', {}), load('ours', { all: null })],
      drawings: [],
      dashboards: none,
    });
    assert.match(report, /\| last chart \| 1.00 \| – \|/);
  });
});
