/** `highlight` and `reference`: what a page adds to a chart without writing Vega-Lite. */
import { readReferences, withReferences, type Reference } from '../charts/references.ts';
import type { SpecChart } from '../charts/types.ts';
import { clip, dayText } from '../internal/text.ts';
import { extraWords } from '../locale/summary.ts';
import type { Locale } from '../locale/types.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import type { Tokens } from '../theming/tokens.ts';
import type { MountedChart } from '../vega/types.ts';
import { drawnMarks } from './drawn-marks.ts';
import { selectables } from './selectable.ts';
import { HIGHLIGHTED, highlightOf, textOf, withHighlight, type Highlight } from './selected-marks.ts';

type View = MountedChart['view'];
export type AnnotationAttribute = 'highlight' | 'reference';
/** Told what is wrong with an attribute. */
export type WarnOfAnnotation = (attribute: AnnotationAttribute, why: string) => void;

/** How many values of a chart a warning lists, and how many letters it has of each. */
const LISTED = 30;
const LONGEST = 200;

/** What the attributes make of a chart. */
export interface Annotated {
  readonly spec: VegaLiteSpec;
  /** `null` where nothing is to stand out. */
  readonly highlight: Highlight | null;
  /** The lines that are drawn. */
  readonly references: readonly Reference[];
}

export interface AnnotateOptions {
  /** As the attributes were written, trimmed. */
  readonly written: Readonly<Record<AnnotationAttribute, string>>;
  /** `null` where there are no rows yet. */
  readonly data: SpecChart['data'] | null;
  readonly tokens: Tokens | null;
  readonly warn: WarnOfAnnotation;
}

/** Adds to a spec what the attributes say. */
export function annotate(spec: VegaLiteSpec, { written, data, tokens, warn }: AnnotateOptions): Annotated {
  const { highlight, reference } = written;
  // What depends on the rows is said when they are there.
  const say: WarnOfAnnotation = (attribute, why) => data && warn(attribute, why);
  const wanted = highlight ? highlightOf(spec, highlight, data) : null;
  const lit = wanted ? withHighlight(spec, selectables(spec), wanted) : spec;
  if (highlight && lit === spec) say('highlight', 'the chart has no categories');

  const refuse = (why: string): void => say('reference', why);
  const { spec: annotated, placed } = withReferences(lit, readReferences(reference, refuse), {
    data,
    color: tokens?.text ?? null,
    fontSize: tokens ? Math.max(11, Math.round(tokens.fontSize * 0.75)) : 11,
    refuse,
  });
  return { spec: annotated, highlight: lit === spec ? null : wanted, references: placed };
}

/** Those of a highlight's names that marks of a drawn chart have. */
export function highlightedNames(
  { names, ...marks }: Highlight,
  view: View,
  warn: WarnOfAnnotation,
): readonly string[] {
  const values = new Map<string, string>();
  for (const { datum } of drawnMarks(view)) {
    const value = datum[marks.key];
    if (value !== undefined)
      values.set(textOf(value), value instanceof Date ? dayText(value) : String(value));
  }
  const found = names.filter((_, index) => values.has(marks.texts[index]!));
  const lost = names.filter((name) => !found.includes(name)).map((name) => `"${clip(name, LONGEST)}"`);
  if (lost.length > 0) {
    const listed = [...values.values()].slice(0, LISTED).map((each) => clip(each, LONGEST));
    const more = values.size > LISTED ? ', …' : '';
    warn('highlight', `${lost.join(', ')} is not in the chart, which has ${listed.join(', ')}${more}`);
  }
  return found;
}

/**
 * Lets the marks of a highlight stand out that have one of the names `found`; where none has, all would be faint. Resolves when
 * that is drawn; rejects where it cannot be.
 */
export async function showHighlight(
  { key, texts }: Highlight,
  found: readonly string[],
  view: View,
): Promise<void> {
  const marks = found.length > 0 ? { key, texts } : null;
  let shown: unknown;
  try {
    shown = view.signal(HIGHLIGHTED);
  } catch {
    // The picture on show is from before the attribute was set: the next one has such a signal.
    return;
  }
  if ((shown === null) !== (marks === null)) await view.signal(HIGHLIGHTED, marks).runAsync();
}

/** What is said of highlight and lines to those who do not see them. */
export function describeAnnotations(
  found: readonly string[],
  references: readonly Reference[],
  locale: Locale,
): string {
  const { reference, highlighted } = extraWords(locale);
  const { comma } = locale.messages;
  const lines = references.map((each) => [each.label, valueText(each, locale)].filter(Boolean).join(comma));
  return [
    ...(found.length > 0 ? [`${highlighted}: ${found.join(comma)}.`] : []),
    ...lines.map((line) => `${reference}: ${line}.`),
  ].join(' ');
}

const valueText = ({ at, grain, isPercent }: Reference, { number, date }: Locale): string =>
  grain === null ? number(at, isPercent ? 'percent' : 'full') : date(new Date(at), grain);
