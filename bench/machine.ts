/** Describes the machine of a benchmark. */
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

export interface Machine {
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  /** Memory in GB. */
  readonly memory: number;
  readonly system: string;
  /** Name → version. */
  readonly versions: Readonly<Record<string, string>>;
}

const PROJECT = join(import.meta.dirname, '..');
const PACKAGES = ['vega', 'vega-lite', 'vega-embed', '@msgpack/msgpack', 'lit', 'vite'];

/** @param browser The browser's name and version, such as `Chrome/150.0.0.0` */
export function describeMachine(browser: string): Machine {
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memory: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    versions: {
      [readVersion('package.json').name]: readVersion('package.json').version,
      ...Object.fromEntries(
        PACKAGES.map((name) => [name, readVersion(`node_modules/${name}/package.json`).version]),
      ),
      [browser.split('/')[0] ?? 'browser']: browser.split('/')[1] ?? 'unknown',
      Node: process.versions.node,
    },
  };
}

function readVersion(file: string): { readonly name: string; readonly version: string } {
  return JSON.parse(readFileSync(join(PROJECT, file), 'utf8')) as { name: string; version: string };
}
