/** The `highlight`, `reference` and `annotate` attributes: annotations of a chart without writing Vega-Lite. */
import type { VegaLiteSpec } from '../../spec/types.ts';
import type { SpecChart } from '../types.ts';
import { readNotes, withNotes, type Note } from './notes.ts';
import { readReferences, withReferences, type Reference } from './references.ts';
import { highlightables } from './selectable.ts';
import { withPointNames } from './point-names.ts';
import { resolveHighlight, withHighlight, type Highlight } from './selected-marks.ts';

export type AnnotationAttribute = 'highlight' | 'reference' | 'annotate';
/** Receives problems of an attribute. */
export type AnnotationWarner = (attribute: AnnotationAttribute, why: string) => void;

/** An annotated chart. */
export interface Annotated {
  readonly spec: VegaLiteSpec;
  readonly highlight: Highlight | null;
  /** The lines that are drawn. */
  readonly references: readonly Reference[];
  /** The annotations that the engine places. */
  readonly notes: readonly Note[];
}

interface AnnotateOptions {
  /** The attributes as written, trimmed. */
  readonly written: Readonly<Partial<Record<AnnotationAttribute, string>>>;
  /** `null` before there are rows. */
  readonly data: SpecChart['data'] | null;
  /** Colors and size in px of the page's text; `null` under `theme="none"`. */
  readonly tokens: {
    readonly text: string;
    readonly background: string;
    readonly font: string;
    readonly fontSize: number;
  } | null;
  readonly rtl?: boolean;
  /** Returns the number or date of a reference line in the reader's language. */
  readonly format?: (reference: Reference) => string;
  readonly warn: AnnotationWarner;
}

/** Adds the annotations of both attributes to a spec. */
export function annotate(
  spec: VegaLiteSpec,
  { written, data, tokens, rtl = false, format, warn }: AnnotateOptions,
): Annotated {
  const { highlight = '', reference = '', annotate: noted = '' } = written;
  // Warn only once there are rows.
  const warnWithData: AnnotationWarner = (attribute, why) => data && warn(attribute, why);
  const wanted = highlight ? resolveHighlight(spec, highlight, data) : null;
  const emphasized = wanted ? withHighlight(spec, highlightables(spec), wanted, tokens?.text) : spec;
  if (highlight && emphasized === spec) warnWithData('highlight', 'the chart has no categories');

  const fontSize = tokens ? Math.max(11, Math.round(tokens.fontSize * 0.75)) : 11;
  const refuse = (why: string): void => warnWithData('reference', why);
  const look = { color: tokens?.text ?? null, halo: tokens?.background ?? null, fontSize };
  const named = wanted && emphasized !== spec ? withPointNames(emphasized, wanted, data, look) : emphasized;
  const { spec: annotated, placed } = withReferences(named, readReferences(reference, refuse), {
    ...look,
    data,
    rtl,
    ...(format && { format }),
    refuse,
  });
  const refuseNote = (why: string): void => warnWithData('annotate', why);
  const notes = readNotes(noted, refuseNote);
  const withTexts =
    notes.length > 0
      ? withNotes(spec, {
          notes,
          color: tokens?.text ?? 'black',
          halo: tokens?.background ?? 'white',
          font: tokens?.font ?? 'sans-serif',
          fontSize,
          refuse: refuseNote,
        })
      : null;
  return {
    spec: withTexts ? withTexts(annotated) : annotated,
    highlight: emphasized === spec ? null : wanted,
    references: placed,
    notes: withTexts ? notes : [],
  };
}
