/**
 * Parts of a package that are loaded by need. A package of Vega is one module, and a bundler cannot halve a module;
 * so the declarations named here, and what only they use, become a module of their own. In their place stand
 * stand-ins: to call one before its part is there throws an error with a `load` function (see src/vega/late.ts),
 * afterwards it does what the real one does. A name that a package has no more fails the build.
 */
import { analyze, type Scope } from 'eslint-scope';
import type { Rolldown } from 'vite';
import { ADVICE } from './trimmed-versions.ts';

type Program = ReturnType<Rolldown.PluginContext['parse']>;
type Statement = Program['body'][number];

export interface LatePart {
  /** The top-level declarations that the rest of the package reaches the part by. */
  readonly roots: readonly string[];
  /** What to rewrite before, so that nothing calls a stand-in while the package is evaluated. */
  readonly edits?: readonly Edit[];
  /** What to do once the part is there: code that sees the package's declarations and imports. */
  readonly setup?: string;
}

/** A text that must be there exactly once (`times`), and what comes in its place. */
export type Edit = readonly [search: string | RegExp, replacement: string, times?: number];

export const RUNTIME_ID = '\0late-runtime';

/** `late(load)` makes the stand-ins of one part. A stand-in is no instance's class until its part is there. */
export const RUNTIME = `export function late(load) {
  let parts;
  const part = (name) => {
    if (!parts) throw Object.assign(new Error(name + ' is not loaded'), { load });
    return parts[name];
  };
  const handler = (name) => ({
    apply: (_, self, values) => Reflect.apply(part(name), self, values),
    construct: (_, values) => Reflect.construct(part(name), values),
    get: (target, key) => (!parts && (key === 'prototype' || key === Symbol.hasInstance) ? target : part(name))[key],
  });
  return [(name) => new Proxy(function () {}, handler(name)), (bound) => { parts = bound; }];
}`;

/** A declaration with the statements that complete it, or a statement of its own. */
interface Unit {
  readonly names: readonly string[];
  readonly statements: readonly Statement[];
  readonly uses: ReadonlySet<string>;
}

type Parse = (code: string) => Program;

/** Rewrites a text by `edits`. Throws where it is another text than they were made for. */
export function edit(code: string, edits: readonly Edit[], where: string): string {
  return edits.reduce((text, [search, replacement, times = 1]) => {
    const pattern = typeof search === 'string' ? search : new RegExp(search, 'g');
    const found =
      typeof pattern === 'string' ? text.split(pattern).length - 1 : [...text.matchAll(pattern)].length;
    if (found !== times) {
      throw new Error(`${where}: ${String(search)} is there ${found} times, not ${times}; ${ADVICE}`);
    }
    return typeof pattern === 'string'
      ? text.split(pattern).join(replacement)
      : text.replaceAll(pattern, replacement);
  }, code);
}

export interface SplitModule {
  /** The package's module, with stand-ins for its late parts. */
  readonly core: string;
  readonly parts: ReadonlyMap<string, string>;
}

