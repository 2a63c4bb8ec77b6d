#!/usr/bin/env node
/** The command `vibedasher-embed`: pictures of charts for static pages. */
import { oneLine } from '../../../src/internal/text.ts';
import { VibedasherError } from '../../../src/public-client/errors.ts';
import { packageInfo } from '../package-files.ts';
import { COMMAND_HELP, HELP } from './help.ts';
import type { Io } from './io.ts';
import { UsageError } from './usage.ts';

type Command = (args: readonly string[], io: Io) => Promise<number>;

/** Loaded on demand: help does not need the code that draws charts. */
const COMMANDS: Readonly<Record<keyof typeof COMMAND_HELP, () => Promise<Command>>> = {
  prerender: async () => (await import('./prerender.ts')).prerender,
  snapshot: async () => (await import('./snapshot.ts')).snapshot,
  image: async () => (await import('./pictures.ts')).image,
  snippet: async () => (await import('./pictures.ts')).snippet,
};

const INTERRUPTED = 130;

const interruption = new AbortController();
// The first Ctrl-C finishes or removes files in progress; the second ends the process.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interruption.abort());

const io: Io = { stdout: process.stdout, stderr: process.stderr, signal: interruption.signal };
process.exitCode = await run(process.argv.slice(2));

async function run([name = '', ...args]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? (name as keyof typeof COMMANDS) : null;
  if (['', '--help', '-h', 'help'].includes(name)) return print(HELP, name === '' ? 2 : 0);
  if (name === '--version') return print(`${packageInfo().version}\n`, 0);
  try {
    if (!command)
      throw new UsageError(`There is no command ${name}: use one of ${Object.keys(COMMANDS).join(', ')}`);
    if (args.includes('--help') || args.includes('-h')) return print(COMMAND_HELP[command], 0);
    const act = await COMMANDS[command]();
    return await act(args, io);
  } catch (cause) {
    if (interruption.signal.aborted) return INTERRUPTED;
    return fail(cause as Error, command ? ` ${name}` : '');
  }
}

function print(text: string, code: number): number {
  (code === 0 ? process.stdout : process.stderr).write(text);
  return code;
}

function fail(error: Error, command: string): number {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\nMore: vibedasher-embed${command} --help\n`);
    return 2;
  }
  const known = error instanceof VibedasherError;
  const hint = known && error.hint ? ` (${error.hint})` : '';
  process.stderr.write(
    known ? `${oneLine(`${error.kind}: ${error.message}${hint}`)}\n` : `${error.stack ?? error.message}\n`,
  );
  // `config` means an invalid argument: a URL, a region, a name.
  return known && error.kind === 'config' ? 2 : 1;
}
