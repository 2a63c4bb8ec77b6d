/** Finds the first mistake in invalid JSON. Loaded on demand. */
import { ChartError } from './json.ts';

/**
 * Returns the error with the line and column of the first mistake. The messages of `JSON.parse` differ between engines,
 * and WebKit's have no position.
 * @param json the invalid JSON
 */
export function withPosition({ kind, path }: ChartError, json: string): ChartError {
  const trimmed = json.trim();
  const before = json.slice(0, json.indexOf(trimmed) + firstMistake(trimmed)).split('\n');
  const line = before.length;
  const column = (before.at(-1) ?? '').length + 1;
  return new ChartError(kind, path, `invalid JSON (line ${line}, column ${column})`);
}

/** A token, of a string only its start. */
const TOKEN = /[\s\uFEFF]*(["[\]{}:,]|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;
/** A part of a string. An expression for a whole string would overflow the stack of some browsers. */
const STRING_PART = /[^"\\\u0000-\u001F]*("|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))/y;

/** Returns the index of the first unexpected token. */
function firstMistake(text: string): number {
  const open: string[] = [];
  let expected: 'value' | 'key' | 'colon' | 'more' = 'value';
  let mayClose = false;
  TOKEN.lastIndex = 0;
  for (;;) {
    const start = TOKEN.lastIndex;
    const token = readToken(text);
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
      if (token !== '"') return at;
      expected = 'colon';
    } else if (token === '{' || token === '[') {
      open.push(token);
      expected = token === '{' ? 'key' : 'value';
      mayClose = true;
      continue;
    } else if (/[\]}:,]/.test(token)) {
      return at;
    } else {
      expected = 'more';
    }
    mayClose = false;
  }
}

/** Returns the next token, for a string its quote, and moves behind it. Returns `undefined` if there is none. */
function readToken(text: string): string | undefined {
  const token = TOKEN.exec(text)?.[1];
  if (token !== '"') return token;
  STRING_PART.lastIndex = TOKEN.lastIndex;
  let part: string | undefined;
  do part = STRING_PART.exec(text)?.[1];
  while (part?.startsWith('\\'));
  TOKEN.lastIndex = STRING_PART.lastIndex;
  return part;
}
