/** Titles of aggregates whose spec sets none. Loaded on demand. */
import { isObject, type JsonObject } from '../internal/json.ts';
import { titleOf } from '../internal/text.ts';
import { isAlias } from '../internal/values.ts';
import english from '../locale/messages/en/aggregates.ts';
import type { AggregateWords, Locale } from '../locale/types.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { mapChannels } from '../spec/views.ts';

/** Aggregates of Vega-Lite with the same name for readers. */
const SYNONYMS: Readonly<Record<string, string>> = { average: 'mean', stdevp: 'stdev' };

export const aggregateWords = ({ messages }: Pick<Locale, 'messages'>): AggregateWords =>
  messages.aggregates ?? english;

/**
 * Adds titles in the reader's language to the aggregated fields of a spec, such as "Average price". Axes, legends, tooltips
 * and descriptions show them.
 */
export function titleAggregates(spec: VegaLiteSpec, locale: Pick<Locale, 'messages'>): VegaLiteSpec {
  const words = aggregateWords(locale);
  const { config } = spec;
  const ownCount = isObject(config) ? config['countTitle'] : undefined;
  return mapChannels(spec, (_, definition) => {
    if (!isObject(definition) || definition['title'] !== undefined) return definition;
    const { aggregate } = definition;
    if (typeof aggregate !== 'string' || (aggregate === 'count' && ownCount !== undefined)) return definition;
    const title = aggregateTitle(aggregate, definition, words);
    return title === null ? definition : { ...definition, title };
  });
}

/** Returns `null` for a field that only the compiler can determine, as in repeated views. */
function aggregateTitle(
  aggregate: string,
  { field }: JsonObject,
  { names, title }: AggregateWords,
): string | null {
  if (aggregate === 'count') return names.count;
  if (typeof field !== 'string') return null;
  const name = SYNONYMS[aggregate] ?? aggregate;
  return title(
    Object.hasOwn(names, name) ? names[name as keyof typeof names] : titleOf(aggregate),
    isAlias(field) ? '' : titleOf(field),
  );
}
