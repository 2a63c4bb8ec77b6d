/** Everything that reads answers, behind one dynamic import: the request path is needed first, this later. */
import { bodyOf, readAnswer } from './answer.ts';
import type { VibedasherError } from './errors.ts';
import type { Answer } from './request.ts';
import { fetchStored } from './query-run.ts';
import type { Session } from './session.ts';
import type { Extracts, TemplatePage, Viz } from './types.ts';
import * as wire from './wire.ts';

export { toDataset } from './dataset.ts';
export { finishQuery } from './query-run.ts';

export const readViz = (answer: Answer): Viz => readAnswer(answer, 'viz', wire.readViz);

export const readSubmission = (answer: Answer): wire.Submission =>
  readAnswer(answer, 'query', wire.readSubmission);

export const readBatch = (answer: Answer, length: number): readonly (wire.Submission | VibedasherError)[] =>
  readAnswer(answer, 'query', (json) => wire.readBatch(json, length));

export const readExtracts = (answer: Answer, apiBase: string): Extracts =>
  readAnswer(answer, 'viz', (json) => wire.readExtracts(json, apiBase));

export const readTemplatePage = (answer: Answer): TemplatePage =>
  readAnswer(answer, 'list', wire.readTemplatePage);

/** Bytes of an archive, packed and unpacked. */
const MAX_BUNDLE = 20 * 2 ** 20;

/** The files of a viz's archive. A viz without one has none. */
export async function readBundle(
  session: Session,
  { bundleUrl }: Viz,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  if (!bundleUrl) return new Map();
  const [answer, { unzipTexts }] = await Promise.all([
    fetchStored(session, bundleUrl, signal, MAX_BUNDLE),
    import('./bundle.ts'),
  ]);
  return unzipTexts(bodyOf(answer, 'storage'), MAX_BUNDLE);
}
