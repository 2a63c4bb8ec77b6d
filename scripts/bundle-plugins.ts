/** Parts of the script-tag build that Vite has no option for. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { transformSync } from 'esbuild';
import { minify } from 'terser';
import type { Plugin, Rolldown } from 'vite';
import { integrityOf } from './integrity.ts';

/**
 * Names the modules in the bundle that make code out of text: a page's policy forbids it, and a spec must never come
 * near it. A test forbids it as well (test/node/package/bundle.test.ts); the build goes on, as nothing may run of it.
 */
export function noCodeFromText(): Plugin {
  return {
    name: 'no-code-from-text',
    generateBundle(_, bundle) {
      const modules = chunksOf(bundle).flatMap((chunk) => Object.entries(chunk.modules));
      const guilty = modules.filter(([, { code }]) => code && makesCode(this.parse(code)));
      if (guilty.length === 0) return;
      this.warn(`These modules build code from text:\n  ${guilty.map(([id]) => id).join('\n  ')}`);
    },
  };
}

/** Minifies each chunk, by Terser: its output is 2 % smaller than that of the bundler's own minifier. */
export function terser(): Plugin {
  return {
    name: 'terser',
    async renderChunk(code) {
      const small = await minify(code, {
        ecma: 2020,
        module: true,
        compress: { passes: 3, pure_getters: true, hoist_funs: true, inline: 1 },
        format: { comments: false, ascii_only: isMostlyAscii(code) },
      });
      return { code: small.code ?? code, map: null };
    },
  };
}

/** Chunks of which nearly all functions run for a first chart. */
const COMPILED_AHEAD: readonly string[] = ['engine'];

/**
 * Has V8 compile all functions of some chunks while they arrive, by a comment: otherwise it does so when each is first
 * called, on the main thread. Other engines take no notice of it.
 */
export function compileAhead(): Plugin {
  return {
    name: 'compile-ahead',
    generateBundle(_, bundle) {
      for (const chunk of chunksOf(bundle))
        if (COMPILED_AHEAD.includes(chunk.name)) chunk.code = `//# allFunctionsCalledOnLoad\n${chunk.code}`;
    },
  };
}

/**
 * Whether a script can do without characters beyond ASCII at little cost, as all but those of translations can. Engines
 * keep the text of a script, and one such character makes each of the others take two bytes.
 */
function isMostlyAscii(code: string): boolean {
  const others = code.match(/[^\0-\x7f]/g)?.length ?? 0;
  return others * 500 < code.length;
}

interface Callee {
  readonly name?: string;
  readonly object?: { readonly name?: string };
  readonly expressions?: readonly { readonly name?: string }[];
}

/** Whether a syntax tree calls or constructs `eval` or `Function`, `(0, eval)` and `Function.apply` included. */
export function makesCode(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(makesCode);
  if (typeof node !== 'object' || node === null) return false;
  const { callee } = node as { callee?: Callee };
  const names = [callee?.name, callee?.object?.name, callee?.expressions?.at(-1)?.name];
  if (names.includes('eval') || names.includes('Function')) return true;
  return Object.values(node).some(makesCode);
}

/**
 * Writes the bundler's own helper (a hundred bytes) into each chunk that uses it: as a chunk of its own it would be a
 * request. It stays one where it has come to look otherwise.
 */
export function inlineRuntime(): Plugin {
  return {
    name: 'inline-runtime',
    generateBundle(_, bundle) {
      const runtime = chunksOf(bundle).find((chunk) => chunk.name === 'rolldown-runtime');
      if (!runtime) return;
      const exports = exportsOf(this.parse(runtime.code));
      const [local, ...others] = exports?.names.values() ?? [];
      if (!exports || local === undefined || others.length > 0)
        return this.warn("The bundler's helper has another shape: it is a chunk of its own.");
      const helper = `(()=>{${runtime.code.slice(0, exports.start)}return ${local}})()`;
      for (const chunk of chunksOf(bundle).filter(({ imports }) => imports.includes(runtime.fileName))) {
        const imports = importsFrom(runtime, this.parse(chunk.code));
        const [name, ...more] = imports?.names.keys() ?? [];
        if (!imports || name === undefined || more.length > 0)
          return this.error(`${chunk.fileName} imports the runtime in an unknown way.`);
        chunk.code = replaced(chunk.code, imports, `const ${name}=${helper};`);
        chunk.imports.splice(chunk.imports.indexOf(runtime.fileName), 1);
      }
      delete bundle[runtime.fileName];
    },
  };
}

