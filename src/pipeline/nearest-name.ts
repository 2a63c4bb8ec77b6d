/** Maximum length of a name, and maximum number of names: a comparison takes the product of both lengths. */
const MAX_LENGTH = 60;
const MAX_NAMES = 1000;

/** Returns the name that differs least from `name`, or `null` if all are long or differ by more than a third of the letters. */
export function nearestName(name: string, names: readonly string[]): string | null {
  if (name.length > MAX_LENGTH) return null;
  const lower = name.toLowerCase();
  const ranked = names
    .filter((each) => each.length <= MAX_LENGTH)
    .slice(0, MAX_NAMES)
    .map((each) => ({ each, distance: editDistance(lower, each.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const [nearest] = ranked;
  return nearest && nearest.distance <= Math.max(1, Math.ceil(lower.length / 3)) ? nearest.each : null;
}

/** Returns the number of letters to insert, remove, replace or swap with the next one. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const [above, aboveThat] = [rows[i - 1]!, rows[i - 2]];
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSwap = aboveThat && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          above[j]! + 1,
          row[j - 1]! + 1,
          above[j - 1]! + Number(a[i - 1] !== b[j - 1]),
          isSwap ? aboveThat[j - 2]! + 1 : Infinity,
        ),
      );
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
