/** Prerenders charts in sites built with Vite. */
import { resolve } from 'node:path';
import { readSite } from '../prerender/command/prerender-options.ts';
import { prerenderSite } from '../prerender/command/prerender.ts';
import { checkCode, ioFor, type Log, type Options } from './options.ts';

export type { Options };

/** The part of Vite's type of the same name that this plugin uses. */
export interface VitePlugin {
  readonly name: string;
  readonly apply: 'build';
  configResolved(config: {
    readonly root: string;
    readonly build: { readonly outDir: string };
    readonly builder?: unknown;
    readonly logger: Log;
  }): void;
  writeBundle(): void;
  readonly closeBundle: {
    readonly order: 'post';
    readonly sequential: true;
    handler(): Promise<void>;
  };
  readonly buildApp: {
    readonly order: 'post';
    handler(): Promise<void>;
  };
}

/**
 * A plugin for Vite: `plugins: [vibedasher(options)]`. Fills the tags of all pages after they are built. `dir` is their
 * folder; default: `build.outDir`. The build fails for invalid options, and according to the option `fail`.
 */
export default function vibedasher({
  dir,
  ...options
}: Options & { readonly dir?: string } = {}): VitePlugin {
  let folder = '';
  let log: Log = console;
  let isWritten = false;
  let hasEnvironments = false;
  const fill = async (): Promise<void> =>
    checkCode(await prerenderSite(await readSite([folder], options), ioFor(log)));
  return {
    name: '@vibedasher/embed',
    apply: 'build',
    configResolved({ root, build, builder, logger }) {
      folder = resolve(root, dir ?? build.outDir);
      log = logger;
      hasEnvironments = builder !== undefined;
    },
    writeBundle() {
      isWritten = true;
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        // Vite also calls this after a failed build.
        if (isWritten && !hasEnvironments) await fill();
        isWritten = false;
      },
    },
    // A framework writes its pages after building its environments.
    buildApp: {
      order: 'post',
      async handler() {
        if (hasEnvironments) await fill();
      },
    },
  };
}
