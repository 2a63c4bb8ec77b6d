/**
 * Compares Vega's packages in a folder with what this project relies on: the functions that expressions may call
 * (`src/sandbox/function-policy.ts`), and the exports and members that `src/vega/vega-modules.d.ts` declares.
 */
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { ALLOWED, LANGUAGE_FUNCTIONS, REFUSED_FUNCTIONS } from '../../src/sandbox/function-policy.ts';

/** The names that a declaration file declares in a module. */
export interface Declared {
  readonly exports: ReadonlySet<string>;
  /** Members of its classes and interfaces. */
  readonly members: ReadonlySet<string>;
}

/** An installed package: the names that it exports, and its code. */
export interface Installed {
  readonly exports: ReadonlySet<string>;
  readonly code: string;
}

export interface Changes {
  readonly appeared: readonly string[];
  readonly disappeared: readonly string[];
}

/** Returns the values and members of each `declare module` in the text of a declaration file, by module. */
export function readDeclarations(text: string): Map<string, Declared> {
  const modules = new Map<string, Declared>();
  for (const module of ts.createSourceFile('modules.d.ts', text, ts.ScriptTarget.Latest).statements) {
    if (!ts.isModuleDeclaration(module)) continue;
    const exports = new Set<string>();
    const members = new Set<string>();
    const visit = (node: ts.Node): void => {
      if ((ts.isTypeElement(node) || ts.isClassElement(node)) && node.name && ts.isIdentifier(node.name))
        members.add(node.name.text);
      if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)) exports.add(node.name.text);
      if ((ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name)
        exports.add(node.name.text);
      ts.forEachChild(node, visit);
    };
    if (module.body) ts.forEachChild(module.body, visit);
    modules.set(module.name.text, { exports, members });
  }
  return modules;
}

/** Loads the declared modules from the `node_modules` of a folder, and `vega-runtime`, which defines some of their members. */
export async function loadPackages(
  folder: string,
  declared: ReadonlyMap<string, Declared>,
): Promise<Map<string, Installed>> {
  const { resolve } = createRequire(join(folder, 'package.json'));
  const packages = new Map<string, Installed>();
  for (const name of [...declared.keys(), 'vega-runtime']) {
    const file = resolve(name);
    const exports = new Set(Object.keys((await import(pathToFileURL(file).href)) as object));
    const files = globSync('*.js', { cwd: dirname(file) });
    const code = files.map((each) => readFileSync(join(dirname(file), each), 'utf8')).join('\n');
    packages.set(name, { exports, code });
  }
  return packages;
}

/**
 * Returns declared names that no longer exist. It is enough that a member occurs in the code of any of the packages,
 * because they use one another's private members.
 */
export function findMissing(
  declared: ReadonlyMap<string, Declared>,
  installed: ReadonlyMap<string, Installed>,
): string[] {
  const words = new Set([...installed.values()].flatMap(({ code }) => code.match(/[\w$]+/g) ?? []));
  return [...declared].flatMap(([module, { exports, members }]) =>
    [
      ...[...exports].filter((name) => !installed.get(module)?.exports.has(name)),
      ...[...members].filter((name) => !words.has(name)),
    ].map((name) => `${module}: ${name}`),
  );
}

/** Compares the private members (`._name`) that the code of each package uses. */
export function comparePrivateMembers(
  before: ReadonlyMap<string, Installed>,
  after: ReadonlyMap<string, Installed>,
): Changes {
  const membersIn = (packages: ReadonlyMap<string, Installed>): Set<string> =>
    new Set(
      [...packages].flatMap(([name, { code }]) =>
        [...code.matchAll(/\.(_[A-Za-z]\w*)/g)].map(([, member]) => `${name}: ${member}`),
      ),
    );
  return compareNames(membersIn(before), membersIn(after));
}

/** Compares the functions of the policy with those that the `vega-functions` of a folder registers for expressions. */
export async function compareFunctions(folder: string): Promise<Changes> {
  const file = createRequire(join(folder, 'package.json')).resolve('vega-functions');
  const { codegenParams, functionContext } = (await import(pathToFileURL(file).href)) as {
    readonly codegenParams: { functions(codegen: unknown): object };
    readonly functionContext: object;
  };
  const decided = [...LANGUAGE_FUNCTIONS.split(' '), ...ALLOWED, ...REFUSED_FUNCTIONS.split(' ')];
  return compareNames(
    new Set(decided.filter((name) => !name.startsWith('vibedasher'))),
    new Set([...Object.keys(functionContext), ...Object.keys(codegenParams.functions(String))]),
  );
}

export function compareNames(before: ReadonlySet<string>, after: ReadonlySet<string>): Changes {
  return {
    appeared: [...after].filter((name) => !before.has(name)),
    disappeared: [...before].filter((name) => !after.has(name)),
  };
}
