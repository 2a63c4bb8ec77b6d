/**
 * Moves top-level declarations of an ES module, whole and by name, into modules that are loaded later, together with
 * what only they use. Nothing is edited: in their place stand stand-ins (src/vega/stand-ins.ts), which throw an error
 * that knows how to load the part, until it is there.
 */
import { analyze, type Scope } from 'eslint-scope';
import { parseSync } from 'vite';

type Program = ReturnType<typeof parseSync>['program'];
type Statement = Program['body'][number];

/** A node of an ESTree. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/**
 * Which declarations go into which part: by names that the module exports, declares or imports. `prefix*` are all of
 * which the names begin so, `object.key` is the function that stands under this key of an object literal,
 * `from package` all that is imported from there.
 */
export type Parts = Readonly<Record<string, readonly string[]>>;

export interface SplitModule {
  /** The module without its parts. */
  readonly core: string;
  /** The modules of the parts, by name. */
  readonly parts: ReadonlyMap<string, string>;
  /** The exports that are stand-ins, by name, with their part. */
  readonly standIns: ReadonlyMap<string, string>;
}

export interface SplitOptions {
  /** Parts that are never loaded. */
  readonly dropped: readonly string[];
  /** The id of the module that has `standIns`. */
  readonly runtime: string;
}

/** The module is not such that its parts could be moved. */
export class Misfit extends Error {}

/** What is moved or kept as one: a declaration and the statements that complete it, or a statement of its own. */
interface Unit {
  readonly names: string[];
  readonly pieces: Piece[];
}

/** A statement, or one of several declarators; an exported declaration without its `export`. */
interface Piece {
  readonly node: Node;
  readonly text: string;
}

interface Import {
  readonly source: string;
  readonly imported: string;
  /** How it is written between the braces, or instead of them. */
  readonly text: string;
  readonly isNamed: boolean;
  readonly isNamespace: boolean;
}

