/** Tests the text about CPU profiles. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderProfiles, type CpuProfile } from '../../bench/profile.ts';

const node = (
  id: number,
  functionName: string,
  path = '',
  columnNumber = 0,
): CpuProfile['nodes'][number] => ({
  id,
  callFrame: {
    functionName,
    scriptId: '1',
    url: path && `https://localhost:1234${path}`,
    lineNumber: path ? 0 : -1,
    columnNumber,
  },
});

const ENGINE = '/cdn/chunks/engine-Cj_x-Csc.js';

const profile: CpuProfile = {
  nodes: [
    node(1, '(root)'),
    node(2, '(idle)'),
    node(3, 'draw', ENGINE, 8),
    node(4, '', ENGINE, 24),
    node(5, 'supportedLocalesOf'),
    node(6, '(garbage collector)'),
    node(7, 'parse', '/npm/vega-lite'),
    // Called from another function.
    node(8, 'draw', ENGINE, 8),
  ],
  startTime: 0,
  endTime: 20_000,
  // The last sample has no successor.
  samples: [2, 3, 4, 5, 6, 7, 8, 2],
  timeDeltas: [500, 5000, 4000, 3000, 2500, 2000, 1500, 1000],
};

const lines = (text: string): string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim());

describe('the text about profiles', () => {
  const text = renderProfiles([profile, profile], (path) =>
    path === ENGINE ? 'function draw(t){return t}(()=>{go()})' : undefined,
  );
  const [scripts = '', functions = ''] = text.split('self time, ms, by function\n');

  it('sums self times by script, without idle time, longest first', () => {
    assert.deepEqual(lines(scripts).slice(1), [
      '8.0  engine',
      '2.5  (built-in functions)',
      '2.0  (garbage collector)',
      '1.5  vega-lite',
    ]);
  });

  it('sums self times by function, with the beginning of its source', () => {
    assert.deepEqual(lines(functions), [
      '5.0  draw engine:1:9  draw(t){return t}(()=>{go()})',
      '3.0  (anonymous) engine:1:25  t}(()=>{go()})',
      '2.5  supportedLocalesOf (built-in functions)',
      '2.0  (garbage collector)',
      '1.5  parse vega-lite:1:1',
    ]);
  });
});
