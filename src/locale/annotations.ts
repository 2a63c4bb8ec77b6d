import type { Reference } from '../charts/emphasis/references.ts';
import { extraWords } from './summary.ts';
import type { Locale } from './types.ts';

/** Describes highlights and reference lines for screen readers. */
export function describeAnnotations(
  found: readonly string[],
  references: readonly Reference[],
  locale: Locale,
): string {
  const { reference, highlighted } = extraWords(locale);
  const { comma } = locale.messages;
  const lines = references.map((each) =>
    [each.label, referenceText(each, locale)].filter(Boolean).join(comma),
  );
  return [
    ...(found.length > 0 ? [`${highlighted}: ${found.join(comma)}.`] : []),
    ...lines.map((line) => `${reference}: ${line}.`),
  ].join(' ');
}

const referenceText = ({ at, grain, isPercent }: Reference, { number, date }: Locale): string =>
  grain === null ? number(at, isPercent ? 'percent' : 'full') : date(new Date(at), grain);
