/**
 * Writes `custom-elements.json` and the files derived from it. Fails if an attribute, property, method, event, slot, part,
 * state or custom property of an element has no description, or occurs in its source but not in the manifest.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeElementTypes, type ElementDeclaration, type Item, type Manifest } from './element-types.ts';

type Kind = 'attributes' | 'members' | 'events' | 'slots' | 'cssParts' | 'cssStates' | 'cssProperties';

const KINDS: Readonly<Record<Kind, string>> = {
  attributes: 'attribute',
  members: 'member',
  events: 'event',
  slots: 'slot',
  cssParts: 'part',
  cssStates: 'state',
  cssProperties: 'custom property',
};

/** Patterns that find features in source code. The first group contains one or more names. */
const TRACES: readonly (readonly [Kind, RegExp])[] = [
  ['slots', /<slot\b(?:\s+name="([\w-]+)")?/g],
  ['cssParts', /\bpart="([\w\s-]+)"/g],
  ['cssStates', /:state\(([\w-]+)\)/g],
  ['cssStates', /\bstates\.add\('([\w-]+)'\)/g],
  ['cssProperties', /(--vibedasher-[a-z][\w-]*\w)(?![\w$-])/g],
];

const EVENT = /\bnew (Vibedasher\w+Event)\(/g;

/** Writes the manifest of the project at `root`. Prints undocumented features, and returns `false` if there are any. */
export async function writeManifest(root: string): Promise<boolean> {
  const cem = join(root, 'node_modules/@custom-elements-manifest/analyzer/cem.js');
  const { status } = spawnSync(process.execPath, [cem, 'analyze', '--quiet'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) return false;
  const manifest = JSON.parse(readFileSync(join(root, 'custom-elements.json'), 'utf8')) as Manifest;
  await writeElementTypes(root, manifest);
  const gaps = findGaps(manifest, readSources(root));
  for (const gap of gaps) console.error(`Undocumented: ${gap}`);
  return gaps.length === 0;
}

/** Reads the source files that render or dispatch events: path → text. */
export function readSources(root: string): Map<string, string> {
  const paths = globSync('src/{components,controllers,selection,theming}/**/*.ts', { cwd: root });
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** Lists features without a description, and features that occur only in source files. */
export function findGaps(manifest: Manifest, sources: ReadonlyMap<string, string>): string[] {
  const elements = manifest.modules.flatMap(({ path, declarations = [] }) =>
    declarations.filter(isElement).map((element) => ({ element, folder: basename(dirname(path)) })),
  );
  if (elements.length === 0) return ['there are no elements'];
  const silent = elements.flatMap(({ element }) => missingDescriptions(element));
  const hidden = [...sources].flatMap(([path, text]) => {
    // Features in controllers and themes can belong to any element.
    const owners = elements.filter(({ folder }) => path.includes(`components/${folder}/`));
    const documented = (owners.length > 0 ? owners : elements).map(({ element }) => element);
    return undocumented(text, documented).map((trace) => `${trace} in ${path}`);
  });
  return [...silent, ...hidden];
}

function isElement(declaration: ElementDeclaration): boolean {
  return declaration.customElement === true;
}

function missingDescriptions(element: ElementDeclaration): string[] {
  const label = element.tagName ? `<${element.tagName}>` : `${element.name} (no tag name)`;
  const gaps = element.description && element.tagName ? [] : [`${label} itself`];
  for (const kind of Object.keys(KINDS) as Kind[]) {
    for (const item of element[kind] ?? []) {
      if (kind === 'members' && !isPublicMember(item)) continue;
      if (!item.description?.trim())
        gaps.push(`${KINDS[kind]} ${item.name ?? '(without a name)'} of ${label}`);
    }
  }
  return gaps;
}

function isPublicMember({ name = '', privacy, static: isStatic, inheritedFrom }: Item): boolean {
  return (
    !isStatic && !inheritedFrom && privacy !== 'private' && privacy !== 'protected' && !name.startsWith('#')
  );
}

function undocumented(text: string, elements: readonly ElementDeclaration[]): string[] {
  const gaps = new Set<string>();
  for (const [kind, pattern] of TRACES) {
    const known = new Set(elements.flatMap((element) => (element[kind] ?? []).map(({ name = '' }) => name)));
    for (const [, names = ''] of text.matchAll(pattern)) {
      for (const name of names.split(/\s+/))
        if (!known.has(name)) gaps.add(`${KINDS[kind]} ${name || '(default)'}`);
    }
  }
  const events = new Set(elements.flatMap(({ events = [] }) => events.map(({ type }) => type?.text)));
  for (const [, name = ''] of text.matchAll(EVENT)) if (!events.has(name)) gaps.add(`event ${name}`);
  return [...gaps];
}

if (import.meta.main) process.exitCode = (await writeManifest(join(import.meta.dirname, '..'))) ? 0 : 1;
