/** What a bench ran on: a ratio travels further than a time, but not everywhere. */
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

export interface Machine {
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  /** In GB. */
  readonly memory: number;
  readonly system: string;
  /** Name → version. */
  readonly versions: Readonly<Record<string, string>>;
}

const PROJECT = join(import.meta.dirname, '..');
const PACKAGES = ['vega', 'vega-lite', 'vega-embed', '@msgpack/msgpack', 'lit', 'vite'];

/** @param browser Name and version of the browser, e.g. `Chrome/150.0.0.0` */
export function describeMachine(browser: string): Machine {
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memory: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    versions: {
      [versionOf('package.json').name]: versionOf('package.json').version,
      ...Object.fromEntries(
        PACKAGES.map((name) => [name, versionOf(`node_modules/${name}/package.json`).version]),
      ),
      [browser.split('/')[0] ?? 'browser']: browser.split('/')[1] ?? 'unknown',
      Node: process.versions.node,
    },
  };
}

function versionOf(file: string): { readonly name: string; readonly version: string } {
  return JSON.parse(readFileSync(join(PROJECT, file), 'utf8')) as { name: string; version: string };
}
