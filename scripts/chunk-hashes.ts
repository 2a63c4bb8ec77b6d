/**
 * Binds the chunks of the script-tag bundle to the entry by their hashes. Each `import()` of a chunk becomes a call
 * of src/cdn.chunk-loader.ts with the SHA-256 hashes of that chunk and of all chunks that it imports statically,
 * except those that already run. So the hash of the entry, which is in the page, covers all files.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseSync, Visitor, type Plugin, type Rolldown } from 'vite';

type Chunks = ReadonlyMap<string, Rolldown.OutputChunk>;

/** Marks an `import()` until the hashes are computed. */
const MARK = '@part';

/**
 * Creates the Vite plugin. It must come after all plugins that change the code of chunks. `root` is the project's
 * folder.
 */
export function checkedParts(root: string, version: string): Plugin {
  const runtime = join(root, 'src/cdn.chunk-loader.ts');
  // Chunk names are hashes of the code before these plugins, so include the plugins' source in the hash.
  const salt = ['bundle-plugins.ts', 'chunk-hashes.ts'].map((file) =>
    readFileSync(join(import.meta.dirname, file), 'utf8'),
  );
  return {
    name: 'checked-parts',
    enforce: 'post',
    augmentChunkHash: () => version + salt.join(),
    resolveId: {
      order: 'pre',
      filter: { id: /\/internal\/scripts\.ts$/ },
      handler: () => runtime,
    },
    transform: {
      filter: { code: /\bimport\(/ },
      handler(code, id) {
        if (id === runtime) return null;
        const imports = lazyImports(code);
        if (imports.length === 0) return null;
        let rewritten = code;
        for (const { start, end } of imports.toReversed()) {
          rewritten = `${rewritten.slice(0, start)}checkedPart("${MARK}", ${rewritten.slice(start, end)})${rewritten.slice(end)}`;
        }
        const helper = `import { part as checkedPart } from ${JSON.stringify(runtime)};\n`;
        return { code: helper + rewritten, map: null };
      },
    },
    generateBundle(_, bundle) {
      const outputs = Object.values(bundle).filter((output) => output.type === 'chunk');
      const chunks: Chunks = new Map(outputs.map((chunk) => [chunk.fileName, chunk]));
      const running = findRunningChunks(chunks);
      for (const chunk of sortByHashes(chunks, running)) {
        const here = running.get(chunk.fileName)!;
        for (const { start, end, file, then } of markedCalls(chunk.code).toReversed()) {
          const list = [...staticGraph(chunks, `chunks/${file}`)]
            .filter((name) => !here.has(name) && !chunks.get(name)!.isEntry)
            .map((name) => hashedName(chunks.get(name)!));
          chunk.code = `${chunk.code.slice(0, start)}"${list.join(' ')}")${then}${chunk.code.slice(end)}`;
        }
        if (lazyImports(chunk.code).length > 0 || chunk.code.includes(MARK))
          this.error(`${chunk.fileName} has an import() of an unexpected form.`);
      }
    },
  };
}

/** Returns `<name><SHA-256 in base 64>`. */
function hashedName({ fileName, code }: Rolldown.OutputChunk): string {
  return fileName.replace(/^chunks\/|\.js$/g, '') + createHash('sha256').update(code).digest('base64');
}

/** Returns a chunk and all that it imports statically, dependencies first. */
function staticGraph(chunks: Chunks, name: string, found = new Set<string>()): Set<string> {
  for (const imported of chunks.get(name)!.imports)
    if (!found.has(imported)) staticGraph(chunks, imported, found);
  return found.add(name);
}

/**
 * Returns for each chunk the chunks that certainly run before it: its static imports, and those that run in all
 * chunks that load it. Their hashes have already been checked.
 */
function findRunningChunks(chunks: Chunks): ReadonlyMap<string, ReadonlySet<string>> {
  const running = new Map(
    [...chunks].map(([name, { isEntry }]) => [
      name,
      isEntry ? staticGraph(chunks, name) : new Set(chunks.keys()),
    ]),
  );
  for (let size = Infinity, before = 0; size !== before;) {
    for (const [loader, { dynamicImports }] of chunks) {
      for (const loaded of dynamicImports.flatMap((lazy) => [...staticGraph(chunks, lazy)])) {
        const here = new Set([...running.get(loader)!, ...staticGraph(chunks, loaded)]);
        running.set(loaded, new Set([...running.get(loaded)!].filter((name) => here.has(name))));
      }
    }
    before = size;
    size = [...running.values()].reduce((sum, names) => sum + names.size, 0);
  }
  return running;
}

/** Sorts the chunks: each follows those whose hashes it contains. @throws Error for a circle */
function sortByHashes(
  chunks: Chunks,
  running: ReadonlyMap<string, ReadonlySet<string>>,
): Rolldown.OutputChunk[] {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) throw new Error(`A circle of hashes: ${[...path, name].join(' → ')}`);
    if (done.has(name)) return;
    const here = running.get(name)!;
    for (const lazy of chunks.get(name)!.dynamicImports) {
      for (const held of staticGraph(chunks, lazy)) {
        if (!here.has(held) && !chunks.get(held)!.isEntry) visit(held, [...path, name]);
      }
    }
    done.add(name);
  };
  for (const name of chunks.keys()) visit(name, []);
  return [...done].map((name) => chunks.get(name)!);
}

/** Returns the positions of all `import('…')` in a module. */
const lazyImports = (code: string): readonly { readonly start: number; readonly end: number }[] =>
  parseSync('module.js', code).module.dynamicImports.filter(({ moduleRequest }) =>
    /["'`]/.test(code[moduleRequest.start]!),
  );

interface MarkedCall {
  /** The range from the mark to the end of the call. */
  readonly start: number;
  readonly end: number;
  /** The name of the chunk's file. */
  readonly file: string;
  /** `.then(…)`, with which the bundler selects one of several modules in a chunk. */
  readonly then: string;
}

/** Finds `checkedPart("@part", import('…'))` in the bundled code of a chunk. */
function markedCalls(code: string): MarkedCall[] {
  const calls: MarkedCall[] = [];
  new Visitor({
    CallExpression({ arguments: [mark, loading], end }) {
      if (mark?.type !== 'Literal' || mark.value !== MARK || !loading) return;
      const loaded =
        loading.type === 'CallExpression' && loading.callee.type === 'MemberExpression'
          ? loading.callee.object
          : loading;
      if (loaded.type !== 'ImportExpression' || loaded.source.type !== 'Literal') return;
      const then = code.slice(loaded.end, loading.end);
      calls.push({ start: mark.start, end, file: basename(String(loaded.source.value)), then });
    },
  }).visit(parseSync('chunk.js', code).program);
  return calls;
}
