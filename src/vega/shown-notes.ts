import type { AnnotationWarner } from '../charts/emphasis/annotate.ts';
import type { Note, ShownNotes } from '../charts/emphasis/notes.ts';
import { SHOWN_NOTES } from '../internal/secret-names.ts';
import { signalOf } from '../spec/scene.ts';
import type { MountedChart } from './types.ts';

/** The annotations that a chart shows, in the order of their numbers. */
export interface NoteList {
  readonly notes: readonly Note[];
  /** Whether the picture shows numbers in place of texts. */
  readonly numbered: boolean;
}

/** Returns the annotations that a drawn chart shows. Warns about places that do not occur in it. */
export function shownNotes(
  notes: readonly Note[],
  view: MountedChart['view'],
  warn: AnnotationWarner,
): NoteList {
  // If the picture was drawn before the attribute was set, only the next one has the signal.
  const shown = signalOf(view, SHOWN_NOTES) as ShownNotes | null | undefined;
  if (!shown) return { notes: [], numbered: false };
  const { found, numbered, example } = shown;
  const lost = notes.filter((_, index) => !found.includes(index)).map(({ place }) => `"${place}"`);
  if (lost.length > 0) {
    const hint = example && `: write a place such as "${example}"`;
    warn('annotate', `${lost.join(', ')} is not in the chart${hint}`);
  }
  return { notes: found.flatMap((index) => notes[index] ?? []), numbered };
}
