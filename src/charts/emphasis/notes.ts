/** The `annotate` attribute, as in `annotate="2009-10 Construction: Peak, 27%"`: texts at marks. */
import { clip, MAX_NAME_LENGTH } from '../../internal/text.ts';
import { isComposed, list } from '../../spec/facts.ts';
import { NOTES } from '../../internal/secret-names.ts';
import type { VegaLiteSpec } from '../../spec/types.ts';
import { parseEntries } from '../entries.ts';
import { highlightables, type Selectable } from './selectable.ts';

/** An annotation as written. */
export interface Note {
  /** A date or category, and a series if there are several. */
  readonly place: string;
  readonly text: string;
}

/** The value of the parameter {@link NOTES}: what the engine needs to place annotations. */
export interface NoteFacts {
  readonly notes: readonly Note[];
  /** The fields that a place can name. */
  readonly fields: readonly Pick<Selectable, 'key' | 'time' | 'axis'>[];
  /** Colors of the text, and around its letters. */
  readonly color: string;
  readonly halo: string;
  readonly font: string;
  /** In px. */
  readonly fontSize: number;
}

/** The value of the signal with the annotations that a chart shows. */
export interface ShownNotes {
  /** Indexes of the annotations whose place occurs in the chart. Their positions here are their numbers. */
  readonly found: readonly number[];
  /** Whether the chart shows numbers in place of texts. */
  readonly numbered: boolean;
  /** A place that occurs in the chart. */
  readonly example: string;
}

type Refuse = (why: string) => void;

const MAX_NOTES = 20;
const MAX_TEXT_LENGTH = 120;
/** Maximum length of the attribute, in characters. */
const MAX_LENGTH = 20_000;

/** Parses the `annotate` attribute. Calls `refuse` for each entry without a place or a text. */
export function readNotes(written: string, refuse: Refuse): readonly Note[] {
  const entries = parseEntries(written.slice(0, MAX_LENGTH));
  if (entries.length > MAX_NOTES) refuse(`only the first ${MAX_NOTES} annotations are shown`);
  return entries.slice(0, MAX_NOTES).flatMap(({ name, value }) => {
    const place = clip((name ?? '').replace(/\s+/g, ' ').trim(), MAX_NAME_LENGTH);
    const text = clip(value.replace(/\s+/g, ' ').trim(), MAX_TEXT_LENGTH);
    if (place && text) return { place, text };
    refuse(`"${clip(value || place, MAX_TEXT_LENGTH)}": write a place and a text, as in "2009-10: Peak"`);
    return [];
  });
}

/**
 * Returns a function that adds annotations to a spec with the marks of `spec`, for the engine to place. Returns `null`, and
 * calls `refuse`, if the spec cannot have any.
 */
export function withNotes(
  spec: VegaLiteSpec,
  { refuse, ...facts }: Omit<NoteFacts, 'fields'> & { readonly refuse: Refuse },
): ((drawn: VegaLiteSpec) => VegaLiteSpec) | null {
  if (isComposed(spec)) {
    refuse('a chart of several plots cannot have annotations');
    return null;
  }
  const fields = highlightables(spec)
    .filter(({ continuous, time }) => time || !continuous)
    .map(({ key, time, axis }) => ({ key, time, axis }));
  if (fields.length === 0) {
    refuse('the chart has no dates or categories');
    return null;
  }
  return (drawn) => ({
    ...drawn,
    params: [...list(drawn['params']), { name: NOTES, value: { ...facts, fields } }],
  });
}
