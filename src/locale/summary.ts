import { NO_VALUE } from './formats.ts';
import type { ChartKind, Direction, Grain, Locale } from './types.ts';

/** One field of a chart: where it lies and what it spans. */
export type SummaryField =
  | { readonly type: 'number'; readonly title: string; readonly min: number; readonly max: number }
  | {
      readonly type: 'date';
      readonly title: string;
      readonly min: Date;
      readonly max: Date;
      readonly grain: Grain;
    }
  | {
      readonly type: 'category';
      readonly title: string;
      /** The different values in the order of the picture. */
      readonly values: readonly string[];
    };

/** What a generated description says of a chart. */
export interface ChartSummary {
  readonly kind: ChartKind;
  /** What is measured (mostly y, size, colour by number). */
  readonly measures: readonly SummaryField[];
  /** By what it is measured (mostly x, colour by category, facet). */
  readonly dimensions: readonly SummaryField[];
}

/** A big number against the one before. */
export interface Comparison {
  readonly previous: number;
  /** Relative change; `null` where the previous value is 0. */
  readonly change: number | null;
  readonly direction: Direction;
  readonly favorable: boolean | null;
}

/** Up to this many categories are named one by one; of more, the first and the last. */
const NAMED = 5;

/** A chart in words: "Bar chart of Sales by Region. Sales from 12 to 340. Region: North, South." */
export function describeChart(summary: ChartSummary, locale: Locale): string {
  const { kind, measures, dimensions } = summary;
  const titles = (fields: readonly SummaryField[]) => fields.map((field) => field.title);
  return [
    locale.messages.overview(kind, titles(measures), titles(dimensions)),
    ...[...measures, ...dimensions].map((field) => describeField(field, locale)),
  ]
    .filter(Boolean)
    .join(' ');
}

/**
 * The comparison under a big number: `text` as it is shown ("+12% on before"), `words` for its direction and
 * whether that is good ("up, better"), so that neither hangs on colour or an arrow.
 */
export function describeComparison(comparison: Comparison, locale: Locale): { text: string; words: string } {
  const { change, previous, direction, favorable } = comparison;
  const { messages } = locale;
  const words = [messages.directions[direction]];
  if (favorable !== null && direction !== 'same') {
    const verdict = favorable ? messages.verdicts.better : messages.verdicts.worse;
    words.push(verdict.toLocaleLowerCase(locale.language));
  }
  return {
    text:
      change === null
        ? messages.previously(locale.number(previous))
        : messages.change(locale.number(change, 'change')),
    words: words.join(messages.comma),
  };
}

function describeField(field: SummaryField, { messages, number, date }: Locale): string {
  switch (field.type) {
    case 'number':
      return isFinite(field.min) ? messages.range(field.title, number(field.min), number(field.max)) : '';
    case 'date': {
      const [from, to] = [date(field.min, field.grain), date(field.max, field.grain)];
      return from === NO_VALUE ? '' : messages.range(field.title, from, to);
    }
    case 'category': {
      const { title, values } = field;
      if (values.length === 0) return '';
      const names = values.length > NAMED ? [values[0] ?? '', values.at(-1) ?? ''] : values;
      return messages.categories(title, names, values.length);
    }
  }
}
