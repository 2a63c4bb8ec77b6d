/** Converts an integer to a number if a double holds it. */
export function exactInteger(text: string): number | string {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

/** Converts a decimal, such as `-12.30`, to a number if a double holds it. */
export function exactDecimal(text: string): number | string {
  const number = Number(text);
  // A double keeps any fifteen digits.
  if (text.length <= 15) return number;
  const digits = text.replace(/\D/g, '').replace(/^0+/, '');
  const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  // With more digits, check that the number has the same text.
  return digits.length <= 15 || String(number) === trimmed ? number : text;
}
