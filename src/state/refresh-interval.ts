/** Seconds in what an interval's number may be followed by. */
const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600 };
const FORM = /^(\d+(?:\.\d+)?)\s*([smh]?)$/;

/** The shortest interval in seconds: published data change more slowly than that. */
export const SHORTEST_REFRESH = 5;
/** The longest, in seconds: what browsers can wait for. */
const LONGEST = 24 * 3600;

/**
 * The seconds that a `refresh` attribute asks for, at least {@link SHORTEST_REFRESH}; `null` for none (`''`, `off`, `0`), and
 * `undefined` for what is none of `30`, `30s`, `5m`, `1h`. Pure.
 */
export function readRefreshInterval(text: string): number | null | undefined {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === '' || trimmed === 'off') return null;
  const [, number, unit = ''] = FORM.exec(trimmed) ?? [];
  if (number === undefined) return undefined;
  const seconds = Number(number) * (UNITS[unit] ?? 1);
  return seconds === 0 ? null : Math.min(Math.max(seconds, SHORTEST_REFRESH), LONGEST);
}
