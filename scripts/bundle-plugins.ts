/** Vite plugins for the script-tag bundle. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { transformSync } from 'esbuild';
import type { CSSResult } from 'lit';
import { minify } from 'terser';
import type { Plugin, Rolldown } from 'vite';
import { styles as pageStyles } from '../src/components/page.styles.ts';
import { integrityOf } from './integrity.ts';

/**
 * Warns about modules in the bundle that call `eval` or `Function`. A page's policy forbids these, and a spec must
 * never reach them. The build continues, because the code may never run. A test fails instead
 * (test/package/bundle.node.test.ts).
 */
export function noCodeFromText(): Plugin {
  return {
    name: 'no-code-from-text',
    generateBundle(_, bundle) {
      const modules = outputChunks(bundle).flatMap((chunk) => Object.entries(chunk.modules));
      const guilty = modules.filter(([, { code }]) => code && createsCode(this.parse(code)));
      if (guilty.length === 0) return;
      this.warn(`These modules create code from text:\n  ${guilty.map(([id]) => id).join('\n  ')}`);
    },
  };
}

/** Minifies each chunk with Terser. Its output is 2 % smaller than that of the bundler's minifier. */
export function terser(): Plugin {
  return {
    name: 'terser',
    async renderChunk(code) {
      const small = await minify(code, {
        ecma: 2020,
        module: true,
        compress: { passes: 3, pure_getters: true, hoist_funs: true, inline: 1 },
        // V8 keeps a script in memory at two bytes for each character if one of them is beyond Latin-1.
        format: { comments: false, ascii_only: true },
      });
      return { code: small.code ?? code, map: null };
    },
  };
}

/** The chunks that each live chart runs. */
const COMPILED = ['view', 'compile', 'engine'];

/**
 * Adds V8's hint to compile all functions of a file while it streams, off the main thread, to the entry and
 * {@link COMPILED}. Other browsers read a comment. See docs/decisions/0009-compile-hints.md.
 */
export function compileHints(): Plugin {
  return {
    name: 'compile-hints',
    generateBundle(_, bundle) {
      for (const chunk of outputChunks(bundle))
        if (chunk.isEntry || COMPILED.includes(chunk.name))
          chunk.code = `//# allFunctionsCalledOnLoad\n${chunk.code}`;
    },
  };
}

interface Callee {
  readonly name?: string;
  readonly object?: { readonly name?: string };
  readonly expressions?: readonly { readonly name?: string }[];
}

/**
 * Returns whether a syntax tree calls or constructs `eval` or `Function`, including `(0, eval)` and `Function.apply`.
 */
export function createsCode(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(createsCode);
  if (typeof node !== 'object' || node === null) return false;
  const { callee } = node as { callee?: Callee };
  const names = [callee?.name, callee?.object?.name, callee?.expressions?.at(-1)?.name];
  if (names.includes('eval') || names.includes('Function')) return true;
  return Object.values(node).some(createsCode);
}

/**
 * Copies the bundler's helper (163 bytes) into each chunk that uses it. As a separate chunk, it would be one more
 * request for each page with a chart, and its name and hash would add 0.12 kB to the entry (Brotli). Groups in
 * `codeSplitting` cannot assign it to a chunk. If the helper has an unexpected shape, it stays a separate chunk.
 */
export function inlineRuntime(): Plugin {
  return {
    name: 'inline-runtime',
    generateBundle(_, bundle) {
      const runtime = outputChunks(bundle).find((chunk) => chunk.name === 'rolldown-runtime');
      if (!runtime) return;
      const exports = findExports(this.parse(runtime.code));
      const [local, ...others] = exports?.names.values() ?? [];
      if (!exports || local === undefined || others.length > 0)
        return this.warn("The bundler's helper has an unexpected shape: it stays a separate chunk.");
      const helper = `(()=>{${runtime.code.slice(0, exports.start)}return ${local}})()`;
      for (const chunk of outputChunks(bundle).filter(({ imports }) => imports.includes(runtime.fileName))) {
        const imports = findImports(runtime, this.parse(chunk.code));
        const [name, ...more] = imports?.names.keys() ?? [];
        if (!imports || name === undefined || more.length > 0)
          return this.error(`${chunk.fileName} imports the runtime in an unexpected way.`);
        chunk.code = replaceStatement(chunk.code, imports, `const ${name}=${helper};`);
        chunk.imports.splice(chunk.imports.indexOf(runtime.fileName), 1);
      }
      delete bundle[runtime.fileName];
    },
  };
}