/** Splits the module `id`. `partId` gives the id of a part. */
export function splitModule(
  source: string,
  id: string,
  parts: Readonly<Record<string, LatePart>>,
  { parse, partId }: { readonly parse: Parse; readonly partId: (part: string) => string },
): SplitModule {
  const code = edit(
    source,
    Object.values(parts).flatMap(({ edits = [] }) => edits),
    id,
  );
  const program = parse(code);
  const { body } = program;
  const text = ({ start, end }: Statement): string => code.slice(start, end);
  const imports = body.filter((statement) => statement.type === 'ImportDeclaration');
  // A part must not name what it does not use: the bundler would think that both need it.
  const importsOf = (used: ReadonlySet<string>): string[] =>
    imports.flatMap(({ specifiers, source }) => {
      const texts = specifiers
        .filter(({ local }) => used.has(local.name))
        .map(({ start, end, type }) => [type, code.slice(start, end)] as const);
      const named = texts.filter(([type]) => type === 'ImportSpecifier').map(([, each]) => each);
      const others = texts.filter(([type]) => type !== 'ImportSpecifier').map(([, each]) => each);
      return [...(named.length > 0 ? [`{ ${named.join(', ')} }`] : []), ...others].map(
        (what) => `import ${what} from ${code.slice(source.start, source.end)};`,
      );
    });
  const units = unitsOf(program);
  const exports = exportsOf(body);
  const known = new Set([...units.flatMap(({ names }) => names), ...importedBy(body)]);
  const roots = Object.entries(parts).flatMap(([part, { roots }]) =>
    roots.map((name) => [name, part] as const),
  );
  const setups = new Map(
    Object.entries(parts).map(([part, { setup = '' }]) => [part, freeNames(parse(setup))] as const),
  );
  for (const [part, names] of setups) {
    const lost = [...names].find((name) => !known.has(name) && !(name in globalThis));
    if (lost) throw new Error(`${id}: there is no ${lost} any more, for the part ${part}; ${ADVICE}`);
  }
  const home = homes(units, new Map(roots), setups, id);
  const core = units.filter((unit) => !home.has(unit));
  const coreNames = new Set(core.flatMap(({ names }) => names));
  const texts = new Map<string, string>();
  const wanted = new Set<string>();
  for (const [part, { setup = '' }] of Object.entries(parts)) {
    const own = units.filter((unit) => home.get(unit) === part);
    const names = own.flatMap((unit) => unit.names);
    const used = new Set([...own.flatMap(({ uses }) => [...uses]), ...setups.get(part)!]);
    const needed = [...coreNames].filter((name) => used.has(name));
    for (const name of needed) wanted.add(name);
    const bound = parts[part]!.roots.filter((name) => names.includes(name));
    texts.set(
      part,
      [
        ...importsOf(used),
        `import { ${[`bind_${variable(part)} as late_bind`, ...needed.map((name) => `late_${name} as ${name}`)].join(', ')} } from ${JSON.stringify(id)};`,
        ...inOrder(own).map(text),
        `late_bind({ ${bound.join(', ')} });`,
        setup,
        `export { ${exports
          .filter(([local]) => names.includes(local))
          .map(([local, exported]) => `${local} as ${exported}`)
          .join(', ')} };`,
      ].join('\n'),
    );
  }
  const standIns = Object.entries(parts).flatMap(([part, { roots }]) => [
    `const [late_${variable(part)}, bind_${variable(part)}] = late(() => import(${JSON.stringify(partId(part))}));`,
    ...roots.map(
      (name) => `const ${name} = /* @__PURE__ */ late_${variable(part)}(${JSON.stringify(name)});`,
    ),
  ]);
  const exported = [
    ...Object.keys(parts).map((part) => `bind_${variable(part)}`),
    ...[...wanted].map((name) => `${name} as late_${name}`),
  ];
  return {
    core: [
      `import { late } from ${JSON.stringify(RUNTIME_ID)};`,
      ...imports.map(text),
      ...standIns,
      ...inOrder(core).map(text),
      `export { ${exported.join(', ')} };`,
    ].join('\n'),
    parts: texts,
  };
}

const inOrder = (units: readonly Unit[]): Statement[] =>
  units.flatMap(({ statements }) => statements).toSorted((a, b) => a.start - b.start);

const variable = (part: string): string => part.replaceAll('-', '_');

/** Which part each unit goes to: roots, and what the core cannot reach but one part alone can. The rest is the core's. */
function homes(
  units: readonly Unit[],
  roots: ReadonlyMap<string, string>,
  setups: ReadonlyMap<string, ReadonlySet<string>>,
  id: string,
): Map<Unit, string> {
  const byName = new Map(units.flatMap((unit) => unit.names.map((name) => [name, unit] as const)));
  const home = new Map<Unit, string>();
  for (const [name, part] of roots) {
    const unit = byName.get(name);
    if (!unit) throw new Error(`${id}: there is no ${name} any more; ${ADVICE}`);
    home.set(unit, part);
  }
  const rootUnits = new Set(home.keys());
  const reach = (starts: readonly Unit[]): Set<Unit> => {
    const reached = new Set(starts);
    for (const unit of reached) {
      for (const name of unit.uses) {
        const used = byName.get(name);
        if (used && !rootUnits.has(used)) reached.add(used);
      }
    }
    return reached;
  };
  // A unit without a name is an export, or does something.
  const core = reach(units.filter(({ names }) => names.length === 0));
  const shared = new Set<Unit>();
  for (const [part, setup] of setups) {
    const own = [...setup].map((name) => byName.get(name)).filter((unit) => unit !== undefined);
    for (const unit of reach([
      ...own,
      ...[...rootUnits].filter((root) => roots.get(root.names[0]!) === part),
    ])) {
      if (core.has(unit) || rootUnits.has(unit)) continue;
      if (home.has(unit) && home.get(unit) !== part) shared.add(unit);
      home.set(unit, part);
    }
  }
  for (const unit of reach([...shared])) if (!rootUnits.has(unit)) home.delete(unit);
  return home;
}

