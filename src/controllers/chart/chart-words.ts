import type { ChartWords } from '../../charts/columns.ts';
import type { Locale } from '../../locale/types.ts';

/** The words of a derived chart in a reader's language. */
export function chartWords({ messages }: Locale): ChartWords {
  const { other, none, yes, no, verdicts, directions, current, previous } = messages;
  const same = directions.same.replace(/^./u, (letter) => letter.toUpperCase());
  return { other, none, yes, no, ...verdicts, same, current, previous };
}
