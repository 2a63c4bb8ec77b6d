/** Reads the command lines of the repository's scripts. The comment at the head of a script is its help. */
import { readFileSync } from 'node:fs';
import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Parses the command line of a script. With `--help`, prints the comment at the head of the script and ends the process.
 * Refuses unknown options, missing values, and arguments without an option that are not in `words`.
 * @param file The absolute path of the script
 */
export function readCommandLine<const T extends Options>(
  file: string,
  options: T,
  words: readonly string[] = [],
) {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    console.log(headComment(readFileSync(file, 'utf8')));
    process.exit(0);
  }
  try {
    const read = parseArgs({ args, options, allowPositionals: true });
    const unknown = read.positionals.find((word) => !words.includes(word));
    if (unknown === undefined) return read;
    refuse(`There is no argument ${unknown}: use ${allowed(options, words)}`);
  } catch (cause) {
    const { code, message } = cause as Error & { readonly code?: string };
    const [, name] = /'(--?[^' ]+)/.exec(message) ?? [];
    if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') refuse(message.split('. ')[0]!);
    refuse(`There is no option ${name}: use ${allowed(options, words)}`);
  }
}

/** Ends the process because of its command line. `message` contains what is allowed. */
export function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

const allowed = (options: Options, words: readonly string[]): string =>
  [...words, ...Object.keys(options).map((name) => `--${name}`), '--help'].join(', ');

function headComment(source: string): string {
  const [, text = ''] = /\/\*\*(.*?)\*\//s.exec(source) ?? [];
  return text.replace(/^ *\* ?/gm, '').trim();
}
