/** Titles of aggregates whose spec sets none. Loaded on demand. */
import { titleOf } from '../internal/text.ts';
import { isAlias } from '../internal/values.ts';
import english from './messages/en/aggregates.ts';
import type { AggregateWords, Locale } from './types.ts';

/** Aggregates of Vega-Lite with the same name for readers. */
const SYNONYMS: Readonly<Record<string, string>> = { average: 'mean', stdevp: 'stdev' };

export const aggregateWords = ({ messages }: Pick<Locale, 'messages'>): AggregateWords =>
  messages.aggregates ?? english;

/** Adds titles of aggregates in the reader's language to a locale. */
export function titleAggregates({ messages, vega }: Pick<Locale, 'messages' | 'vega'>): void {
  const { names, title } = aggregateWords({ messages });
  vega.aggregateTitle ??= (aggregate, field) => {
    if (aggregate === 'count') return names.count;
    const name = SYNONYMS[aggregate] ?? aggregate;
    return title(
      Object.hasOwn(names, name) ? names[name as keyof typeof names] : titleOf(aggregate),
      isAlias(field) ? '' : titleOf(field),
    );
  };
}
