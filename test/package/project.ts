/** The published package, for the tests in this folder. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly sideEffects: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly files: readonly string[];
}

export const pkg = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as PackageJson;

/** Entries of `exports`: the specifier and its files. */
export const entries = Object.entries(pkg.exports).map(([key, target]) => ({
  specifier: key === '.' ? pkg.name : `${pkg.name}${key.slice(1)}`,
  file: typeof target === 'string' ? target : target.default,
  types: typeof target === 'string' ? null : target.types,
}));

/** Entries that are modules of the library, not files for pages. */
export const modules = entries.filter(({ types }) => types !== null);