/**
 * Makes chunks read the entry's exports from a global object instead of importing the entry. The entry can be loaded from
 * another URL than the chunks expect: content management systems write `vibedasher.js?ver=1.2.3`. Importing
 * `vibedasher.js` would then load a second copy, whose Lit could not create its trusted-types policy. All copies on a page
 * share the exports of the first.
 */
export function shareEntry(version: string): Plugin {
  const place = `globalThis[Symbol.for(${JSON.stringify(`@vibedasher/embed ${version}`)})]`;
  return {
    name: 'share-entry',
    generateBundle(_, bundle) {
      const chunks = outputChunks(bundle);
      const entry = chunks.find((chunk) => chunk.isEntry)!;
      const exports = findExports(this.parse(entry.code));
      if (!exports) return this.error('The exports of the entry have an unexpected shape.');
      const names = [...exports.names];
      const shared = names.map(([exported, local]) => `${exported}:${local}`).join();
      // Short names come from the bundler, for chunks only.
      const published = names
        .filter(([exported]) => exported.length > 3)
        .map(([exported, local]) => (local === exported ? local : `${local} as ${exported}`));
      entry.code = replaceStatement(
        entry.code,
        exports,
        `${place}??={${shared}};export{${published.join()}};`,
      );
      for (const chunk of chunks.filter(({ imports }) => imports.includes(entry.fileName))) {
        const imports = findImports(entry, this.parse(chunk.code));
        if (!imports) return this.error(`${chunk.fileName} imports the entry in an unexpected way.`);
        const wanted = [...imports.names]
          .map(([local, imported]) => (local === imported ? local : `${imported}:${local}`))
          .join();
        chunk.code = replaceStatement(chunk.code, imports, wanted && `const{${wanted}}=${place};`);
      }
    },
  };
}

/** Replaces the modules of style sheets with their minified text: functions and numbers in them run now. */
export function minifyStyles(): Plugin {
  return {
    name: 'minify-styles',
    transform: {
      filter: { id: /\.styles\.ts$/ },
      handler: async (_, id) => {
        const { styles } = (await import(id)) as { styles: CSSResult };
        return `import { css } from 'lit';\nexport const styles = css\`${minifyCss(styles).replaceAll('\\', '\\\\')}\`;`;
      },
    },
  };
}

const minifyCss = ({ cssText }: CSSResult): string =>
  transformSync(cssText, { loader: 'css', minify: true, target: 'es2022' }).code.trim();

/**
 * Adds files with fixed names: the stylesheet, the classic script and the project's licence. The classic script contains
 * the hash of the entry, so this plugin must be the last.
 */
export function fixedFiles(root: string): Plugin {
  return {
    name: 'fixed-files',
    enforce: 'post',
    generateBundle(_, bundle) {
      const entry = outputChunks(bundle).find((chunk) => chunk.isEntry)!;
      const define = { INTEGRITY: JSON.stringify(integrityOf(entry.code)) };
      const read = (file: string): string => readFileSync(join(root, file), 'utf8');
      const options = { loader: 'ts', format: 'iife', define, minify: true, target: 'es2022' } as const;
      const files = {
        'vibedasher.css': `${minifyCss(pageStyles)}\n`,
        'vibedasher.classic.js': transformSync(read('src/cdn.classic.ts'), options).code,
        LICENSE: read('LICENSE'),
      };
      for (const [fileName, source] of Object.entries(files))
        this.emitFile({ type: 'asset', fileName, source });
    },
  };
}

