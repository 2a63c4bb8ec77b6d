import type { Note } from '../charts/emphasis/notes.ts';
import type { Reference } from '../charts/emphasis/references.ts';
import { sharedFormat, type MeasureFormats } from '../charts/measure-formats.ts';
import { withAffixes } from '../internal/text.ts';
import { extraWords } from './summary.ts';
import type { Locale } from './types.ts';

/** Describes highlights, reference lines and annotations for screen readers. */
export function describeAnnotations(
  found: readonly string[],
  references: readonly Reference[],
  notes: readonly Note[],
  locale: Locale,
  formats: MeasureFormats | null,
): string {
  const { reference, trend, range, annotation, highlighted } = extraWords(locale);
  const { comma } = locale.messages;
  const lines = references.map((each) => {
    const text = [each.label, each.isTrend ? '' : referenceText(each, locale, formats)];
    const kind = each.isTrend ? trend : each.to === undefined ? reference : range;
    return `${[kind, text.filter(Boolean).join(comma)].filter(Boolean).join(': ')}.`;
  });
  const texts = notes.map(({ place, text }) => {
    const end = /[.!?。]$/.test(text) ? '' : '.';
    return `${annotation}: ${place}${comma}${text}${end}`;
  });
  return [...(found.length > 0 ? [`${highlighted}: ${found.join(comma)}.`] : []), ...lines, ...texts].join(
    ' ',
  );
}

/** Returns the number or date of a reference line, or the two of a range, in the reader's language, with the unit. */
export function referenceText(
  { at, to, grain, isPercent }: Reference,
  { number, date }: Locale,
  formats: MeasureFormats | null,
): string {
  const text = (value: number): string =>
    grain === null ? number(value, isPercent ? 'percent' : 'full') : date(new Date(value), grain);
  const all =
    to === undefined ? text(at) : [text(at), text(to)].join(grain === null && at >= 0 ? '–' : ' – ');
  return grain === null && !isPercent ? withAffixes(all, sharedFormat(formats) ?? {}) : all;
}
