/** Compares the work for a chart with what was recorded in work.json. */
import { KIND_NAMES, kindTitle, type KindName } from './vizzes.ts';

/** The work for a page with one chart. */
export interface Work {
  /** Size of all JavaScript of the page in bytes, compressed with brotli. */
  readonly bytes: number;
  /** Number of calls of functions until the chart is drawn. */
  readonly calls: number;
}

export type WorkByKind = Readonly<Record<KindName, Work>>;

export interface WorkChange {
  /** For example `calls for plain bars`. */
  readonly what: string;
  readonly recorded: number;
  readonly measured: number;
  /** `more`: above the tolerance, `less`: below it. */
  readonly verdict: 'more' | 'less' | 'same';
}

/** The maximum change that needs no new record, as a fraction of the recorded value. */
const TOLERANCE = 0.05;

export function compareWork(recorded: WorkByKind, measured: WorkByKind): WorkChange[] {
  return KIND_NAMES.flatMap((kind) =>
    (['bytes', 'calls'] as const).map((of) => {
      const [before, now] = [recorded[kind][of], measured[kind][of]];
      const isMore = now > before * (1 + TOLERANCE);
      const verdict = isMore ? 'more' : now < before * (1 - TOLERANCE) ? 'less' : 'same';
      return { what: `${of} for ${kindTitle(kind)}`, recorded: before, measured: now, verdict };
    }),
  );
}
