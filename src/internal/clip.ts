/** Letters that a name may have where it is shown: no layout has room for more. */
export const LONGEST_NAME = 300;
/** The same of a description. */
export const LONGEST_DESCRIPTION = 5000;

/** A text as it is shown: what is longer ends in an ellipsis, so that nobody measures and breaks hundreds of kB into lines. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  // No half of a pair is left.
  return `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`;
}
