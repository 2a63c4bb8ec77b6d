/** Longest name without date and ending. */
const LONGEST = 80;

/**
 * `weekly-sales-2026-01-31.csv`: what the parts say, and the day. Nothing that a file system could take for more than a
 * name is left in it.
 */
export function fileName(parts: readonly (string | null)[], day: Date, ending: string): string {
  const name = parts
    .filter(Boolean)
    .join('-')
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}._]+/gu, '-')
    .replace(/\.{2,}/g, '.')
    .slice(0, LONGEST)
    .replace(/^[-._]+|(?<![-._])[-._]+$/g, '');
  return `${name || 'chart'}-${day.toISOString().slice(0, 10)}.${ending}`;
}
