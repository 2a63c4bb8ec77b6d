import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { ESLint } from 'eslint';
import ts from 'typescript';
import { root } from './project.ts';

const OWN_RULES = new Set([
  '@typescript-eslint/no-restricted-imports',
  '@typescript-eslint/no-explicit-any',
  'import-x/no-restricted-paths',
  'no-restricted-globals',
  'no-restricted-syntax',
  'max-lines',
]);

const eslint = new ESLint({
  cwd: root,
  ruleFilter: ({ ruleId }) => OWN_RULES.has(ruleId),
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
});

async function complaints(file: string, code: string, folder = 'src'): Promise<number> {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: join(root, folder, file) });
  assert.ok(result);
  return result.messages.length;
}

const ALLOWED: readonly (readonly [file: string, code: string])[] = [
  ['prerender/a.ts', "import { b } from '../components/viz/b.ts';"],
  ['components/viz/a.ts', "import { b } from '../../controllers/b.ts';"],
  ['controllers/a.ts', "import { b } from '../charts/b.ts';"],
  ['charts/a.ts', "import { b } from '../state/b.ts';"],
  ['charts/a.ts', "import type { B } from '../public-client/types.ts';"],
  ['charts/a.ts', "import { VibedasherError } from '../public-client/errors.ts';"],
  ['vega/a.ts', "import { parse } from 'vega-parser';"],
  ['sandbox/a.ts', "import { b } from '../vega/b.ts';"],
  ['vega/a.ts', "import { b } from '../sandbox/interpreter/index.ts';"],
  ['selection/a.ts', "import { b } from '../controllers/b.ts';"],
  ['vega/engine.ts', "export const load = () => import('./b.ts');"],
  ['charts/a.ts', 'export const day = new Date(0);'],
  ['controllers/gallery/previews.ts', "export const answer = fetch('/');"],
];

const REFUSED: readonly (readonly [file: string, code: string])[] = [
  ['components/viz/a.ts', "import type { B } from '../../prerender/b.ts';"],
  ['vega/a.ts', "import { b } from '../prerender/b.ts';"],
  ['controllers/a.ts', "import { b } from '../components/viz/b.ts';"],
  ['charts/a.ts', "import type { B } from '../controllers/b.ts';"],
  ['charts/a.ts', "import { b } from '../public-client/wire.ts';"],
  ['vega/lazy/a.ts', "import { b } from '../../theming/b.ts';"],
  ['sandbox/a.ts', "import { b } from '../charts/b.ts';"],
  ['controllers/a.ts', "import { b } from '../selection/b.ts';"],
  ['locale/a.ts', "import { b } from '../vega/b.ts';"],
  ['state/a.ts', "import { b } from '../public-client/urls.ts';"],
  ['internal/a.ts', "import { b } from '../charts/b.ts';"],
  ['public-client/a.ts', "import { html } from 'lit';"],
  ['controllers/a.ts', "import { compile } from 'vega-lite';"],
  ['controllers/a.ts', "export const load = () => import('./b.ts');"],
  ['public-client/a.ts', 'export const title = document.title;'],
  ['charts/a.ts', 'export const now = Date.now();'],
  ['charts/a.ts', 'export const now = new Date();'],
  ['state/a.ts', 'setTimeout(() => {}, 1);'],
  ['vega/a.ts', "export const answer = fetch('/');"],
  ['components/viz/a.ts', "export const answer = fetch('/');"],
  ['public-client/a.ts', "export const answer = fetch('/');"],
  ['public-client/wire.ts', "export const answer = fetch('/');"],
  ['pipeline/check-settings.ts', 'export const width = window.innerWidth;'],
  ['theming/a.ts', 'export const b: any = 1;'],
  ['theming/a.ts', 'export enum B { C }'],
];

