/**
 * Moves top-level declarations of an ES module, by name and unchanged, into modules that load later (parts), together
 * with the declarations that only they use. Stand-ins (src/vega/stand-ins.ts) replace them: until the part has
 * loaded, using a stand-in throws an error with a function that loads the part.
 */
import { parseSync } from 'vite';
import { ModuleAnalysis, type Unit } from './module-analysis.ts';

/**
 * By part: the names of the declarations to move, which the module exports, declares or imports. `prefix*` matches all
 * names that begin with the prefix, `object.key` the function that an object literal has under this key, `from package`
 * everything imported from that package.
 */
export type Parts = Readonly<Record<string, readonly string[]>>;

export interface SplitModule {
  /** The module without its parts. */
  readonly core: string;
  /** The modules of the parts, by name. */
  readonly parts: ReadonlyMap<string, string>;
  /** The exports that are stand-ins: name → part. */
  readonly standIns: ReadonlyMap<string, string>;
}

export interface SplitOptions {
  /** Parts that are never loaded. */
  readonly dropped: readonly string[];
  /** The id of the module that exports `standIns`. */
  readonly runtime: string;
}

/** @throws CannotSplitError */
export function splitModule(code: string, id: string, parts: Parts, options: SplitOptions): SplitModule {
  const module = new ModuleAnalysis(code);
  const partOf = new Map<string, string>();
  for (const [part, names] of Object.entries(parts)) {
    for (const name of names.flatMap((each) => module.find(each))) partOf.set(name, part);
  }
  const rootsOf = (part: string): string[] => [...partOf.keys()].filter((name) => partOf.get(name) === part);
  const units = module.unitsFor(new Set(partOf.keys()));
  const partOfUnit = assignParts(module, units, partOf);
  const core = units.filter((unit) => !partOfUnit.has(unit));
  const coreUses = new Set(core.flatMap((unit) => [...module.usesOf(unit)]));
  module.checkCore(core, new Set(partOf.keys()));

  const exportedToParts = new Set<string>();
  const texts = Object.keys(parts).map((part) => {
    const own = units.filter((unit) => partOfUnit.get(unit) === part);
    const roots = rootsOf(part);
    const ownNames = new Set([...own.flatMap(({ names }) => names), ...roots]);
    const used = new Set([...own.flatMap((unit) => [...module.usesOf(unit)]), ...roots]);
    module.checkPart(own, ownNames);
    // A part has its own import statements, except for imports that belong to another part.
    const isImported = (name: string): boolean =>
      module.imports.has(name) && (ownNames.has(name) || !partOf.has(name));
    const fromCore = [...used].filter((name) => !ownNames.has(name) && !isImported(name));
    for (const name of fromCore) exportedToParts.add(name);
    const names = [
      `${setterOf(part)} as late_bind`,
      ...fromCore.map((name) => `${exportedAs(name)} as ${name}`),
    ];
    const text = [
      ...module.importStatements((name) => used.has(name) && isImported(name)),
      `import { ${names.join(', ')} } from ${JSON.stringify(id)};`,
      ...textsOf(own),
      `late_bind(${roots.join(', ')});`,
    ];
    return [part, text.join('\n')] as const;
  });

  const standIns = Object.keys(parts).map((part) => {
    const roots = rootsOf(part).join(', ');
    const name = options.dropped.includes(part) ? '' : `, ${JSON.stringify(part)}`;
    return `let [${roots}, ${providerOf(part)}] = late_standIns(${rootsOf(part).length}${name});
function ${setterOf(part)}(...late_values) { ${providerOf(part)}(late_values); [${roots}] = late_values; }`;
  });
  const exported = [
    ...Object.keys(parts).map(setterOf),
    ...[...exportedToParts].map((name) => `${name} as ${exportedAs(name)}`),
    ...module.declaredExports,
  ];
  return {
    core: [
      `import { standIns as late_standIns } from ${JSON.stringify(options.runtime)};`,
      ...module.importStatements((name) => coreUses.has(name) && !partOf.has(name), true),
      ...standIns,
      ...textsOf(core),
      `export { ${exported.join(', ')} };`,
    ].join('\n'),
    parts: new Map(texts),
    standIns: new Map(
      module.exports.flatMap(([local, exported]) => {
        const part = partOf.get(local);
        return part === undefined ? [] : [[exported, part] as const];
      }),
    ),
  };
}

/**
 * Returns the first imported stand-in that the module uses while it is evaluated. Storing one is not a use.
 * @param isStandIn Whether an import is a stand-in
 * @param needed The exports that other modules import, if the bundler drops the rest of the module; `null` for all
 */
export function usedWhileEvaluated(
  code: string,
  isStandIn: (source: string, imported: string) => boolean,
  needed: ReadonlySet<string> | null,
): string | undefined {
  return new ModuleAnalysis(code).firstUsed(isStandIn, needed);
}

/** Returns the imports of a module, as pairs of source and name. `*` is the namespace. */
export function importsOf(code: string): (readonly [source: string, name: string])[] {
  return parseSync('module.js', code).module.staticImports.flatMap(({ moduleRequest, entries }) =>
    entries.map(({ importName: { kind, name } }) => {
      const imported = kind === 'Default' ? 'default' : kind === 'Name' ? name! : '*';
      return [moduleRequest.value, imported] as const;
    }),
  );
}

const variable = (part: string): string => part.replaceAll('-', '_');
const setterOf = (part: string): string => `late_bind_${variable(part)}`;
const providerOf = (part: string): string => `late_provide_${variable(part)}`;
const exportedAs = (name: string): string => `late_${name}`;

/** Returns the texts of units, in the order of the module. */
const textsOf = (units: readonly Unit[]): string[] =>
  units
    .flatMap(({ pieces }) => pieces)
    .toSorted((a, b) => a.node.start - b.node.start)
    .map(({ text }) => text);

/** Maps units that are named in a part, or used by only one part, to this part. All others stay in the core. */
function assignParts(
  module: ModuleAnalysis,
  units: readonly Unit[],
  partOf: ReadonlyMap<string, string>,
): Map<Unit, string> {
  const byName = new Map(units.flatMap((unit) => unit.names.map((name) => [name, unit] as const)));
  const partOfUnit = new Map<Unit, string>();
  for (const [name, part] of partOf) {
    const unit = byName.get(name);
    if (unit) partOfUnit.set(unit, part);
  }
  const named = new Set(partOfUnit.keys());
  const reach = (starts: readonly Unit[]): Set<Unit> => {
    const reached = new Set(starts);
    for (const unit of reached) {
      for (const name of module.usesOf(unit)) {
        const used = byName.get(name);
        if (used && !named.has(used)) reached.add(used);
      }
    }
    return reached;
  };
  // A unit without a name is an export or a statement with side effects.
  const core = reach(units.filter(({ names }) => names.length === 0));
  const shared = new Set<Unit>();
  for (const part of new Set(partOf.values())) {
    for (const unit of reach([...named].filter((each) => partOfUnit.get(each) === part))) {
      if (core.has(unit) || named.has(unit)) continue;
      if (partOfUnit.has(unit)) shared.add(unit);
      partOfUnit.set(unit, part);
    }
  }
  for (const unit of reach([...shared])) if (!named.has(unit)) partOfUnit.delete(unit);
  return partOfUnit;
}
