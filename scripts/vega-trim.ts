/**
 * What a bundler must be told to leave out what a chart does not need. Tree-shaking alone takes nothing off
 * Vega: its classes are built by `inherits(…)` and `X.Definition = …`, which look like side effects, d3 sets
 * up its functions by calls at the top level, and single imports tie rarely used packages to the core.
 * Beside that, what a policy forbids goes. A picture is the same with and without all of it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin, Rolldown } from 'vite';
import { LATE_PARTS } from './late-parts.ts';
import { ADVICE } from './trimmed-versions.ts';
import { edit, RUNTIME, RUNTIME_ID, splitModule, subjectOf, type SplitModule } from './split-module.ts';

type Program = ReturnType<Rolldown.PluginContext['parse']>;
type Statement = Program['body'][number];

/** A replacement of source text: what lies between two offsets becomes `text`. */
type Edit = readonly [start: number, end: number, text: string];

/** Modules that a lazily loaded part has a copy of its own of, so that the engine's copy can be shaken for itself. */
const COPIED = new Set([
  'd3-array',
  'd3-ease',
  'd3-interpolate',
  'd3-scale',
  'd3-scale-chromatic',
  'd3-shape',
  'vega-statistics',
]);
const LAZY_IMPORTERS =
  /\/(vega-(geo|force|hierarchy|label|regression|voronoi|wordcloud|crossfilter|projection)\/|packs\/)|\?pack$/;

/** Imports of the core that only maps need: `vega-geo` brings them, and binds them when it is loaded. */
const LATE: Readonly<Record<string, { readonly importer: string; readonly names: readonly string[] }>> = {
  'd3-geo': { importer: 'vega-functions', names: ['geoArea', 'geoBounds', 'geoCentroid'] },
  'topojson-client': { importer: 'vega-loader', names: ['feature', 'mesh'] },
};
const LATE_ID = '\0late:';
const COPY = '?pack';
const PACKAGE = /node_modules\/((?:vega|d3)-[a-z-]+|internmap)\//;
const PACK_FILE = /\/src\/vega\/packs\/([\w-]+)\.ts$/;
const PACKS = join(import.meta.dirname, '../src/vega/packs');

/** Trims Vega and d3 in a Rollup or Vite build. */
export function vegaTrim(): Plugin {
  /** The packages that are split, by the ids of their modules. */
  const splits = new Map<string, SplitModule>();
  /** The part that a module is: id → the package's module, and the name of the part. */
  const parts = new Map<string, readonly [core: string, part: string]>();

  function split(id: string, name: string, parse: Rolldown.PluginContext['parse']): SplitModule {
    const done = splits.get(id);
    if (done) return done;
    const split = splitModule(readFileSync(id, 'utf8'), id, LATE_PARTS[name]!, {
      parse,
      partId: (part) => packFile(part) ?? partId(id, name, part),
    });
    for (const part of split.parts.keys()) parts.set(partId(id, name, part), [id, part]);
    splits.set(id, split);
    return split;
  }

  return {
    name: 'vega-trim',
    enforce: 'pre',

    async resolveId(source, importer = '') {
      // Vega-Lite takes four helpers from `vega` and would drag in all of it; `vega-util` has them.
      if (source === 'vega' && isIn('vega-lite', importer)) return this.resolve('vega-util', importer);
      if (source.startsWith(LATE_ID) || source === RUNTIME_ID || parts.has(source)) return source;
      if (LATE[source] && isIn(LATE[source].importer, importer)) return LATE_ID + source;
      const [, pack = ''] = PACK_FILE.exec(importer) ?? [];
      if (LATE_PARTS[source]?.[pack]) {
        const core = await this.resolve(source, importer, { skipSelf: true });
        if (!core) return null;
        split(core.id, source, (code) => this.parse(code));
        return { id: partId(core.id, source, pack), moduleSideEffects: true };
      }
      if (!COPIED.has(source) || !(parts.has(importer) || LAZY_IMPORTERS.test(importer))) return null;
      const resolved = await this.resolve(source, importer.replace(COPY, ''), { skipSelf: true });
      return resolved && resolved.id + COPY;
    },

    load(id) {
      if (id === RUNTIME_ID) return RUNTIME;
      const [core, part] = parts.get(id) ?? [];
      if (part) return { code: splits.get(core!)!.parts.get(part)!, moduleSideEffects: true };
      if (id.startsWith(LATE_ID)) return lateModule(LATE[id.slice(LATE_ID.length)]!.names);
      return id.endsWith(COPY) ? readFileSync(id.slice(0, -COPY.length), 'utf8') : null;
    },

    transform(code, id) {
      const [, name] = PACKAGE.exec(id) ?? [];
      if (!name || !/\.m?js(\?|$)/.test(id)) return null;
      const whole = LATE_PARTS[name] && !parts.has(id) && !id.endsWith(COPY);
      const core = whole ? split(id, name, (text) => this.parse(text)).core : code;
      const trim = TRIMMERS[name] ?? (name.startsWith('vega-') ? pureClasses : pureCalls);
      const trimmed = trim(core, this.parse(core).body, (text) => this.parse(text));
      return trimmed === code ? null : { code: trimmed, map: null };
    },
  };
}

/** The module of a part lies beside that of its package. */
function partId(id: string, name: string, part: string): string {
  return join(dirname(id), `${name}-${part}.js`);
}

/** The project's module that parts of this name are loaded through, where there is one: several packages' at once. */
function packFile(part: string): string | null {
  const file = join(PACKS, `${part}.ts`);
  return existsSync(file) ? file : null;
}