/**
 * Lets chunks take what they need of the entry from where it has put it, not by importing it. Its address need not be
 * the one it was built under: content management systems write `vibedasher.js?ver=1.2.3`, and an import of
 * `vibedasher.js` would bring a second copy, whose Lit asks for a trusted-types policy that is taken. The first copy on
 * a page serves all.
 */
export function shareEntry(version: string): Plugin {
  const place = `globalThis[Symbol.for(${JSON.stringify(`@vibedasher/embed ${version}`)})]`;
  return {
    name: 'share-entry',
    generateBundle(_, bundle) {
      const chunks = chunksOf(bundle);
      const entry = chunks.find((chunk) => chunk.isEntry)!;
      const exports = exportsOf(this.parse(entry.code));
      if (!exports) return this.error('The exports of the entry have another shape.');
      const names = [...exports.names];
      const shared = names.map(([exported, local]) => `${exported}:${local}`).join();
      // Names of a letter or two are the bundler's own, for chunks only.
      const published = names
        .filter(([exported]) => exported.length > 3)
        .map(([exported, local]) => (local === exported ? local : `${local} as ${exported}`));
      entry.code = replaced(entry.code, exports, `${place}??={${shared}};export{${published.join()}};`);
      for (const chunk of chunks.filter(({ imports }) => imports.includes(entry.fileName))) {
        const imports = importsFrom(entry, this.parse(chunk.code));
        if (!imports) return this.error(`${chunk.fileName} imports the entry in an unknown way.`);
        const wanted = [...imports.names]
          .map(([local, imported]) => (local === imported ? local : `${imported}:${local}`))
          .join();
        chunk.code = replaced(chunk.code, imports, wanted && `const{${wanted}}=${place};`);
      }
    },
  };
}

/** Minifies the style sheets that elements carry as css`…`, which a script's minifier leaves as they are. */
export function minifyStyles(): Plugin {
  return {
    name: 'minify-styles',
    transform: {
      filter: { id: /\.styles\.ts$/ },
      handler: (code) =>
        code.replace(/(?<=[=[,(]\s*)css`([^`$]*)`/g, (_, template: string) => {
          const css = template.replaceAll('\\\\', '\\');
          const { code: minified } = transformSync(css, { loader: 'css', minify: true, target: 'es2022' });
          return `css\`${minified.trim().replaceAll('\\', '\\\\')}\``;
        }),
    },
  };
}

/**
 * Adds the files that stand beside the entry under fixed names: the stylesheet, the classic script (which holds the
 * entry's hash, so this comes last) and the project's licence.
 */
export function fixedFiles(root: string): Plugin {
  const files = [
    { source: 'src/cdn.css', fileName: 'vibedasher.css', loader: 'css' },
    { source: 'src/cdn.classic.ts', fileName: 'vibedasher.classic.js', loader: 'ts', format: 'iife' },
  ] as const;
  return {
    name: 'fixed-files',
    enforce: 'post',
    generateBundle(_, bundle) {
      const entry = chunksOf(bundle).find((chunk) => chunk.isEntry)!;
      const define = { INTEGRITY: JSON.stringify(integrityOf(entry.code)) };
      for (const { source, fileName, ...options } of files) {
        const text = readFileSync(join(root, source), 'utf8');
        const { code } = transformSync(text, { ...options, define, minify: true, target: 'es2022' });
        this.emitFile({ type: 'asset', fileName, source: code });
      }
      const licence = readFileSync(join(root, 'LICENSE'), 'utf8');
      this.emitFile({ type: 'asset', fileName: 'LICENSE', source: licence });
    },
  };
}