/**
 * Adds `THIRD-PARTY-LICENSES.txt`: the name, version and licence of every package in the bundle. Fails the build if a
 * module belongs to no package, or a package has no licence text.
 */
export function thirdPartyLicences(root: string): Plugin {
  return {
    name: 'third-party-licences',
    generateBundle(_, bundle) {
      const folders = new Set<string>();
      const modules = outputChunks(bundle).flatMap((chunk) => Object.entries(chunk.modules));
      for (const [id, { renderedLength }] of modules) {
        if (renderedLength === 0 || id.startsWith(join(root, 'src/'))) continue;
        const folder = VIRTUAL_MODULE.test(id) ? join(root, 'node_modules/rolldown') : packageFolder(id);
        if (folder === null) this.error(`No package.json found for ${id}`);
        folders.add(folder);
        for (const name of BUNDLED_PACKAGES[basename(folder)] ?? [])
          folders.add(join(root, 'node_modules', name));
      }
      const source = [...folders]
        .map((folder) => licence(folder))
        .sort()
        .join(`\n${'-'.repeat(80)}\n\n`);
      this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-LICENSES.txt', source });
    },
  };
}

/** Packages whose code is bundled in the files of another package. */
const BUNDLED_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'd3-delaunay': ['delaunator', 'robust-predicates'],
};
/** Ids of the bundler's virtual modules. */
const VIRTUAL_MODULE = /^\0(rolldown|@oxc-project)/;

type Program = ReturnType<Rolldown.PluginContext['parse']>;

/** An import or export statement of a chunk. */
interface Statement {
  readonly start: number;
  readonly end: number;
  /** Imports: local name → imported name. Exports: exported name → local name. */
  readonly names: ReadonlyMap<string, string>;
}

/** Finds the statement that imports from another chunk. The bundler writes one for each chunk. */
function findImports({ fileName }: Rolldown.OutputChunk, { body }: Program): Statement | undefined {
  for (const statement of body) {
    if (statement.type !== 'ImportDeclaration') continue;
    if (basename(statement.source.value) !== basename(fileName)) continue;
    const names = statement.specifiers.flatMap((each) =>
      each.type === 'ImportSpecifier' ? [[each.local.name, specifierName(each.imported)] as const] : [],
    );
    return { ...statement, names: new Map(names) };
  }
  return undefined;
}

/** Finds the statement that exports everything, which is the last of a chunk. */
function findExports({ body }: Program): Statement | undefined {
  const statement = body.at(-1);
  if (statement?.type !== 'ExportNamedDeclaration' || statement.declaration) return undefined;
  const names = statement.specifiers.map(
    ({ exported, local }) => [specifierName(exported), specifierName(local)] as const,
  );
  return { ...statement, names: new Map(names) };
}

const specifierName = (node: { readonly type: string; readonly name?: string }): string => String(node.name);

const replaceStatement = (code: string, { start, end }: Statement, text: string): string =>
  code.slice(0, start) + text + code.slice(end);

function outputChunks(bundle: Rolldown.OutputBundle): Rolldown.OutputChunk[] {
  return Object.values(bundle).filter((output) => output.type === 'chunk');
}

/** Returns the folder of the npm package that a module belongs to, or `null`. */
export function packageFolder(id: string): string | null {
  if (!id.includes('/node_modules/')) return null;
  let folder = dirname(id);
  while (!existsSync(join(folder, 'package.json')) || !('version' in readPackage(folder)))
    folder = dirname(folder);
  return folder;
}

function readPackage(folder: string): { name?: string; version?: string; license?: string } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as ReturnType<typeof readPackage>;
}

/**
 * Returns the name, version and licence of a package.
 * @param text The licence, if the package has no file with it
 */
export function licence(folder: string, text?: string): string {
  const { name, version, license } = readPackage(folder);
  const [file] = globSync('{LICENSE,LICENCE,COPYING}*', { cwd: folder });
  if (!file && !text) throw new Error(`${name} has no licence text`);
  return `${name} ${version} (${license})\n\n${(text ?? readFileSync(join(folder, file!), 'utf8')).trim()}\n`;
}