/** By files that are there: that a path leads into another part is known where it ends. */
const AROUND_THE_SERVER: readonly (readonly [faults: 0 | 1, file: string, code: string])[] = [
  [0, 'server/src/http/a.ts', "import { PublicApi } from '../public-api.ts';"],
  [0, 'server/src/queries/a.ts', "import { EngineError } from '../engine/worker.ts';"],
  [0, 'server/src/http/a.ts', "import fastify from 'fastify';"],
  [0, 'server/test/a.test.ts', "import { Engine } from '../src/engine/engine.ts';"],
  [0, 'bench/a.ts', "import { startServer } from '../server/src/index.ts';"],
  [1, 'server/src/http/a.ts', "import { VizElement } from '../../../src/components/viz/viz-element.ts';"],
  [1, 'server/src/a.ts', "import type { Viz } from '../../src/public-client/types.ts';"],
  [1, 'server/test/a.test.ts', "import { startDemo } from '../../demo/start.ts';"],
  [1, 'server/src/engine/a.ts', "import { QueryJobs } from '../queries/query-jobs.ts';"],
  [1, 'server/src/vizzes/a.ts', "import { sendCacheable } from '../http/app.ts';"],
  [1, 'server/src/public-api.ts', "import type { FastifyRequest } from 'fastify';"],
  [1, 'server/src/queries/a.ts', "import cors from '@fastify/cors';"],
  [1, 'bench/a.ts', "import { Engine } from '../server/src/engine/engine.ts';"],
  [1, 'src/charts/a.ts', "import { DEFAULT_LIMITS } from '../../server/src/index.ts';"],
];

describe('an element', () => {
  const lines = (count: number): string => 'export let a = 0; // one\n\n'.repeat(count).trimEnd();

  it('has at most 250 lines of code', async () => {
    assert.equal(await complaints('components/viz/a-element.ts', lines(250)), 0);
    assert.equal(await complaints('components/viz/a-element.ts', lines(251)), 1);
    assert.equal(await complaints('components/viz/a.ts', lines(300)), 0);
    assert.equal(await complaints('components/viz/a.ts', lines(301)), 1);
  });

  it('has more only in its style sheet', async () => {
    assert.equal(await complaints('components/viz/a.styles.ts', lines(301)), 0);
  });
});

describe('the layers of src/', () => {
  for (const [file, code] of ALLOWED) {
    it(`allow ${code} in ${file}`, async () => assert.equal(await complaints(file, code), 0));
  }
  for (const [file, code] of REFUSED) {
    it(`refuse ${code} in ${file}`, async () => assert.equal(await complaints(file, code), 1));
  }
});

/** The relative imports of a module: of values and of types, at once and by `import()`. */
function importsOf(code: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    // Of all string literals only specifiers begin so and end so.
    if (ts.isStringLiteralLike(node) && /^\.\.?\/.*\.ts$/.test(node.text)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('module.ts', code, ts.ScriptTarget.Latest));
  return found;
}

/** The first circle of imports, or `null`. */
function findCycle(imports: ReadonlyMap<string, readonly string[]>): string | null {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(' → ');
    if (done.has(file)) return null;
    done.add(file);
    for (const imported of imports.get(file) ?? []) {
      const cycle = visit(imported, [...path, file]);
      if (cycle) return cycle;
    }
    return null;
  };
  for (const file of imports.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return null;
}

describe('the server', () => {
  for (const [faults, file, code] of AROUND_THE_SERVER) {
    it(`${faults ? 'refuses' : 'allows'} ${code} in ${file}`, async () =>
      assert.equal(await complaints(file, code, ''), faults));
  }
});

describe('the files of src/', () => {
  const KINDS: readonly string[] = [
    "import { b } from './b.ts';",
    "import './b.ts';",
    "import type { B } from './b.ts';",
    "export * from './b.ts';",
    "export type { B } from './b.ts';",
    "export const load = () => import('./b.ts');",
    'export const load = () => import(`./b.ts`);',
    "export type B = typeof import('./b.ts');",
  ];
  for (const code of KINDS) {
    it(`are told to import by ${code}`, () => assert.deepEqual(importsOf(code), ['./b.ts']));
  }

  it('import one another in one direction', () => {
    const imports = new Map(
      globSync('src/**/*.ts', { cwd: root }).map((file) => {
        const code = readFileSync(join(root, file), 'utf8');
        return [file, importsOf(code).map((specifier) => join(dirname(file), specifier))];
      }),
    );
    for (const [file, imported] of imports) {
      for (const other of imported) assert.ok(imports.has(other), `${file} imports ${other}`);
    }
    assert.equal(findCycle(imports), null);
  });
});
