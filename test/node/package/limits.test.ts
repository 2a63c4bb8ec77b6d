import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import * as limits from '../../../src/sandbox/limits.ts';
import { root } from './project.ts';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** What the errors call each limit, by the name of its constant. */
const NAMES: Readonly<Record<string, string>> = {
  MAX_DEPTH: 'levels of nesting',
  MAX_VALUES: 'values in a spec',
  MAX_VIEWS: 'views',
  MAX_SELECTIONS: 'selections in views',
  MAX_PIXELS: 'pixels',
  MAX_EXPRESSION: 'characters in an expression',
  MAX_NESTING: 'levels in an expression',
  MAX_TEXT: 'characters in a text',
  MAX_PATTERN: 'characters in a format',
  MAX_PATTERNS: 'different formats',
  MAX_DIGITS: 'characters in a number',
  MAX_ROWS: 'rows in a spec, rows, rows and marks, points of a map',
  MAX_CELLS: 'cells in a text',
  MAX_TICKS: 'ticks, columns',
  MAX_OPTIONS: 'options of inputs',
  MAX_OPERATORS: 'operators at once',
  MAX_STEPS: 'steps at once',
  MAX_PAUSE: 'milliseconds without a pause',
  MAX_HELD: 'rows and marks (holds)',
  MAX_HELD_OPERATORS: 'operators (holds)',
  MAX_HELD_BYTES: 'bytes in texts and lists (holds)',
  MAX_SHAPES: 'characters in shapes (holds)',
  MIN_INTERVAL: 'a timer with milliseconds',
  MAX_MOMENT: 'milliseconds before or after 1970',
  MIN_BIN_BASE: 'bins with a base',
  MIN_BIN_SPAN: 'bins over a span',
  MIN_PRECISION: 'a map with a precision',
  MAX_MAP_SCALE: 'times the size of a map',
  MAX_IMAGE_PIXELS: 'pixels of images',
  MAX_BYTES: 'bytes',
};

/** Rows of the first table after a heading, cell by cell. */
function tableBelow(text: string, heading: string): string[][] {
  const section = text.slice(text.indexOf(`${heading}\n`));
  const table = /(?:^\|.*\n)+/m.exec(section)?.[0] ?? '';
  return table
    .trim()
    .split('\n')
    .slice(2)
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe('the limits in docs/security.md', () => {
  it('are those of the code', () => {
    const written = tableBelow(read('docs/security.md'), '## Limits').map(([name, limit]) => [name, limit]);
    const constants = Object.entries(limits).filter(([, value]) => typeof value === 'number');
    const expected = constants
      .map(([constant, value]) => {
        const text = Number(value) < 1e-3 ? String(value) : Number(value).toLocaleString('en-US');
        return [NAMES[constant] ?? constant, constant.startsWith('MIN_') ? `at least ${text}` : text];
      })
      .sort();
    assert.deepEqual(written.sort(), expected);
  });

  it('are called what the errors call them', () => {
    const sources = globSync('src/{vega,sandbox}/*.ts', { cwd: root }).map(read).join('');
    for (const name of Object.values(NAMES).flatMap((names) => names.split(', '))) {
      assert.ok(sources.includes(name.replace(' (holds)', '')), name);
    }
  });
});

describe('the table of bugs in ARCHITECTURE.md', () => {
  for (const [symptom = '', names = ''] of tableBelow(read('ARCHITECTURE.md'), '## Where would a bug be?')) {
    it(`names files that are there: ${symptom}`, () => {
      let folder = 'src';
      for (const [, name = ''] of names.matchAll(/`([^`]+)`/g)) {
        const place = name.includes('/') ? name : `${folder}/${name}`;
        const path = /^(src|scripts|server|integrations\/wordpress)\//.test(place) ? place : `src/${place}`;
        assert.ok(globSync([path, `${path}.ts`], { cwd: root }).length > 0, name);
        if (name.includes('/')) folder = name.endsWith('/') ? path.slice(0, -1) : dirname(path);
      }
    });
  }
});

describe('the promises in src/sandbox/README.md', () => {
  const promises = tableBelow(read('src/sandbox/README.md'), '## What a page is promised');

  it('are numbered', () => {
    assert.deepEqual(
      promises.map(([promise]) => promise?.split(' ')[0]),
      promises.map((_, index) => String(index + 1)),
    );
    assert.ok(promises.length >= 7);
  });

  for (const [promise = '', keepers = ''] of promises) {
    it(`are kept where it says: ${promise}`, () => {
      const files = [...keepers.matchAll(/`([^`]+\/?[*.](?:ts|js)|[^`]+\/)`/g)].map(([, file]) => file!);
      assert.ok(files.length > 0);
      for (const file of files) assert.ok(globSync([file, `src/${file}`], { cwd: root }).length > 0, file);
    });
  }

  for (const [promise = ''] of promises) {
    it(`are attacked by tests: ${promise}`, () => {
      const name = new RegExp(`promise ${promise.split(' ')[0]}\\b`);
      assert.ok(
        globSync('{test,server/test}/**/*.test.ts', { cwd: root }).some((file) => name.test(read(file))),
      );
    });
  }
});
