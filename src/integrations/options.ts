/** What the adapters share: they are the command `vibedasher-embed prerender` within a generator, and use its log. */
import type { Io } from '../prerender/command/io.ts';
import type { PrerenderOptions } from '../prerender/types.ts';

/** The options of the command, in camel case. */
export interface Options extends Pick<
  PrerenderOptions,
  'apiBase' | 'region' | 'widths' | 'font' | 'into' | 'stylesheet'
> {
  /** Path of a font file, for exact widths of text. */
  readonly fontFile?: string | undefined;
  /** Folder for what the API says. Default `node_modules/.cache/vibedasher`. */
  readonly cache?: string | undefined;
  /** How long that is good: seconds, or `10m`, `1h`, `2d`. Default 0: each build asks again. */
  readonly maxAge?: number | string | undefined;
  /** Asks nobody: uses the cache, whatever its age. */
  readonly offline?: boolean | undefined;
  /** For one request, in seconds. Default 30. */
  readonly timeout?: number | undefined;
  /** Whether the build fails: never, if a tag is left without a picture, or if anything is off. Default `none`. */
  readonly fail?: 'none' | 'missing' | 'any' | undefined;
}

/** The log of a generator. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
}

/** The arguments of the command that say the same. */
export function argumentsFor(folder: string, options: Options): readonly string[] {
  const said = Object.entries(options as Readonly<Record<string, unknown>>).flatMap(([name, value]) => {
    if (value === undefined || value === null || value === false) return [];
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return [value === true ? flag : `${flag}=${String(value)}`];
  });
  return [...said, '--', folder];
}

/** Where the command writes to. */
export function ioFor(log: Log): Io {
  const lines = (say: (message: string) => void) => ({ write: (text: string) => say(text.trimEnd()) });
  return {
    stdout: lines((message) => log.info(message)),
    stderr: lines((message) => log.warn(message)),
    signal: new AbortController().signal,
  };
}

/** Throws where `fail` has an exit code that is not 0. */
export function checkCode(code: number): void {
  if (code !== 0) throw new Error('Charts are without their pictures: see the warnings above');
}
