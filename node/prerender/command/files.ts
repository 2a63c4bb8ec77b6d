/** Finds the pages for the command, and decodes their text. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isUnfinished } from './io.ts';
import { UsageError } from './usage.ts';

const PAGE = /\.html?$/i;
/** Examples in the folder of the script-tag bundle, which sites copy. */
const SNIPPET = /^snippet(-long)?\.html$/;
const BUNDLE = 'vibedasher.js';
const FEED = /\.(html?|xml|rss|atom)$/i;

/**
 * Yields the given files, and the pages in the given folders, sorted by name. `onUnfinished` is called for temporary
 * files of earlier runs.
 */
export async function* pagesIn(
  paths: readonly string[],
  withFeeds: boolean,
  onUnfinished: (path: string) => void,
): AsyncGenerator<string> {
  for (const path of paths) {
    const found = await stat(path).catch(() => null);
    if (!found) throw new UsageError(`${path}: there is no such file or folder`);
    if (found.isDirectory()) yield* below(path, withFeeds ? FEED : PAGE, onUnfinished);
    else yield path;
  }
}

async function* below(
  folder: string,
  pattern: RegExp,
  onUnfinished: (path: string) => void,
): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  const isBundle = entries.some(({ name }) => name === BUNDLE);
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (isUnfinished(entry.name)) onUnfinished(path);
    else if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    else if (entry.isDirectory()) yield* below(path, pattern, onUnfinished);
    else if (pattern.test(entry.name) && !(isBundle && SNIPPET.test(entry.name))) yield path;
  }
}

/** The text of a file, and a function that encodes it again. */
export interface FileText {
  readonly text: string;
  /** Whether the file must stay ASCII, with other characters written as character references. */
  readonly asciiOnly: boolean;
  encode(text: string): Uint8Array;
}

/** Decodes UTF-8, and any other encoding byte by byte, so every byte stays the same. Returns `null` for UTF-16. */
export function decode(bytes: Uint8Array): FileText | null {
  if ((bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0xff && bytes[1] === 0xfe)) return null;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, asciiOnly: false, encode: (changed) => Buffer.from(changed, 'utf8') };
  } catch {
    const text = Buffer.from(bytes).toString('latin1');
    return { text, asciiOnly: true, encode: (changed) => Buffer.from(changed, 'latin1') };
  }
}

/** Replaces each non-ASCII character with a character reference. */
export const toAscii = (html: string): string =>
  html.replace(/[^\0-\x7f]/gu, (letter) => `&#x${letter.codePointAt(0)!.toString(16)};`);
