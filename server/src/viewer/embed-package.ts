import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The parts of `@vibedasher/embed` that viewer pages use. */
export interface EmbedPackage {
  /** Folder of the script-tag bundle. */
  readonly bundle: string;
  /** Modules: the one that draws, and the client of the API. */
  readonly prerender: URL;
  readonly client: URL;
  /** Whether PNG can be painted. */
  readonly paints: boolean;
}

const NAME = '@vibedasher/embed';
/** The package that paints PNG. */
export const PAINTER = '@resvg/resvg-js';

/**
 * The package, or the command that provides it. In a clone it is the parent folder, whose sources need no build; its
 * bundle does.
 */
export function findEmbedPackage(): EmbedPackage | string {
  const clone = new URL('../../../package.json', import.meta.url);
  const isClone = existsSync(clone) && nameOf(clone) === NAME;
  const manifest = isClone ? clone : installed();
  if (!manifest) return `npm install ${NAME}`;
  if (!existsSync(new URL('cdn/vibedasher.js', manifest))) return 'npm run build';
  const modules = isClone ? ['src', 'ts'] : ['dist', 'js'];
  const module = (name: string): URL => new URL(`${modules[0]}/${name}/index.${modules[1]}`, manifest);
  return {
    bundle: fileURLToPath(new URL('cdn', manifest)),
    prerender: module('prerender'),
    client: module('public-client'),
    paints: resolves(PAINTER, manifest),
  };
}

function nameOf(manifest: URL): unknown {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly name?: unknown }).name;
}

function installed(): URL | undefined {
  try {
    return pathToFileURL(createRequire(import.meta.url).resolve(`${NAME}/package.json`));
  } catch {
    return undefined;
  }
}

function resolves(name: string, from: URL): boolean {
  try {
    return Boolean(createRequire(from).resolve(name));
  } catch {
    return false;
  }
}
