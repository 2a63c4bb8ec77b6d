/** Everything that reads answers, behind one dynamic import: the request path is needed first, this later. */
import { readAnswer } from './answer.ts';
import type { VibedasherError } from './errors.ts';
import type { Answer } from './request.ts';
import type { Viz } from './types.ts';
import * as wire from './wire.ts';

export { toDataset } from './dataset.ts';
export { finishQuery } from './query-run.ts';

export const readViz = (answer: Answer): Viz => readAnswer(answer, 'viz', wire.readViz);

export const readSubmission = (answer: Answer): wire.Submission =>
  readAnswer(answer, 'query', wire.readSubmission);

export const readBatch = (answer: Answer, length: number): readonly (wire.Submission | VibedasherError)[] =>
  readAnswer(answer, 'query', (json) => wire.readBatch(json, length));

/** What a chart does not need, and therefore is not loaded with one. */
export const loadCatalog = (): Promise<typeof import('./catalog.ts')> => import('./catalog.ts');

/** The archive of a viz's files, and what unpacks it. */
export const loadBundle = (): Promise<typeof import('./bundle.ts')> => import('./bundle.ts');
