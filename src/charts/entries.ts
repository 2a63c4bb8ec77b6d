/** A part of an attribute such as `unit` or `colors`. */
interface Entry {
  /** The column, category or place; `null` if the entry is only a value. */
  readonly name: string | null;
  readonly value: string;
}

/** Quotes have an effect only around a whole name or value, so apostrophes need no quotes. */
const QUOTED = String.raw`"[^"]*"|'[^']*'`;
const ENTRY = new RegExp(String.raw`(?:(?:${QUOTED})(?=\s*[:;]|\s*$)|[^;])+`, 'g');
/** The first colon before a space ends the name, or else the first colon. A time such as `09:30` is part of a name. */
const SPACED = new RegExp(String.raw`^((?:${QUOTED})\s*|.+?):\s+(.*)`, 's');
const DENSE = new RegExp(String.raw`^(${QUOTED}|[^:]+):(.*)$`, 's');

/**
 * Parses `VALUE`, or `NAME: VALUE; NAME: VALUE`. Names and values that contain `;` or `:` are in quotes. Ignores empty
 * entries.
 */
export function parseEntries(text: string): readonly Entry[] {
  return (text.match(ENTRY) ?? [])
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const isValue = new RegExp(`^(${QUOTED})$`).test(part);
      const [, name, value = part] = isValue ? [] : (SPACED.exec(part) ?? DENSE.exec(part) ?? []);
      return { name: name === undefined ? null : unquote(name.trim()), value: unquote(value.trim()) };
    });
}

const unquote = (text: string): string => (/^(".*"|'.*')$/s.test(text) ? text.slice(1, -1) : text);
