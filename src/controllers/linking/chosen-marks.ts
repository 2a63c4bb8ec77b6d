/** Which of the marks in a picture a choice is about. */
import { isAmong, isWithin } from '../../charts/chosen-values.ts';
import type { ChosenMarks } from '../../charts/highlight.ts';
import { drawnMarks, type DrawnMark } from '../../vega/drawn-marks.ts';
import type { MountedChart } from '../../vega/types.ts';
import type { ShownChoice } from './chart-choice.ts';

type View = MountedChart['view'];

/** For the signal that makes the others faint. Where no mark has a chosen value, none is. */
export function chosenMarks({ context, texts }: ShownChoice, view: View): ChosenMarks | null {
  const among = new Set(texts);
  const isThere = drawnMarks(view).some(({ datum }) => isAmong(datum, among, context));
  return isThere ? { key: context.selectable.key, texts } : null;
}

/** Those over which each band lies that marks out a part of an axis. */
export function bandedMarks({ range, texts, context }: ShownChoice, view: View): readonly DrawnMark[][] {
  const marks = drawnMarks(view);
  return range
    ? [marks.filter(({ datum }) => isWithin(datum, range, context))]
    : texts.map((text) => marks.filter(({ datum }) => isAmong(datum, new Set([text]), context)));
}
