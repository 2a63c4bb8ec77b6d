/** Parts of the script-tag build that Vite has no option for. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from 'esbuild';
import type { Plugin, Rolldown } from 'vite';

/** Ways to make code out of text. A page's policy forbids them, and a spec must never come near one. */
const CODE_FROM_TEXT = /\beval\s*\(|\bFunction\s*\(|\bnew\s+Function\b/;

/** Fails the build when code that makes code is left in the bundle, and names the module it came from. */
export function noCodeFromText(): Plugin {
  return {
    name: 'no-code-from-text',
    generateBundle(_, bundle) {
      const modules = chunksOf(bundle).flatMap((chunk) => Object.entries(chunk.modules));
      const guilty = modules.filter(([, module]) => CODE_FROM_TEXT.test(module.code ?? ''));
      if (guilty.length === 0) return;
      this.error(`These modules build code from text:\n  ${guilty.map(([id]) => id).join('\n  ')}`);
    },
  };
}

/** Adds the files that stand beside the entry under fixed names: the stylesheet and the classic script. */
export function fixedFiles(root: string): Plugin {
  const files = [
    { source: 'src/cdn.css', fileName: 'vibedasher.css', loader: 'css' },
    { source: 'src/cdn.classic.ts', fileName: 'vibedasher.classic.js', loader: 'ts' },
  ] as const;
  return {
    name: 'fixed-files',
    generateBundle() {
      for (const { source, fileName, loader } of files) {
        const text = readFileSync(join(root, source), 'utf8');
        const { code } = transformSync(text, { loader, minify: true, target: 'es2022' });
        this.emitFile({ type: 'asset', fileName, source: code });
      }
    },
  };
}

/** Adds `THIRD-PARTY-LICENSES.txt`: name, version and licence text of every package that the bundle contains. */
export function thirdPartyLicences(): Plugin {
  return {
    name: 'third-party-licences',
    generateBundle(_, bundle) {
      const modules = chunksOf(bundle).flatMap((chunk) => Object.entries(chunk.modules));
      const folders = modules
        .filter(([, module]) => module.renderedLength > 0)
        .map(([id]) => packageFolder(id))
        .filter((folder) => folder !== null);
      const source = [...new Set(folders)]
        .map(licence)
        .sort()
        .join(`\n${'-'.repeat(80)}\n\n`);
      this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-LICENSES.txt', source });
    },
  };
}

function chunksOf(bundle: Rolldown.OutputBundle): Rolldown.OutputChunk[] {
  return Object.values(bundle).filter((output) => output.type === 'chunk');
}

/** The folder of the npm package that a module belongs to, `null` for the project's own. */
function packageFolder(id: string): string | null {
  if (!id.includes('/node_modules/')) return null;
  let folder = dirname(id);
  while (!existsSync(join(folder, 'package.json')) || !('version' in packageOf(folder)))
    folder = dirname(folder);
  return folder;
}

function packageOf(folder: string): { name?: string; version?: string; license?: string } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as ReturnType<typeof packageOf>;
}

function licence(folder: string): string {
  const { name, version, license } = packageOf(folder);
  const [file] = globSync('{LICENSE,LICENCE,COPYING}*', { cwd: folder });
  const text = file ? `\n${readFileSync(join(folder, file), 'utf8').trim()}\n` : '';
  return `${name} ${version} (${license})\n${text}`;
}
