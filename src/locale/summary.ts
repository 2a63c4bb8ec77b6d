import type { ChartWords } from '../charts/columns.ts';
import { measureFormat, type MeasureFormats } from '../charts/measure-formats.ts';
import type { ChartSummary, SummaryField } from '../charts/summary.ts';
import type { DataFreshness, Dataset } from '../public-client/types.ts';
import { columnGrain, formatMeasure } from './cells.ts';
import { NO_VALUE } from './formats.ts';
import english from './messages/en/extra.ts';
import type { AgeGrain, ExtraWords, Grain, Locale, Messages } from './types.ts';

/** Maximum number of categories that are all named. If there are more, only the first and the last are named. */
const MAX_NAMED = 5;

/**
 * Describes a chart: "Bar chart of Sales by Region. Sales from 12 to 340. Region: North, South." Numbers have the formats
 * that the page has set.
 */
export function describeChart(
  summary: ChartSummary,
  locale: Locale,
  formats: MeasureFormats | null = null,
): string {
  const { kind, measures, dimensions } = summary;
  const titles = (fields: readonly SummaryField[]) => fields.map(({ title }) => title).filter(Boolean);
  return [
    locale.messages.overview(kind, titles(measures), titles(dimensions)),
    ...[...measures, ...dimensions].map((field) => describeField(field, locale, formats)),
  ]
    .filter(Boolean)
    .join(' ');
}

/** Describes a field: "Sales from 12 to 340." Empty if its range is unknown. */
export function describeField(field: SummaryField, locale: Locale, formats: MeasureFormats | null): string {
  const { messages, date } = locale;
  const title = field.title || messages.unnamed[field.type];
  switch (field.type) {
    case 'number': {
      if (!isFinite(field.min)) return '';
      const { name, min, max } = field;
      const format = name === null ? null : measureFormat(formats, name);
      const write = (value: number): string =>
        formatMeasure(value, { name: name ?? '', type: 'number' }, locale, format, [min, max]);
      return messages.range(title, write(min), write(max));
    }
    case 'date': {
      const [from, to] = [date(field.min, field.grain), date(field.max, field.grain)];
      return from === NO_VALUE ? '' : messages.range(title, from, to);
    }
    case 'category': {
      const { values } = field;
      if (values.length === 0) return '';
      const names = values.length > MAX_NAMED ? [values[0] ?? '', values.at(-1) ?? ''] : values;
      return messages.categories(title, names, values.length);
    }
  }
}

/** The sentence about the date of the data: "As of January 31, 2005", but "As of 2005" if the dates in `rows` are years. */
export const asOfText = (moment: Date, messages: Messages, rows: readonly Dataset[] = []): string =>
  messages.asOf(moment, ageGrain(moment, rows));

/** A midnight in UTC that begins a year or month means all of it, unless the rows have finer dates. */
function ageGrain(moment: Date, rows: readonly Dataset[]): AgeGrain {
  const isFirst = moment.getUTCDate() === 1 && moment.getTime() % 86_400_000 === 0;
  if (!isFirst) return undefined;
  const grains = new Set(rows.flatMap(dateGrains));
  const isYear = moment.getUTCMonth() === 0 && [...grains].every((grain) => grain === 'year');
  const isMonth = grains.size > 0 && [...grains].every((grain) => /year|quarter|month/.test(grain));
  return isYear ? 'year' : isMonth ? 'month' : undefined;
}

const dateGrains = ({ columns, rows }: Dataset): readonly Grain[] =>
  columns.flatMap((column, index) => {
    const cells = rows.map((row) => row[index] ?? null);
    return (new Set(cells.map(String)).size > 1 && columnGrain(column, cells)) || [];
  });

/** Returns the sentence about the age of the data; `null` if unknown. */
export function ageText({ status, asOf, ageDays }: DataFreshness, messages: Messages): string | null {
  if (status !== 'measured') return null;
  if (asOf) return asOfText(asOf, messages);
  return ageDays === null ? null : messages.dataAge(ageDays);
}

/** Returns the words of derived charts and summaries in the reader's language. */
export function chartWords({ messages, vega }: Pick<Locale, 'messages' | 'vega'>): ChartWords {
  const { other, none, yes, no, verdicts, directions, current, previous, share } = messages;
  const same = directions.same.replace(/^./u, (letter) => letter.toUpperCase());
  const { aggregateTitle } = vega;
  return { other, none, yes, no, ...verdicts, same, current, previous, share, aggregateTitle };
}

/** Returns messages that few charts need, in the reader's language. */
export const extraWords = ({ messages }: Pick<Locale, 'messages'>): ExtraWords => messages.extra ?? english;
