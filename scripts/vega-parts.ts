/**
 * Splits code that few charts need from Vega's packages: it loads on demand. `vega-parts.json` lists the names of its
 * declarations. Each Vega package is one module, which a bundler cannot split; scripts/split-module.ts can. If a
 * package has changed so that a name is missing, or is used while the module is evaluated, the build warns and
 * includes the whole package. `npm run size` shows how many bytes this adds.
 */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseSync, type Plugin, type Rolldown } from 'vite';
import { CannotSplitError } from './module-analysis.ts';
import { importsOf, splitModule, usedWhileEvaluated, type Parts, type SplitModule } from './split-module.ts';

interface Declarations {
  /**
   * The parts of each package. A part with the name of a package loads together with that package. The bundle does not
   * contain the part `never`.
   */
  readonly parts: Readonly<Record<string, Parts>>;
  /** The parts that must run before a part, because it uses their declarations while it is evaluated. */
  readonly before: Readonly<Record<string, readonly string[]>>;
  /** Packages with re-exports, and their origin. A module that imports only these imports from the origin. */
  readonly reexports: Readonly<Record<string, string>>;
  /** Packages in `of` are duplicated for the lazily loaded packages in `for`, so the engine's copy stays small. */
  readonly copies: { readonly of: readonly string[]; readonly for: readonly string[] };
  /** Prefixes of packages whose variables are initialized by calls without side effects. */
  readonly pureCalls: readonly string[];
}

const DATA = join(import.meta.dirname, 'vega-parts.json');
const NEVER = 'never';
const COPY = '?copy';
const PACKAGE = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/;

type Context = Pick<Rolldown.PluginContext, 'resolve' | 'warn'>;

/** @param root The project's folder */
export function vegaParts(root: string): Plugin {
  const { parts, before, reexports, copies, pureCalls } = JSON.parse(
    readFileSync(DATA, 'utf8'),
  ) as Declarations;
  const table = join(root, 'src/vega/split-parts.ts');
  const isPackage = (part: string): boolean => part.startsWith('vega-');
  const names = [...new Set(Object.values(parts).flatMap((each) => Object.keys(each)))]
    .filter((name) => name !== NEVER)
    .sort();
  /** Returns the id of a part's module. The bundler names the chunk after it. */
  const partId = (part: string): string =>
    isPackage(part) ? part : join(root, 'src/vega/split-parts', `${part}.js`);
  const isPart = (id: string): boolean => names.some((name) => !isPackage(name) && id === partId(name));
  /** Split packages by module id. */
  const splits = new Map<string, SplitModule>();
  /** The code of the parts' modules by id. */
  const texts = new Map<string, string>();
  const copiers = new Set(copies.for);
  const isPure = new RegExp(`^(${pureCalls.join('|')})`);

  /** Splits all packages, except those with a stand-in that would be used before its part has loaded. */
  async function plan(context: Context): Promise<void> {
    const modules = await modulesFrom(context, [...Object.keys(parts), ...copies.for], table);
    const keepWhole = (id: string, why: string): void => {
      splits.delete(id);
      context.warn(
        `${packageOf(id)} is not split, because ${why}. See scripts/vega-parts.json; \`npm run size\` shows the difference.`,
      );
    };
    const runtime = join(root, 'src/vega/stand-ins.ts');
    for (const [id, { code }] of modules) {
      const declared = parts[packageOf(id)];
      if (!declared) continue;
      try {
        splits.set(id, splitModule(code, id, declared, { runtime, dropped: [NEVER] }));
      } catch (error) {
        if (!(error instanceof CannotSplitError)) throw error;
        keepWhole(id, error.message);
      }
    }
    /** Returns the modules that a module is split into: the core, whose part is `null`, and the parts. */
    const resultsOf = (id: string): (readonly [part: string | null, code: string])[] => {
      const { core, parts: own = [] } = splits.get(id) ?? { core: modules.get(id)!.code };
      return [[null, core], ...own];
    };
    /** Includes one more package whole, if necessary. Returns whether it did. */
    const keepOneWhole = (): boolean => {
      const wanted = new Map<string, Set<string>>();
      for (const [id, { sources }] of modules) {
        for (const [source, name] of resultsOf(id).flatMap(([, code]) => importsOf(code))) {
          const from = sources.get(source) ?? '';
          wanted.set(from, (wanted.get(from) ?? new Set()).add(name));
        }
      }
      for (const [id, { sources }] of modules) {
        const needed = wanted.get(id) ?? new Set();
        const isTreeShaken = isPure.test(packageOf(id)) && !needed.has('*');
        for (const [part, code] of resultsOf(id)) {
          let usedPackage = '';
          const isStandIn = (source: string, imported: string): boolean => {
            const from = sources.get(source) ?? '';
            const its = splits.get(from)?.standIns.get(imported);
            // Within the part, the declaration is evaluated first.
            if (its === undefined || its === part) return false;
            usedPackage = from;
            return true;
          };
          const used = usedWhileEvaluated(code, isStandIn, isTreeShaken ? needed : null);
          if (used === undefined) continue;
          keepWhole(usedPackage, `${used} is used at once by ${packageOf(id)}`);
          return true;
        }
      }
      return false;
    };
    while (keepOneWhole());
    for (const [id, { parts: own }] of splits)
      for (const [part, text] of own) texts.set(textId(id, part), text);
  }

  /** Returns import statements for the code of packages in a part. */
  const importsFor = (part: string): string =>
    [
      ...(before[part] ?? []).map(partId),
      ...[...splits].filter(([, split]) => split.parts.has(part)).map(([id]) => textId(id, part)),
    ]
      .map((id) => `import ${JSON.stringify(id)};`)
      .join('\n');

  return {
    name: 'vega-parts',
    enforce: 'pre',

    async buildStart() {
      await plan(this);
    },

    async resolveId(source, importer = '') {
      if (texts.has(source) || isPart(source)) return source;
      const origin = reexports[source];
      if (origin && packageOf(importer)) {
        const code = texts.get(importer) ?? readFileSync(importer, 'utf8');
        if (await isReexporting(this, source, origin, importer, code)) return this.resolve(origin, importer);
      }
      const isCopier = copiers.has(packageOf(importer)) || texts.has(importer) || importer.endsWith(COPY);
      if (!isCopier || !copies.of.includes(source)) return null;
      const resolved = await this.resolve(source, importer.replace(COPY, ''), { skipSelf: true });
      return resolved && resolved.id + COPY;
    },

    load(id) {
      if (id === table) return tableOf(names, partId);
      const code = texts.get(id) ?? (isPart(id) ? importsFor(basename(id, '.js')) : null);
      if (code !== null) return { code, moduleSideEffects: true };
      return id.endsWith(COPY) ? readFileSync(id.slice(0, -COPY.length), 'utf8') : null;
    },

    transform(code, id) {
      const name = packageOf(id);
      if (!name || texts.has(id)) return null;
      const core = splits.get(id)?.core ?? code;
      const partImports = isPackage(name) ? importsFor(name) : '';
      const marked = isPure.test(name) ? markCalls(core) : core;
      return marked === code && !partImports ? null : { code: `${partImports}\n${marked}`, map: null };
    },
  };
}

