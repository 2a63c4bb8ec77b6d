/**
 * Parts of a package that are loaded by need. A package of Vega is one module, and a bundler cannot halve a module;
 * so the declarations named here, and what only they use, become a module of their own. In their place stand
 * stand-ins: to call one before its part is there throws an error with a `load` function (see src/vega/late.ts),
 * afterwards it does what the real one does. A name that a package has no more fails the build.
 */
import type { Rolldown } from 'vite';

type Program = ReturnType<Rolldown.PluginContext['parse']>;
type Statement = Program['body'][number];

export interface LatePart {
  /** The top-level declarations that the rest of the package reaches the part by. */
  readonly roots: readonly string[];
  /** What to rewrite before, so that nothing calls a stand-in while the package is evaluated. */
  readonly edits?: readonly Edit[];
  /** What to do once the part is there. */
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
    const pieces = text.split(search);
    if (pieces.length - 1 !== times) {
      throw new Error(`${where}: ${String(search)} is there ${pieces.length - 1} times, not ${times}`);
    }
    return typeof search === 'string' ? pieces.join(replacement) : text.replaceAll(search, replacement);
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
  const { body } = parse(code);
  const text = ({ start, end }: Statement): string => code.slice(start, end);
  const imports = body.filter(({ type }) => type === 'ImportDeclaration').map(text);
  const units = unitsOf(body);
  const roots = Object.entries(parts).flatMap(([part, { roots }]) =>
    roots.map((name) => [name, part] as const),
  );
  const home = homes(units, new Map(roots), id);
  const core = units.filter((unit) => !home.has(unit));
  const coreNames = new Set(core.flatMap(({ names }) => names));
  const texts = new Map<string, string>();
  const wanted = new Set<string>();
  for (const [part, { setup = '' }] of Object.entries(parts)) {
    const own = units.filter((unit) => home.get(unit) === part);
    const names = own.flatMap((unit) => unit.names);
    const used = new Set(own.flatMap(({ uses }) => [...uses]));
    collectNames(parse(setup).body, used);
    const needed = [...coreNames].filter((name) => used.has(name));
    for (const name of needed) wanted.add(name);
    const bound = parts[part]!.roots.filter((name) => names.includes(name));
    texts.set(
      part,
      [
        ...imports,
        `import { ${[`bind_${variable(part)} as late_bind`, ...needed.map((name) => `late_${name} as ${name}`)].join(', ')} } from ${JSON.stringify(id)};`,
        ...own.flatMap(({ statements }) => statements.map(text)),
        `late_bind({ ${bound.join(', ')} });`,
        setup,
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
      ...imports,
      ...standIns,
      ...core.flatMap(({ statements }) => statements.map(text)),
      `export { ${exported.join(', ')} };`,
    ].join('\n'),
    parts: texts,
  };
}

const variable = (part: string): string => part.replaceAll('-', '_');

/** Which part each unit goes to: roots, what only a part uses, and statements about them. The rest is the core's. */
function homes(units: readonly Unit[], roots: ReadonlyMap<string, string>, id: string): Map<Unit, string> {
  const home = new Map<Unit, string>();
  const byName = new Map(units.flatMap((unit) => unit.names.map((name) => [name, unit] as const)));
  for (const [name, part] of roots) {
    const unit = byName.get(name);
    if (!unit) throw new Error(`${id}: there is no ${name} any more`);
    home.set(unit, part);
  }
  const users = new Map<Unit, Set<Unit>>(units.map((unit) => [unit, new Set()]));
  for (const unit of units) {
    for (const name of unit.uses) {
      const used = byName.get(name);
      if (used && used !== unit) users.get(used)!.add(unit);
    }
  }
  for (let changed = true; changed;) {
    changed = false;
    for (const unit of units) {
      if (home.has(unit) || users.get(unit)!.size === 0) continue;
      const parts = new Set([...users.get(unit)!].map((user) => home.get(user)));
      const [part] = parts;
      if (parts.size !== 1 || part === undefined) continue;
      home.set(unit, part);
      changed = true;
    }
  }
  return home;
}

function unitsOf(body: readonly Statement[]): Unit[] {
  const units: { names: string[]; statements: Statement[]; uses: Set<string> }[] = [];
  const byName = new Map<string, (typeof units)[number]>();
  for (const statement of body) {
    if (statement.type === 'ImportDeclaration') continue;
    const uses = new Set<string>();
    collectNames(statement, uses);
    const names = declaredBy(statement);
    const subject = subjectOf(statement);
    const known = subject === null ? undefined : byName.get(subject);
    if (known) {
      known.statements.push(statement);
      for (const name of uses) known.uses.add(name);
      continue;
    }
    const unit = { names, statements: [statement], uses };
    units.push(unit);
    for (const name of names) byName.set(name, unit);
  }
  return units;
}

function declaredBy(statement: Statement): string[] {
  if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') {
    return statement.id ? [statement.id.name] : [];
  }
  if (statement.type !== 'VariableDeclaration') return [];
  const names = new Set<string>();
  for (const { id } of statement.declarations) collectNames(id, names);
  return [...names];
}

/** All names in a tree but those of members: more than are meant, which keeps a helper in the core at worst. */
function collectNames(node: unknown, names: Set<string>): void {
  if (Array.isArray(node)) {
    for (const each of node) collectNames(each, names);
  } else if (isNode(node)) {
    if (node.type === 'Identifier') names.add(String(node['name']));
    const key = node.type === 'MemberExpression' ? 'property' : 'key';
    const skipped = 'computed' in node && !node['computed'] ? key : null;
    for (const [name, child] of Object.entries(node)) if (name !== skipped) collectNames(child, names);
  }
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** The declaration that a statement completes: `inherits(X, …)`, `X.Definition = …`, `X.prototype = …`. */
export function subjectOf(statement: Statement): string | null {
  if (statement.type !== 'ExpressionStatement') return null;
  const { expression } = statement;
  if (expression.type === 'CallExpression') {
    const [first] = expression.arguments;
    const inherits = expression.callee.type === 'Identifier' && expression.callee.name === 'inherits';
    return inherits && first?.type === 'Identifier' ? first.name : null;
  }
  if (expression.type !== 'AssignmentExpression') return null;
  let target: unknown = expression.left;
  while (isNode(target) && target.type === 'MemberExpression') target = target['object'];
  return expression.left.type === 'MemberExpression' && isNode(target) && target.type === 'Identifier'
    ? String(target['name'])
    : null;
}
