import { Tally, weighJson } from '../internal/json.ts';
import type { ErrorKind } from '../public-client/errors.ts';

/** Maximum number of values in a file, including rows in a spec. */
const MAX_VALUES = 10_000_000;

/**
 * Parses JSON written by a person.
 * @throws ChartError of the given kind, with the path. `withPosition` adds the line and column.
 */
export function parseJson(text: string, path: string, kind: 'config' | 'spec'): unknown {
  const trimmed = text.trim();
  weighJson(trimmed, new Tally(MAX_VALUES, (message) => new ChartError(kind, path, message)));
  try {
    return JSON.parse(trimmed) as unknown;
  } catch {
    throw new ChartError(kind, path, 'invalid JSON', text);
  }
}

/** A mistake in a chart's files or attributes. Elements turn it into a `VibedasherError` of the same `kind`. */
export class ChartError extends Error {
  override readonly name = 'ChartError';
  readonly kind: ErrorKind & ('config' | 'spec');
  /** The file, attribute or element with the mistake. */
  readonly path: string;
  /** The text, if it is invalid JSON. */
  readonly json: string | null;

  constructor(kind: 'config' | 'spec', path: string, reason: string, json: string | null = null) {
    super(`${path}: ${reason}`);
    this.kind = kind;
    this.path = path;
    this.json = json;
  }
}