type Trimmer = (code: string, body: readonly Statement[], parse: (code: string) => Program) => string;

const TRIMMERS: Readonly<Record<string, Trimmer>> = {
  'vega-lite': (code) => code,
  'vega-geo': (code) => bindLate(code),
  'vega-runtime': (code, body) => withoutCodegen(code, body),
  'vega-expression': (code) => shortIdentifiers(code),
  'd3-dsv': (code) => rowsAlone(code),
  'd3-color': (code, body) => pureClasses(code, body),
  'd3-shape': (code, body, parse) => {
    const pure = pureClasses(code, body);
    return pureCalls(pure, parse(pure).body);
  },
};

/** Packages that are rewritten, each by an entry in `trimmed-versions.ts`. */
export const REWRITTEN: readonly string[] = [
  ...Object.keys(LATE_PARTS),
  ...Object.keys(TRIMMERS),
  ...Object.values(LATE).map(({ importer }) => importer),
];

function isIn(packageName: string, importer: string): boolean {
  return importer.includes(`/node_modules/${packageName}/`);
}

/** A stand-in whose functions call what is bound later. */
function lateModule(names: readonly string[]): string {
  return [
    'let impl = {};',
    'export const bind = (bound) => { impl = bound; };',
    ...names.map((name) => `export const ${name} = (...values) => impl.${name}(...values);`),
  ].join('\n');
}

function bindLate(code: string): string {
  const bindings = Object.entries(LATE).map(([source, { names }], index) => {
    const local = names.map((name) => `${name} as late_${name}`).join(', ');
    const bound = names.map((name) => `${name}: late_${name}`).join(', ');
    return [
      `import { ${local} } from '${source}';`,
      `import { bind as bind_${index} } from '${LATE_ID}${source}';`,
      `bind_${index}({ ${bound} });`,
    ].join('\n');
  });
  return [code, ...bindings].join('\n');
}

/** Takes out the generator of code from text: the engine always brings an interpreter, and a policy forbids it. */
function withoutCodegen(code: string, body: readonly Statement[]): string {
  const [start, end] = spanOf(body, 'expressionCodegen');
  return apply(code, [[start, end, 'var expressionCodegen;']]);
}

function spanOf(body: readonly Statement[], variable: string): readonly [number, number] {
  for (const statement of body) {
    if (statement.type !== 'VariableDeclaration') continue;
    const { id } = statement.declarations[0]!;
    if (id.type === 'Identifier' && id.name === variable) return [statement.start, statement.end];
  }
  throw new Error(`vega-trim: there is no variable ${variable} any more; ${ADVICE}`);
}

/**
 * Leaves of d3-dsv what splits a text into rows (src/vega/delimited.ts): what makes objects of them builds a function out
 * of their column names, which a policy forbids, and nothing here writes such a text.
 */
function rowsAlone(code: string): string {
  return edit(
    code,
    [[/ {2}return \{\n {4}parse: parse,\n[^}]*\};\n/, '  return { parseRows };\n']],
    'vega-trim: d3-dsv',
  );
}

/** Two tables of all letters beyond ASCII (8 kB) as what regular expressions have had for them since. */
function shortIdentifiers(code: string): string {
  const table = (name: string): RegExp =>
    new RegExp(`(RegexNonAsciiIdentifier${name} = )new RegExp\\('[^'\\n]*'\\)`);
  return edit(
    code,
    [
      [table('Start'), '$1/\\p{ID_Start}/u'],
      [table('Part'), '$1/\\p{ID_Continue}/u'],
    ],
    'vega-trim: vega-expression',
  );
}

/** Marks calls that initialise top-level variables as free of side effects. */
function pureCalls(code: string, body: readonly Statement[]): string {
  const edits: Edit[] = [];
  for (const statement of body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration') continue;
    for (const { init } of declaration.declarations) edits.push(...callsIn(init));
  }
  return apply(code, edits);
}

/** The mark for a call, and for those that its arguments are. */
function callsIn(node: object | null): Edit[] {
  const call = node as { type?: string; start: number; arguments: readonly object[] } | null;
  if (call?.type !== 'CallExpression' && call?.type !== 'NewExpression') return [];
  return [[call.start, call.start, '/* @__PURE__ */ '], ...call.arguments.flatMap(callsIn)];
}

/** Wraps every class made of a function and statements about it into one expression without side effects. */
function pureClasses(code: string, body: readonly Statement[]): string {
  const parts = new Map<string, Statement[]>();
  for (const statement of body) {
    if (statement.type === 'FunctionDeclaration' && statement.id) parts.set(statement.id.name, [statement]);
  }
  for (const statement of body) {
    const name = subjectOf(statement);
    if (name) parts.get(name)?.push(statement);
  }
  const edits: Edit[] = [];
  for (const [name, statements] of parts) {
    if (statements.length < 2) continue;
    const text = statements.map(({ start, end }) => code.slice(start, end)).join('\n');
    const last = statements.at(-1)!;
    for (const { start, end } of statements) edits.push([start, end, '']);
    edits.push([
      last.end,
      last.end,
      `const ${name} = /* @__PURE__ */ (() => {\n${text}\nreturn ${name};\n})();`,
    ]);
  }
  return apply(code, edits);
}

function apply(code: string, edits: readonly Edit[]): string {
  let result = code;
  for (const [start, end, text] of edits.toSorted((a, b) => b[0] - a[0] || b[1] - a[1])) {
    result = result.slice(0, start) + text + result.slice(end);
  }
  return result;
}
