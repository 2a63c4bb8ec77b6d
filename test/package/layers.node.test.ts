import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { root } from './project.ts';

/** Returns the relative imports of a module: static and dynamic imports, of values and of types. */
function relativeImports(code: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    // Only import specifiers are string literals of this form.
    if (ts.isStringLiteralLike(node) && /^\.\.?\/.*\.ts$/.test(node.text)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('module.ts', code, ts.ScriptTarget.Latest));
  return found;
}

/** Returns the first circle of imports, or `null`. */
function findCycle(imports: ReadonlyMap<string, readonly string[]>): string | null {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(' → ');
    if (done.has(file)) return null;
    done.add(file);
    for (const imported of imports.get(file) ?? []) {
      const cycle = visit(imported, [...path, file]);
      if (cycle) return cycle;
    }
    return null;
  };
  for (const file of imports.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return null;
}

const MODULES = ['{src,node,bench,scripts,demo,docs,integrations}/**/*.ts', 'server/{src,soak}/**/*.ts'];

describe('the modules of the packages and of their tools', () => {
  it('import one another without circles', () => {
    const imports = new Map(
      globSync(MODULES, { cwd: root, exclude: ['**/node_modules'] }).map((file) => {
        const code = readFileSync(join(root, file), 'utf8');
        return [file, relativeImports(code).map((specifier) => join(dirname(file), specifier))];
      }),
    );
    for (const [file, imported] of imports) {
      for (const other of imported) assert.ok(imports.has(other), `${file} imports ${other}`);
    }
    assert.equal(findCycle(imports), null);
  });
});
