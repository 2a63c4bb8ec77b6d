/**
 * What few pages need, loaded in one: the catalogue, a page's own batches, rows from before, other time zones, what a refusal means, and what is
 * done about an API that is busy or refuses batches.
 */
import { lazily } from '../internal/lazily.ts';

export { askEach } from './ask-each.ts';
export { refused } from './busy.ts';
export { getExtracts, listSeeds, listTemplates } from './catalog.ts';
export { queryBatch } from './query-batch.ts';
export { keepRows } from './kept-rows.ts';
export { refusalOf } from './refusal.ts';
export { wallClock } from './wall-clock.ts';

/** The archive of a viz's files, and what unpacks it. */
export const loadBundle = (): Promise<typeof import('./bundle.ts')> => lazily(() => import('./bundle.ts'));
