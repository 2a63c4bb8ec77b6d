/** Reads an ES module: its declarations, what they use, its imports and exports. */
import { analyze, type Scope } from 'eslint-scope';
import { parseSync } from 'vite';
import { firstUsed } from './first-use.ts';
import { identifierOf, nameOf, type Node } from './syntax-tree.ts';

type Program = ReturnType<typeof parseSync>['program'];
type Statement = Program['body'][number];

/** Thrown if a declaration cannot be moved out of its module. */
export class CannotSplitError extends Error {}

/** Statements that move together: a declaration and the statements that complete it, or a single other statement. */
export interface Unit {
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
  /** The source text of the specifier: between the braces, or in place of them. */
  readonly text: string;
  readonly isNamed: boolean;
  readonly isNamespace: boolean;
}

export class ModuleAnalysis {
  readonly imports: ReadonlyMap<string, Import>;
  /** The exports of the module, without re-exports. */
  readonly exports: (readonly [local: string, exported: string])[];
  /** `local as exported` for the declarations that {@link Piece} has without their `export`. */
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

  /** Returns the local names that a name in `Parts` matches. @throws CannotSplitError if there are none */
  find(name: string): string[] {
    const found = this.#findAll(name);
    if (found.length === 0) throw new CannotSplitError(`there is no ${name}`);
    return found;
  }

  /** Returns the import statements of the wanted names. With `all`, also returns statements without names. */
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

  /** Returns all units. A call with one of `roots` as its first argument completes that declaration. */
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

  /** Returns the top-level names that a unit refers to. */
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

  /** @throws CannotSplitError if the core uses a stand-in while it is evaluated */
  checkCore(core: readonly Unit[], roots: ReadonlySet<string>): void {
    const used = new Map<number, string>();
    for (const { name, references } of this.#scope.variables) {
      if (!roots.has(name)) continue;
      for (const reference of references) {
        const at = place(reference.identifier);
        if (reference.isWrite() && !reference.init) throw new CannotSplitError(`${name} is assigned to`);
        if (core.some((unit) => isIn(unit, at))) used.set(at, name);
      }
    }
    const name = firstUsed(
      core.flatMap(({ pieces }) => pieces),
      ({ type, start }) => (type === 'Identifier' ? used.get(start) : undefined),
    );
    if (name) throw new CannotSplitError(`${name} is used at once`);
  }

  /** See `usedWhileEvaluated` in split-module.ts. */
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

  /** @throws CannotSplitError if a part sets a variable of the core: an import is read-only */
  checkPart(units: readonly Unit[], own: ReadonlySet<string>): void {
    for (const { name, references } of this.#scope.variables) {
      if (own.has(name)) continue;
      const isSet = references.some(
        (reference) => reference.isWrite() && units.some((unit) => isIn(unit, place(reference.identifier))),
      );
      if (isSet) throw new CannotSplitError(`a part assigns to ${name}`);
    }
  }

  /** Returns what the needed exports use, and the statements with side effects. */
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

/**
 * Returns the declaration that a statement completes: `X` for `inherits(X, …)`, `define(X, …)` and
 * `X.Definition = …`, for `const prototype = X.prototype`, which others then fill, and for any call with a root as
 * its first argument.
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
