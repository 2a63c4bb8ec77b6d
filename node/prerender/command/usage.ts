/** Reads options of the command line. Error messages contain the option, its value and the allowed values. */
import { readFile } from 'node:fs/promises';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { sortedWidths } from '../box.ts';
import { readVizAddress } from '../../../src/snippet/shown-viz.ts';

/** Thrown if the command is called with invalid arguments. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;
type Words<T extends string> = T extends `${infer First} ${infer Rest}` ? First | Words<Rest> : T;

/** Options with a value, from their names. */
export const withValue = <const T extends string>(
  names: T,
): Readonly<Record<Words<T>, { readonly type: 'string' }>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, { type: 'string' }])) as ReturnType<
    typeof withValue<T>
  >;

export const FLAG = { type: 'boolean' } as const;
/** An option that may be given several times. */
export const LIST = { type: 'string', multiple: true, default: [] as string[] } as const;

/** Parses arguments. `positionals` are the values without an option. */
export function readArguments<const T extends Options>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    const { code, message } = cause as Error & { readonly code?: string };
    if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw new UsageError(message.split('. ')[0], { cause });
    const [, name] = /'(--?[^']+)'/.exec(message) ?? [];
    throw unknownOption(name!, options, cause);
  }
}

/** Creates the error for an unknown option. `options` are the known ones. */
export function unknownOption(name: string, options: Options, cause?: unknown): UsageError {
  const known = Object.keys(options).map((each) => `--${each}`);
  return new UsageError(`There is no option ${name}: use one of ${known.join(', ')}`, { cause });
}

/** Reads one of several words; the first is the default. */
export function readWord<const T extends readonly string[]>(
  option: string,
  value: string | undefined,
  words: T,
): T[number] {
  if (value === undefined) return words[0]!;
  if (words.includes(value)) return value;
  throw new UsageError(`--${option} ${value}: use one of ${words.join(', ')}`);
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Converts `90`, `90s`, `10m`, `1h` or `2d` to seconds. */
export function readDuration(option: string, value: string): number {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)([smhd])?$/.exec(value) ?? [];
  if (number === undefined) {
    throw new UsageError(`--${option} ${value}: use seconds, or a number with a unit as in 10m, 1h or 2d`);
  }
  return Number(number) * UNITS[unit]!;
}

/** Converts a time limit to seconds. */
export function readTimeout(option: string, value: string): number {
  const seconds = readDuration(option, value);
  if (seconds > 0) return seconds;
  throw new UsageError(`--${option} ${value}: use a time above 0`);
}

/** Checks the value of `--api-base`. */
export function readBase(value: string | undefined): string | undefined {
  if (value === undefined || /^https?:\/\/[^/]/.test(value)) return value;
  throw new UsageError(`--api-base ${value}: use the base URL of an API, as in https://bi.example.org/api`);
}

export async function readFont(file: string): Promise<Uint8Array> {
  return readFile(file).catch((cause: unknown) => {
    throw new UsageError(`--font-file ${file}: the file cannot be read`, { cause });
  });
}

/** Reads widths in CSS px, as in `320,720`. */
export function readWidths(option: string, value: string): readonly number[] {
  try {
    return sortedWidths(value.split(',').map((part) => Number(part.trim() || NaN)));
  } catch (cause) {
    const [, right] = /: (.*)/s.exec((cause as Error).message) ?? [];
    throw new UsageError(`--${option} ${value}: ${right}`, { cause });
  }
}

/** Reads a width and height in pixels, as in `1200x630`. */
export function readSize(option: string, value: string): { readonly width: number; readonly height: number } {
  const [width = 0, height = 0] = (/^(\d+)x(\d+)$/i.exec(value)?.slice(1) ?? []).map(Number);
  if ([width, height].every((side) => side >= 100 && side <= 4000)) return { width, height };
  throw new UsageError(`--${option} ${value}: use WIDTHxHEIGHT with 100 to 4000 pixels each, as in 1200x630`);
}

/** Reads the only positional argument: `ACCOUNT/SLUG` or the URL of a viz. */
export function readViz(positionals: readonly string[]): ReturnType<typeof readVizAddress> {
  if (positionals.length === 1) return readVizAddress(positionals[0]!);
  throw new UsageError(
    `${positionals.join(' ') || 'Nothing'}: name one viz by ACCOUNT/SLUG, as in acme/weekly-sales, or by its address`,
  );
}

/** Reads `NAME=VALUE`. The returned name is in lower case. */
export function readParam(text: string): readonly [string, string] {
  const [, name, value] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) throw new UsageError(`--param ${text}: use NAME=VALUE, as in year=2024`);
  return [name.toLowerCase(), value ?? ''];
}
