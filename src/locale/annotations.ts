import type { Reference } from '../charts/emphasis/references.ts';
import { extraWords } from './summary.ts';
import type { Locale } from './types.ts';

/** Describes highlights and reference lines for screen readers. */
export function describeAnnotations(
  found: readonly string[],
  references: readonly Reference[],
  locale: Locale,
): string {
  const { reference, range, highlighted } = extraWords(locale);
  const { comma } = locale.messages;
  const lines = references.map((each) => {
    const text = [each.label, referenceText(each, locale)].filter(Boolean).join(comma);
    return `${each.to === undefined ? reference : range}: ${text}.`;
  });
  return [...(found.length > 0 ? [`${highlighted}: ${found.join(comma)}.`] : []), ...lines].join(' ');
}

/** Returns the number or date of a reference line, or the two of a range, in the reader's language. */
export function referenceText({ at, to, grain, isPercent }: Reference, { number, date }: Locale): string {
  const text = (value: number): string =>
    grain === null ? number(value, isPercent ? 'percent' : 'full') : date(new Date(value), grain);
  return to === undefined ? text(at) : `${text(at)} – ${text(to)}`;
}
