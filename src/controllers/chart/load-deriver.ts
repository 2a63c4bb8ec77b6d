import { lazily } from '../../internal/lazily.ts';

export type Deriver = typeof import('../../charts/derive-spec.ts');

/** What makes a chart of columns; needed only where there is no spec. Rejects with an error of kind `network`. */
export const loadDeriver = (): Promise<Deriver> => lazily(() => import('../../charts/derive-spec.ts'));
