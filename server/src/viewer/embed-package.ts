import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The parts of `@vibedasher/embed` that viewer pages use. */
export interface EmbedPackage {
  /** Folder of the script-tag bundle. */
  readonly bundle: string;
  /** The modules for drawing and for the API. */
  readonly prerender: URL;
  readonly client: URL;
  /** Whether {@link PNG_PACKAGE} is installed. */
  readonly canPaint: boolean;
}

const NAME = '@vibedasher/embed';
/** The package that converts SVG to PNG. */
export const PNG_PACKAGE = '@resvg/resvg-js';

/**
 * Finds the package. In a clone of the repository it is the parent folder, whose bundle must be built.
 *
 * @returns The package, or the command that provides it if it is missing
 */
export function findEmbedPackage(): EmbedPackage | string {
  const clone = new URL('../../../package.json', import.meta.url);
  const isClone = existsSync(clone) && packageName(clone) === NAME;
  const manifest = isClone ? clone : findInstalled();
  if (!manifest) return `npm install ${NAME}`;
  if (!existsSync(new URL('cdn/vibedasher.js', manifest))) return 'npm run build';
  const module = (folder: string, name: string): URL =>
    new URL(isClone ? `${folder}/${name}/index.ts` : `dist/${name}/index.js`, manifest);
  return {
    bundle: fileURLToPath(new URL('cdn', manifest)),
    prerender: module('node', 'prerender'),
    client: module('src', 'public-client'),
    canPaint: canResolve(PNG_PACKAGE, manifest),
  };
}

function packageName(manifest: URL): unknown {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly name?: unknown }).name;
}

function findInstalled(): URL | undefined {
  try {
    return pathToFileURL(createRequire(import.meta.url).resolve(`${NAME}/package.json`));
  } catch {
    return undefined;
  }
}

function canResolve(name: string, from: URL): boolean {
  try {
    return Boolean(createRequire(from).resolve(name));
  } catch {
    return false;
  }
}
