/** The `highlight` and `reference` attributes: annotations of a chart without writing Vega-Lite. */
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
import { HIGHLIGHTED, resolveHighlight, markText, withHighlight, type Highlight } from './selected-marks.ts';

type View = MountedChart['view'];
export type AnnotationAttribute = 'highlight' | 'reference';
/** Receives problems of an attribute. */
export type AnnotationWarner = (attribute: AnnotationAttribute, why: string) => void;

/** The number of values that a warning lists. */
const MAX_LISTED = 30;
/** The number of characters of each. */
const MAX_LENGTH = 200;

/** An annotated chart. */
export interface Annotated {
  readonly spec: VegaLiteSpec;
  /** `null` without a highlight. */
  readonly highlight: Highlight | null;
  /** The lines that are drawn. */
  readonly references: readonly Reference[];
}

export interface AnnotateOptions {
  /** The attributes as written, trimmed. */
  readonly written: Readonly<Record<AnnotationAttribute, string>>;
  /** `null` before there are rows. */
  readonly data: SpecChart['data'] | null;
  readonly tokens: Tokens | null;
  readonly warn: AnnotationWarner;
}

/** Adds the annotations of both attributes to a spec. */
export function annotate(spec: VegaLiteSpec, { written, data, tokens, warn }: AnnotateOptions): Annotated {
  const { highlight, reference } = written;
  // Warn only once there are rows.
  const warnWithData: AnnotationWarner = (attribute, why) => data && warn(attribute, why);
  const wanted = highlight ? resolveHighlight(spec, highlight, data) : null;
  const emphasized = wanted ? withHighlight(spec, selectables(spec), wanted) : spec;
  if (highlight && emphasized === spec) warnWithData('highlight', 'the chart has no categories');

  const refuse = (why: string): void => warnWithData('reference', why);
  const { spec: annotated, placed } = withReferences(emphasized, readReferences(reference, refuse), {
    data,
    color: tokens?.text ?? null,
    fontSize: tokens ? Math.max(11, Math.round(tokens.fontSize * 0.75)) : 11,
    refuse,
  });
  return { spec: annotated, highlight: emphasized === spec ? null : wanted, references: placed };
}

/** Returns the names of a highlight that occur in a drawn chart. Warns about the others. */
export function highlightedNames(
  { names, ...marks }: Highlight,
  view: View,
  warn: AnnotationWarner,
): readonly string[] {
  const values = new Map<string, string>();
  for (const { datum } of drawnMarks(view)) {
    const value = datum[marks.key];
    if (value !== undefined)
      values.set(markText(value), value instanceof Date ? dayText(value) : String(value));
  }
  const found = names.filter((_, index) => values.has(marks.texts[index]!));
  const lost = names.filter((name) => !found.includes(name)).map((name) => `"${clip(name, MAX_LENGTH)}"`);
  if (lost.length > 0) {
    const listed = [...values.values()].slice(0, MAX_LISTED).map((each) => clip(each, MAX_LENGTH));
    const more = values.size > MAX_LISTED ? ', …' : '';
    warn('highlight', `${lost.join(', ')} is not in the chart, which has ${listed.join(', ')}${more}`);
  }
  return found;
}

/**
 * Shows a highlight, or turns it off if `found` is empty, which would fade all marks. Resolves when that is drawn;
 * rejects if it cannot be drawn.
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
    // The current picture was drawn before the attribute was set. The next one has the signal.
    return;
  }
  if ((shown === null) !== (marks === null)) await view.signal(HIGHLIGHTED, marks).runAsync();
}

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
