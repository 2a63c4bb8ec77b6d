/**
 * Shared code of the plugins for site generators. Each plugin runs `vibedasher-embed prerender` and logs with the
 * generator.
 */
import type { Io } from '../prerender/command/io.ts';
import type { SiteOptions } from '../prerender/command/prerender-options.ts';

/** The options of the command for web pages, in camel case. */
export type Options = Omit<SiteOptions, 'target' | 'check'>;

/** The log of a generator. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
}

/** Returns an output for the command that writes to the generator's log. */
export function ioFor(log: Log): Io {
  const lines = (print: (message: string) => void) => ({ write: (text: string) => print(text.trimEnd()) });
  return {
    stdout: lines((message) => log.info(message)),
    stderr: lines((message) => log.warn(message)),
    signal: new AbortController().signal,
  };
}

/** Throws for an exit code other than 0. */
export function checkCode(code: number): void {
  if (code !== 0) throw new Error('Charts are without their pictures or answers: see the warnings above');
}
