import type { DataFreshness } from '../public-client/types.ts';
import { NO_VALUE } from './formats.ts';
import type { ChartKind, Direction, ExtraWords, Grain, Locale, Messages } from './types.ts';

/** One field of a chart: its title, empty where it has none for readers, and what it spans. */
type SummaryField =
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
  /** What is measured (mostly y, size, color by number). */
  readonly measures: readonly SummaryField[];
  /** By what it is measured (mostly x, color by category, facet). */
  readonly dimensions: readonly SummaryField[];
}

/** A big number against the one before. */
interface Comparison {
  readonly previous: number;
  /** Relative change; `null` where the previous value is 0. */
  readonly change: number | null;
  readonly direction: Direction;
  readonly favorable: boolean | null;
  /** What the period before is called, where the query tells it. */
  readonly period: string | null;
}

/** What is said of a change. */
interface ComparisonText {
  /** Says the direction to those who see it, and its `direction` to those who hear it. */
  readonly arrow: string;
  readonly direction: string;
  /** "12% vs. previous period" */
  readonly text: string;
  /** "better", "worse"; empty where the query does not judge. */
  readonly verdict: string;
}

const ARROWS: Readonly<Record<Direction, string>> = { up: '▲', down: '▼', same: '■' };

/** Up to this many categories are named one by one; of more, the first and the last. */
const NAMED = 5;

/** A chart in words: "Bar chart of Sales by Region. Sales from 12 to 340. Region: North, South." */
export function describeChart(summary: ChartSummary, locale: Locale): string {
  const { kind, measures, dimensions } = summary;
  const titles = (fields: readonly SummaryField[]) => fields.map(({ title }) => title).filter(Boolean);
  return [
    locale.messages.overview(kind, titles(measures), titles(dimensions)),
    ...[...measures, ...dimensions].map((field) => describeField(field, locale)),
  ]
    .filter(Boolean)
    .join(' ');
}

/** The comparison under a big number. Neither direction nor verdict hangs on a color; each is said once. */
export function describeComparison(comparison: Comparison, locale: Locale): ComparisonText {
  const { change, previous, direction, favorable, period } = comparison;
  const { messages } = locale;
  const verdict = favorable === null || direction === 'same' ? null : favorable ? 'better' : 'worse';
  const size =
    direction === 'same' ? messages.directions.same : locale.number(Math.abs(change ?? 0), 'change');
  return {
    arrow: ARROWS[direction],
    direction: direction === 'same' ? '' : messages.directions[direction],
    text:
      change === null && direction !== 'same'
        ? messages.previously(locale.number(previous), period)
        : messages.change(size, period),
    verdict: verdict ? messages.verdicts[verdict].toLocaleLowerCase(locale.language) : '',
  };
}

function describeField(field: SummaryField, { messages, number, date }: Locale): string {
  const title = field.title || messages.unnamed[field.type];
  switch (field.type) {
    case 'number':
      return isFinite(field.min) ? messages.range(title, number(field.min), number(field.max)) : '';
    case 'date': {
      const [from, to] = [date(field.min, field.grain), date(field.max, field.grain)];
      return from === NO_VALUE ? '' : messages.range(title, from, to);
    }
    case 'category': {
      const { values } = field;
      if (values.length === 0) return '';
      const names = values.length > NAMED ? [values[0] ?? '', values.at(-1) ?? ''] : values;
      return messages.categories(title, names, values.length);
    }
  }
}

/** The sentence about the age of data, `null` where that is not known. */
export function ageText({ status, asOf, ageDays }: DataFreshness, messages: Messages): string | null {
  if (status !== 'measured') return null;
  if (asOf) return messages.asOf(asOf);
  return ageDays === null ? null : messages.dataAge(ageDays);
}

const ENGLISH: ExtraWords = {
  source: 'Source',
  retrieved: 'Retrieved',
  otherChoice: ' Try another selection.',
  reference: 'Reference line',
  highlighted: 'Highlighted',
};

/** What few charts say: English comes with what says it, other languages bring it with their sentences. */
export const extraWords = ({ messages }: Pick<Locale, 'messages'>): ExtraWords => messages.extra ?? ENGLISH;
