import type { AnnotationWarner } from '../charts/emphasis/annotate.ts';
import { markText, type Highlight } from '../charts/emphasis/selected-marks.ts';
import { clip, dayText, listNames, MAX_NAME_LENGTH } from '../internal/text.ts';
import { HIGHLIGHTED } from '../internal/secret-names.ts';
import { signalOf } from '../spec/scene.ts';
import { drawnMarks } from './hit-test.ts';
import type { MountedChart } from './types.ts';

type View = MountedChart['view'];

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
  const lost = names
    .filter((name) => !found.includes(name))
    .map((name) => `"${clip(name, MAX_NAME_LENGTH)}"`);
  if (lost.length > 0) {
    warn('highlight', `${lost.join(', ')} is not in the chart, which has ${listNames([...values.values()])}`);
  }
  return found;
}

/**
 * Shows a highlight, or turns it off if `found` is empty, which would fade all marks. Resolves when the change is
 * drawn. Rejects if it cannot be drawn.
 */
export async function showHighlight(
  { key, texts }: Highlight,
  found: readonly string[],
  view: View,
): Promise<void> {
  const marks = found.length > 0 ? { key, texts } : null;
  const shown = signalOf(view, HIGHLIGHTED);
  // If the current picture was drawn before the attribute was set, only the next one has the signal.
  if (shown === undefined) return;
  if ((shown === null) !== (marks === null)) await view.signal(HIGHLIGHTED, marks).runAsync();
}
