import { MAX_NAMES, Tally, weighJson } from '../internal/json.ts';
import { VibedasherError } from './errors.ts';
import { DEFAULT_LIMITS } from './limits.ts';

/** JSON up to this length cannot exceed the limits and is not counted. */
const LIGHT = 1_000_000;

/** @throws VibedasherError of kind `too-large`, before parsing; SyntaxError or TypeError for invalid JSON or UTF-8 */
export function parseJson(bytes: Uint8Array, maxCells = DEFAULT_LIMITS.maxCells): unknown {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  if (text.length > LIGHT) weighJson(text, createTally(maxCells));
  return JSON.parse(text);
}

/** Creates a tally for a result of at most `maxCells` cells. Rows and column descriptions also count as values. */
export function createTally(maxCells: number): Tally {
  return new Tally(
    2 * maxCells + 3 * MAX_NAMES,
    (message) => new VibedasherError('too-large', `The result has ${message}`),
  );
}