/** @throws Misfit */
export function splitModule(code: string, id: string, parts: Parts, options: SplitOptions): SplitModule {
  const module = new Module(code);
  const partOf = new Map<string, string>();
  for (const [part, names] of Object.entries(parts)) {
    for (const name of names.flatMap((each) => module.find(each))) partOf.set(name, part);
  }
  const rootsOf = (part: string): string[] => [...partOf.keys()].filter((name) => partOf.get(name) === part);
  const units = module.unitsFor(new Set(partOf.keys()));
  const home = homes(module, units, partOf);
  const core = units.filter((unit) => !home.has(unit));
  const coreUses = new Set(core.flatMap((unit) => [...module.usesOf(unit)]));
  module.checkCore(core, new Set(partOf.keys()));

  const lent = new Set<string>();
  const texts = Object.keys(parts).map((part) => {
    const own = units.filter((unit) => home.get(unit) === part);
    const roots = rootsOf(part);
    const ownNames = new Set([...own.flatMap(({ names }) => names), ...roots]);
    const used = new Set([...own.flatMap((unit) => [...module.usesOf(unit)]), ...roots]);
    module.checkPart(own, ownNames);
    // What is imported is imported here as well, but for what other parts bring.
    const isImported = (name: string): boolean =>
      module.imports.has(name) && (ownNames.has(name) || !partOf.has(name));
    const borrowed = [...used].filter((name) => !ownNames.has(name) && !isImported(name));
    for (const name of borrowed) lent.add(name);
    const names = [`${bind(part)} as late_bind`, ...borrowed.map((name) => `${lend(name)} as ${name}`)];
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
    return `let [${roots}, ${arrive(part)}] = late_standIns(${rootsOf(part).length}${name});
function ${bind(part)}(...late_values) { ${arrive(part)}(late_values); [${roots}] = late_values; }`;
  });
  const exported = [
    ...Object.keys(parts).map(bind),
    ...[...lent].map((name) => `${name} as ${lend(name)}`),
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
 * The first of what a module imports, as `isStandIn` says, that more is done with while the module is evaluated than to
 * keep it. `needed` are the exports that others import, where the module has no more than these need.
 */
export function usedWhileEvaluated(
  code: string,
  isStandIn: (source: string, imported: string) => boolean,
  needed: ReadonlySet<string> | null,
): string | undefined {
  return new Module(code).firstUsed(isStandIn, needed);
}

/** What modules import, by where from; `*` is all of it. */
export function importsOf(code: string): (readonly [source: string, name: string])[] {
  return parseSync('module.js', code).module.staticImports.flatMap(({ moduleRequest, entries }) =>
    entries.map(({ importName: { kind, name } }) => {
      const imported = kind === 'Default' ? 'default' : kind === 'Name' ? name! : '*';
      return [moduleRequest.value, imported] as const;
    }),
  );
}

const variable = (part: string): string => part.replaceAll('-', '_');
const bind = (part: string): string => `late_bind_${variable(part)}`;
const arrive = (part: string): string => `late_arrive_${variable(part)}`;
const lend = (name: string): string => `late_${name}`;

/** In the order of the module. */
const textsOf = (units: readonly Unit[]): string[] =>
  units
    .flatMap(({ pieces }) => pieces)
    .toSorted((a, b) => a.node.start - b.node.start)
    .map(({ text }) => text);

/**
 * Which part each unit goes to: what is named, and what the core cannot reach but one part alone can. The rest stays.
 */
function homes(
  module: Module,
  units: readonly Unit[],
  partOf: ReadonlyMap<string, string>,
): Map<Unit, string> {
  const byName = new Map(units.flatMap((unit) => unit.names.map((name) => [name, unit] as const)));
  const home = new Map<Unit, string>();
  for (const [name, part] of partOf) {
    const unit = byName.get(name);
    if (unit) home.set(unit, part);
  }
  const named = new Set(home.keys());
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
  // A unit without a name is an export, or does something.
  const core = reach(units.filter(({ names }) => names.length === 0));
  const shared = new Set<Unit>();
  for (const part of new Set(partOf.values())) {
    for (const unit of reach([...named].filter((each) => home.get(each) === part))) {
      if (core.has(unit) || named.has(unit)) continue;
      if (home.has(unit)) shared.add(unit);
      home.set(unit, part);
    }
  }
  for (const unit of reach([...shared])) if (!named.has(unit)) home.delete(unit);
  return home;
}

/** What is to be known of a module. */
class Module {
  readonly imports: ReadonlyMap<string, Import>;
  /** What it exports, but for what it hands on from others. */
  readonly exports: (readonly [local: string, exported: string])[];
  /** `local as exported` for declarations that are written without their `export`. */
  readonly declaredExports: string[] = [];
  readonly #program: Program;
  readonly #scope: Scope;
  readonly #pieces: readonly Piece[];
  readonly #uses = new Map<Unit, ReadonlySet<string>>();

  constructor(code: string) {
    // The scope analysis reads places from `range`.
    const { program } = parseSync('module.js', code, { range: true, preserveParens: false });
    this.#program = program;
    this.#scope = analyze(program as never, {
      ecmaVersion: 2022,
      sourceType: 'module',
    }).globalScope!.childScopes[0]!;
    const slice = ({ start, end }: Node | Statement): string => code.slice(start, end);
    this.#pieces = program.body.flatMap((statement) => this.#piecesOf(statement as unknown as Node, slice));
    this.exports = [
      ...program.body.flatMap((statement) =>
        statement.type === 'ExportNamedDeclaration' && !statement.source
          ? statement.specifiers.map(({ local, exported }) => [nameOf(local), nameOf(exported)] as const)
          : [],
      ),
      ...this.declaredExports.map((each) => {
        const [local = '', exported = local] = each.split(' as ');
        return [local, exported] as const;
      }),
    ];
    this.imports = new Map(
      program.body.flatMap((statement) =>
        statement.type !== 'ImportDeclaration'
          ? []
          : statement.specifiers.map((specifier) => [
              specifier.local.name,
              {
                source: statement.source.value,
                imported:
                  specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : specifier.local.name,
                text: slice(specifier as unknown as Node),
                isNamed: specifier.type === 'ImportSpecifier',
                isNamespace: specifier.type === 'ImportNamespaceSpecifier',
              },
            ]),
      ),
    );
  }

  /** The local names that a name in {@link Parts} stands for. */
  find(name: string): string[] {
    const found = this.#findAll(name);
    if (found.length === 0) throw new Misfit(`there is no ${name}`);
    return found;
  }

  /** Import statements for those names that are wanted; `all`: also those without names. */
  importStatements(isWanted: (name: string) => boolean, all = false): string[] {
    return this.#program.body.flatMap((statement) => {
      if (statement.type !== 'ImportDeclaration') return [];
      const source = JSON.stringify(statement.source.value);
      const wanted = statement.specifiers
        .filter(({ local }) => isWanted(local.name))
        .map(({ local }) => this.imports.get(local.name)!);
      const named = wanted.filter(({ isNamed }) => isNamed).map(({ text }) => text);
      const others = wanted.filter(({ isNamed }) => !isNamed).map(({ text }) => text);
      const what = [...others, ...(named.length > 0 ? [`{ ${named.join(', ')} }`] : [])];
      if (all && statement.specifiers.length === 0) return [`import ${source};`];
      return what.map((each) => `import ${each} from ${source};`);
    });
  }

  /** Declarations with what completes them. A call with one of `roots` as its first argument completes that. */
  unitsFor(roots: ReadonlySet<string>): Unit[] {
    const units: Unit[] = [];
    const byName = new Map<string, Unit>();
    for (const piece of this.#pieces) {
      const known = byName.get(completedBy(piece.node, roots) ?? '');
      const unit = known ?? { names: [], pieces: [] };
      if (!known) units.push(unit);
      const names = this.#namesIn(piece.node);
      unit.names.push(...names);
      unit.pieces.push(piece);
      for (const name of names) byName.set(name, unit);
    }
    return units;
  }

  /** Names of the module that a unit refers to: those, and not local variables that are called the same. */
  usesOf(unit: Unit): ReadonlySet<string> {
    let uses = this.#uses.get(unit);
    if (!uses) {
      uses = new Set(
        this.#scope.variables
          .filter(({ references }) => references.some(({ identifier }) => isIn(unit, place(identifier))))
          .map(({ name }) => name),
      );
      this.#uses.set(unit, uses);
    }
    return uses;
  }

  /** Stand-ins may be kept while the module is evaluated, not used. */
  checkCore(core: readonly Unit[], roots: ReadonlySet<string>): void {
    const used = new Map<number, string>();
    for (const { name, references } of this.#scope.variables) {
      if (!roots.has(name)) continue;
      for (const reference of references) {
        const at = place(reference.identifier);
        if (reference.isWrite() && !reference.init) throw new Misfit(`${name} is assigned to`);
        if (core.some((unit) => isIn(unit, at))) used.set(at, name);
      }
    }
    const name = firstUsed(
      core.flatMap(({ pieces }) => pieces),
      ({ type, start }) => (type === 'Identifier' ? used.get(start) : undefined),
    );
    if (name) throw new Misfit(`${name} is used at once`);
  }

  /** See {@link usedWhileEvaluated}. */
  firstUsed(
    isStandIn: (source: string, imported: string) => boolean,
    needed: ReadonlySet<string> | null,
  ): string | undefined {
    const found = new Map<number, string>();
    const namespaces = new Map<number, string>();
    for (const { name, references } of this.#scope.variables) {
      const { source, imported, isNamespace } = this.imports.get(name) ?? {};
      if (source === undefined) continue;
      for (const { identifier } of references) {
        if (isNamespace) namespaces.set(place(identifier), source);
        else if (isStandIn(source, imported!)) found.set(place(identifier), imported!);
      }
    }
    return firstUsed(needed ? this.#piecesFor(needed) : this.#pieces, (node) => {
      if (node.type === 'Identifier') return found.get(node.start);
      if (node.type !== 'MemberExpression') return undefined;
      const source = namespaces.get((node['object'] as Node).start);
      const property = nameOf(node['property'] as never);
      return source !== undefined && isStandIn(source, property) ? property : undefined;
    });
  }

  /** A part can read the variables of the core, not set them. */
  checkPart(units: readonly Unit[], own: ReadonlySet<string>): void {
    for (const { name, references } of this.#scope.variables) {
      if (own.has(name)) continue;
      const isSet = references.some(
        (reference) => reference.isWrite() && units.some((unit) => isIn(unit, place(reference.identifier))),
      );
      if (isSet) throw new Misfit(`a part assigns to ${name}`);
    }
  }

  /** What some exports need, and what is done for its effect. */
  #piecesFor(needed: ReadonlySet<string>): readonly Piece[] {
    const units = this.unitsFor(new Set());
    const wanted = new Set(this.exports.filter(([, name]) => needed.has(name)).map(([local]) => local));
    const isEffect = ({ names, pieces }: Unit): boolean =>
      names.length === 0 && !/^Export/.test(pieces[0]!.node.type);
    const found = new Set(
      units.filter((unit) => isEffect(unit) || unit.names.some((name) => wanted.has(name))),
    );
    for (const unit of found) {
      const uses = this.usesOf(unit);
      for (const other of units) if (other.names.some((name) => uses.has(name))) found.add(other);
    }
    return [...found].flatMap(({ pieces }) => pieces);
  }

  #piecesOf(statement: Node, slice: (node: Node) => string): Piece[] {
    const { type, declaration } = statement as { type: string; declaration?: Node | null };
    if (type === 'ImportDeclaration') return [];
    const isNamedDefault =
      type === 'ExportDefaultDeclaration' && declaration?.['id'] && /Declaration$/.test(declaration.type);
    if (declaration && (type === 'ExportNamedDeclaration' || isNamedDefault)) {
      const names = this.#namesIn(declaration);
      this.declaredExports.push(...names.map((name) => (isNamedDefault ? `${name} as default` : name)));
      return this.#piecesOf(declaration, slice);
    }
    const declarators = type === 'VariableDeclaration' ? (statement['declarations'] as readonly Node[]) : [];
    if (declarators.length < 2) return [{ node: statement, text: slice(statement) }];
    return declarators.map((node) => ({ node, text: `${String(statement['kind'])} ${slice(node)};` }));
  }

  #namesIn(node: Node): string[] {
    if (/^Export/.test(node.type)) return [];
    return this.#scope.variables
      .filter(({ defs }) => defs.some(({ name }) => isWithin(node, place(name))))
      .map(({ name }) => name);
  }

  #findAll(name: string): string[] {
    const [, source] = /^from (.+)$/.exec(name) ?? [];
    if (source) return [...this.imports].filter(([, each]) => each.source === source).map(([local]) => local);
    if (name.includes('.')) return this.#valuesAt(name);
    const prefix = name.endsWith('*') ? name.slice(0, -1) : null;
    const isMeant = (each: string): boolean => (prefix === null ? each === name : each.startsWith(prefix));
    for (const named of [
      this.exports,
      this.#scope.variables
        .filter((each) => !this.imports.has(each.name))
        .map(({ name }) => [name, name] as const),
      [...this.imports].map(([local, { imported }]) => [local, imported] as const),
    ]) {
      const found = named.filter(([, each]) => isMeant(each)).map(([local]) => local);
      if (found.length > 0) return [...new Set(found)];
    }
    return [];
  }

  #valuesAt(path: string): string[] {
    const [object, key] = path.split('.');
    for (const { node } of this.#pieces) {
      const declarator = (
        node.type === 'VariableDeclaration' ? (node['declarations'] as Node[])[0] : node
      ) as Node;
      if (declarator.type !== 'VariableDeclarator' || nameOf(declarator['id'] as never) !== object) continue;
      const properties = ((declarator['init'] as Node | null)?.['properties'] ?? []) as readonly Node[];
      const value = properties.find((each) => each['key'] && nameOf(each['key'] as never) === key)?.[
        'value'
      ] as Node | undefined;
      if (value?.type === 'Identifier') return [nameOf(value as never)];
    }
    return [];
  }
}

