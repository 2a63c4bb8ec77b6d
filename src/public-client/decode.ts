/** Everything that reads answers, behind one dynamic import: the request path is needed first, this later. */
import { lazily } from '../internal/lazily.ts';
import { readAnswer } from './answer.ts';
import type { VibedasherError } from './errors.ts';
import { toDataset, type DecodeOptions } from './dataset.ts';
import type { Environment } from './environment.ts';
import type { Answer } from './request.ts';
import type { Dataset, Viz } from './types.ts';
import * as wire from './wire.ts';

export { finishQuery } from './query-run.ts';

/** {@link toDataset}; tells how long the table took to be read, from its bytes on. */
export function toTimedDataset(
  table: wire.Table,
  options: DecodeOptions,
  environment: Environment,
  onDecode: ((ms: number) => void) | undefined,
): Dataset {
  const start = environment.now();
  const dataset = toDataset(table, options);
  onDecode?.((table.readTime ?? 0) + environment.now() - start);
  return dataset;
}

export const readViz = (answer: Answer): Viz => readAnswer(answer, 'viz', wire.readViz);

export const readSubmission = (answer: Answer): wire.Submission =>
  readAnswer(answer, 'query', wire.readSubmission);

export const readBatch = (answer: Answer, length: number): readonly (wire.Submission | VibedasherError)[] =>
  readAnswer(answer, 'query', (json) => wire.readBatch(json, length));

/** What a chart does not need, and therefore is not loaded with one. */
export const loadCatalog = (): Promise<typeof import('./catalog.ts')> => lazily(() => import('./catalog.ts'));

/** The archive of a viz's files, and what unpacks it. */
export const loadBundle = (): Promise<typeof import('./bundle.ts')> => lazily(() => import('./bundle.ts'));
