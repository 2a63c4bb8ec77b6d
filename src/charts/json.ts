import { Tally, weighJson } from '../internal/json.ts';
import type { ErrorKind } from '../public-client/errors.ts';

/** Maximum number of values in a file, including rows in a spec. */
const MAX_VALUES = 10_000_000;

/**
 * Parses JSON written by a person. The error message contains `path` and the line and column of the first mistake.
 * @throws ChartError of the given kind
 */
export function parseJson(text: string, path: string, kind: 'config' | 'spec'): unknown {
  const trimmed = text.trim();
  weighJson(trimmed, new Tally(MAX_VALUES, (message) => new ChartError(kind, path, message)));
  try {
    return JSON.parse(trimmed) as unknown;
  } catch {
    // Messages differ between engines, and WebKit gives no position, so find it here.
    const before = text.slice(0, text.indexOf(trimmed) + firstMistake(trimmed)).split('\n');
    const line = before.length;
    const column = (before.at(-1) ?? '').length + 1;
    throw new ChartError(kind, path, `invalid JSON (line ${line}, column ${column})`);
  }
}

const TOKEN =
  /[\s\uFEFF]*([[\]{}:,]|"(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;

/** Returns the index of the first unexpected token. */
function firstMistake(text: string): number {
  const open: string[] = [];
  let expected: 'value' | 'key' | 'colon' | 'more' = 'value';
  let mayClose = false;
  TOKEN.lastIndex = 0;
  for (;;) {
    const start = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[1];
    const at = start + (/[^\s\uFEFF]|$/.exec(text.slice(start))?.index ?? 0);
    if (token === undefined) return at;
    const parent = open.at(-1);
    if (token === (parent === '{' ? '}' : ']') && parent && (mayClose || expected === 'more')) {
      open.pop();
      expected = 'more';
    } else if (expected === 'colon') {
      if (token !== ':') return at;
      expected = 'value';
    } else if (expected === 'more') {
      if (token !== ',' || !parent) return at;
      expected = parent === '{' ? 'key' : 'value';
    } else if (expected === 'key') {
      if (!token.startsWith('"')) return at;
      expected = 'colon';
    } else if (token === '{' || token === '[') {
      open.push(token);
      expected = token === '{' ? 'key' : 'value';
      mayClose = true;
      continue;
    } else if (/[\]}:,]/.test(token[0] ?? '')) {
      return at;
    } else {
      expected = 'more';
    }
    mayClose = false;
  }
}

/** A mistake in a chart's files or attributes. Elements turn it into a `VibedasherError` of the same `kind`. */
export class ChartError extends Error {
  override readonly name = 'ChartError';
  readonly kind: ErrorKind & ('config' | 'spec');
  /** The file, attribute or element with the mistake. */
  readonly path: string;

  constructor(kind: 'config' | 'spec', path: string, reason: string) {
    super(`${path}: ${reason}`);
    this.kind = kind;
    this.path = path;
  }
}
