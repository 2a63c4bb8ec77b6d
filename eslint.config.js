/** Lint: layers and pure modules, Lit, accessibility, custom elements and TypeScript. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import js from '@eslint/js';
import * as importX from 'eslint-plugin-import-x';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import * as regexp from 'eslint-plugin-regexp';
import wc from 'eslint-plugin-wc';
import { defineConfig, includeIgnoreFile } from 'eslint/config';
import ts from 'typescript-eslint';

/** From top to bottom: the modules of each layer, by path, and what each may use. */
const LAYERS = JSON.parse(readFileSync(new URL('layers.json', import.meta.url), 'utf8')).map((layer) =>
  Object.entries(layer).map(([paths, uses]) => ({ paths: paths.split(', '), uses })),
);

const pathsOf = (modules) => modules.flatMap(({ paths }) => paths.map((path) => `./${path}`));

/** A module imports only from the layers below its own. This includes types. */
const DOWN = LAYERS.flatMap((layer, index) =>
  layer.map((module) => ({
    target: pathsOf([module]),
    from: pathsOf([...LAYERS.slice(0, index).flat(), ...layer.filter((other) => other !== module)]),
    message: 'Imports point down: see layers.json.',
  })),
).filter(({ from }) => from.length > 0);

const packages = (pattern, message) => ({ regex: pattern, allowTypeImports: true, message });
const PACKAGES = {
  lit: packages('^(lit|@lit)(/|$)', 'This module must not import Lit: see layers.json.'),
  vega: packages('^vega(-(?!typings)|$)', 'This module must not import Vega: see layers.json.'),
  node: packages('^node:', 'Only modules in node/ run in Node.'),
};

/** One config per module, as a later entry would replace the rule of an earlier one. */
const imports = (files, patterns) => ({
  files,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
});

const layers = LAYERS.flat()
  .filter(({ uses }) => uses.length < Object.keys(PACKAGES).length)
  .map(({ paths, uses }) =>
    imports(
      paths.map((path) => path.replace(/\/$/, '/**')),
      Object.keys(PACKAGES)
        .filter((name) => !uses.includes(name))
        .map((name) => PACKAGES[name]),
    ),
  );

/** The server is a separate package. Its modules that run SQL of visitors import none that call them. */
const SERVER = [
  ...[
    { target: './server/!(test|soak)/**', except: [] },
    { target: './server/soak', except: ['./scripts/command-line.ts'] },
    {
      target: './server/test',
      except: ['./scripts/local-postgres.ts', './test/support/local-clickhouse.ts'],
    },
  ].map(({ target, except }) => ({
    target,
    from: './',
    except: ['./server', './node_modules', './src/public-client/rows-address.ts', ...except],
    message: 'The server imports only its own files, its dependencies and public-client/rows-address.ts.',
  })),
  {
    target: ['./src/!(duckdb)/**', './src/*.ts', './node'],
    from: './server',
    message: 'The elements use the server only through its API.',
  },
  {
    target: './src/duckdb',
    from: './server',
    except: ['./src/errors.ts', './src/engine/exact-values.ts', './src/queries/template-params.ts'],
    message:
      'The worker for queries in the browser contains only the modules of the server that fill statements and convert values.',
  },
  {
    target: ['./test', './demo', './bench', './scripts'],
    from: './server',
    except: ['./src/index.ts'],
    message: 'The server has one entry: server/src/index.ts.',
  },
  ...[
    { target: './server/src/engine', from: ['./server/src/queries', './server/src/vizzes'] },
    {
      target: ['engine', 'queries', 'vizzes'].map((folder) => `./server/src/${folder}`),
      from: './server/src/http',
    },
  ].map((zone) => ({
    ...zone,
    message: 'Imports point down: http → public-api → queries, vizzes → engine.',
  })),
];

/** Without DOM, Lit, fetch or clock: the output depends only on the input. */
const PURE = [
  'src/spec/**',
  'src/state/**',
  'src/charts/**',
  'src/components/**/*-model.ts',
  'src/vega/prepare-spec.ts',
  'src/vega/time-ticks.ts',
  'src/theming/vega-config.ts',
  'src/public-client/rows-address.ts',
  'src/public-client/wire.ts',
];

/** Modules of the server without Node, so that pages can fill statements, too. */
const PORTABLE = [
  'server/src/engine/statement.ts',
  'server/src/errors.ts',
  'server/src/queries/sql-segments.ts',
  'server/src/engine/exact-values.ts',
  'server/src/queries/template-params.ts',
];

const DOM = [
  'window self document navigator location history screen matchMedia getComputedStyle',
  'customElements CustomEvent Event EventTarget Element HTMLElement SVGElement Node Document ShadowRoot',
  'MutationObserver ResizeObserver IntersectionObserver requestAnimationFrame requestIdleCallback',
  'localStorage sessionStorage indexedDB caches XMLSerializer DOMParser Image',
].flatMap((names) => names.split(' '));

const IMPURE = [
  ...DOM,
  ...'fetch XMLHttpRequest WebSocket Worker Request Response'.split(' '),
  ...'performance setTimeout setInterval queueMicrotask crypto console globalThis'.split(' '),
];

const globals = (names, message) => ['error', ...names.map((name) => ({ name, message }))];