/**
 * Adds `THIRD-PARTY-LICENSES.txt`: name, version and licence text of every package that the bundle contains. Fails the
 * build where a module belongs to none, or a package has no such text.
 */
export function thirdPartyLicences(root: string): Plugin {
  return {
    name: 'third-party-licences',
    generateBundle(_, bundle) {
      const folders = new Set<string>();
      const modules = chunksOf(bundle).flatMap((chunk) => Object.entries(chunk.modules));
      for (const [id, { renderedLength }] of modules) {
        if (renderedLength === 0 || id.startsWith(join(root, 'src/'))) continue;
        const folder = BUNDLERS_HELPER.test(id) ? join(root, 'node_modules/rolldown') : packageFolder(id);
        if (folder === null) this.error(`No package.json found for ${id}`);
        folders.add(folder);
        for (const name of CONTAINED[basename(folder)] ?? []) folders.add(join(root, 'node_modules', name));
      }
      const source = [...folders]
        .map(licence)
        .sort()
        .join(`\n${'-'.repeat(80)}\n\n`);
      this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-LICENSES.txt', source });
    },
  };
}

/** Packages whose code is in the published files of another one. */
const CONTAINED: Readonly<Record<string, readonly string[]>> = {
  'd3-delaunay': ['delaunator', 'robust-predicates'],
};
/** Ids of modules that the bundler makes up. */
const BUNDLERS_HELPER = /^\0(rolldown|@oxc-project)/;

type Program = ReturnType<Rolldown.PluginContext['parse']>;

/** An import or export statement of a chunk. */
interface Statement {
  readonly start: number;
  readonly end: number;
  /** The other name of each: of a local one what it imports, of an exported one the local. */
  readonly names: ReadonlyMap<string, string>;
}

/** The statement by which a chunk imports from another one; the bundler writes one for each. */
function importsFrom({ fileName }: Rolldown.OutputChunk, { body }: Program): Statement | undefined {
  for (const statement of body) {
    if (statement.type !== 'ImportDeclaration') continue;
    if (basename(statement.source.value) !== basename(fileName)) continue;
    const names = statement.specifiers.flatMap((each) =>
      each.type === 'ImportSpecifier' ? [[each.local.name, nameOf(each.imported)] as const] : [],
    );
    return { ...statement, names: new Map(names) };
  }
  return undefined;
}

/** The statement by which a chunk exports everything. */
function exportsOf({ body }: Program): Statement | undefined {
  const statement = body.at(-1);
  if (statement?.type !== 'ExportNamedDeclaration' || statement.declaration) return undefined;
  const names = statement.specifiers.map(({ exported, local }) => [nameOf(exported), nameOf(local)] as const);
  return { ...statement, names: new Map(names) };
}

const nameOf = (node: { readonly type: string; readonly name?: string }): string => String(node.name);

const replaced = (code: string, { start, end }: Statement, text: string): string =>
  code.slice(0, start) + text + code.slice(end);

function chunksOf(bundle: Rolldown.OutputBundle): Rolldown.OutputChunk[] {
  return Object.values(bundle).filter((output) => output.type === 'chunk');
}

/** The folder of the npm package that a module belongs to, or `null`. */
function packageFolder(id: string): string | null {
  if (!id.includes('/node_modules/')) return null;
  let folder = dirname(id);
  while (!existsSync(join(folder, 'package.json')) || !('version' in packageOf(folder)))
    folder = dirname(folder);
  return folder;
}

function packageOf(folder: string): { name?: string; version?: string; license?: string } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as ReturnType<typeof packageOf>;
}

function licence(folder: string): string {
  const { name, version, license } = packageOf(folder);
  const [file] = globSync('{LICENSE,LICENCE,COPYING}*', { cwd: folder });
  if (!file) throw new Error(`${name} has no text of its licence`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}