const place = (node: unknown): number => (node as Node).start;
const isWithin = ({ start, end }: Node, at: number): boolean => at >= start && at < end;
const isIn = ({ pieces }: Unit, at: number): boolean => pieces.some(({ node }) => isWithin(node, at));
const nameOf = (node: { readonly type: string; readonly name?: string }): string => String(node.name);

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** The nodes right below one, by the key that each stands under. */
const childrenOf = (node: Node): (readonly [key: string, child: Node])[] =>
  Object.entries(node).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).filter(isNode).map((child) => [key, child] as const),
  );

const FUNCTION = /^(Function(Declaration|Expression)|ArrowFunctionExpression)$/;

/** Places in which a value is merely kept, as `type key`. */
const KEPT = new Set([
  'ArrayExpression elements',
  'AssignmentExpression right',
  'CallExpression arguments',
  'ExportDefaultDeclaration declaration',
  'ExportSpecifier local',
  'NewExpression arguments',
  'Property value',
  'VariableDeclarator init',
]);
/** Functions that look into what they are given. */
const CURIOUS = /^(assign|create|define|extend|inherits)$/;

type StandInAt = (node: Node) => string | undefined;

const firstUsed = (pieces: readonly Piece[], standInAt: StandInAt): string | undefined =>
  pieces
    .filter(({ node }) => !FUNCTION.test(node.type))
    .map(({ node }) => usedAtOnce(node, standInAt))
    .find((name) => name !== undefined);

