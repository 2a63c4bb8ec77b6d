/**
 * Compiles `src/` to `dist/`, and with it the one module of the elements that the server shares. In the repository,
 * `src/rows-address.ts` exports that module; in the package, `dist/rows-address.js` is that module.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const compiled = mkdtempSync(join(tmpdir(), 'vibedasher-server-build-'));
try {
  const typescript = join(import.meta.dirname, '../node_modules/typescript/bin/tsc');
  const options = ['-p', 'tsconfig.build.json', '--outDir', compiled];
  execFileSync(process.execPath, [typescript, ...options], { cwd: import.meta.dirname, stdio: 'inherit' });
  const dist = join(import.meta.dirname, 'dist');
  rmSync(dist, { recursive: true, force: true });
  cpSync(join(compiled, 'server/src'), dist, { recursive: true });
  // `npx` in the repository runs the file itself. Only npm's packages are made executable when they are installed.
  chmodSync(join(dist, 'main.js'), 0o755);
  for (const extension of ['.js', '.d.ts'])
    cpSync(
      join(compiled, `src/public-client/rows-address${extension}`),
      join(dist, `rows-address${extension}`),
    );
} finally {
  rmSync(compiled, { recursive: true, force: true });
}