const NO_ENUM = {
  selector: 'TSEnumDeclaration, TSModuleDeclaration[kind="namespace"], TSParameterProperty',
  message: 'Use syntax that Node can erase: a union of strings, a module, a field.',
};
const NO_LAZY = {
  selector: 'ImportExpression',
  message: 'Only the files in LAZY in eslint.config.js may use import().',
};
const NO_CLOCK = {
  selector:
    'NewExpression[callee.name="Date"][arguments.length=0], CallExpression[callee.object.name="Date"][callee.property.name="now"], CallExpression[callee.object.name="Math"][callee.property.name="random"]',
  message: 'A pure module must not read the clock or random numbers. Pass the value as an argument.',
};

/** The only files that load code on demand. */
const LAZY = [
  'node/prerender/command/main.ts',
  'node/prerender/isolated/render-viz.ts',
  'node/prerender/png.ts',
  'node/prerender/text-widths.ts',
  'src/cdn.ts',
  'src/cdn.classic.ts',
  'src/cdn.chunk-loader.ts',
  'src/charts/derive-spec.ts',
  'src/components/dashboard/dashboard-element.ts',
  'src/components/viz/viz-element.ts',
  'src/components/viz/viz-extras.ts',
  'src/components/viz/viz-chart.ts',
  'src/components/viz/viz-picture.ts',
  'src/controllers/dashboard/dashboard-viz.ts',
  'src/integrations/react.ts',
  'src/integrations/vue.ts',
  'src/locale/load-locale.ts',
  'src/pipeline/load-chart.ts',
  'src/pipeline/maps.ts',
  'src/pipeline/view-model.ts',
  'src/public-client/answer.ts',
  'src/public-client/browser-queries.ts',
  'src/public-client/create-client.ts',
  'src/public-client/on-demand.ts',
  'src/public-client/query-run.ts',
  'src/public-client/request.ts',
  'src/public-client/snapshot.ts',
  'src/sandbox/loader-policy.ts',
  'src/vega/engine.ts',
  'src/vega/lazy-modules.ts',
  'src/sandbox/regexp/load.ts',
];

/**
 * The only files that use the global `fetch`, with limits and without cookies: for the data and images of a spec, and for
 * previews of templates. All other requests use `public-client/request.ts`, to which `fetch` is passed.
 */
const FETCHING = ['src/sandbox/loader-policy.ts', 'src/controllers/gallery/previews.ts'];

/** Limits the lines of code in a file, without blank lines and comments. */
const maxLines = (max) => ({ 'max-lines': ['error', { max, skipBlankLines: true, skipComments: true }] });

export default defineConfig(
  includeIgnoreFile(join(import.meta.dirname, '.gitignore')),
  js.configs.recommended,
  ts.configs.recommended,
  {
    plugins: { 'import-x': importX },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'object-shorthand': 'error',
      'prefer-template': 'error',
      'no-undef': 'off',
      // Patterns match control characters, because these can hide a scheme in a link.
      'no-control-regex': 'off',
      'import-x/first': 'error',
      'import-x/no-duplicates': 'error',
      'import-x/no-mutable-exports': 'error',
      'import-x/no-self-import': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
    },
  },
  {
    // Their patterns read texts of strangers.
    files: ['{src,node}/**', 'server/src/**', 'scripts/**'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { ignoreSticky: true }],
    },
  },
  {
    files: ['{src,node}/**'],
    extends: [lit.configs['flat/recommended'], wc.configs['flat/best-practice'], litA11y.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: { wc: { elementBaseClasses: ['LitElement'] } },
    rules: {
      // If CSS changes the `display` of a table, browsers drop roles that are not explicit.
      'lit-a11y/no-redundant-role': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      ...maxLines(300),
      'no-restricted-syntax': ['error', NO_ENUM, NO_LAZY],
    },
  },
  ...layers,
  // Split a longer element with a controller.
  { files: ['src/**/*-element.ts'], rules: maxLines(250) },
  {
    files: ['{src,node,server,test,demo,bench,scripts}/**'],
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        { zones: [...DOWN, ...SERVER], basePath: import.meta.dirname },
      ],
    },
  },
  {
    ...imports(
      ['server/src/**'],
      [{ regex: '^@?fastify(/|$)', message: 'Only http/ and server.ts use Fastify.' }],
    ),
    ignores: ['server/src/http/**', 'server/src/server.ts'],
  },
  imports(PORTABLE, [{ regex: '^(?!\\.)', message: 'Pages can use this module: it imports no packages.' }]),
  {
    files: ['{src,node}/**'],
    ignores: FETCHING,
    rules: {
      'no-restricted-globals': globals(
        ['fetch'],
        'Only the files in FETCHING in eslint.config.js may use the global fetch.',
      ),
    },
  },
  {
    files: ['src/public-client/**', 'src/pipeline/**'],
    rules: {
      'no-restricted-globals': globals(
        [...DOM, 'fetch'],
        'The client and the pipeline use no DOM, and only the `fetch` that is passed to them.',
      ),
    },
  },
  {
    files: [...PURE, ...PORTABLE],
    rules: {
      'no-restricted-globals': globals(
        IMPURE,
        'This module is pure. It must not use the DOM, the network or the clock.',
      ),
      'no-restricted-syntax': ['error', NO_ENUM, NO_LAZY, NO_CLOCK],
    },
  },
  // Style sheets have no logic.
  {
    files: ['**/*.styles.ts', 'src/**/*.d.ts'],
    rules: { 'max-lines': 'off' },
  },
  // It declares one property for each attribute.
  { files: ['src/components/viz/viz-element.ts'], rules: maxLines(280) },
  { files: LAZY, rules: { 'no-restricted-syntax': ['error', NO_ENUM] } },
);