/** The first stand-in that more is done with while a statement runs than to keep it. */
function usedAtOnce(node: Node, standInAt: StandInAt, isKept = false): string | undefined {
  const standIn = standInAt(node);
  if (standIn !== undefined) return isKept ? undefined : standIn;
  for (const [key, child] of childrenOf(node)) {
    const isCalled = node.type === 'CallExpression' && key === 'callee';
    if (FUNCTION.test(child.type) && !isCalled) continue;
    if (node.type === 'PropertyDefinition' && key === 'value' && !node['static']) continue;
    if ((key === 'key' && !node['computed']) || key === 'exported') continue;
    const { callee } = node as { callee?: Node };
    const isCurious = callee && CURIOUS.test(nameOf((callee['property'] ?? callee) as never));
    const found = usedAtOnce(child, standInAt, KEPT.has(`${node.type} ${key}`) && !isCurious);
    if (found) return found;
  }
  return undefined;
}

/**
 * The declaration that a statement completes: `X` of `inherits(X, …)`, `define(X, …)`, `X.Definition = …`, of
 * `const prototype = X.prototype`, which others then fill, and of any call with a root as its first argument.
 */
function completedBy(node: Node, roots: ReadonlySet<string>): string | undefined {
  if (node.type === 'VariableDeclaration' || node.type === 'VariableDeclarator') {
    const [declarator] = node.type === 'VariableDeclarator' ? [node] : (node['declarations'] as Node[]);
    const init = declarator?.['init'] as Node | null | undefined;
    return init?.type === 'MemberExpression' && nameOf(init['property'] as never) === 'prototype'
      ? identifierOf(init['object'])
      : undefined;
  }
  if (node.type !== 'ExpressionStatement') return undefined;
  const expression = node['expression'] as Node;
  if (expression.type === 'CallExpression') {
    const first = identifierOf((expression['arguments'] as readonly Node[])[0]);
    const isCompletion = /^(inherits|define)$/.test(identifierOf(expression['callee']) ?? '');
    return first !== undefined && (isCompletion || roots.has(first)) ? first : undefined;
  }
  if (expression.type !== 'AssignmentExpression') return undefined;
  let target = expression['left'] as Node;
  if (target.type !== 'MemberExpression') return undefined;
  while (target.type === 'MemberExpression') target = target['object'] as Node;
  return identifierOf(target);
}

const identifierOf = (node: unknown): string | undefined =>
  isNode(node) && node.type === 'Identifier' ? String(node['name']) : undefined;
