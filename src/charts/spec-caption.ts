import { isObject } from './json.ts';
import type { VegaLiteSpec } from './types.ts';

/** What a spec says about itself in plain words, to stand outside the picture. */
export interface SpecCaption {
  readonly title: string | null;
  readonly subtitle: string | null;
  readonly description: string | null;
}

/**
 * A spec's plain top-level title, subtitle and description. A title that is computed (a signal or an expression) is
 * part of the picture and stays there: `title` and `subtitle` are `null` then.
 */
export function specCaption(spec: VegaLiteSpec): SpecCaption {
  const { title, description } = spec;
  const parts = isObject(title) ? title : { text: title };
  const [text, subtitle] = [plainText(parts['text']), plainText(parts['subtitle'])];
  const isPlain = text !== undefined && subtitle !== undefined;
  return {
    title: (isPlain && text) || null,
    subtitle: (isPlain && subtitle) || null,
    description: plainText(description) || null,
  };
}

/** One line of text; `undefined` for what is no text. */
function plainText(value: unknown): string | null | undefined {
  if (value == null) return null;
  if (typeof value === 'string') return value.trim();
  const lines: readonly unknown[] = Array.isArray(value) ? value : [undefined];
  return lines.every((line) => typeof line === 'string') ? lines.join(' ').trim() : undefined;
}