/**
 * The declarations of a module, each with the statements that complete it. A reference counts where it means the
 * declaration, not where a local variable has the same name.
 */
function unitsOf(program: Program): Unit[] {
  const scope = moduleScope(program);
  const units: { names: string[]; statements: Statement[]; uses: Set<string> }[] = [];
  const byName = new Map<string, (typeof units)[number]>();
  const byStatement = new Map<Statement, (typeof units)[number]>();
  const places = new Map<string, number[]>();
  for (const { name, references } of scope.variables) {
    places.set(
      name,
      references.map(({ identifier }) => (identifier as unknown as Statement).start),
    );
  }
  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration') continue;
    const names = declaredBy(statement, scope);
    const known = byName.get(subjectOf(statement) ?? prototypeOf(statement) ?? '');
    const unit = known ?? { names: [], statements: [], uses: new Set<string>() };
    if (!known) units.push(unit);
    unit.names.push(...names);
    unit.statements.push(statement);
    byStatement.set(statement, unit);
    for (const name of names) byName.set(name, unit);
  }
  for (const [statement, { uses }] of byStatement) {
    for (const [name, starts] of places) {
      if (starts.some((start) => start >= statement.start && start < statement.end)) uses.add(name);
    }
  }
  return units;
}

function declaredBy(statement: Statement, scope: Scope): string[] {
  if (/^Export/.test(statement.type)) return [];
  return scope.variables
    .filter(({ defs }) =>
      defs.some(({ name }) => {
        const { start } = name as unknown as Statement;
        return start >= statement.start && start < statement.end;
      }),
    )
    .map(({ name }) => name);
}

/** `X` for `const prototype = X.prototype`, which other statements then fill. */
function prototypeOf(statement: Statement): string | null {
  if (statement.type !== 'VariableDeclaration' || statement.declarations.length !== 1) return null;
  const { init } = statement.declarations[0]!;
  if (init?.type !== 'MemberExpression' || init.object.type !== 'Identifier') return null;
  return init.property.type === 'Identifier' && init.property.name === 'prototype' ? init.object.name : null;
}

/** What `export { local as exported }` says, for all names of a module. */
function exportsOf(body: readonly Statement[]): (readonly [local: string, exported: string])[] {
  return body.flatMap((statement) =>
    statement.type === 'ExportNamedDeclaration' && !statement.source
      ? statement.specifiers.map(({ local, exported }) => [nameOf(local), nameOf(exported)] as const)
      : [],
  );
}

function importedBy(body: readonly Statement[]): string[] {
  return body.flatMap((statement) =>
    statement.type === 'ImportDeclaration' ? statement.specifiers.map(({ local }) => local.name) : [],
  );
}

const nameOf = (node: { readonly type: string; readonly name?: string }): string => String(node.name);

function moduleScope(program: Program): Scope {
  addRanges(program);
  const { globalScope } = analyze(program as never, { ecmaVersion: 2022, sourceType: 'module' });
  return globalScope!.childScopes[0]!;
}

/** Names that code uses and does not declare. */
function freeNames(program: Program): Set<string> {
  return new Set(moduleScope(program).through.map(({ identifier }) => (identifier as { name: string }).name));
}

/** The scope analysis reads places from `range`, which this parser leaves out. */
function addRanges(node: unknown): void {
  if (Array.isArray(node)) node.forEach(addRanges);
  else if (isNode(node)) {
    Object.assign(node, { range: [node['start'], node['end']] });
    Object.values(node).forEach(addRanges);
  }
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** The declaration that a statement completes: `inherits(X, …)`, `define(X, …)`, `X.Definition = …`, `X.prototype = …`. */
export function subjectOf(statement: Statement): string | null {
  if (statement.type !== 'ExpressionStatement') return null;
  const { expression } = statement;
  if (expression.type === 'CallExpression') {
    const [first] = expression.arguments;
    const completes =
      expression.callee.type === 'Identifier' && /^(inherits|define)$/.test(expression.callee.name);
    return completes && first?.type === 'Identifier' ? first.name : null;
  }
  if (expression.type !== 'AssignmentExpression') return null;
  let target: unknown = expression.left;
  while (isNode(target) && target.type === 'MemberExpression') target = target['object'];
  return expression.left.type === 'MemberExpression' && isNode(target) && target.type === 'Identifier'
    ? String(target['name'])
    : null;
}
