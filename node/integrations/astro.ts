/** Prerenders charts in sites built with Astro. */
import { fileURLToPath } from 'node:url';
import { readSite } from '../prerender/command/prerender-options.ts';
import { prerenderSite } from '../prerender/command/prerender.ts';
import { checkCode, ioFor, type Log, type Options } from './options.ts';

export type { Options };

/** The part of Astro's type of the same name that this integration uses. */
export interface AstroIntegration {
  readonly name: string;
  readonly hooks: {
    'astro:build:done'(about: { readonly dir: URL; readonly logger: Log }): Promise<void>;
  };
}

/**
 * An integration for Astro: `integrations: [vibedasher(options)]`. Fills the tags of all pages after they are built.
 * The build fails for invalid options, and according to the option `fail`.
 */
export default function vibedasher(options: Options = {}): AstroIntegration {
  return {
    name: '@vibedasher/embed',
    hooks: {
      'astro:build:done': async ({ dir, logger }) =>
        checkCode(await prerenderSite(await readSite([fileURLToPath(dir)], options), ioFor(logger))),
    },
  };
}