interface Source {
  readonly code: string;
  /** The ids of imported Vega and d3 modules by import specifier. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Returns the modules of the named packages and of the Vega and d3 packages that they import, dependencies first. */
async function modulesFrom(
  context: Context,
  names: readonly string[],
  importer: string,
): Promise<ReadonlyMap<string, Source>> {
  const modules = new Map<string, Source>();
  const known = new Set<string>();
  const visit = async (name: string, from: string): Promise<string | undefined> => {
    const id = (await context.resolve(name, from))?.id;
    if (!id || known.has(id)) return id;
    known.add(id);
    const code = readFileSync(id, 'utf8');
    const sources = new Map<string, string>();
    for (const { moduleRequest } of parseSync(id, code).module.staticImports) {
      if (!/^(vega|d3)-/.test(moduleRequest.value)) continue;
      const imported = await visit(moduleRequest.value, id);
      if (imported) sources.set(moduleRequest.value, imported);
    }
    modules.set(id, { code, sources });
    return id;
  };
  for (const name of names) await visit(name, importer);
  return modules;
}

/** Returns the id of a part's module, in the folder of its package. */
const textId = (id: string, part: string): string => join(dirname(id), `${packageOf(id)}-${part}.js`);

/** Returns the package of a module, or `''`. */
const packageOf = (id: string): string => PACKAGE.exec(id)?.[1] ?? '';

/** Returns the code that replaces src/vega/split-parts.ts. */
function tableOf(names: readonly string[], partId: (part: string) => string): string {
  const entries = names.map(
    (name) => `${JSON.stringify(name)}: () => import(${JSON.stringify(partId(name))})`,
  );
  return `export const splitParts = { ${entries.join(', ')} };`;
}

/**
 * Returns whether a package only re-exports from `origin` everything that a module imports from the package. Warns if
 * not.
 */
async function isReexporting(
  context: Context,
  source: string,
  origin: string,
  importer: string,
  code: string,
): Promise<boolean> {
  const there = await context.resolve(origin, importer);
  if (!there) return false;
  const { staticExports } = parseSync(there.id, readFileSync(there.id, 'utf8')).module;
  const exported = new Set(
    staticExports.flatMap(({ entries }) => entries.map((each) => each.exportName.name)),
  );
  const missing = importsOf(code).flatMap(([from, name]) =>
    from === source && !exported.has(name) ? [name] : [],
  );
  if (missing.length > 0)
    context.warn(
      `${packageOf(importer)} takes ${missing.join()} from ${source}, so that all of that is in the bundle`,
    );
  return missing.length === 0;
}

/**
 * Marks calls that initialize top-level variables as free of side effects. The bundler would keep unmarked calls even
 * if the variables are unused.
 */
function markCalls(code: string): string {
  const places = parseSync('module.js', code)
    .program.body.map((statement) =>
      statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement,
    )
    .flatMap((statement) => (statement?.type === 'VariableDeclaration' ? statement.declarations : []))
    .flatMap(({ init }) => callsIn(init))
    .sort((a, b) => b - a);
  return places.reduce((text, at) => `${text.slice(0, at)}/* @__PURE__ */ ${text.slice(at)}`, code);
}

/** Returns the start offsets of a call and of the calls in its arguments. */
function callsIn(node: object | null): number[] {
  const call = node as { type?: string; start: number; arguments: readonly object[] } | null;
  if (call?.type !== 'CallExpression' && call?.type !== 'NewExpression') return [];
  return [call.start, ...call.arguments.flatMap(callsIn)];
}
