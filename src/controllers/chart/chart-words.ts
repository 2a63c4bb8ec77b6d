import type { ChartWords } from '../../charts/columns.ts';
import type { Locale } from '../../locale/types.ts';

/** The words of a derived chart in a reader's language. */
export function chartWords({ messages }: Locale): ChartWords {
  const { other, none, yes, no, verdicts, current, previous } = messages;
  return { other, none, yes, no, better: verdicts.better, worse: verdicts.worse, current, previous };
}
